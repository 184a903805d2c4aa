"""Bodies of requests, as the assumptions write them."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from .client import Sandbox

Json = dict[str, Any]

YEAR = str(datetime.now(ZoneInfo("America/Mexico_City")).year)


def invoice(customer: str, product: str, **changes: Any) -> Json:
    """An invoice of 1000.00 and 16 % IVA, paid at once; `changes` are fields of `cfdi`."""
    cfdi = {
        "customer": {"uuid": customer},
        "payment": {"form": {"k": "03"}, "method": {"k": "PUE"}},
        "items": [{"uuid": product, "qty": "1", "price": {"amount": "1000.00"}}],
        **changes,
    }
    return {"cfdi": cfdi}


def simple(sandbox: Sandbox, rfc: str = "URE180429TM6", **changes: Any) -> Json:
    """An invoice to a new customer of a new product."""
    return invoice(sandbox.add_customer(rfc), sandbox.add_product(), **changes)


def deferred(sandbox: Sandbox, **changes: Any) -> Json:
    """An invoice that is paid later."""
    return simple(sandbox, payment=PPD, **changes)


def lined(sandbox: Sandbox, **item: Any) -> Json:
    """An invoice with one line as wished."""
    body = simple(sandbox)
    body["cfdi"]["items"][0].update(item)
    return body


def tax(tax: str, rate: str | None, kind: str = "transferred", factor: str = "Tasa") -> Json:
    """A tax of a line."""
    given = {"kind": kind, "tax": {"k": tax}, "factor": factor}
    return given if rate is None else {**given, "rate": rate}


def payment(
    folio_tax: str, amount: str = "1160.00", before: str = "1160.00", **changes: Any
) -> Json:
    """A payment of one invoice, as documented; `changes` are fields of `payment`."""
    after = f"{Decimal(before) - Decimal(amount)}"
    paid = {
        "number": 1,
        "date": "2026-11-20",
        "amount": amount,
        "balance": {"before": before, "after": after},
        "form": {"k": "03"},
        "method": {"k": "PUE"},
        **changes,
    }
    return {"cfdi": {"uuid": folio_tax}, "payment": paid}


PPD = {"form": {"k": "99"}, "method": {"k": "PPD"}}

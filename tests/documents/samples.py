"""Documents to test with: each breaks no rule as it comes; tests change one thing at a time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from documents.values import (
    Address,
    DocumentValue,
    LineItem,
    LineLeft,
    Numbering,
    Party,
    Reference,
    ReferencedDocument,
)

TODAY = date(2026, 11, 20)
TAG = "co_dian.v2024_11"

CONFIG = {
    "resolution_number": "18760000001",
    "resolution_valid_from": "2026-01-19",
    "resolution_valid_to": "2028-01-19",
    "technical_key": "fc8eac422eba16e22ffd8c6f94b3f40a6e38162c",
}


def address(**changes: Any) -> Address:
    given = {"line1": "CRA 8 113 31", "city": "Bogotá", "country": "CO", **changes}
    return Address(**given)


def issuer(**changes: Any) -> Party:
    given = {
        "tax_id": "900559088-2",
        "tax_id_type": "NIT",
        "name": "Emisor SAS",
        "address": address(),
        **changes,
    }
    return Party(**given)


def company(**changes: Any) -> Party:
    given = {
        "tax_id": "800197268-4",
        "tax_id_type": "NIT",
        "name": "Cliente de Prueba SAS",
        "email": "compras@example.co",
        "address": address(),
        **changes,
    }
    return Party(**given)


def person(**changes: Any) -> Party:
    return company(**{"tax_id": "1020304050", "tax_id_type": "GENERIC_ID", **changes})


def line(price: str = "50000", quantity: str = "2", **changes: Any) -> LineItem:
    given = {
        "description": "Servicio de consultoría",
        "unit_price": Decimal(price),
        "currency": "COP",
        "quantity": Decimal(quantity),
        "tax_code": "IVA19",
        **changes,
    }
    return LineItem(**given)


def co(**fields: Any) -> dict[str, Any]:
    return {"type": TAG, **fields}


def invoice(*lines: LineItem, **changes: Any) -> DocumentValue:
    given = {
        "id": "doc-1",
        "country": "CO",
        "document_type": "INVOICE",
        "issuer": issuer(),
        "receiver": company(),
        "line_items": lines or (line(),),
        "numbering": Numbering("SETP", "SETP", 990000000, 995000000, 990000001),
        "provider_config": CONFIG,
        **changes,
    }
    return DocumentValue(**given)


def foreign(country: str, currency: str, *lines: LineItem, **changes: Any) -> DocumentValue:
    priced = tuple(replace(item, currency=currency) for item in lines)
    return invoice(*priced, country=country, **changes)


def issued(*lines: LineItem, **changes: Any) -> ReferencedDocument:
    """An invoice on credit that is valid, of `lines` of IVA 19 %, nothing of it taken back yet."""
    items = lines or (line(),)
    extensions = [item.quantity * item.unit_price for item in items]
    given = {
        "id": "inv-1",
        "document_type": "INVOICE",
        "status": "ISSUED",
        "fiscal_status": "authorized",
        "lifecycle_status": "active",
        "issuer": issuer(),
        "receiver": company(),
        "currency": "COP",
        "total": sum(extensions, Decimal(0)) * Decimal("1.19"),
        "number": "SETP990000001",
        "issued_on": date(2026, 11, 10),
        "lines": items,
        "left": tuple(
            LineLeft(item.quantity, extension)
            for item, extension in zip(items, extensions, strict=True)
        ),
        "country_specific": co(payment_form="CREDIT", payment_due_date="2026-12-20"),
        **changes,
    }
    return ReferencedDocument(**given)


def about(relation: str, target: ReferencedDocument | None) -> tuple[Reference, ...]:
    return (Reference(relation, document_id="inv-1", document=target),)


def credit_note(
    *lines: LineItem, target: ReferencedDocument | None = None, **changes: Any
) -> DocumentValue:
    given = {
        "document_type": "CREDIT_NOTE",
        "references": about("CREDITS", target or issued()),
        "numbering": Numbering("NC", "NC", 1, 999_999, 1),
        "provider_config": {},
        **changes,
    }
    return invoice(*lines, **given)


def debit_note(
    *lines: LineItem, target: ReferencedDocument | None = None, **changes: Any
) -> DocumentValue:
    given = {
        "document_type": "DEBIT_NOTE",
        "references": about("DEBITS", target or issued()),
        **changes,
    }
    return credit_note(*lines, **given)


def cancellation(*, target: ReferencedDocument | None = None, **changes: Any) -> DocumentValue:
    given = {
        "document_type": "CANCELLATION",
        "references": about("CANCELS", target or issued()),
        **changes,
    }
    return credit_note(**given)


def purchase(price: str = "50000", quantity: str = "2", **fields: Any) -> LineItem:
    """A line of a support document, bought on the day."""
    own = {"purchased_on": TODAY.isoformat(), **fields}
    return line(price, quantity, country_specific=co(**own))


def support_document(*lines: LineItem, **changes: Any) -> DocumentValue:
    given = {
        "document_type": "SUPPORT_DOCUMENT",
        "provider_config": {k: v for k, v in CONFIG.items() if k != "technical_key"},
        **changes,
    }
    return invoice(*(lines or (purchase(),)), **given)


def adjustment_note(
    *lines: LineItem, target: ReferencedDocument | None = None, **changes: Any
) -> DocumentValue:
    found = target or issued(document_type="SUPPORT_DOCUMENT")
    given = {
        "document_type": "ADJUSTMENT_NOTE",
        "references": about("ADJUSTS", found),
        **changes,
    }
    return credit_note(*lines, **given)


PERSON = {"id_type": "CC", "id": "52100200", "first_name": "Ana", "family_name": "Ruiz"}


def bought(**changes: Any) -> ReferencedDocument:
    """An invoice on credit that somebody issued to us."""
    given = {"issuer": company(), "receiver": issuer(), "received": True, "lines": (), "left": ()}
    return issued(**{**given, **changes})


def event(code: str, *, target: ReferencedDocument | None = None, **changes: Any) -> DocumentValue:
    """An acceptance event of ours about a purchase, or with `target` about that invoice."""
    fields = changes.pop("fields", {})
    given = {
        "document_type": "ACCEPTANCE_EVENT",
        "line_items": (),
        "references": about("CONCERNS", target or bought()),
        "numbering": Numbering("EV", "EV", 1, 999_999, 1),
        "provider_config": {},
        "country_specific": co(event={"code": code, **fields}),
        **changes,
    }
    return invoice(**given)

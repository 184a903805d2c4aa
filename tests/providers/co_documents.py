"""Colombian documents for the provider's tests, small and whole."""

from datetime import date
from decimal import Decimal
from typing import Any

from documents.amounts import compute
from documents.values import Address, DocumentValue, LineItem, Numbering, Party
from providers.base import Account, Job, Recorder

TAG = "co_dian.v2024_11"
ISSUER = Party(
    tax_id="900559088-2",
    tax_id_type="NIT",
    name="EMPRESA DE PRUEBAS SAS",
    email="facturacion@empresa.example",
    address=Address("CRA 7 32 16", "Bogotá, D.C.", "CO", region="Bogotá"),
)
BUYER = Party(
    tax_id="900373076-4",
    tax_id_type="NIT",
    name="CLIENTE DE PRUEBA SAS",
    email="compras@cliente.example",
    address=Address("CRA 8 113 31 OF 703", "Bogotá, D.C.", "CO", region="Bogotá"),
)


def person(identifier: str = "52123456", name: str = "Ana María Gómez Ruiz") -> Party:
    """A natural person; the document's `receiver` field tells the kind of identity document."""
    return Party(identifier, "GENERIC_ID", name, "ana@persona.example", BUYER.address)


def line(price: str = "50000.00", quantity: str = "2", **changes: Any) -> LineItem:
    fields: dict[str, Any] = {
        "description": "Servicio de consultoría",
        "unit_price": Decimal(price),
        "currency": "COP",
        "quantity": Decimal(quantity),
        "tax_code": "IVA19",
        "code": "SKU-1",
    }
    own = changes.pop("own", None)
    if own is not None:
        fields["country_specific"] = {"type": TAG, **own}
    return LineItem(**{**fields, **changes})


def document(*lines: LineItem, own: dict[str, Any] | None = None, **changes: Any) -> DocumentValue:
    fields: dict[str, Any] = {
        "id": "0193f1a2-0000-7000-8000-000000000001",
        "country": "CO",
        "document_type": "INVOICE",
        "issuer": ISSUER,
        "receiver": BUYER,
        "line_items": lines or (line(),),
        "country_specific": {"type": TAG, **(own or {})},
        "emission_date": date(2026, 11, 20),
        "numbering": Numbering("SETP", "SETP", 990000000, 995000000, 990000001),
    }
    return DocumentValue(**{**fields, **changes})


def job(value: DocumentValue, account: Account, recorder: Recorder, **changes: Any) -> Job:
    return Job(value, compute(value), account, recorder, **changes)

"""Documents to test with: `invoice()` breaks no rule; tests change one thing at a time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from documents.values import Address, DocumentValue, LineItem, Numbering, Party

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

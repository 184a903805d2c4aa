"""Colombia's part of the demo: the sandbox's seeded issuer, invoices of different kinds, a support
document, and what follows once they are valid: a credit note, a debit note, a cancellation.

Each document is a create body without tenant, profile and issuer, which the demo adds. `intent`
DRAFT ones are submitted by a call of their own.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from documents.calendar import local_date

TODAY = local_date("CO", datetime.now(UTC))

ISSUER: dict[str, Any] = {
    "country": "CO",
    "tax_id": "900559088-2",
    "tax_id_type": "NIT",
    "name": "EMPRESA DE PRUEBAS SAS",
    "address": {"line1": "CRA 7 71 21", "city": "11001", "country": "CO", "region": "11"},
    "series": "SETP",
    "prefix": "SETP",
    "range_min": 990000000,
    "range_max": 995000000,
    "secret": "env:DEMO_CO_YABICO_TOKEN",
    "external_ref": "11111111-2222-4333-8444-555555555555",
    "provider_config": {
        "environment": "2",
        "resolution_number": "18760000001",
        "resolution_valid_from": "2019-01-19",
        "resolution_valid_to": "2030-01-19",
        "technical_key": "fc8eac422eba16e22ffd8c6f94b3f40a6e38162c",
    },
}

_SUPPORT = {
    "environment": "2",
    "resolution_number": "18760000002",
    "resolution_valid_from": "2019-01-19",
    "resolution_valid_to": "2030-01-19",
}
SERIES: tuple[dict[str, Any], ...] = (
    {
        "document_types": ("CREDIT_NOTE",),
        "prefix": "NC",
        "range_min": 1,
        "range_max": 999999,
        "provider_config": {"environment": "2"},
    },
    {
        "document_types": ("DEBIT_NOTE",),
        "prefix": "ND",
        "range_min": 1,
        "range_max": 999999,
        "provider_config": {"environment": "2"},
    },
    {
        "document_types": ("SUPPORT_DOCUMENT",),
        "prefix": "SEDS",
        "range_min": 984000000,
        "range_max": 985000000,
        "provider_config": _SUPPORT,
    },
)

CREDENTIALS = {"DEMO_CO_YABICO_TOKEN": "sandbox-yabico-token"}

COMPANY: dict[str, Any] = {
    "tax_id": "900373076-4",
    "tax_id_type": "NIT",
    "name": "CLIENTE DE PRUEBA SAS",
    "email": "compras@cliente.example",
    "address": {"line1": "CRA 8 113 31 OF 703", "city": "11001", "country": "CO", "region": "11"},
}
PERSON: dict[str, Any] = {
    "tax_id": "1020304050",
    "tax_id_type": "GENERIC_ID",
    "name": "JUAN LOPEZ",
    "email": "juan@persona.example",
    "address": {"line1": "CL 10 43 12", "city": "05001", "country": "CO", "region": "05"},
}
CONSUMER: dict[str, Any] = {
    "tax_id": "222222222222",
    "tax_id_type": "GENERIC_ID",
    "name": "consumidor final",
    "address": {"line1": "CRA 7 71 21", "city": "11001", "country": "CO", "region": "11"},
}
TAG = "co_dian.v2024_11"
CITIZEN = {"id_type": "CC"}
BOUGHT_TODAY = {"type": TAG, "purchased_on": TODAY.isoformat()}


def _line(
    text: str, price: str, quantity: float, tax: str, currency: str = "COP", **more: Any
) -> dict[str, Any]:
    return {
        "description": text,
        "unit_price": {"amount": price, "currency": currency},
        "quantity": quantity,
        "tax_code": tax,
        **more,
    }


def _document(
    intent: str,
    buyer: dict[str, Any],
    /,
    *lines: dict[str, Any],
    document_type: str = "INVOICE",
    **co: Any,
) -> dict[str, Any]:
    return {
        "country": "CO",
        "document_type": document_type,
        "intent": intent,
        "receiver": buyer,
        "line_items": list(lines),
        "country_specific": {"type": TAG, **co},
    }


DOCUMENTS: tuple[dict[str, Any], ...] = (
    _document("SUBMIT", COMPANY, _line("Servicio de consultoria", "50000", 2, "IVA19")),
    _document(
        "DRAFT",
        COMPANY,
        _line("Portatil 14 pulgadas", "2350000", 3, "IVA19", discount={"percent": "10"}),
        _line(
            "Mantenimiento anual",
            "480000",
            1,
            "IVA19",
            country_specific={
                "type": TAG,
                "withholdings": [
                    {"code": "RETEIVA", "percent": "15"},
                    {"code": "RETERENTA", "percent": "4"},
                ],
            },
        ),
        payment_form="CREDIT",
        payment_means_code="42",
        payment_due_date=(TODAY + timedelta(days=30)).isoformat(),
    ),
    _document(
        "SUBMIT",
        CONSUMER,
        _line("Almuerzo ejecutivo", "18450", 2, "INC8"),
        _line("Jugo natural", "6000", 1, "INC8"),
        charges=[{"amount": "4290", "reason": "Propina"}],
    ),
    _document(
        "SUBMIT",
        PERSON,
        _line("Arroz 1 kg", "3990.50", 4, "EXCL"),
        _line("Leche 1 l", "4120", 6, "IVA0"),
        _line("Detergente 2 l", "21900", 1, "IVA19"),
        receiver=CITIZEN,
    ),
    _document(
        "SUBMIT",
        COMPANY,
        _line("Licencia de software", "120.50", 5, "IVA19", currency="USD"),
        exchange_rate={"rate": "4100.25", "date": TODAY.isoformat()},
    ),
    _document("SUBMIT", PERSON, _line("Pedido repetido", "21900", 1, "IVA19"), receiver=CITIZEN),
    _document(
        "SUBMIT",
        PERSON,
        _line("Reparacion de muebles", "180000", 1, "IVA0", country_specific=BOUGHT_TODAY),
        document_type="SUPPORT_DOCUMENT",
        receiver=CITIZEN,
    ),
)
FURTHER: tuple[tuple[int, str, dict[str, Any] | None], ...] = (
    (
        0,
        "CREDITS",
        _document(
            "SUBMIT",
            COMPANY,
            _line("Servicio de consultoria", "50000", 1, "IVA19"),
            document_type="CREDIT_NOTE",
            reason="Una hora no prestada",
        ),
    ),
    (
        0,
        "DEBITS",
        _document(
            "SUBMIT",
            COMPANY,
            _line("Intereses de mora", "1500", 1, "EXCL"),
            document_type="DEBIT_NOTE",
            operation_type="INTEREST",
            reason="Pago tardio",
        ),
    ),
    (5, "CANCELS", None),
)

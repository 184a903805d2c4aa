"""Mexico's part of the demo: the sandbox's seeded issuer, an invoice to be paid later with its
notes and payments, one paid at once, one that is cancelled.

Each document is a create body without tenant, profile and issuer, which the demo adds.
"""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from django.conf import settings

from documents.calendar import local_date

TODAY = local_date("MX", datetime.now(UTC))
TAG = "mx_cfdi.v4_0"

_CONFIG = {"lugar_expedicion": "42501", "issuer_regimen_fiscal": "601"}
ISSUER: dict[str, Any] = {
    "country": "MX",
    "tax_id": "EKU9003173C9",
    "tax_id_type": "RFC",
    "name": "ESCUELA KEMPER URGATE",
    "address": {
        "line1": "Av. Juarez 10",
        "city": "Pachuca",
        "country": "MX",
        "region": "Hidalgo",
        "postal_code": "42501",
    },
    "series": "A",
    "prefix": "A",
    "range_min": 1,
    "range_max": 999999999,
    "document_types": ("INVOICE", "CREDIT_NOTE", "DEBIT_NOTE"),
    "secret": "env:DEMO_MX_FACTURAGREEN_KEY",
    "external_ref": "e-business-1001-11111111-2222-4333-8444-666666666666",
    "provider_config": _CONFIG,
}
SERIES: tuple[dict[str, Any], ...] = (
    {
        "document_types": ("PAYMENT_COMPLEMENT",),
        "prefix": "P",
        "range_min": 1,
        "range_max": 999999999,
        "provider_config": _CONFIG,
    },
)
CREDENTIALS = {"DEMO_MX_FACTURAGREEN_KEY": "sandbox-facturagreen-key"}

CERTIFICATES: Path = settings.LOCAL_DIR / "sat-certificates"
TRUST = {"MX_SAT_CERTIFICATES": str(CERTIFICATES)}


def sat_certificates(sandbox_url: str) -> Iterator[tuple[str, bytes]]:
    """Names and contents (DER) of the certificates that the sandbox stamps with."""
    answer = requests.get(f"{sandbox_url}/_control/mx_facturagreen/certificates", timeout=5)
    answer.raise_for_status()
    for found in answer.json()["sat"]:
        yield f"{found['number']}.cer", base64.b64decode(found["certificate"])


COMPANY: dict[str, Any] = {
    "tax_id": "URE180429TM6",
    "tax_id_type": "RFC",
    "name": "UNIVERSIDAD ROBOTICA ESPAÑOLA",
    "email": "compras@universidad.example",
}
OF_COMPANY = {"regimen_fiscal": "601", "domicilio_fiscal": "86991"}
OF_PUBLIC = {"regimen_fiscal": "616", "domicilio_fiscal": "42501"}
PUBLIC: dict[str, Any] = {"tax_id": "XAXX010101000", "tax_id_type": "RFC", "name": "MOSTRADOR"}
PAID_LATER: dict[str, Any] = {"metodo_pago": "PPD", "forma_pago": "99"}
PAID_NOW: dict[str, Any] = {"metodo_pago": "PUE", "forma_pago": "03"}


def _line(
    text: str,
    price: str,
    quantity: float,
    tax: str = "IVA16",
    /,
    currency: str = "MXN",
    product: str = "80101500",
    unit: str = "E48",
    **more: Any,
) -> dict[str, Any]:
    return {
        "description": text,
        "unit_price": {"amount": price, "currency": currency},
        "quantity": quantity,
        "tax_code": tax,
        "country_specific": {
            "type": TAG,
            "clave_prod_serv": product,
            "clave_unidad": unit,
            "objeto_imp": "02",
        },
        **more,
    }


def _document(
    buyer: dict[str, Any],
    /,
    *lines: dict[str, Any],
    document_type: str = "INVOICE",
    **mx: Any,
) -> dict[str, Any]:
    own = {"type": TAG, "uso_cfdi": "G03", "receiver": OF_COMPANY, "exportacion": "01"}
    return {
        "country": "MX",
        "document_type": document_type,
        "intent": "SUBMIT",
        "receiver": buyer,
        "line_items": list(lines),
        "country_specific": {**own, **mx},
    }


def _payment(amount: str) -> dict[str, Any]:
    return {
        "country": "MX",
        "document_type": "PAYMENT_COMPLEMENT",
        "intent": "SUBMIT",
        "receiver": COMPANY,
        "payment": {
            "payment_date": f"{TODAY.isoformat()}T00:00:00",
            "payment_method": "03",
            "currency": "MXN",
            "amount": amount,
        },
        "country_specific": {"type": TAG, "receiver": OF_COMPANY},
    }


DOCUMENTS: tuple[dict[str, Any], ...] = (
    _document(COMPANY, _line("Servicio de consultoría", "1500", 2), **PAID_LATER),
    _document(
        COMPANY,
        _line("Computadora portátil", "18999.90", 3, product="43211503", unit="H87"),
        _line("Mantenimiento anual", "2400", 1, discount={"percent": "10"}),
        **PAID_NOW,
    ),
    _document(
        COMPANY,
        _line("Licencia de software", "120.50", 5, currency="USD"),
        tipo_cambio="18.5",
        **PAID_NOW,
    ),
    _document(
        PUBLIC,
        _line("Libro de texto", "250", 2, "IVA0", product="55101509", unit="H87"),
        **PAID_NOW | {"uso_cfdi": "S01", "receiver": OF_PUBLIC, "forma_pago": "01"},
    ),
    _document(COMPANY, _line("Pedido repetido", "300", 1), **PAID_NOW),
)
FURTHER: tuple[tuple[int, str, dict[str, Any] | None], ...] = (
    (
        0,
        "CREDITS",
        _document(
            COMPANY,
            _line("Hora no prestada", "500", 1),
            document_type="CREDIT_NOTE",
            **PAID_NOW | {"uso_cfdi": "G02"},
        ),
    ),
    (
        0,
        "DEBITS",
        _document(
            COMPANY, _line("Gastos de viaje", "200", 1), document_type="DEBIT_NOTE", **PAID_LATER
        ),
    ),
    (0, "PAYS", _payment("1000.00")),
    (0, "PAYS", _payment("900.00")),
    (4, "CANCELS", None),
)
CANCELLATION: dict[str, Any] = {
    "reason": "Pedido repetido",
    "country_specific": {"type": TAG, "cancellation": {"motivo": "02"}},
}

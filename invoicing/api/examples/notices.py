"""What a provider sends to its webhook here."""

from typing import Any, Final

_NOTICE: Final = {
    "event": {"type": "cfdi.stamped", "uuid": "0b0f2f6e-6c1d-4c8e-9f0a-2a6b8f0f7c11"},
    "data": {
        "business_uuid": "e-business-1001",
        "customer_uuid": "e-customer-77",
        "cfdi": {
            "uuid": "5f0f8a4e-7b1c-4a2e-8d6e-0c9b7a6f5e4d",
            "scope": "emmited",
            "folio": "128",
            "serie": "FG",
        },
    },
}

BODIES: Final[dict[str, dict[str, Any]]] = {
    "receive_fg_webhook": {"Stamped": _NOTICE},
    "receive_tenant_fg_webhook": {"Stamped": _NOTICE},
}

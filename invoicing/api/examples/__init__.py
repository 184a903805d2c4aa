"""Examples for the API's description, by operation: what to send, what comes back.

Those of documents, parties and issuer profiles come in one per country and work as they are, once
the ids are the caller's own.
"""

from typing import Any, Final

from invoicing.api.examples import (
    account,
    answered,
    colombia,
    countries,
    mexico,
    notices,
    purchases,
)

Examples = dict[str, dict[str, Any]]

_SUBSCRIPTION: Final = {
    "tenant_id": countries.TENANT_ID,
    "name": "ERP",
    "url": "https://erp.example.com/hooks/invoicing",
    "event_types": ["document.*"],
}

BODIES: Final[Examples] = {
    **purchases.BODIES,
    **notices.BODIES,
    "create_document": countries.DOCUMENTS | colombia.DOCUMENTS | mexico.DOCUMENTS,
    "preview_document": countries.DOCUMENTS | colombia.DOCUMENTS | mexico.DOCUMENTS,
    "patch_document": countries.PATCHES
    | {
        "Submit": {"status": "SUBMITTED"},
        "Settle an unknown outcome": {"status": "ISSUED", "fiscal_id": answered.CUFE},
    },
    "cancel_document": countries.CANCELLATIONS,
    "void_document": {"Void": {"reason": "Entered twice"}},
    "create_party": countries.PARTIES,
    "create_issuer_profile": countries.PROFILES,
    "create_webhook_subscription": {"All document events": _SUBSCRIPTION},
    "update_webhook_subscription": {"Pause": {"active": False}},
    "rotate_webhook_secret": {"Made for you": {}},
    "replay_webhook_events": {
        "After an offset": {"offset": 12},
        "From a time on": {"time": "2026-11-20T10:00:00-05:00"},
    },
}

ANSWERS: Final[Examples] = answered.BY_OPERATION | purchases.ANSWERS | account.ANSWERS

VALIDATION_ERROR: Final = {
    "detail": [
        {
            "loc": ["body", "line_items", 0, "unit_price", "amount"],
            "msg": "Give no more than 6 decimals",
            "type": "decimal_max_places",
        }
    ]
}

PROBLEM: Final = {
    "type": "about:blank",
    "title": "Unauthorized",
    "status": 401,
    "code": "authentication_failed",
    "detail": "The API key is not valid.",
    "flow_id": "0b6f4f0e-4c1c-4a64-9a3e-6f2f1d8e6c55",
}

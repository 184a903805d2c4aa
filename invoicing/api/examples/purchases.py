"""Received documents and acceptance events: what to send, what comes back."""

from typing import Any, Final

from invoicing.api.examples import countries
from invoicing.api.examples.answered import CUFE, EVIDENCE, PROFILE_ID, TIMES

RECEIVED_ID: Final = "01930000-0000-7000-8000-00000000000b"
EVENT_ID: Final = "01930000-0000-7000-8000-00000000000c"
PERSON: Final = {
    "id_type": "CC",
    "id": "1020304050",
    "first_name": "Maria",
    "family_name": "Perez",
    "job_title": "Almacenista",
}
SELLER: Final = countries.DOCUMENTS["CO"]["receiver"] | {"metadata": {}}
BUYER: Final = countries.DOCUMENTS["CO"]["issuer"] | {
    "email": None,
    "address": None,
    "metadata": {},
}

BODIES: Final[dict[str, dict[str, Any]]] = {
    "add_received_document": {
        "Invoice by its CUFE": {"document_type": "INVOICE", "fiscal_id": CUFE},
    },
    "send_received_document_acceptance_event": {
        "030 Receipt of the invoice": {"type": "RECEIPT_ACKNOWLEDGEMENT", "person": PERSON},
        "032 Receipt of the goods": {
            "type": "GOODS_RECEIVED",
            "person": PERSON,
            "received_at": "2026-11-20T10:00:00-05:00",
        },
        "033 Express acceptance": {"type": "EXPRESS_ACCEPTANCE"},
        "031 Claim": {"type": "CLAIM", "claim_concept": "03", "reason": "Two boxes are missing"},
    },
    "send_document_acceptance_event": {
        "034 Tacit acceptance": {"type": "TACIT_ACCEPTANCE"},
        "Products delivery": {"type": "PRODUCTS_DELIVERY", "person": PERSON},
    },
}

_ADDING: Final[dict[str, Any]] = {
    "id": RECEIVED_ID,
    "tenant_id": countries.TENANT_ID,
    "country": "CO",
    "document_type": "INVOICE",
    "fiscal_id": CUFE,
    "status": "ADDING",
    "acceptance_status": None,
    "issuer_profile_id": PROFILE_ID,
    "number": None,
    "issuer": None,
    "receiver": None,
    "currency": None,
    "total": None,
    "totals": {},
    "payment_form": None,
    "line_items": [],
    "issued_at": None,
    "provider_operation_id": None,
    "provider_status": None,
    "file_urls": {},
    "failure": None,
    "warnings": [],
    "metadata": {},
    **TIMES,
}
_RECEIVED: Final[dict[str, Any]] = _ADDING | {
    "status": "RECEIVED",
    "acceptance_status": "goods_received",
    "number": "FV100",
    "issuer": SELLER,
    "receiver": BUYER,
    "currency": "COP",
    "total": "119000.00",
    "totals": {"total": "119000.00"},
    "payment_form": "CREDIT",
    "line_items": [
        {
            "description": "Papel",
            "quantity": "2",
            "unit_price": "50000.00",
            "extension": "100000.00",
        }
    ],
    "issued_at": "2026-11-19T15:00:00Z",
    "provider_operation_id": "5f0f8a4e-0000-4000-8000-000000000001",
    "provider_status": "DIAN_VALIDATED",
    "file_urls": {
        "xml": f"https://invoicing.example.com/v1/received-documents/{RECEIVED_ID}/files/xml"
    },
}
_FAILED: Final = _ADDING | {
    "status": "FAILED",
    "failure": {
        "code": "purchase_wrong_acquirer",
        "classification": "fatal",
        "message": "The document was issued to somebody else.",
        "provider_response": {},
    },
}
_EVENT: Final = {
    "id": 41,
    "type": "received_document.received",
    "occurred_at": TIMES["updated_at"],
    "data": {
        "received_document_id": RECEIVED_ID,
        "fiscal_id": CUFE,
        "status": "RECEIVED",
        "number": "FV100",
    },
    "offset": 41,
    "actor": "system",
    "flow_id": "0b6f4f0e-4c1c-4a64-9a3e-6f2f1d8e6c55",
}


def _event(type: str, code: str, direction: str, **more: Any) -> dict[str, Any]:
    return {
        "type": type,
        "code": code,
        "direction": direction,
        "status": "ISSUED",
        "document_id": EVENT_ID if direction == "sent" else None,
        "number": "AR2" if direction == "sent" else None,
        "fiscal_id": CUFE,
        "occurred_at": TIMES["created_at"],
        "sender_id": "900559088-2" if direction == "sent" else "900373076",
        "sender_name": None,
        "description": None,
        "concept": None,
        "reason": None,
        "failure_reason": None,
        **more,
    }


def _next(type: str, code: str, by: str, yours: bool, **days: str) -> dict[str, Any]:
    return {
        "type": type,
        "code": code,
        "by": by,
        "yours": yours,
        "not_before": days.get("not_before"),
        "not_after": days.get("not_after"),
    }


_OF_RECEIVED: Final[dict[str, Any]] = {
    "acceptance_status": "goods_received",
    "items": [
        _event("RECEIPT_ACKNOWLEDGEMENT", "030", "sent"),
        _event("GOODS_RECEIVED", "032", "sent"),
    ],
    "next_allowed": [
        _next("EXPRESS_ACCEPTANCE", "033", "buyer", True, not_after="2026-11-25"),
        _next("CLAIM", "031", "buyer", True, not_after="2026-11-25"),
        _next("TACIT_ACCEPTANCE", "034", "issuer", False, not_before="2026-11-26"),
    ],
}
_OF_OURS: Final[dict[str, Any]] = {
    "acceptance_status": "goods_received",
    "items": [
        _event("RECEIPT_ACKNOWLEDGEMENT", "030", "received"),
        _event("GOODS_RECEIVED", "032", "received"),
    ],
    "next_allowed": [
        _next("TACIT_ACCEPTANCE", "034", "issuer", True, not_before="2026-11-26"),
    ],
}
_QUEUED: Final = _event(
    "TACIT_ACCEPTANCE", "034", "sent", status="PENDING", fiscal_id=None, occurred_at=None
)

ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "add_received_document": {"Queued": _ADDING},
    "list_received_documents": {"Last page": {"items": [_RECEIVED], "next_after": None}},
    "get_received_document": {"Received": _RECEIVED, "Issued to somebody else": _FAILED},
    "get_received_document_events": {"Received": {"items": [_EVENT]}},
    "get_received_document_evidence": {"One exchange": {"items": [EVIDENCE], "next_after": None}},
    "list_received_document_acceptance_events": {"Goods received": _OF_RECEIVED},
    "send_received_document_acceptance_event": {
        "Queued": _OF_RECEIVED
        | {
            "items": [
                *_OF_RECEIVED["items"],
                _event("CLAIM", "031", "sent", status="PENDING", reason="Two boxes are missing"),
            ]
        }
    },
    "list_document_acceptance_events": {"Goods received": _OF_OURS},
    "send_document_acceptance_event": {
        "Queued": _OF_OURS | {"items": [*_OF_OURS["items"], _QUEUED]}
    },
}

"""What comes back, by operation."""

from typing import Any, Final

from invoicing.api.examples import countries

DOCUMENT_ID: Final = "01930000-0000-7000-8000-00000000000a"
PROFILE_ID: Final = "01930000-0000-7000-8000-000000000003"
SUBSCRIPTION_ID: Final = "01930000-0000-7000-8000-000000000004"
AT: Final = "2026-11-20T15:15:30.123456Z"
LATER: Final = "2026-11-20T15:15:34.500000Z"
CUFE: Final = (
    "8bb918b19ba22a694f1da11c643b5e9de39adf60311cf179179e9b33381030bc"
    "d4c3c3f156c506ed5908f9276f5bd9b4"
)
TIMES: Final = {"created_at": AT, "updated_at": LATER}


def _document(country: str, **changes: Any) -> dict[str, Any]:
    """The answer to the country's example body, as a draft but for `changes`."""
    sent = countries.DOCUMENTS[country]
    line = sent["line_items"][0]
    rate = line["tax_code"].lstrip("IVAG")
    tax = f"{1000 * int(rate)}.00"
    return {
        "id": DOCUMENT_ID,
        **{name: value for name, value in sent.items() if name != "intent"},
        "status": "DRAFT",
        "fiscal_status": "not_submitted",
        "lifecycle_status": "draft",
        "acceptance_status": None,
        "references": [],
        "referenced_by": [],
        "balance": None,
        "payment": None,
        "fiscal_id": None,
        "fiscal_document_urls": {},
        "superseded_by": None,
        "emission_date": None,
        "cancellation_reason": None,
        "cancellation": None,
        "failure_reason": None,
        "failure": None,
        "waiting": None,
        "provider_operation_id": None,
        "provider_number": None,
        "due_on": None,
        **TIMES,
        "number": None,
        "totals": _totals(line, rate, tax),
        "issuer_profile_id": None,
        "warnings": [],
        "issued_at": None,
        "qr": None,
        **changes,
    }


def _totals(line: dict[str, Any], rate: str, tax: str) -> dict[str, Any]:
    return {
        "currency": line["unit_price"]["currency"],
        "subtotal": "100000.00",
        "discounts": "0.00",
        "charges": "0.00",
        "taxes": [{"tax_code": line["tax_code"], "rate": rate, "base": "100000.00", "amount": tax}],
        "withholdings": [],
        "withheld": "0.00",
        "total": f"{100000 + 1000 * int(rate)}.00",
    }


DRAFTS: Final = {country: _document(country) for country in countries.COUNTRIES}
_NUMBERED: Final = {
    "number": "SETP990000001",
    "issuer_profile_id": PROFILE_ID,
    "emission_date": "2026-11-20",
}
PENDING: Final = _document(
    "CO", status="PENDING", fiscal_status="pending", lifecycle_status="open", **_NUMBERED
)
ISSUED: Final = _document(
    "CO",
    status="ISSUED",
    fiscal_status="authorized",
    lifecycle_status="active",
    fiscal_id=CUFE,
    fiscal_document_urls={
        "xml": f"https://invoicing.example.com/v1/documents/{DOCUMENT_ID}/files/xml"
        "?expires=1795188934&signature=Zm9v"
    },
    provider_operation_id="6f1c8a52-3a7e-4f0e-9d61-6a1f5a3b9d10",
    issued_at=LATER,
    **_NUMBERED,
)
VOIDED: Final = _document(
    "CO", status="VOIDED", lifecycle_status="voided", cancellation_reason="Entered twice"
)
CREDITED: Final = ISSUED | {
    "referenced_by": [
        {
            "document_id": "01930000-0000-7000-8000-00000000000c",
            "document_type": "CREDIT_NOTE",
            "relation": "CREDITS",
            "status": "ISSUED",
            "number": "NC17",
            "paid": None,
            "instalment": None,
        }
    ],
    "balance": {
        "currency": "COP",
        "total": "119000.00",
        "credited": "59500.00",
        "debited": "0.00",
        "paid": "0.00",
        "left": "59500.00",
    },
}
CANCELLING: Final = ISSUED | {
    "status": "CANCELLING",
    "fiscal_status": "cancellation_pending",
    "cancellation_reason": "Wrong receiver",
    "referenced_by": [
        {
            "document_id": "01930000-0000-7000-8000-00000000000d",
            "document_type": "CANCELLATION",
            "relation": "CANCELS",
            "status": "PENDING",
            "number": "NC18",
            "paid": None,
            "instalment": None,
        }
    ],
}

EVENT: Final = {
    "id": 42,
    "type": "document.issued",
    "occurred_at": LATER,
    "data": {"status": "ISSUED", "fiscal_status": "authorized", "number": "SETP990000001"},
    "offset": 17,
    "actor": "system",
    "flow_id": "0b6f4f0e-4c1c-4a64-9a3e-6f2f1d8e6c55",
}
EVIDENCE: Final = {
    "id": "01930000-0000-7000-8000-00000000000e",
    "provider": "co_yabico",
    "operation": "createInvoice",
    "request_payload": {"query": "mutation ...", "variables": {"input": {}}},
    "response_status": 200,
    "response_body": {"data": {"createInvoice": {"errors": []}}},
    "stored_at": LATER,
    "seq": 2,
    "phase": "answered",
    "attempt": 1,
    "flow_id": "0b6f4f0e-4c1c-4a64-9a3e-6f2f1d8e6c55",
    "method": "POST",
    "url": "https://provider.example.com/graphql",
    "milliseconds": 412,
    "error": None,
    "request_headers": {"Authorization": "[removed]"},
    "response_headers": {"Content-Type": "application/json"},
    "request_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "response_sha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "digest": "fd61a03af4f77d870fc21e05e7e80678095c92d808cfb3b5c279ee04c74aca13",
}


def _party(country: str) -> dict[str, Any]:
    sent = countries.PARTIES[country]
    extra: dict[str, Any] = {"email": None, "address": None, "metadata": {}, "deactivated_at": None}
    return {"id": countries.PARTY_ID, **extra, **sent, **TIMES, "warnings": []}


def _profile(country: str) -> dict[str, Any]:
    sent = {k: v for k, v in countries.PROFILES[country].items() if k != "secret_arn"}
    first = sent.get("numerator_range_min", 1)
    types = ["INVOICE"] if country == "CO" else ["INVOICE", "CREDIT_NOTE", "DEBIT_NOTE"]
    return {
        "id": PROFILE_ID,
        "external_ref": None,
        "provider_config": {},
        "numerator_prefix": None,
        "numerator_range_min": first,
        "numerator_range_max": 9223372036854775807,
        "document_types": types,
        **sent,
        "numerator_current": first - 1,
        "deactivated_at": None,
        **TIMES,
        "warnings": [],
    }


PARTIES: Final = {country: _party(country) for country in countries.COUNTRIES}
PROFILES: Final = {country: _profile(country) for country in countries.COUNTRIES}
SUBSCRIPTION: Final = {
    "id": SUBSCRIPTION_ID,
    "tenant_id": countries.TENANT_ID,
    "name": "ERP",
    "url": "https://erp.example.com/hooks/invoicing",
    "event_types": ["document.*"],
    "ordering": "offset",
    "active": True,
    "disabled_reason": "",
    "disabled_at": None,
    "failing_since": None,
    "last_published_offset": 17,
    **TIMES,
    "deleted_at": None,
}
NEW_SECRET: Final = {"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="}
DELIVERY: Final = {
    "id": "0193a0f2-7c1e-7a55-9c0e-8d1a5f0b7c21",
    "subscription_id": SUBSCRIPTION_ID,
    "event_id": 18,
    "event_type": "document.issued",
    "offset": 17,
    "status": "delivered",
    "attempts": 2,
    "due_at": None,
    "created_at": TIMES["created_at"],
    "updated_at": TIMES["updated_at"],
}
ATTEMPTS: Final = [
    {
        "number": 1,
        "at": TIMES["created_at"],
        "url": "https://erp.example.com/hooks/invoicing",
        "status": None,
        "milliseconds": 15000,
        "response": "",
        "error": "answer timeout",
    },
    {
        "number": 2,
        "at": TIMES["updated_at"],
        "url": "https://erp.example.com/hooks/invoicing",
        "status": 204,
        "milliseconds": 31,
        "response": "",
        "error": "",
    },
]
FAULT: Final = {
    "loc": ["body", "receiver", "address"],
    "msg": "Give the receiver's address.",
    "type": "address_required",
    "severity": "error",
}

BY_OPERATION: Final[dict[str, dict[str, Any]]] = {
    "create_document": DRAFTS,
    "list_documents": {"Last page": {"items": [ISSUED], "next_after": None}},
    "preview_document": {
        country: {
            "totals": draft["totals"],
            "faults": [FAULT],
            "issuer_profile_id": PROFILE_ID,
            "due_on": None,
        }
        for country, draft in DRAFTS.items()
    },
    "get_document": {"Issued": ISSUED, "Credited in part": CREDITED} | DRAFTS,
    "patch_document": DRAFTS | {"Submitted": PENDING},
    "submit_document": {"Submitted": PENDING},
    "cancel_document": {"Asked": CANCELLING},
    "void_document": {"Voided": VOIDED},
    "get_document_events": {"Issued": {"items": [EVENT]}},
    "get_document_evidence": {"One exchange": {"items": [EVIDENCE], "next_after": None}},
    "create_party": PARTIES,
    "list_parties": {"Parties": {"items": list(PARTIES.values())}},
    "get_party": PARTIES,
    "deactivate_party": {"Deactivated": PARTIES["CO"] | {"deactivated_at": LATER}},
    "create_issuer_profile": PROFILES,
    "list_issuer_profiles": {"Profiles": {"items": list(PROFILES.values())}},
    "get_issuer_profile": PROFILES,
    "deactivate_issuer_profile": {"Deactivated": PROFILES["CO"] | {"deactivated_at": LATER}},
    "create_webhook_subscription": {"Created": SUBSCRIPTION | NEW_SECRET},
    "list_webhook_subscriptions": {"Subscriptions": {"items": [SUBSCRIPTION]}},
    "get_webhook_subscription": {"Subscription": SUBSCRIPTION},
    "update_webhook_subscription": {"Paused": SUBSCRIPTION | {"active": False}},
    "delete_webhook_subscription": {
        "Deleted": SUBSCRIPTION | {"active": False, "deleted_at": LATER}
    },
    "rotate_webhook_secret": {"Rotated": SUBSCRIPTION | NEW_SECRET},
    "replay_webhook_events": {"Rewound": SUBSCRIPTION | {"last_published_offset": 12}},
    "test_webhook_subscription": {
        "To be sent": DELIVERY
        | {
            "event_id": None,
            "event_type": "webhook_subscription.test",
            "offset": 0,
            "status": "retrying",
            "attempts": 0,
            "due_at": TIMES["created_at"],
        }
    },
    "list_webhook_deliveries": {"Deliveries": {"items": [DELIVERY], "next_after": None}},
    "list_webhook_attempts": {"Two attempts": {"items": ATTEMPTS}},
    "retry_webhook_delivery": {
        "To be sent": DELIVERY | {"status": "retrying", "due_at": TIMES["updated_at"]}
    },
    "list_tax_codes": {
        "CO": {
            "country": "CO",
            "on": "2026-11-20",
            "items": [
                {
                    "code": "IVA19",
                    "name": "IVA 19 %",
                    "kind": "tax",
                    "tribute": "01",
                    "rate": "19",
                    "per_unit": False,
                    "valid_from": "2017-01-01",
                    "valid_to": None,
                }
            ],
        }
    },
    "get_tenant": {
        "Tenant": {
            "id": countries.TENANT_ID,
            "name": "Demo",
            "scopes": ["read", "write"],
            "countries": [
                {"country": "CO", "provider": "co_yabico", "document_types": ["INVOICE"]},
                {"country": "MX", "provider": None, "document_types": []},
            ],
        }
    },
}

"""Colombia's further documents, to send: notes, a cancellation, support documents."""

from typing import Any, Final

from invoicing.api.examples import countries

Body = dict[str, Any]

INVOICE_ID: Final = "01930000-0000-7000-8000-00000000000a"
SUPPORT_ID: Final = "01930000-0000-7000-8000-00000000000b"
TAG: Final = "co_dian.v2024_11"

_SELLER: Final = {
    "tax_id": "1020304050",
    "tax_id_type": "GENERIC_ID",
    "name": "JUAN LOPEZ",
    "address": {"line1": "CL 10 43 12", "city": "05001", "country": "CO", "region": "05"},
}


def _document(document_type: str, quantity: float | None, **more: Any) -> Body:
    base = countries.DOCUMENTS["CO"]
    lines = [] if quantity is None else [base["line_items"][0] | {"quantity": quantity}]
    return base | {"document_type": document_type, "line_items": lines} | more


def _of(relation: str, document_id: str) -> list[Body]:
    return [{"relation": relation, "document_id": document_id}]


def _fields(**fields: Any) -> Body:
    return {"type": TAG, **fields}


def _purchased(document_type: str, quantity: float, **more: Any) -> Body:
    body = _document(document_type, quantity, receiver=_SELLER, **more)
    line = body["line_items"][0] | {"country_specific": _fields(purchased_on="2026-11-20")}
    return body | {"line_items": [line]}


DOCUMENTS: Final[dict[str, Body]] = {
    "CO credit note": _document(
        "CREDIT_NOTE",
        1,
        references=_of("CREDITS", INVOICE_ID),
        country_specific=_fields(operation_type="PARTIAL_REFUND", reason="One hour too many"),
    ),
    "CO credit note of an invoice issued elsewhere": _document(
        "CREDIT_NOTE",
        1,
        references=[
            {
                "relation": "CREDITS",
                "external": {
                    "fiscal_id": "ab" * 48,
                    "provider_doc_id": "6f1c8a52-3a7e-4f0e-9d61-6a1f5a3b9d10",
                    "issued_at": "2026-11-19",
                },
            }
        ],
        country_specific=_fields(reason="One hour too many"),
    ),
    "CO debit note": _document(
        "DEBIT_NOTE",
        1,
        references=_of("DEBITS", INVOICE_ID),
        country_specific=_fields(operation_type="INTEREST", reason="Paid late"),
    ),
    "CO cancellation": _document(
        "CANCELLATION",
        None,
        references=_of("CANCELS", INVOICE_ID),
        country_specific=_fields(reason="Wrong receiver"),
    ),
    "CO support document": _purchased(
        "SUPPORT_DOCUMENT",
        2,
        country_specific=_fields(operation_type="RESIDENT_PURCHASE", receiver={"id_type": "CC"}),
    ),
    "CO adjustment note": _purchased(
        "ADJUSTMENT_NOTE",
        1,
        references=_of("ADJUSTS", SUPPORT_ID),
        country_specific=_fields(reason="One hour too many", receiver={"id_type": "CC"}),
    ),
}

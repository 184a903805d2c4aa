"""An invoice's acceptance as the API and the console show it: events sent and received, in order,
and which may come next.
"""

from typing import Any

from documents.models import Document, ReceivedDocument
from documents.radian import BUYER, ISSUER, NextEvent, code_of, next_allowed, word_of
from documents.values import DocumentType, ReferencedDocument
from invoicing import (
    acceptance_record,
    acceptance_rivals,
    check,
    received_referenced,
    referenced,
)
from invoicing.models import AcceptanceEvent


def overview(concerned: Document | ReceivedDocument) -> dict[str, Any]:
    """`{acceptance_status, items, next_allowed}`: the valid events in the order they happened, then
    those of ours that are not valid (on their way, failed), oldest first.
    """
    valid = list(acceptance_record.rows_of(concerned).select_related("sent_as"))
    us = ISSUER if isinstance(concerned, Document) else BUYER
    shown = {row.sent_as_id for row in valid}
    others = [event for event in acceptance_rivals.sent_about(concerned) if event.id not in shown]
    return {
        "acceptance_status": concerned.acceptance_status or None,
        "items": [*(_valid(row) for row in valid), *(_sent(event) for event in others)],
        "next_allowed": [_next(event, us) for event in _allowed(concerned)],
    }


def _allowed(concerned: Document | ReceivedDocument) -> tuple[NextEvent, ...]:
    """What may come next about an invoice that is valid; nothing about anything else."""
    value = _value(concerned)
    if value is None or concerned.document_type != DocumentType.INVOICE:
        return ()
    return next_allowed(value, check.today_in(concerned.country))


def _value(concerned: Document | ReceivedDocument) -> ReferencedDocument | None:
    if isinstance(concerned, Document):
        return referenced.value_of_document(concerned)
    return received_referenced.value_of(concerned) if concerned.status == "RECEIVED" else None


def _next(event: NextEvent, us: str) -> dict[str, Any]:
    return {
        "type": event.word,
        "code": event.code,
        "by": event.by,
        "yours": event.by == us,
        "not_before": event.not_before,
        "not_after": event.not_after,
    }


def _valid(row: AcceptanceEvent) -> dict[str, Any]:
    sent = row.sent_as
    return {
        "type": word_of(row.code),
        "code": row.code,
        "direction": "sent" if sent else "received",
        "status": "ISSUED",
        "document_id": row.sent_as_id,
        "number": sent.number_text if sent else None,
        "fiscal_id": row.fiscal_id,
        "occurred_at": row.occurred_at,
        "sender_id": row.sender_id or None,
        "sender_name": row.sender_name or None,
        "description": row.description or None,
        "concept": row.concept or None,
        "reason": row.reason or None,
        "failure_reason": None,
    }


def _sent(event: Document) -> dict[str, Any]:
    """An event of ours that is not valid, or not yet."""
    said = (event.country_specific or {}).get("event") or {}
    return {
        "type": said.get("code", ""),
        "code": code_of(said.get("code", "")),
        "direction": "sent",
        "status": event.status,
        "document_id": event.id,
        "number": event.number_text,
        "fiscal_id": event.fiscal_id,
        "occurred_at": event.issued_at,
        "sender_id": event.issuer["tax_id"],
        "sender_name": event.issuer["name"],
        "description": None,
        "concept": said.get("claim_concept"),
        "reason": said.get("reason"),
        "failure_reason": event.failure_reason,
    }

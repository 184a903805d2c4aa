"""The only writer of a document's status: table, compare-and-swap, event, in one transaction."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from documents.models import Document
from invoicing import events
from invoicing.actor import Actor
from invoicing.errors import Conflict


@dataclass(frozen=True, slots=True)
class State:
    """Three fields, one truth."""

    status: str
    fiscal_status: str
    lifecycle_status: str


DRAFT = State("DRAFT", "not_submitted", "draft")
PENDING = State("PENDING", "pending", "open")
SUBMITTED = State("SUBMITTED", "submitted", "open")
UNKNOWN = State("SUBMITTED", "unknown", "open")
ISSUED = State("ISSUED", "authorized", "active")
SUPERSEDED = State("ISSUED", "authorized", "superseded")
REJECTED = State("FAILED", "rejected", "open")
FAILED = State("FAILED", "failed", "open")
CANCELLING = State("CANCELLING", "cancellation_pending", "active")
CANCELLED = State("CANCELLED", "cancelled", "cancelled")
VOIDED_UNSENT = State("VOIDED", "not_submitted", "voided")
VOIDED_REJECTED = State("VOIDED", "rejected", "voided")
VOIDED_FAILED = State("VOIDED", "failed", "voided")

MOVES: dict[State, dict[State, str]] = {
    DRAFT: {
        PENDING: events.UPDATED,
        VOIDED_UNSENT: events.VOIDED,
    },
    PENDING: {
        SUBMITTED: events.SUBMITTED,
        UNKNOWN: events.OUTCOME_UNKNOWN,
        ISSUED: events.ISSUED,
        REJECTED: events.REJECTED,
        FAILED: events.FAILED,
    },
    SUBMITTED: {
        ISSUED: events.ISSUED,
        REJECTED: events.REJECTED,
        UNKNOWN: events.OUTCOME_UNKNOWN,
    },
    UNKNOWN: {
        SUBMITTED: events.SUBMITTED,
        ISSUED: events.ISSUED,
        REJECTED: events.REJECTED,
        FAILED: events.FAILED,
        PENDING: events.RETRIED,
    },
    REJECTED: {
        PENDING: events.RETRIED,
        VOIDED_REJECTED: events.VOIDED,
        ISSUED: events.ISSUED,
        REJECTED: events.REJECTED,
    },
    FAILED: {PENDING: events.RETRIED, VOIDED_FAILED: events.VOIDED},
    ISSUED: {
        CANCELLING: events.CANCELLATION_REQUESTED,
        CANCELLED: events.CANCELLED,
        SUPERSEDED: events.SUPERSEDED,
    },
    SUPERSEDED: {
        CANCELLING: events.CANCELLATION_REQUESTED,
        CANCELLED: events.CANCELLED,
        ISSUED: events.UPDATED,
    },
    CANCELLING: {
        CANCELLED: events.CANCELLED,
        ISSUED: events.CANCELLATION_REJECTED,
        SUPERSEDED: events.CANCELLATION_REJECTED,
    },
}


def state_of(document: Document) -> State:
    """The state a document row is in."""
    return State(document.status, document.fiscal_status, document.lifecycle_status)


def move(
    document: Document,
    to: State,
    actor: Actor,
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> Document:
    """Move a document and write the event, or raise Conflict and write nothing.

    `fields` are further columns to set with it. The document passed in is brought up to date.
    Compare-and-swap: exactly the row with the status, and the version, that the caller read.
    """
    before = state_of(document)
    event_type = MOVES.get(before, {}).get(to)
    if event_type is None:
        raise Conflict(
            "transition_not_allowed",
            f"A document that is {before.status} ({before.fiscal_status}) cannot become"
            f" {to.status} ({to.fiscal_status}).",
        )
    with transaction.atomic():
        _swap(document, before, to, fields)
        events.of_document(
            document, event_type, actor, {**_state_data(document, before), **(data or {})}
        )
    return document


def change(
    document: Document,
    actor: Actor,
    data: dict[str, Any],
    *,
    type: str = events.UPDATED,
    **fields: Any,
) -> Document:
    """Set columns without a change of state and write an event, `document.updated` unless another
    is named; same guard as `move`.
    """
    before = state_of(document)
    with transaction.atomic():
        _swap(document, before, before, fields)
        events.of_document(document, type, actor, data)
    return document


def _swap(document: Document, before: State, to: State, fields: dict[str, Any]) -> None:
    values = {
        "status": to.status,
        "fiscal_status": to.fiscal_status,
        "lifecycle_status": to.lifecycle_status,
        "updated_at": timezone.now(),
        **fields,
    }
    changed = Document.objects.filter(
        pk=document.pk,
        version=document.version,
        status=before.status,
        fiscal_status=before.fiscal_status,
        lifecycle_status=before.lifecycle_status,
    ).update(version=F("version") + 1, **values)
    if changed != 1:
        raise Conflict("changed_meanwhile", "The document was changed by somebody else meanwhile.")
    for name, value in values.items():
        setattr(document, name, value)
    document.version += 1


def _state_data(document: Document, before: State) -> dict[str, Any]:
    data: dict[str, Any] = {
        "status": document.status,
        "fiscal_status": document.fiscal_status,
        "previous_status": before.status,
        "previous_fiscal_status": before.fiscal_status,
    }
    if document.number is not None:
        data["number"] = document.number_text
    return data

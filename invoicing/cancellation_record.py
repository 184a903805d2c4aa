"""How a document's cancellation stands, as `Document.cancellation` keeps it: JSON-ready, instants
in UTC."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from django.utils import timezone

from providers.cancellation import CancellationState

Record = dict[str, Any]

REQUESTED, REJECTED, CANCELLED = "requested", "rejected", "cancelled"
AUTHORITY, ISSUER = "authority", "issuer"
ASKED: Final = "last_asked_at"


def requested(
    before: Mapping[str, Any] | None,
    motive: str | None,
    substitute_document_id: str | None,
    substitute_fiscal_id: str | None,
    limit: date | None,
) -> Record:
    """A cancellation that is asked for now; `before` is the record of an earlier one. `limit` is
    the last day on which it costs no fine."""
    return {
        "motive": motive,
        "substitute_document_id": substitute_document_id,
        "substitute_fiscal_id": substitute_fiscal_id,
        "requested_at": instant(timezone.now()),
        "request": (before or {}).get("request", 0) + 1,
        "state": REQUESTED,
        "authority_status": None,
        "cancellable": None,
        "reason": None,
        "must_act": AUTHORITY,
        "until": None,
        "limit": limit.isoformat() if limit else None,
        ASKED: None,
    }


def told(record: Record, state: CancellationState) -> Record:
    """The record with what the authority says now, in our word and its own."""
    return {
        **record,
        "state": state.stage.value,
        "authority_status": state.status or None,
        "cancellable": state.cancellable or None,
        "must_act": state.must_act or AUTHORITY,
        "until": instant(state.until) if state.until else None,
        ASKED: instant(timezone.now()),
    }


def ended(record: Record, state: str, reason: str | None = None) -> Record:
    """The record of one that is over: nobody is waited for; after a refusal the issuer decides
    what to do."""
    must_act = ISSUER if state == REJECTED else None
    return {**record, "state": state, "reason": reason, "must_act": must_act, "until": None}


def differs(one: Record, other: Record) -> bool:
    """Whether the two say something else, the time of asking aside."""
    return {**one, ASKED: None} != {**other, ASKED: None}


def instant(at: datetime) -> str:
    """An instant as the API writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")

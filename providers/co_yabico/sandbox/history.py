"""Where a document stands: its own stages, then what events and notes made of it."""

from collections.abc import Iterator
from datetime import datetime

from providers.co_yabico.sandbox import event_kinds
from providers.co_yabico.sandbox.documents import Document, Stage
from providers.co_yabico.sandbox.state import State

RANK = (
    "PRODUCTS_DELIVERY",
    "MAIL_RECEPTION_ACK",
    "RECEIPT_ACK",
    "PRODUCTS_RECEPTION",
    "EXPRESS_ACCEPTANCE",
    "TACIT_ACCEPTANCE",
    "REJECTION",
    "REJECTION_ISSUED_CREDIT_NOTE",
)
"""Statuses that events make, a later one never giving way to an earlier one."""


def status(state: State, document: Document, now: datetime) -> Stage:
    """The stage it is in, events and notes counted."""
    reached = list(_by_events(state, document, now))
    if not reached:
        return document.status(now)
    return max(reached, key=lambda stage: RANK.index(stage.code))


def stages(state: State, document: Document, now: datetime) -> list[Stage]:
    """All stages reached, its own first."""
    return [*document.stages(now), *_by_events(state, document, now)]


def _by_events(state: State, document: Document, now: datetime) -> Iterator[Stage]:
    claimed = False
    for event in state.dian.events_on(document, now):
        code = event_kinds.STATUSES[event.kind]
        claimed = claimed or code == "REJECTION"
        yield Stage(code, datetime.fromisoformat(event.happened_at))
    for note in state.notes_to(document, now) if claimed else ():
        if note.voids and note.validated(now):
            yield Stage("REJECTION_ISSUED_CREDIT_NOTE", note.stages(now)[-1].at)

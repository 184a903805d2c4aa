"""A document's events and submissions as people read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from documents.console.bodies import pretty
from documents.models import Document, ReceivedDocument
from invoicing.models import Event, Submission
from parties.console import stamp

MOST_EVENTS = 300
HEADER_KEYS = ("status", "fiscal_status", "previous_status", "previous_fiscal_status")
STEPS = {
    "send": "to be sent",
    "sending": "being sent",
    "find": "to be looked up at the provider",
    "poll": "waiting for the authority",
    "files": "files to be fetched",
    "attention": "a person must look",
    "cancel": "cancellation to be asked for",
    "cancelling": "cancellation being asked for",
    "cancel_find": "authority to be asked whether the request arrived",
    "cancel_poll": "waiting for the cancellation",
    "cancel_check": "authority to be asked whether it was cancelled elsewhere",
    "done": "done",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `facts` are names with values, nested ones as indented text."""

    at: str
    what: str
    kind: str
    change: str
    actor: str
    facts: list[tuple[str, str]]
    flow_id: str


@dataclass(frozen=True, slots=True)
class ShownSubmission:
    """One submission: where it stands, how often it was tried, when it goes on."""

    purpose: str
    step: str
    step_words: str
    attempts: int
    checks: int
    due_at: str
    sent_at: str
    last_error: str
    flow_id: str


def timeline(document: Document, zone: ZoneInfo) -> list[Entry]:
    """The document's newest MOST_EVENTS events, oldest first, in the country's own time."""
    return _newest(Event.objects.filter(document=document).defer("document_json"), zone)


def of_received(document: ReceivedDocument, zone: ZoneInfo) -> list[Entry]:
    """The same of a received document."""
    return _newest(Event.objects.filter(received_document=document), zone)


def _newest(rows: QuerySet[Event], zone: ZoneInfo) -> list[Entry]:
    newest = rows.order_by("-id")[:MOST_EVENTS]
    return [_entry(event, zone) for event in reversed(newest)]


def _entry(event: Event, zone: ZoneInfo) -> Entry:
    what = event.type.partition(".")[2] or event.type
    return Entry(
        at=local(event.occurred_at, zone),
        what=what.replace("_", " "),
        kind=what,
        change=_change(event.data),
        actor=event.actor,
        facts=list(_facts(event.data)),
        flow_id=event.flow_id,
    )


def _change(data: dict[str, Any]) -> str:
    before, after = (
        _state(data, "previous_status", "previous_fiscal_status"),
        _state(data, "status", "fiscal_status"),
    )
    return f"{before} → {after}" if before and before != after else ""


def _state(data: dict[str, Any], status: str, fiscal_status: str) -> str:
    fiscal = data.get(fiscal_status)
    return str(data.get(status) or "") + (f" ({fiscal})" if fiscal else "")


def _facts(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if name in HEADER_KEYS or value in (None, "", [], {}):
            continue
        shown = pretty(value) if isinstance(value, dict | list) else str(value)
        yield name.replace("_", " "), shown


def submissions(document: Document, zone: ZoneInfo) -> list[ShownSubmission]:
    """The document's submissions, newest first, without their payloads."""
    rows = Submission.objects.filter(document=document).defer("payload").order_by("-id")[:50]
    return [
        ShownSubmission(
            purpose=row.purpose,
            step=row.step,
            step_words=STEPS.get(row.step, row.step),
            attempts=row.attempts,
            checks=row.checks,
            due_at=local(row.due_at, zone),
            sent_at=local(row.sent_at, zone),
            last_error=row.last_error,
            flow_id=row.flow_id,
        )
        for row in rows
    ]


def local(instant: datetime | None, zone: ZoneInfo) -> str:
    """An instant in the country's zone, with its offset."""
    return stamp(instant.astimezone(zone) if instant else None)

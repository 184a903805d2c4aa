"""Keeping the acceptance events of an invoice, ours or received: each once, each told of once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from documents import radian
from documents.calendar import local_date
from documents.models import Document, ReceivedDocument
from invoicing import events, transitions
from invoicing.actor import Actor
from invoicing.follow_up import owner_field
from invoicing.models import AcceptanceEvent
from providers.acceptance import RemoteEvent

GOODS_RECEIVED = radian.CODES["GOODS_RECEIVED"]
STATUSES = {
    "PRODUCTS_DELIVERY": "delivered",
    "030": "acknowledged",
    "032": "goods_received",
    "031": "claimed",
    "033": "accepted",
    "034": "tacitly_accepted",
}
"""The codes in the order they may come, and what they make of an invoice."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What is known of an invoice's acceptance: codes in the order they happened, and the day its
    goods were received, in the country's zone."""

    codes: tuple[str, ...] = ()
    goods_received_on: date | None = None

    @property
    def is_final(self) -> bool:
        """Whether the invoice is accepted or claimed."""
        return not radian.FINAL.isdisjoint(self.codes)


def of(concerned: Document | ReceivedDocument) -> Acceptance:
    """The acceptance of one invoice."""
    return _acceptance(concerned.country, rows_of(concerned))


def of_documents(documents: Iterable[Document]) -> dict[UUID, Acceptance]:
    """The acceptance of each of our invoices that has events, by its id, in one query."""
    countries = {document.id: document.country for document in documents}
    found: dict[UUID, list[AcceptanceEvent]] = {}
    for row in _in_order(AcceptanceEvent.objects.filter(document__in=list(countries))):
        assert row.document_id is not None
        found.setdefault(row.document_id, []).append(row)
    return {id: _acceptance(countries[id], rows) for id, rows in found.items()}


def rows_of(concerned: Document | ReceivedDocument) -> "QuerySet[AcceptanceEvent]":
    """An invoice's valid events in the order they happened."""
    owner = {owner_field(concerned): concerned}
    return _in_order(AcceptanceEvent.objects.filter(**owner))


def _in_order(rows: "QuerySet[AcceptanceEvent]") -> "QuerySet[AcceptanceEvent]":
    return rows.order_by("occurred_at", "recorded_at", "id")


def _acceptance(country: str, rows: Iterable[AcceptanceEvent]) -> Acceptance:
    rows = list(rows)
    received = next((row for row in rows if row.code == GOODS_RECEIVED), None)
    instant = received and (received.occurred_at or received.recorded_at)
    return Acceptance(
        codes=tuple(row.code for row in rows),
        goods_received_on=local_date(country, instant) if instant else None,
    )


def record(
    concerned: Document | ReceivedDocument, remote: Iterable[RemoteEvent], actor: Actor
) -> int:
    """Keep the events that are new, each with an event of ours and the status it makes; returns how
    many were. In a transaction that holds the invoice's row. DIAN takes each code once per invoice
    (annex RADIAN 1.1), so a code that is there already is not new, whoever told of it.
    """
    known = set(rows_of(concerned).values_list("code", flat=True))
    before = len(known)
    for event in remote:
        if event.code not in known:
            known.add(event.code)
            _keep(concerned, event, None, actor)
    return len(known) - before


def record_own(
    concerned: Document | ReceivedDocument, sent: Document, code: str, actor: Actor
) -> None:
    """Keep the event that a document of ours made valid. One that was read from the provider
    meanwhile is the same: it is marked as ours."""
    there = rows_of(concerned).filter(code=code)
    if there.update(sent_as=sent):
        return
    event = RemoteEvent(
        code=code,
        uid=sent.provider_operation_id or "",
        occurred_at=sent.issued_at,
        sender_id=sent.issuer["tax_id"],
        sender_name=sent.issuer["name"],
        fiscal_id=sent.fiscal_id,
    )
    _keep(concerned, event, sent, actor)


def _keep(
    concerned: Document | ReceivedDocument,
    event: RemoteEvent,
    sent_as: Document | None,
    actor: Actor,
) -> None:
    row = AcceptanceEvent.objects.create(
        **{owner_field(concerned): concerned},
        tenant_id=concerned.tenant_id,
        sent_as=sent_as,
        code=event.code,
        uid=event.uid,
        fiscal_id=event.fiscal_id,
        occurred_at=event.occurred_at,
        received_at=event.received_at,
        description=event.description,
        concept=event.concept,
        reason=event.reason,
        sender_id=event.sender_id,
        sender_name=event.sender_name,
        recorded_at=timezone.now(),
    )
    status = _status_after(concerned.acceptance_status, event.code)
    told = {"acceptance_event": _told(row), "acceptance_status": status or None}
    if isinstance(concerned, Document):
        transitions.change(
            concerned, actor, told, type=events.ACCEPTANCE_EVENT, acceptance_status=status
        )
    else:
        concerned.acceptance_status = status
        concerned.version, concerned.updated_at = concerned.version + 1, timezone.now()
        concerned.save(update_fields=["acceptance_status", "version", "updated_at"])
        events.of_received(concerned, events.RECEIVED_ACCEPTANCE_EVENT, actor, told)


def _status_after(before: str, code: str) -> str:
    """The later of two in the order they may come; a code that says nothing changes nothing."""
    order = list(STATUSES.values())
    after = STATUSES.get(code, "")
    ranked = sorted((word for word in (before, after) if word), key=order.index)
    return ranked[-1] if ranked else ""


def _told(row: AcceptanceEvent) -> dict[str, Any]:
    instant = row.occurred_at
    told = {
        "code": row.code,
        "occurred_at": instant.isoformat() if instant else None,
        "fiscal_id": row.fiscal_id,
        "sender_id": row.sender_id,
        "sender_name": row.sender_name,
        "concept": row.concept,
        "reason": row.reason,
        "document_id": str(row.sent_as_id) if row.sent_as_id else None,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}

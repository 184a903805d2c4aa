"""The last day to cancel without a fine draws near while the authority, or the receiver, has not
answered yet (CFF art. 29-A)."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from documents.models import Document
from documents.values import Country
from invoicing import check, events, transitions
from invoicing.actor import Actor
from invoicing.models import Event

DAYS: Final = (30, 15, 5)
LEVEL: Final = "days_ahead"


def warn_of_limit(actor: Actor, limit: int = 500) -> int:
    """Write `document.cancellation_limit` for every Mexican document that is CANCELLING and whose
    limit is 30, 15 or 5 days ahead, or fewer: once for each of these; returns how many were
    written. After the limit there is nothing to tell."""
    today = check.today_in(Country.MX)
    written = 0
    for level in DAYS:
        ids = _near(level, today).values_list("id", flat=True)[:limit]
        written += sum(_warn(document_id, level, today, actor) for document_id in list(ids))
    return written


def _near(level: int, today: date) -> "QuerySet[Document]":
    """Documents on this level that were not told so. Days are texts of ISO 8601, which sort as
    days do."""
    first = max((days for days in DAYS if days < level), default=-1) + 1
    told = Event.objects.filter(type=events.CANCELLATION_LIMIT, data__contains={LEVEL: level})
    return (
        Document.objects.filter(
            country=Country.MX,
            status="CANCELLING",
            cancellation__limit__gte=(today + timedelta(days=first)).isoformat(),
            cancellation__limit__lte=(today + timedelta(days=level)).isoformat(),
        )
        .exclude(id__in=told.values("document"))
        .order_by("created_at")
    )


def _warn(document_id: UUID, level: int, today: date, actor: Actor) -> bool:
    with transaction.atomic():
        document = Document.objects.select_for_update(no_key=True).get(id=document_id)
        if document.status != "CANCELLING" or _is_told(document, level):
            return False
        transitions.change(
            document, actor, _data(document, level, today), type=events.CANCELLATION_LIMIT
        )
    return True


def _is_told(document: Document, level: int) -> bool:
    told = Event.objects.filter(document=document, type=events.CANCELLATION_LIMIT)
    return told.filter(data__contains={LEVEL: level}).exists()


def _data(document: Document, level: int, today: date) -> dict[str, Any]:
    assert document.cancellation is not None
    limit = date.fromisoformat(document.cancellation["limit"])
    return {
        "limit": limit.isoformat(),
        "days_left": (limit - today).days,
        LEVEL: level,
        "number": document.number_text,
    }

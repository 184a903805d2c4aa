"""Celery's way into the use cases. Tasks hold no rule; losing one costs time, never work."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from invoicing import events, work
from invoicing.advance import advance as advance_submission


@shared_task(name="invoicing.tasks.advance", acks_late=True)
def advance(submission_id: str) -> None:
    """Take the due steps of one submission."""
    advance_submission(UUID(submission_id))


@shared_task(name="invoicing.tasks.sweep")
def sweep() -> int:
    """Nudge due work; returns how much."""
    return work.sweep()


@shared_task(name="invoicing.tasks.sequence_events")
def sequence_events() -> int:
    """Give committed events their offsets; returns how many got one."""
    return events.sequence()


@shared_task(name="invoicing.tasks.housekeeping")
def housekeeping() -> dict[str, Any]:
    """Remove what nobody can use any more: staff sessions that ran out a day ago."""
    removed, _ = Session.objects.filter(expire_date__lt=timezone.now() - timedelta(days=1)).delete()
    return {"sessions": removed}

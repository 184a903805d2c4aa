"""Celery's way into the use cases. Tasks hold no rule; losing one costs time, never work."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from invoicing import (
    account_watch,
    cancellation_limit,
    certificate_watch,
    contingency,
    events,
    lease,
    notice_matching,
    payments_due,
    work,
)
from invoicing import follow_up as follow_ups
from invoicing.actor import system
from invoicing.advance import advance as advance_submission
from invoicing.advance_follow_up import advance as advance_follow_up


@shared_task(name="invoicing.tasks.advance", acks_late=True)
def advance(submission_id: str) -> None:
    """Take the due steps of one submission."""
    advance_submission(UUID(submission_id))


@shared_task(name="invoicing.tasks.sweep")
def sweep() -> int:
    """Nudge due work; returns how much."""
    return work.sweep()


@shared_task(name="invoicing.tasks.follow_up", acks_late=True)
def follow_up(follow_up_id: str) -> None:
    """Take the due steps of one follow-up."""
    advance_follow_up(UUID(follow_up_id))


@shared_task(name="invoicing.tasks.sweep_follow_ups")
def sweep_follow_ups() -> int:
    """Nudge purchases and acceptance that are due; returns how many."""
    return follow_ups.sweep()


@shared_task(name="invoicing.tasks.match_notices")
def match_notices() -> int:
    """Match providers' notices with documents; returns how many were due."""
    return notice_matching.sweep()


@shared_task(name="invoicing.tasks.sequence_events")
def sequence_events() -> int:
    """Give committed events their offsets; returns how many got one."""
    return events.sequence()


@shared_task(name="invoicing.tasks.watch_accounts")
def watch_accounts() -> int:
    """Tell of authorisations, contingency invoices, payment complements and cancellations whose day
    comes, and have each account's plan looked at by a task of its own; returns how many. One that
    is lost is made up in an hour."""
    actor = system(str(uuid4()))
    account_watch.watch_resolutions(actor)
    certificate_watch.watch_certificates(actor)
    contingency.warn_of_due(actor)
    payments_due.warn_of_due(actor)
    cancellation_limit.warn_of_limit(actor)
    profile_ids = account_watch.to_watch()
    for profile_id in profile_ids:
        lease.nudge("invoicing.tasks.watch_plan", profile_id, actor.flow_id)
    return len(profile_ids)


@shared_task(name="invoicing.tasks.watch_plan")
def watch_plan(profile_id: str) -> None:
    """Look at the plan of one account."""
    account_watch.watch_plan(UUID(profile_id), system(str(uuid4())))


@shared_task(name="invoicing.tasks.housekeeping")
def housekeeping() -> dict[str, Any]:
    """Remove what nobody can use any more: staff sessions that ran out a day ago, and old
    notices."""
    removed, _ = Session.objects.filter(expire_date__lt=timezone.now() - timedelta(days=1)).delete()
    return {"sessions": removed, "notices": notice_matching.forget_old()}

"""Following what buyers and others do to an invoice: asking the provider, ever more rarely, until
the invoice is accepted or claimed or nothing more can come.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from documents.models import Document
from invoicing import acceptance_follow, acceptance_read, acceptance_record, follow_up, lease
from invoicing.acceptance_follow import FIRST_AFTER
from invoicing.actor import Actor
from invoicing.models import FollowUp
from providers.base import ProviderError

SCHEDULE = (FIRST_AFTER, 900.0, 3600.0, 3600.0, 7200.0, 14400.0, 21600.0)
"""Seconds between two questions; the last for ever after."""
FOLLOWED_FOR = timedelta(days=30)
"""A buyer's events follow each other within business days; a month covers holidays, too."""


def ask(row: FollowUp, actor: Actor) -> None:
    """Ask the provider and keep what is new, in one transaction with when to ask again."""
    found = acceptance_read.events_of(row)
    if isinstance(found, ProviderError):
        _not_told(row, found)
        return
    with transaction.atomic():
        follow_up.hold(row)
        concerned = follow_up.concerned_of(row)
        kept = acceptance_record.record(concerned, found, actor)
        if isinstance(concerned, Document):
            acceptance_follow.schedule_tacit(concerned, actor)
        if _is_over(row):
            follow_up.close(row)
            return
        checks = 0 if kept else row.checks + 1
        lease.save(row, checks=checks, due_at=lease.after(_wait(checks)), last_error="")


def _not_told(row: FollowUp, error: ProviderError) -> None:
    if _is_over(row):
        follow_up.close(row, error.message)
        return
    due = lease.after(error.retry_after or _wait(row.checks))
    lease.save(row, checks=row.checks + 1, due_at=due, last_error=error.message)


def _is_over(row: FollowUp) -> bool:
    concerned = follow_up.concerned_of(row)
    acceptance = acceptance_record.of(concerned)
    if acceptance.is_final:
        return True
    if isinstance(concerned, Document) and concerned.status == "CANCELLED":
        return True
    began = concerned.issued_at or concerned.created_at
    last = acceptance_record.rows_of(concerned).last()
    since = max(began, last.occurred_at or began) if last else began
    return timezone.now() - since > FOLLOWED_FOR


def _wait(checks: int) -> float:
    return SCHEDULE[min(checks, len(SCHEDULE) - 1)]

"""Leases on rows of due work.

The database is the queue's truth, Celery only a nudge. A lease says who may act on a row. It is
taken under the row lock and runs out by itself, so a killed worker's work is taken up by the next
one. Everything a holder writes is guarded by its token.
"""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from invoicing.models import FollowUp, Submission

logger = structlog.get_logger(__name__)

Work = TypeVar("Work", Submission, FollowUp)

RENUDGE_AFTER = timedelta(seconds=10)


class LeaseLost(Exception):
    """Somebody else holds the work now; what this worker knows is stale."""


def take(rows: QuerySet[Work], work_id: UUID) -> Work | None:
    """Lease a row that is due and that nobody holds; None otherwise."""
    now = timezone.now()
    with transaction.atomic():
        work = (
            rows.select_for_update(skip_locked=True, of=("self",))
            .filter(free(now), id=work_id, due_at__lte=now)
            .first()
        )
        if work is None:
            return None
        work.lease_token = uuid4()
        work.leased_until = now + timedelta(seconds=settings.WORK_LEASE_SECONDS)
        work.save(update_fields=["lease_token", "leased_until", "updated_at"])
    return work


def free(now: datetime) -> Q:
    """The rows nobody holds."""
    return Q(leased_until__isnull=True) | Q(leased_until__lte=now)


def confirm(work: Submission | FollowUp) -> None:
    """Lock the row and make sure the lease is still ours; inside a transaction. Raises
    LeaseLost."""
    rows = type(work)._default_manager.select_for_update()
    if not rows.filter(id=work.id, lease_token=work.lease_token).exists():
        raise LeaseLost


def save(work: Submission | FollowUp, **fields: object) -> None:
    """Write fields of a row we hold; raises LeaseLost where the token is no longer ours."""
    for name, value in fields.items():
        setattr(work, name, value)
    held = type(work)._default_manager.filter(id=work.id, lease_token=work.lease_token)
    if held.update(updated_at=timezone.now(), **fields) != 1:
        raise LeaseLost


def renew(work: Submission | FollowUp) -> None:
    """Hold the row for another whole lease; raises LeaseLost."""
    save(work, leased_until=timezone.now() + timedelta(seconds=settings.WORK_LEASE_SECONDS))


def release(work: Submission | FollowUp) -> None:
    """Give the lease back; the next step waits for `due_at`."""
    held = type(work)._default_manager.filter(id=work.id, lease_token=work.lease_token)
    held.update(leased_until=None, lease_token=None, nudged_at=None)


def after(seconds: float) -> datetime:
    """The instant so many seconds from now, times SCHEDULE_SCALE (tests and the demo wait less)."""
    return timezone.now() + timedelta(seconds=seconds * settings.SCHEDULE_SCALE)


def to_nudge(rows: QuerySet[Work], limit: int) -> list[tuple[UUID, str]]:
    """Id and flow id of every due row that nobody holds and that was not nudged just now; from now
    on they count as nudged."""
    now = timezone.now()
    with transaction.atomic():
        due: list[tuple[UUID, str]] = list(
            rows.select_for_update(skip_locked=True)
            .filter(free(now), due_at__lte=now)
            .filter(Q(nudged_at__isnull=True) | Q(nudged_at__lte=now - RENUDGE_AFTER))
            .order_by("due_at")
            .values_list("id", "flow_id")[:limit]
        )
        rows.filter(id__in=[row[0] for row in due]).update(nudged_at=now)
    return due


def nudge(task: str, work_id: UUID, flow_id: str) -> None:
    """Publish the task that advances a row; a broker that is down is logged and forgotten."""
    from celery import current_app

    try:
        current_app.send_task(task, args=[str(work_id)], headers={"flow_id": flow_id}, retry=False)
    except Exception as error:
        logger.warning("nudge_failed", work_id=str(work_id), error=type(error).__name__)

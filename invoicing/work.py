"""Due work: the database is the queue's truth, Celery only a nudge.

A lease says who may act on a submission. It is taken under the row lock and runs out by itself,
so a killed worker's work is taken up by the next one. Everything a holder writes is guarded by
its token.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from invoicing.models import Submission

logger = structlog.get_logger(__name__)

RENUDGE_AFTER = timedelta(seconds=10)


class LeaseLost(Exception):
    """Somebody else holds the submission now; what this worker knows is stale."""


def nudge_on_commit(submission: Submission) -> None:
    """Tell a worker once the transaction is committed. Losing the nudge costs time, never work."""
    submission_id, flow_id = submission.id, submission.flow_id
    transaction.on_commit(lambda: nudge(submission_id, flow_id), robust=True)


def nudge(submission_id: UUID, flow_id: str) -> None:
    """Publish the task that advances a submission; a broker that is down is logged and
    forgotten.
    """
    from celery import current_app

    try:
        current_app.send_task(
            "invoicing.tasks.advance",
            args=[str(submission_id)],
            headers={"flow_id": flow_id},
            retry=False,
        )
    except Exception as error:
        logger.warning("nudge_failed", submission_id=str(submission_id), error=type(error).__name__)


def take(submission_id: UUID) -> Submission | None:
    """Lease a submission that is due and that nobody holds; None otherwise."""
    now = timezone.now()
    with transaction.atomic():
        submission = (
            Submission.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("document", "document__issuer_profile", "tenant")
            .filter(_free(now), id=submission_id, due_at__lte=now)
            .first()
        )
        if submission is None:
            return None
        submission.lease_token = uuid4()
        submission.leased_until = now + timedelta(seconds=settings.WORK_LEASE_SECONDS)
        submission.save(update_fields=["lease_token", "leased_until", "updated_at"])
    return submission


def _free(now: datetime) -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lte=now)


def hold(submission: Submission) -> None:
    """Lock the document and its submission, and make sure the lease is still ours; inside a
    transaction. Raises LeaseLost.

    The document comes first, as in every use case: two that lock in different order deadlock.
    """
    documents = type(submission.document).objects.select_for_update()
    submission.document = documents.get(id=submission.document_id)
    held = Submission.objects.select_for_update().filter(
        id=submission.id, lease_token=submission.lease_token
    )
    if not held.exists():
        raise LeaseLost


def save(submission: Submission, **fields: object) -> None:
    """Write fields of a submission we hold; raises LeaseLost where the token is no longer ours."""
    for name, value in fields.items():
        setattr(submission, name, value)
    changed = Submission.objects.filter(
        id=submission.id, lease_token=submission.lease_token
    ).update(updated_at=timezone.now(), **fields)
    if changed != 1:
        raise LeaseLost


def renew(submission: Submission) -> None:
    """Hold the submission for another whole lease; raises LeaseLost."""
    save(submission, leased_until=timezone.now() + timedelta(seconds=settings.WORK_LEASE_SECONDS))


def release(submission: Submission) -> None:
    """Give the lease back; the next step waits for `due_at`."""
    Submission.objects.filter(id=submission.id, lease_token=submission.lease_token).update(
        leased_until=None, lease_token=None, nudged_at=None
    )


def after(seconds: float) -> datetime:
    """The instant so many seconds from now, times SCHEDULE_SCALE (tests and the demo wait less)."""
    return timezone.now() + timedelta(seconds=seconds * settings.SCHEDULE_SCALE)


def sweep(limit: int = 500) -> int:
    """Nudge every due submission that nobody holds and that was not nudged just now."""
    now = timezone.now()
    with transaction.atomic():
        due = list(
            Submission.objects.select_for_update(skip_locked=True)
            .filter(_free(now), due_at__lte=now)
            .filter(Q(nudged_at__isnull=True) | Q(nudged_at__lte=now - RENUDGE_AFTER))
            .order_by("due_at")
            .values_list("id", "flow_id")[:limit]
        )
        Submission.objects.filter(id__in=[row[0] for row in due]).update(nudged_at=now)
    for submission_id, flow_id in due:
        nudge(submission_id, flow_id)
    return len(due)


def oldest_due_age() -> float | None:
    """Seconds the oldest due submission has waited; None where nothing is due."""
    now = timezone.now()
    oldest = (
        Submission.objects.filter(_free(now), due_at__lte=now)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return None if oldest is None else (now - oldest).total_seconds()


def wake(submission: Submission) -> None:
    """Make a submission due now (retry now, ask now); inside the caller's transaction."""
    Submission.objects.filter(id=submission.id).exclude(step="done").update(due_at=timezone.now())
    nudge_on_commit(submission)

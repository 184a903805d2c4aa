"""The submissions that are due, under leases (`invoicing.lease`)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from invoicing import lease
from invoicing.lease import LeaseLost, after, release, renew, save
from invoicing.models import Submission

__all__ = [
    "LeaseLost",
    "after",
    "hold",
    "nudge",
    "nudge_on_commit",
    "oldest_due_age",
    "release",
    "renew",
    "save",
    "sweep",
    "take",
    "wake",
]

TASK = "invoicing.tasks.advance"


def nudge_on_commit(submission: Submission) -> None:
    """Tell a worker once the transaction is committed. Losing the nudge costs time, never work."""
    submission_id, flow_id = submission.id, submission.flow_id
    transaction.on_commit(lambda: nudge(submission_id, flow_id), robust=True)


def nudge(submission_id: UUID, flow_id: str) -> None:
    """Publish the task that advances a submission."""
    lease.nudge(TASK, submission_id, flow_id)


def take(submission_id: UUID) -> Submission | None:
    """Lease a submission that is due and that nobody holds; None otherwise."""
    rows = Submission.objects.select_related("document", "document__issuer_profile", "tenant")
    return lease.take(rows, submission_id)


def hold(submission: Submission) -> None:
    """Lock the document and its submission, and make sure the lease is still ours; inside a
    transaction. Raises LeaseLost.

    The document comes first, as in every use case: two that lock in different order deadlock.
    """
    documents = type(submission.document).objects.select_for_update()
    submission.document = documents.get(id=submission.document_id)
    lease.confirm(submission)


def sweep(limit: int = 500) -> int:
    """Nudge every due submission that nobody holds and that was not nudged just now."""
    due = lease.to_nudge(Submission.objects.all(), limit)
    for submission_id, flow_id in due:
        nudge(submission_id, flow_id)
    return len(due)


def oldest_due_age() -> float | None:
    """Seconds the oldest due submission has waited; None where nothing is due."""
    now = timezone.now()
    oldest: datetime | None = (
        Submission.objects.filter(lease.free(now), due_at__lte=now)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return None if oldest is None else (now - oldest).total_seconds()


def wake(submission: Submission) -> None:
    """Make a submission due now (retry now, ask now); inside the caller's transaction."""
    Submission.objects.filter(id=submission.id).exclude(step="done").update(due_at=timezone.now())
    nudge_on_commit(submission)

"""One step of a follow-up after another, as long as something is due. Written for workers that are
killed at any line, like `invoicing.advance`.
"""

from collections.abc import Callable
from uuid import UUID

import structlog
from django.utils import timezone

from invoicing import (
    acceptance_tacit,
    acceptance_watch,
    follow_up,
    lease,
    purchase_steps,
)
from invoicing.actor import Actor, system
from invoicing.models import FollowUp

logger = structlog.get_logger(__name__)

MOST_STEPS = 4

STEPS: dict[str, Callable[[FollowUp, Actor], None]] = {
    follow_up.ADD: purchase_steps.add,
    follow_up.ADDING: purchase_steps.look_up,
    follow_up.FILES: purchase_steps.files,
    follow_up.EVENTS: acceptance_watch.ask,
    follow_up.TACIT: acceptance_tacit.decide,
}


def advance(follow_up_id: UUID) -> None:
    """Lease a follow-up and take its due steps; does nothing where it is not due or somebody has
    it.
    """
    row = follow_up.take(follow_up_id)
    if row is None:
        return
    try:
        _advance_held(row)
    except lease.LeaseLost:
        logger.warning("lease_lost", follow_up_id=str(follow_up_id), step=row.step)
    finally:
        lease.release(row)


def _advance_held(row: FollowUp) -> None:
    actor = system(row.flow_id)
    for _ in range(MOST_STEPS):
        if row.due_at is None or row.due_at > timezone.now():
            return
        lease.renew(row)
        logger.info("step", follow_up_id=str(row.id), step=row.step)
        STEPS[row.step](row, actor)

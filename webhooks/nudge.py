"""Telling workers that something is to be sent. Losing a nudge costs a second, never an event."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from webhooks import lease
from webhooks.models import Subscription

logger = structlog.get_logger(__name__)

EXPIRES_SECONDS = 10
RENUDGE_AFTER = timedelta(seconds=EXPIRES_SECONDS)
FAILING_AT_ONCE = 8


def nudge(subscription_id: UUID) -> bool:
    """Publish the task that serves a subscription; whether the broker took it."""
    from celery import current_app

    try:
        current_app.send_task(
            "webhooks.tasks.deliver",
            args=[str(subscription_id)],
            expires=EXPIRES_SECONDS,
            retry=False,
        )
    except Exception as error:
        logger.warning(
            "nudge_failed", subscription_id=str(subscription_id), error=type(error).__name__
        )
        return False
    return True


def sweep(limit: int = 1000) -> int:
    """Nudge every subscription that is due and was not nudged just now; returns how many.

    Those that waited longest come first. Receivers that fail get FAILING_AT_ONCE workers at most,
    so that those that answer always find one free.
    """
    now = timezone.now()
    failing = Subscription.objects.filter(failing_since__isnull=False)
    room = FAILING_AT_ONCE - failing.filter(leased_until__gt=now).count()
    healthy = _mark(now, Q(failing_since__isnull=True), limit)
    ill = _mark(now, Q(failing_since__isnull=False), max(room, 0))
    nudged = 0
    for subscription_id in (*healthy, *ill):
        if not nudge(subscription_id):
            break
        nudged += 1
    return nudged


def _mark(now: datetime, which: Q, limit: int) -> list[UUID]:
    quiet = Q(nudged_at__isnull=True) | Q(nudged_at__lte=now - RENUDGE_AFTER) | Q(nudged_at__gt=now)
    with transaction.atomic():
        due = list(
            Subscription.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(lease.is_due(now), which, quiet)
            .order_by(F("served_at").asc(nulls_first=True), "id")
            .values_list("id", flat=True)[:limit]
        )
        Subscription.objects.filter(id__in=due).update(nudged_at=now)
    return due

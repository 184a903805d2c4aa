"""Celery's way into sending webhooks. Losing a task costs a second, never an event."""

from uuid import UUID

from celery import shared_task

from invoicing import events
from webhooks import nudge
from webhooks.dispatch import dispatch


@shared_task(name="webhooks.tasks.deliver")
def deliver(subscription_id: str) -> None:
    """Send what is due to one subscription; to the end of the queue with what is left."""
    if dispatch(UUID(subscription_id)):
        nudge.nudge(UUID(subscription_id))


@shared_task(name="webhooks.tasks.sweep")
def sweep() -> int:
    """Give committed events their offsets, then nudge whatever is due; returns how many."""
    events.sequence()
    return nudge.sweep()

"""Celery's way into sending webhooks. Losing a task costs a second, never an event."""

from typing import Any

from celery import shared_task

from invoicing import announce, events
from webhooks import nudge, retention, turns


@shared_task(name="webhooks.tasks.deliver")
def deliver() -> None:
    """Serve what is due; to the end of the queue with what is left."""
    if turns.serve_due():
        nudge.nudge()


@shared_task(name=announce.COMMITTED)
def sweep() -> int:
    """Give committed events their offsets, then wake workers for what is due; returns how many."""
    events.sequence()
    return nudge.sweep()


@shared_task(name="webhooks.tasks.forget")
def forget() -> dict[str, Any]:
    """Remove deliveries that have been over for longer than the setting says."""
    return {"deliveries": retention.forget()}

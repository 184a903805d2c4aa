"""Telling workers that something is to be sent. Losing a nudge costs a second, never an event."""

import structlog

from webhooks import lease

logger = structlog.get_logger(__name__)

EXPIRES_SECONDS = 2
MOST_AT_ONCE = 16


def nudge() -> bool:
    """Publish the task that serves what is due; whether the broker took it."""
    from celery import current_app

    try:
        current_app.send_task("webhooks.tasks.deliver", expires=EXPIRES_SECONDS, retry=False)
    except Exception as error:
        logger.warning("nudge_failed", error=type(error).__name__)
        return False
    return True


def sweep() -> int:
    """Wake a thread for each subscription that may be served now, MOST_AT_ONCE at most; returns how
    many. Each then goes on until nothing is due."""
    nudged = 0
    for _ in lease.due(MOST_AT_ONCE):
        if not nudge():
            break
        nudged += 1
    return nudged

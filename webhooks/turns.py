"""Taking turns: the threads of a process serve whatever is due, one subscription after another."""

import time
from collections import deque
from threading import Lock
from uuid import UUID

import structlog

from webhooks import lease
from webhooks.dispatch import dispatch

logger = structlog.get_logger(__name__)

MOST_SECONDS = 10.0
LOOK_AHEAD = 32

_found: deque[UUID] = deque()
_looking = Lock()


def serve_due() -> bool:
    """Serve subscriptions until none is due, or for MOST_SECONDS; whether time was up.

    One that cannot be served hinders no other: its lease has to run out first. It ends too when one
    that seems due is not to be had twice: somebody keeps its row locked, or was faster.
    """
    until = time.monotonic() + MOST_SECONDS
    missed: set[UUID] = set()
    while time.monotonic() < until:
        subscription_id = _next()
        if subscription_id is None:
            return False
        if not _is_served(subscription_id):
            if subscription_id in missed:
                return False
            missed.add(subscription_id)
    return True


def _is_served(subscription_id: UUID) -> bool:
    try:
        return dispatch(subscription_id) is not None
    except Exception:
        logger.exception("dispatch_failed", subscription_id=str(subscription_id))
        return True


def _next() -> UUID | None:
    """One thread looks for all; what it found too long ago is not taken any more."""
    with _looking:
        if not _found:
            _found.extend(lease.due(LOOK_AHEAD))
        return _found.popleft() if _found else None

"""When a delivery is tried again."""

import random
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings

SECOND, MINUTE, HOUR = 1, 60, 3600

# Waits before each try: ten tries within a little more than three days.
WAITS = (
    0,
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
JITTER = 0.1
RETRY_AFTER_MOST = 1 * HOUR
# A due time further away than any wait was written by a clock that has been set back since.
LONGEST_WAIT = timedelta(seconds=WAITS[-1] * (1 + JITTER))


def wait_after(
    tries: int, retry_after: float | None = None, draw: Callable[[], float] = random.random
) -> timedelta | None:
    """How long to wait after so many failed tries; None when they were the last.

    The schedule's wait with up to 10 % more or less, times SCHEDULE_SCALE; or what the receiver
    asked for in Retry-After, if that is longer, but no more than an hour.
    """
    if tries >= len(WAITS):
        return None
    spread = 1 + JITTER * (2 * draw() - 1)
    seconds = WAITS[tries] * spread * settings.SCHEDULE_SCALE
    asked = min(retry_after or 0.0, float(RETRY_AFTER_MOST))
    return timedelta(seconds=max(seconds, asked))

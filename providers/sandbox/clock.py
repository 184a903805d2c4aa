"""The sandbox's clock: real time, which a test may move forward instead of sleeping."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time in UTC, ahead of the real one by what `advance` added."""

    def __init__(self, source: Callable[[], datetime] | None = None) -> None:
        self._source = source or (lambda: datetime.now(UTC))
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._source() + self._ahead

    def advance(self, seconds: float) -> datetime:
        """Move forward by `seconds` (never backwards: ValueError) and return the new instant."""
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        self._ahead += timedelta(seconds=seconds)
        return self.now()

    def reset(self) -> None:
        """Return to real time."""
        self._ahead = timedelta()


class Patience:
    """Lets a request hang without outliving its client, its time limit or the server."""

    def __init__(self, tick: float = 0.05) -> None:
        self._tick = tick
        self._over = threading.Event()
        self.alive: Callable[[], bool] = lambda: True

    def wait(self, seconds: float, connected: Callable[[], bool]) -> None:
        """Return after `seconds`, or as soon as the client has gone or the server stops."""
        remaining = seconds
        while remaining > 0 and self.alive() and connected():
            if self._over.wait(min(self._tick, remaining)):
                return
            remaining -= self._tick

    def stop(self) -> None:
        """Release everything that hangs, for good."""
        self._over.set()


PATIENCE = Patience()

"""Telling that events were committed, so that they are sent on at once instead of with the next
sweep. A hint and no more: no caller waits for the broker, and one that is lost costs a second."""

import os
import time
from threading import Event, Thread

import structlog
from django.db import transaction

logger = structlog.get_logger(__name__)

COMMITTED = "invoicing.events_committed"
EXPIRES_SECONDS = 2
# Events of this time are told of together.
WINDOW_SECONDS = 0.05


def on_commit() -> None:
    """Have it told once the transaction under way has committed."""
    transaction.on_commit(_teller.tell, robust=True)


class _Teller:
    """A thread of its own that publishes: the first news at once, then once per window."""

    def __init__(self) -> None:
        self._news = Event()
        self._thread: Thread | None = None

    def tell(self) -> None:
        self._news.set()
        if self._thread is None:
            self._thread = Thread(target=self._run, daemon=True, name="announce")
            self._thread.start()

    def _run(self) -> None:
        while self._news.wait():
            self._news.clear()
            _publish()
            time.sleep(WINDOW_SECONDS)


_teller = _Teller()


def _forked() -> None:
    """A thread does not survive a fork; the child begins anew."""
    global _teller
    _teller = _Teller()


os.register_at_fork(after_in_child=_forked)


def _publish() -> None:
    from celery import current_app

    try:
        current_app.send_task(COMMITTED, expires=EXPIRES_SECONDS, retry=False)
    except Exception as error:
        logger.warning("announce_failed", error=type(error).__name__)

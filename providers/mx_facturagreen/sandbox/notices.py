"""Notices to the client's webhook: sent by a thread of their own, when they are due on the
sandbox's clock, and again until they are taken or given up."""

import threading
import uuid
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests

from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.state import State
from providers.mx_facturagreen.sandbox.units import Unit

STAMPED = "cfdi.stamped"
CANCEL_REQUESTED = "cfdi.cancel_requested"
CANCELLED = "cfdi.cancelled"
CANCEL_REJECTED = "cfdi.cancel_rejected"

SECRET_HEADER = "x-webhook-secret"
TICK = 0.05
TIMEOUT = 5.0
TRIES = 3
RETRY_SECONDS = 1.0
SENDERS = 4
SENT_KEPT = 5000


@dataclass(slots=True)
class Notice:
    """A notice on its way. `holds` says, when it is due, whether it is still true."""

    unit: str
    type: str
    body: dict[str, Any]
    due: datetime
    holds: Callable[[], bool] = lambda: True
    attempts: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """How the control endpoint shows it; `attempts` are HTTP statuses or kinds of failure."""
        shown = {"unit": self.unit, "type": self.type, "body": self.body}
        return {**shown, "due": self.due.isoformat(), "attempts": list(self.attempts)}


def body_of(kind: str, document: Document, unit: Unit) -> dict[str, Any]:
    """The body of the contract, with a fresh id."""
    named = document.uid if unit.notice_ids == "fg" else document.folio_tax
    return {
        "event": {"type": kind, "uuid": str(uuid.uuid4())},
        "data": {
            "business_uuid": unit.uid,
            "customer_uuid": document.customer,
            "cfdi": {
                "uuid": named,
                "scope": "emmited",
                "folio": document.folio,
                "serie": document.serie,
            },
        },
    }


class Poster:
    """The notices that wait and those that were sent, oldest first."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._waiting: list[Notice] = []
        self._sent: deque[Notice] = deque(maxlen=SENT_KEPT)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._http = requests.Session()
        self._http.trust_env = False

    def queue(
        self,
        kind: str,
        document: Document,
        delay: float,
        *,
        times: int = 1,
        holds: Callable[[], bool] = lambda: True,
    ) -> None:
        """Send a notice `delay` seconds from now, `times` over with one id, if it holds then."""
        unit = self._unit(document)
        due = self._state.clock.now() + timedelta(seconds=delay)
        body = body_of(kind, document, unit)
        with self._changed:
            if unit.webhook_url:
                made = (Notice(unit.uid, kind, body, due, holds) for _ in range(times))
                self._waiting.extend(made)
                self._start()
            self._changed.notify_all()

    def send_now(self, kind: str, document: Document) -> None:
        """Send a notice and return when it was taken or has failed once."""
        unit = self._unit(document)
        if unit.webhook_url:
            now = self._state.clock.now()
            self._post(Notice(unit.uid, kind, body_of(kind, document, unit), now))

    def listed(self, unit: str = "") -> dict[str, list[dict[str, Any]]]:
        """What waits and what was sent, of an issuer or of all."""
        with self._changed:
            return {
                "waiting": [n.as_json() for n in self._waiting if unit in ("", n.unit)],
                "sent": [n.as_json() for n in self._sent if unit in ("", n.unit)],
            }

    def clear(self) -> None:
        """Forget all."""
        with self._changed:
            self._waiting.clear()
            self._sent.clear()

    def _unit(self, document: Document) -> Unit:
        unit = self._state.unit(document.unit)
        assert unit is not None
        return unit

    def _start(self) -> None:
        """Start the thread, in the process that serves: the server forks after it was made."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True, name="mx-notices")
            self._thread.start()

    def _run(self) -> None:
        with ThreadPoolExecutor(SENDERS, "mx-notice") as senders:
            while True:
                for notice in self._take_due():
                    senders.submit(self._post, notice)

    def _take_due(self) -> list[Notice]:
        """Those that are due, taken out; waits until there may be one."""
        with self._changed:
            self._changed.wait(TICK if self._waiting else None)
            now = self._state.clock.now()
            due = [notice for notice in self._waiting if notice.due <= now]
            self._waiting = [notice for notice in self._waiting if notice.due > now]
        return [notice for notice in due if notice.holds()]

    def _post(self, notice: Notice) -> None:
        unit = self._state.unit(notice.unit)
        if unit is None or not unit.webhook_url:
            return
        notice.attempts.append(self._try(unit, notice.body))
        taken = notice.attempts[-1].startswith("2")
        with self._changed:
            if taken or len(notice.attempts) == TRIES:
                self._sent.append(notice)
            else:
                notice.due = self._state.clock.now() + timedelta(seconds=RETRY_SECONDS)
                self._waiting.append(notice)
                self._start()
            self._changed.notify_all()

    def _try(self, unit: Unit, body: dict[str, Any]) -> str:
        secret = {SECRET_HEADER: unit.webhook_secret} if unit.webhook_secret else {}
        try:
            answer = self._http.post(unit.webhook_url, json=body, headers=secret, timeout=TIMEOUT)
        except requests.RequestException as error:
            return type(error).__name__
        return str(answer.status_code)

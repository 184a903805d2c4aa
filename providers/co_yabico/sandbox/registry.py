"""What DIAN holds: the events on invoices, and invoices of sellers outside the sandbox."""

import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from providers.co_yabico.sandbox.documents import Document
from providers.sandbox.store import Journal


@dataclass(frozen=True, slots=True)
class Event:
    """An event on the invoice whose CUFE is `about`. `kind` is DIAN's code, or the provider's word
    where DIAN has none; `organization` and `unit` are those that made it, or on whose document it
    was triggered; `content` the input; instants are ISO texts."""

    uid: str
    about: str
    kind: str
    organization: str
    unit: str
    prefix: str
    number: int
    content: dict[str, Any]
    issued_at: str
    happened_at: str
    cude: str
    sender: dict[str, Any]
    receiver: dict[str, Any]
    visible_at: str = ""

    @property
    def consecutive(self) -> str:
        """Prefix and number together."""
        return f"{self.prefix}{self.number}"

    def visible(self, now: datetime) -> bool:
        """Whether queries find it already."""
        return not self.visible_at or datetime.fromisoformat(self.visible_at) <= now


@dataclass(frozen=True, slots=True)
class Registered:
    """A document of a seller outside the sandbox: `kind` INVOICE, CREDIT_NOTE or DEBIT_NOTE;
    `content` like an InvoiceInput with both parties; `about` the CUFE a note is about and `voids`
    whether it cancels it."""

    cufe: str
    kind: str
    prefix: str
    number: int
    issued_at: str
    content: dict[str, Any]
    about: str = ""
    voids: bool = False


class Registry:
    """Events and foreign documents, behind the lock of the state that owns it."""

    def __init__(self, journal: Journal, lock: "threading.RLock") -> None:
        self._journal = journal
        self._lock = lock
        self._events: list[Event] = []
        self._by_cufe: dict[str, list[Event]] = {}
        self._numbers: set[tuple[str, str, int]] = set()
        self._foreign: dict[str, Registered] = {}

    def clear(self) -> None:
        """Forget everything."""
        self._events.clear()
        self._by_cufe.clear()
        self._numbers.clear()
        self._foreign.clear()

    def keep_event(self, event: Event) -> Event:
        """Remember an event."""
        with self._lock:
            self._hold_event(event)
            self._journal.append("co_yabico.event", event=asdict(event))
        return event

    def register(self, document: Registered) -> Registered:
        """Remember a foreign document; it survives a restart."""
        with self._lock:
            self.hold(document)
            self._journal.append("co_yabico.registered", document=asdict(document))
        return document

    def hold(self, document: Registered) -> None:
        """Remember a foreign document that is always there."""
        self._foreign[document.cufe] = document

    def replay(self, entry: dict[str, Any]) -> None:
        """Take in one entry of the journal, if it is one of the registry's."""
        if entry["kind"] == "co_yabico.event":
            self._hold_event(Event(**entry["event"]))
        elif entry["kind"] == "co_yabico.registered":
            self.hold(Registered(**entry["document"]))

    def foreign(self, cufe: str) -> Registered | None:
        """The foreign document with this CUFE or CUDE."""
        return self._foreign.get(cufe)

    def all_foreign(self) -> list[Registered]:
        """Every foreign document, oldest first."""
        with self._lock:
            return list(self._foreign.values())

    def events(self) -> list[Event]:
        """Every event, oldest first."""
        with self._lock:
            return list(self._events)

    def events_on(self, document: Document, now: datetime) -> list[Event]:
        """The visible events on an invoice, oldest first. Where no unit issued it, each
        organization that added it has its own: else one test would see another's."""
        return [e for e in self._about(document) if e.visible(now)]

    def taken_events_on(self, document: Document) -> list[Event]:
        """The same, those not yet visible included."""
        return list(self._about(document))

    def event_number_used(self, unit: str, prefix: str, number: int) -> bool:
        """Whether the unit made an event with this number."""
        return (unit, prefix, number) in self._numbers

    def _hold_event(self, event: Event) -> None:
        self._events.append(event)
        self._by_cufe.setdefault(event.about, []).append(event)
        self._numbers.add((event.unit, event.prefix, event.number))

    def _about(self, document: Document) -> Iterator[Event]:
        shared = not document.received or bool(document.source)
        for event in list(self._by_cufe.get(document.cufe, ())):
            if shared or event.organization == document.organization:
                yield event

"""Everything the Colombian sandbox remembers, behind one lock, with a journal to come back from."""

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.kinds import Kind
from providers.co_yabico.sandbox.registry import Registry
from providers.co_yabico.sandbox.seed import SEED
from providers.co_yabico.sandbox.seeded import SEEDED
from providers.co_yabico.sandbox.units import Unit
from providers.sandbox.clock import Clock
from providers.sandbox.scenarios import Armory
from providers.sandbox.store import Journal, RequestLog


class NumberTaken(Exception):
    """The number belongs to another document, which is `holder`."""

    def __init__(self, holder: Document) -> None:
        super().__init__(holder.consecutive)
        self.holder = holder


class State:
    """Units, documents, armed scenarios and received requests."""

    def __init__(self, journal: Journal, step_seconds: float) -> None:
        self.clock = Clock()
        self.armory = Armory()
        self.requests = RequestLog()
        self.default_step = step_seconds
        self._first_step = step_seconds
        self._journal = journal
        self._lock = threading.RLock()
        self.dian = Registry(journal, self._lock)
        self._units: dict[str, Unit] = {}
        self._documents: dict[str, Document] = {}
        self._by_number: dict[tuple[str, str, str], list[str]] = {}
        self._by_key: dict[str, list[str]] = {}
        self._issued: dict[str, Counter[str]] = {}
        self._notes: dict[str, list[str]] = {}
        self._ahead: dict[str, timedelta] = {}
        self._tries: set[tuple[str, str]] = set()
        self._seed()
        self._replay()

    def reset(self) -> None:
        """Back to the seed, also on disk."""
        with self._lock:
            self._journal.clear()
            self._units.clear()
            self._documents.clear()
            self._by_number.clear()
            self._by_key.clear()
            self._issued.clear()
            self._notes.clear()
            self._tries.clear()
            self._ahead.clear()
            self.dian.clear()
            self.armory.clear()
            self.requests.clear()
            self.clock.reset()
            self.default_step = self._first_step
            self._seed()

    def now(self, organization: str = "") -> datetime:
        """The present instant for an organization: the clock's, and what it alone is ahead."""
        return self.clock.now() + self._ahead.get(organization, timedelta())

    def advance(self, seconds: float, organization: str = "") -> None:
        """Move time forward for an organization, or for all (never backwards: ValueError)."""
        if not organization:
            self.clock.advance(seconds)
            return
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        with self._lock:
            ahead = self._ahead.get(organization, timedelta())
            self._ahead[organization] = ahead + timedelta(seconds=seconds)

    def add_unit(self, unit: Unit) -> Unit:
        """Remember a unit, or its new form. Raises ValueError when another organization has its
        token."""
        with self._lock:
            owner = self.organization(unit.token)
            if owner not in (None, unit.organization):
                raise ValueError("that token belongs to another organization")
            self._units[unit.uid] = unit
            self._journal.append("co_yabico.unit", unit=unit.as_json())
        return unit

    def organization(self, token: str) -> str | None:
        """The organization a token opens, None for a token nobody has."""
        return next((u.organization for u in self.units() if u.token == token), None)

    def units(self, organization: str = "") -> list[Unit]:
        """The units of an organization, or all, in order of creation."""
        with self._lock:
            found = list(self._units.values())
        return [u for u in found if organization in ("", u.organization)]

    def unit(self, uid: str, organization: str = "") -> Unit | None:
        """A unit by its uid; another organization's is not seen."""
        unit = self._units.get(uid)
        return unit if unit and organization in ("", unit.organization) else None

    def step_of(self, unit: Unit) -> float:
        """Seconds between the stages of the unit's next documents."""
        return self.default_step if unit.step_seconds is None else unit.step_seconds

    def first_try(self, unit: str, consecutive: str) -> bool:
        """Whether this number of this unit is asked for the first time; the next time it is not."""
        with self._lock:
            key = (unit, consecutive)
            fresh = key not in self._tries
            self._tries.add(key)
            return fresh

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else changes anything meanwhile: what was checked still holds when it is kept."""
        with self._lock:
            yield

    def holder(self, unit: Unit, consecutive: str, kind: str = Kind.INVOICE) -> Document | None:
        """The document that keeps a number of a kind taken. One DIAN rejected frees it, where the
        unit says so."""
        with self._lock:
            held = self._by_number.get((unit.uid, kind, consecutive), ())
            documents = [self._documents[uid] for uid in held]
        now = self.now(unit.organization)
        taken = [d for d in documents if not (unit.reuse_rejected and d.rejected(now))]
        return taken[-1] if taken else None

    def accept(self, document: Document, unit: Unit) -> Document:
        """Keep a document the unit issues. Raises NumberTaken when its number is held; two at once
        cannot both win."""
        with self._lock:
            if held := self.holder(unit, document.consecutive, document.kind):
                raise NumberTaken(held)
            return self.receive(document)

    def receive(self, document: Document) -> Document:
        """Keep a document, whatever its number."""
        with self._lock:
            self._keep(document)
            self._journal.append("co_yabico.document", document=document.as_json())
        return document

    def release(self, uids: Iterable[str]) -> list[str]:
        """Let documents held in validation go on, now. Returns the uids of those that were held."""
        released = []
        with self._lock:
            for uid in uids:
                document = self._documents[uid]
                if document.scenario == "stays_validating" and not document.released_at:
                    document.released_at = self.now(document.organization).isoformat()
                    released.append(uid)
                    at = document.released_at
                    self._journal.append("co_yabico.release", uid=uid, at=at)
        return released

    def documents(
        self, organization: str = "", unit: str = "", kinds: Collection[str] = ()
    ) -> list[Document]:
        """Documents of an organization or a unit and of some kinds, in order of acceptance."""
        with self._lock:
            found = list(self._documents.values())
        return [
            d
            for d in found
            if organization in ("", d.organization)
            and unit in ("", d.unit)
            and (not kinds or d.kind in kinds)
        ]

    def document(self, uid: str) -> Document | None:
        """A document of any organization by its uid."""
        return self._documents.get(uid)

    def notes_to(self, document: Document, now: datetime) -> list[Document]:
        """The notes to a document that DIAN has not rejected, in order of acceptance."""
        with self._lock:
            found = [self._documents[uid] for uid in self._notes.get(document.uid, ())]
        return [note for note in found if not note.rejected(now)]

    def count(self, organization: str, *kinds: str) -> int:
        """How many documents an organization has issued, of some kinds or of all."""
        with self._lock:
            issued = self._issued.get(organization, Counter())
            return sum(issued[kind] for kind in kinds or issued)

    def find(
        self, organization: str, key: str, now: datetime, kinds: Collection[str] = ()
    ) -> Document | None:
        """The newest visible document of an organization, of one of `kinds` or of any, whose UUID,
        number or fiscal id is `key`."""
        with self._lock:
            found = [self._documents[uid] for uid in self._by_key.get(key, ())]
        seen = [d for d in found if d.organization == organization and d.visible(now)]
        fitting = [d for d in seen if not kinds or d.kind in kinds]
        return next((d for d in reversed(fitting) if d.known_as(key, now)), None)

    def issued_as(self, cufe: str, now: datetime) -> Document | None:
        """The validated document that a unit of any organization issued under a fiscal id."""
        with self._lock:
            found = [self._documents[uid] for uid in self._by_key.get(cufe, ())]
        issued = [d for d in found if d.cufe == cufe and not d.received and d.validated(now)]
        return issued[-1] if issued else None

    def change_unit(self, uid: str, **changes: Any) -> Unit:
        """The unit with changes. Raises KeyError when there is none."""
        with self._lock:
            return self.add_unit(replace(self._units[uid], **changes))

    def _keep(self, document: Document) -> None:
        self._documents[document.uid] = document
        if not document.received:
            self._issued.setdefault(document.organization, Counter())[document.kind] += 1
        if document.modifies:
            self._notes.setdefault(document.modifies, []).append(document.uid)
        key = (document.unit, document.kind, document.consecutive)
        self._by_number.setdefault(key, []).append(document.uid)
        for name in (document.uid, document.consecutive, document.cufe):
            self._by_key.setdefault(name, []).append(document.uid)

    def _seed(self) -> None:
        self._units[SEED.uid] = SEED
        for document in SEEDED:
            self.dian.hold(document)

    def _replay(self) -> None:
        for event in self._journal.replay():
            self.dian.replay(event)
            if event["kind"] == "co_yabico.unit":
                unit = Unit.from_json(event["unit"])
                self._units[unit.uid] = unit
            elif event["kind"] == "co_yabico.document":
                self._keep(Document.from_json(event["document"]))
            elif event["kind"] == "co_yabico.release":
                self._documents[event["uid"]].released_at = event["at"]

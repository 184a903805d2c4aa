"""What a catalogue and its entries are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

CFDI_4: Final = date(2022, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One key of a catalogue. `name` is SAT's own text, as printed; `valid_to` is the last day."""

    key: str
    name: str = ""
    valid_from: date = CFDI_4
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether a document dated `day` may use the key."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


EntryT = TypeVar("EntryT", bound=Entry, covariant=True)


class Catalogue(Generic[EntryT]):
    """A catalogue by its SAT name, such as `c_FormaPago`; one entry per key."""

    def __init__(self, name: str, *entries: EntryT) -> None:
        self.name = name
        self._entries = {entry.key: entry for entry in entries}

    def find(self, key: str, on: date) -> EntryT | None:
        """The entry of a key on a day, or None."""
        entry = self._entries.get(key)
        return entry if entry is not None and entry.valid_on(on) else None

    def get(self, key: str) -> EntryT | None:
        """The entry of a key, on whatever day it holds, or None."""
        return self._entries.get(key)

    def keys(self, on: date) -> tuple[str, ...]:
        """The keys valid on a day, in SAT's order."""
        return tuple(entry.key for entry in self if entry.valid_on(on))

    def __contains__(self, key: object) -> bool:
        """Whether the key is in the catalogue, on whatever day."""
        return key in self._entries

    def __iter__(self) -> Iterator[EntryT]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

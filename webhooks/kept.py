"""Open connections kept for the next delivery: not too many, none for too long."""

import os
from collections.abc import Hashable
from threading import Lock
from typing import Final, Generic, Protocol, TypeVar

MOST_KEPT: Final = 256
# A check of addresses is good for no longer than this many seconds.
CHECK_LASTS: Final = 30.0


class Closable(Protocol):
    """Something open since its addresses were checked, an instant of time.monotonic()."""

    checked_at: float

    def close(self) -> None: ...


Item = TypeVar("Item", bound=Closable)


class Kept(Generic[Item]):
    """Idle items by key, for threads to share; whoever takes one has it alone until it gives it
    back. When there are too many, one of the key used longest ago is closed."""

    def __init__(self) -> None:
        self._items: dict[Hashable, list[Item]] = {}
        self._count = 0
        self._lock = Lock()
        os.register_at_fork(after_in_child=self._forked)

    def take(self, key: Hashable, now: float) -> Item | None:
        """The item of this key given last; None where there is none whose check is new enough."""
        while (item := self._pop(key)) is not None:
            if now - item.checked_at <= CHECK_LASTS:
                return item
            item.close()
        return None

    def give(self, key: Hashable, item: Item) -> None:
        """Keep an item for the next one to take."""
        surplus = None
        with self._lock:
            self._items.setdefault(key, []).append(item)
            # To the end of the line: the first key is then the one used longest ago.
            self._items[key] = self._items.pop(key)
            self._count += 1
            if self._count > MOST_KEPT:
                surplus = self._taken(next(iter(self._items)), 0)
        if surplus is not None:
            surplus.close()

    def close(self) -> None:
        """Close and forget them all."""
        with self._lock:
            items = [item for line in self._items.values() for item in line]
            self._items.clear()
            self._count = 0
        for item in items:
            item.close()

    def _pop(self, key: Hashable) -> Item | None:
        with self._lock:
            return self._taken(key, -1) if key in self._items else None

    def _taken(self, key: Hashable, place: int) -> Item:
        line = self._items[key]
        item = line.pop(place)
        if not line:
            del self._items[key]
        self._count -= 1
        return item

    def _forked(self) -> None:
        """The parent's connections stay the parent's."""
        self._lock = Lock()
        self.close()

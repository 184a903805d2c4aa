"""Open connections kept for the next delivery: not too many, none for too long."""

from collections.abc import Callable, Hashable
from typing import Final, Generic, Protocol, TypeVar

MOST_KEPT: Final = 64
# A check of addresses is good for one batch, and for no longer than this many seconds of it.
CHECK_LASTS: Final = 30.0


class Closable(Protocol):
    """Something open since its addresses were checked, an instant of time.monotonic()."""

    checked_at: float

    def close(self) -> None: ...


Item = TypeVar("Item", bound=Closable)


class Kept(Generic[Item]):
    """Items by key. When there are too many the one used longest ago is closed."""

    def __init__(self) -> None:
        self._items: dict[Hashable, Item] = {}

    def get(self, key: Hashable, now: float, make: Callable[[], Item]) -> Item:
        """The item of this key, made anew where there is none or its check is too old."""
        item = self._items.pop(key, None)
        if item is not None and now - item.checked_at > CHECK_LASTS:
            item.close()
            item = None
        self._items[key] = found = make() if item is None else item
        if len(self._items) > MOST_KEPT:
            self.drop(next(iter(self._items)))
        return found

    def drop(self, key: Hashable) -> None:
        """Close and forget the item of this key, if there is one."""
        item = self._items.pop(key, None)
        if item is not None:
            item.close()

    def close(self) -> None:
        """Close and forget them all."""
        for key in list(self._items):
            self.drop(key)

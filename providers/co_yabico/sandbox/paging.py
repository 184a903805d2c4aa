"""Cursor paging over a list: first/after, last/before, skip."""

import base64
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from providers.co_yabico.sandbox.errors import Fault, RequestRefused

T = TypeVar("T")
PAGE_SIZE = 20
LARGEST_PAGE = 100
CURSORS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Window:
    """The paging arguments of a query, as given."""

    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None
    skip: int | None = None

    @property
    def size(self) -> int:
        """The page size: `first`, else `last`, else 20. Raises 003-2 unless 1..100."""
        size = next((n for n in (self.first, self.last) if n is not None), PAGE_SIZE)
        if not 1 <= size <= LARGEST_PAGE:
            raise RequestRefused(Fault("003-2", f"a page has 1 to {LARGEST_PAGE} entries"))
        return size


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page: its items, where the first of them stands, and how many there are in all."""

    items: Sequence[T]
    start: int
    count: int


def cut(items: Sequence[T], window: Window, key: Callable[[T], str]) -> Page[T]:
    """The page a window shows of a list whose items `key` names. Raises 003-1 on a negative skip or
    an unknown cursor."""
    low = _position(items, window.after, key) + 1 if window.after else 0
    high = _position(items, window.before, key) if window.before else len(items)
    skip = window.skip or 0
    if skip < 0:
        raise RequestRefused(Fault("003-1", "skip is not negative"))
    if window.first is None and window.last is not None:
        high = max(low, high - skip)
        low = max(low, high - window.size)
    else:
        low = min(low + skip, high)
        high = min(high, low + window.size)
    return Page(items[low:high], low, len(items))


def connection(page: Page[T], window: Window, key: Callable[[T], str]) -> dict[str, Any]:
    """The connection's paging fields; `edges` carry the items themselves as nodes."""
    edges = [{"cursor": encode(key(item)), "node": item} for item in page.items]
    pages = math.ceil(page.count / window.size)
    number = page.start // window.size + 1
    return {
        "edges": edges,
        "pageInfo": {
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
            "hasPreviousPage": page.start > 0,
            "hasNextPage": page.start + len(edges) < page.count,
        },
        "pageCursors": {
            "page": {"number": number},
            "cursors": [_page_cursor(n, number) for n in range(1, min(pages, CURSORS_SHOWN) + 1)],
        },
        "totalCount": page.count,
        "totalPages": pages,
    }


def encode(key: str) -> str:
    """A cursor: opaque to clients."""
    return base64.urlsafe_b64encode(key.encode()).decode()


def _page_cursor(number: int, current: int) -> dict[str, Any]:
    kind = "CURRENT" if number == current else "PAGE"
    return {"cursor": encode(f"page:{number}"), "order": number, "page": number, "type": kind}


def _position(items: Sequence[T], cursor: str, key: Callable[[T], str]) -> int:
    wanted = next((i for i, item in enumerate(items) if encode(key(item)) == cursor), None)
    if wanted is None:
        raise RequestRefused(Fault("003-1", f"no entry has the cursor {cursor}"))
    return wanted

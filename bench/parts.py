"""A profile summed up: the share of time spent in each package, and in waiting for the database."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pyinstrument.frame import Frame

ROOT = Path(__file__).resolve().parent.parent
WAITING = "waiting for PostgreSQL"
OTHER = "the standard library"


def text(root: Frame, smallest: float = 0.005) -> str:
    """One line per part: its share of the time in per cent, largest first."""
    shares = _shares(root)
    return "\n".join(
        f"{share * 100:6.1f} %  {name}" for name, share in shares.most_common() if share > smallest
    )


def _shares(root: Frame) -> Counter[str]:
    times: Counter[str] = Counter()
    for frame in _frames(root):
        own = frame.time - sum(child.time for child in frame.children)
        times[_part(frame)] += own / root.time  # type: ignore[assignment]
    return times


def _frames(root: Frame) -> Iterator[Frame]:
    yield root
    for child in root.children:
        yield from _frames(child)


def _has_file(frame: Frame) -> bool:
    path = frame.file_path or "<"
    return path[0] != "<" and frame.function[0] not in "[<"


def _part(frame: Frame) -> str:
    """Built-in functions and `[self]` count as their caller's."""
    while frame.parent is not None and not _has_file(frame):
        frame = frame.parent
    path = Path(frame.file_path or "")
    if frame.function == "wait" and "psycopg" in path.parts:
        return WAITING
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1].removesuffix(".py")
    return path.relative_to(ROOT).parts[0] if path.is_relative_to(ROOT) else OTHER

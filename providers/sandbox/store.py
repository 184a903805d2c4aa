"""What the sandboxes remember between requests: a journal on disk and a log of requests."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

Event = dict[str, Any]


class Journal:
    """Appends events as JSON lines and replays them at start. Without a path it keeps nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()

    def append(self, kind: str, **fields: Any) -> None:
        """Write one event; it is on its way to the disk when this returns."""
        if self._path is None:
            return
        line = json.dumps({"kind": kind, **fields}, ensure_ascii=False, default=str)
        with self._lock, self._path.open("a", encoding="utf-8") as out:
            out.write(line + "\n")

    def replay(self) -> Iterator[Event]:
        """The events written so far, oldest first. A last line cut short by a crash is skipped."""
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def clear(self) -> None:
        """Forget every event."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


class RequestLog:
    """The last requests received, for tests and for a person who asks what really arrived."""

    def __init__(self, size: int = 5000) -> None:
        self._entries: deque[Event] = deque(maxlen=size)
        self._lock = threading.Lock()

    def open(self, at: datetime, **fields: Any) -> Event:
        """Note a request on arrival; `http_status` stays None while it is being answered."""
        entry: Event = {"at": at.isoformat(), "http_status": None, **fields}
        with self._lock:
            self._entries.append(entry)
        return entry

    def entries(self, **wanted: str) -> list[Event]:
        """Entries whose fields equal `wanted`, oldest first."""
        with self._lock:
            found = list(self._entries)
        return [dict(e) for e in found if all(e.get(k) == v for k, v in wanted.items())]

    def clear(self) -> None:
        """Forget every entry."""
        with self._lock:
            self._entries.clear()

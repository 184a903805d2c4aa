"""A receiver of webhooks in a process of its own, as fast as this language allows.

The path says how it behaves: /<burst>/<kind>/<n> with kind `ok` (204), `bad` (500), `hang` (never).
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from django.db import connections

OK, BAD, HANG = "ok", "bad", "hang"
MOST_WAITING = 1024

_ANSWERS = {
    OK: b"HTTP/1.1 204 No Content\r\n\r\n",
    BAD: b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    HANG: b"",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One whole request: its path, its webhook-id, and when it was there (seconds, Unix time)."""

    path: str
    message_id: str
    at: float

    @property
    def kind(self) -> str:
        """OK, BAD or HANG."""
        return self.path.split("/")[2]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A running receiver, seen from the process that measures."""

    port: int
    pipe: Connection

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def receipts(self, burst: str) -> list[Receipt]:
        """All receipts so far on the paths of a burst, in the order of their arrival."""
        self.pipe.send(f"/{burst}/")
        return [Receipt(*fields) for fields in self.pipe.recv()]


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver on a free port of 127.0.0.1 until the block ends."""
    connections.close_all()
    context = get_context("fork")
    ours, theirs = context.Pipe()
    with socket.create_server(("127.0.0.1", 0), backlog=MOST_WAITING) as listener:
        process = context.Process(target=_serve, args=(listener, theirs), daemon=True)
        process.start()
        theirs.close()
        port = int(listener.getsockname()[1])
    try:
        yield Receiver(port, ours)
    finally:
        process.terminate()
        process.join()


Kept = list[tuple[str, str, float]]


def _serve(listener: socket.socket, pipe: Connection) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_receive(listener, pipe))


async def _receive(listener: socket.socket, pipe: Connection) -> None:
    kept: Kept = []
    loop = asyncio.get_running_loop()

    def tell() -> None:
        try:
            prefix = pipe.recv()
        except EOFError:
            loop.remove_reader(pipe.fileno())
            return
        pipe.send([receipt for receipt in kept if receipt[0].startswith(prefix)])

    loop.add_reader(pipe.fileno(), tell)
    server = await loop.create_server(lambda: _Requests(kept), sock=listener)
    await server.serve_forever()


class _Requests(asyncio.Protocol):
    """One connection, kept open; a request is noted once its body is whole."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        while True:
            head, found, rest = self.received.partition(b"\r\n\r\n")
            if not found:
                return
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (_pair(line) for line in lines)}
            length = int(headers.get("content-length", "0"))
            if len(rest) < length:
                return
            self.received = rest[length:]
            self._take(first.split(" ")[1], headers.get("webhook-id", ""))

    def _take(self, path: str, message_id: str) -> None:
        self.kept.append((path, message_id, time.time()))
        self.transport.write(_ANSWERS[path.split("/")[2]])


def _pair(line: str) -> tuple[str, str, str]:
    name, colon, value = line.partition(":")
    return name, colon, value.strip()

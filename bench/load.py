"""A load generator: keep-alive connections to loopback, each sends as soon as it is answered."""

import selectors
import socket
import time
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Protocol

ANSWER_SECONDS = 30.0
MOST_REQUESTS = 200_000


class Requests(Protocol):
    """Makes the bytes of one request after the other."""

    def next(self) -> bytes:
        """The next request."""


class Refused(Exception):
    """An answer other than the expected one; the text shows it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was done. `acknowledged` counts every answer, warm-up included; `counted` those in the
    measured `seconds`, one of `latencies` (seconds) for each."""

    acknowledged: int
    counted: int
    seconds: float
    latencies: list[float] = field(repr=False)

    @property
    def per_second(self) -> float:
        """Work acknowledged per second."""
        return self.counted / self.seconds


def run(
    port: int, requests: Requests, *, connections: int, warm_up: float, seconds: float, status: int
) -> Measured:
    """Load a server on 127.0.0.1 from a process of its own; times in seconds.

    Raises Refused for any other answer than `status`, and TimeoutError where an answer takes longer
    than ANSWER_SECONDS.
    """
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    generator = _Generator(port, requests, connections, status)
    process = context.Process(target=_send, args=(theirs, generator, warm_up, seconds))
    process.start()
    theirs.close()
    try:
        result = ours.recv()
    except EOFError:
        raise Refused("the load generator died") from None
    finally:
        process.join()
    if isinstance(result, Exception):
        raise result
    assert isinstance(result, Measured)
    return result


def _send(pipe: Connection, generator: "_Generator", warm_up: float, seconds: float) -> None:
    try:
        pipe.send(generator.run(warm_up, seconds))
    except Exception as error:
        pipe.send(error)


class _Client:
    """One connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._received = b""

    def send(self, request: bytes) -> None:
        self.sent_at = time.perf_counter()
        self._received = b""
        self.socket.sendall(request)

    def answer(self) -> bytes | None:
        """The whole answer, or None while some of it is missing."""
        part = self.socket.recv(262_144)
        if not part:
            raise Refused("the server closed the connection")
        self._received += part
        head, found, content = self._received.partition(b"\r\n\r\n")
        whole = found and len(content) >= _length(head)
        return self._received if whole else None


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    if not found:
        raise Refused(f"an answer without Content-Length: {head!r}")
    return int(rest.split(b"\r\n", 1)[0])


@dataclass(slots=True)
class _Generator:
    port: int
    requests: Requests
    connections: int
    status: int
    acknowledged: int = 0
    latencies: list[float] = field(default_factory=list)

    def run(self, warm_up: float, seconds: float) -> Measured:
        """Send until warm-up and seconds are over, then wait for what is still under way."""
        start = time.perf_counter() + warm_up
        end = start + seconds
        with selectors.DefaultSelector() as selector:
            for _ in range(self.connections):
                client = _Client(self.port)
                selector.register(client.socket, selectors.EVENT_READ, client)
                client.send(self.requests.next())
            while selector.get_map():
                self._once(selector, start, end)
        return Measured(self.acknowledged, len(self.latencies), seconds, self.latencies)

    def _once(self, selector: selectors.BaseSelector, start: float, end: float) -> None:
        ready = selector.select(ANSWER_SECONDS)
        if not ready:
            raise TimeoutError(f"no answer within {ANSWER_SECONDS:.0f} s")
        for key, _ in ready:
            client: _Client = key.data
            answer = client.answer()
            if answer is not None:
                self._take(client, answer, start, end)
                self._go_on(selector, client, end)

    def _take(self, client: _Client, answer: bytes, start: float, end: float) -> None:
        if not answer.startswith(b"HTTP/1.1 %d " % self.status):
            raise Refused(answer[:2000].decode(errors="replace"))
        self.acknowledged += 1
        now = time.perf_counter()
        if start <= now < end:
            self.latencies.append(now - client.sent_at)

    def _go_on(self, selector: selectors.BaseSelector, client: _Client, end: float) -> None:
        if time.perf_counter() < end and self.acknowledged < MOST_REQUESTS:
            client.send(self.requests.next())
        else:
            selector.unregister(client.socket)
            client.socket.close()

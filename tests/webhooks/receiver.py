"""A real HTTP receiver on loopback that answers as told and keeps what arrived."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

Tick = 0.02


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request. `headers` have lower-case names; `verified` says whether the signature holds;
    `connection` is the same number for requests over the same connection."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    verified: bool
    connection: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer. `raw` bytes go out instead of a proper answer. `drip` of them, or of the
    body, goes out byte by byte after the rest, again and again; `hold` then keeps the connection
    open without a word; `close` ends it."""

    status: int = 200
    body: bytes = b"ok"
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    drip: bytes = b""
    hold: bool = False
    close: bool = False


HANGING = Answer(raw=b"", hold=True)
OK = Answer()

Plan = Callable[[Arrival], Answer]


class Receiver(ThreadingHTTPServer):
    """Listens on a free port. `answer` may be changed between deliveries."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, secret: str, answer: Answer | Plan, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port: int = self.server_address[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}/hook"
        self.secret = secret
        self.answer = answer
        self.arrivals: list[Arrival] = []
        self.connections = 0
        self.closing = threading.Event()
        self.context = context

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Shake hands here, so that a client that does not hinders nobody."""
        self.connections += 1
        if self.context:
            try:
                request = self.context.wrap_socket(request, server_side=True)
            except OSError:
                request.close()
                return
        super().process_request_thread(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests."""

    def verified(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the Standard Webhooks library accepts the signature."""
        try:
            Webhook(self.secret).verify(body, dict(headers))
        except (WebhookVerificationError, ValueError):
            return False
        return True


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    protocol_version = "HTTP/1.1"
    timeout = 20
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def _receive(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrival = Arrival(
            self.command,
            self.path,
            headers,
            body,
            bool(self.server.secret) and self.server.verified(headers, body),
            self.client_address[1],
        )
        self.server.arrivals.append(arrival)
        answer = self.server.answer
        self._answer(answer if isinstance(answer, Answer) else answer(arrival))

    do_POST = do_GET = _receive

    def _answer(self, answer: Answer) -> None:
        if answer.raw is None:
            self._proper(answer)
        else:
            self.wfile.write(answer.raw)
            self.close_connection = True
        while answer.drip and not self.server.closing.wait(Tick):
            self.wfile.write(answer.drip)
        if answer.hold:
            self.server.closing.wait()
        if answer.close:
            self.close_connection = True

    def _proper(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)


@contextmanager
def receiver(
    answer: Answer | Plan = OK, *, secret: str = "", context: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    """A receiver that serves until the block ends; over TLS with a server's `context`."""
    server = Receiver(secret, answer, context)
    thread = threading.Thread(target=server.serve_forever, args=(Tick,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        with suppress(OSError):
            server.server_close()

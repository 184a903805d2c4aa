"""An HTTP request and response as the sandboxes see them; the only place that knows WSGI's
environ."""

import json
import select
import socket
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qsl

MAX_BODY_BYTES = 10 * 1024 * 1024
LOOPBACK = ("127.", "::1", "::ffff:127.")

StartResponse = Callable[[str, list[tuple[str, str]]], object]


def _always_there() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Request:
    """A received request. Header names are lower case; `connected` tells whether the peer still
    waits."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    remote: str = ""
    connected: Callable[[], bool] = _always_there

    def json(self) -> Any:
        """The decoded JSON body, `{}` when empty. Raises ValueError on anything else."""
        return json.loads(self.body) if self.body.strip() else {}

    @property
    def local(self) -> bool:
        """True when the peer is this machine (or a Unix socket, which has no address)."""
        return not self.remote or self.remote.startswith(LOOPBACK)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer to send: HTTP status, body and headers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(
        cls, status: int, content: object, headers: Mapping[str, str] | None = None
    ) -> "Response":
        """A JSON answer with the right content type."""
        body = json.dumps(content, ensure_ascii=False, default=str).encode()
        return cls(status, body, {"Content-Type": "application/json", **(headers or {})})

    @classmethod
    def html(cls, status: int, text: str) -> "Response":
        """An HTML page, as proxies in front of a provider send when it fails."""
        return cls(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


class Mount(Protocol):
    """What a country's sandbox offers the host."""

    name: str

    def handle(self, request: Request) -> Response | None:
        """Answer the provider's own API, or None when the path is not this provider's."""

    def control(self, request: Request, path: str) -> Response | None:
        """Answer `/_control/<name><path>`, or None when there is no such control."""

    def reset(self) -> None:
        """Forget everything and seed again."""


def read_request(environ: Mapping[str, Any]) -> Request:
    """The request in a WSGI environ. Raises ValueError when the body is larger than 10 MB."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MAX_BODY_BYTES:
        raise ValueError("body too large")
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", "/"),
        query=dict(parse_qsl(environ.get("QUERY_STRING", ""))),
        headers=_headers(environ),
        body=_body(environ, length),
        remote=environ.get("REMOTE_ADDR", ""),
        connected=_probe(environ.get("gunicorn.socket")),
    )


def write_response(response: Response, start: StartResponse) -> Iterable[bytes]:
    """Send a response through WSGI's start_response."""
    phrase = HTTPStatus(response.status).phrase
    headers = {**response.headers, "Content-Length": str(len(response.body))}
    start(f"{response.status} {phrase}", list(headers.items()))
    return [response.body]


def _body(environ: Mapping[str, Any], length: int) -> bytes:
    if length:
        body: bytes = environ["wsgi.input"].read(length)
        return body
    chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
    return environ["wsgi.input"].read(MAX_BODY_BYTES) if chunked else b""


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    named = {k[5:]: v for k, v in environ.items() if k.startswith("HTTP_")}
    named.update({k: environ[k] for k in ("CONTENT_TYPE", "CONTENT_LENGTH") if environ.get(k)})
    return {k.replace("_", "-").lower(): v for k, v in named.items()}


def _probe(peer: socket.socket | None) -> Callable[[], bool]:
    return _always_there if peer is None else lambda: _still_open(peer)


def _still_open(peer: socket.socket) -> bool:
    try:
        readable, _, _ = select.select([peer], [], [], 0)
        return not readable or peer.recv(1, socket.MSG_PEEK) != b""
    except (OSError, ValueError):
        return False

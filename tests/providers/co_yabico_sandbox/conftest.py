"""A sandbox on a free port in this process, fresh for each test."""

import json
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from providers.sandbox.app import SandboxApp, create_app
from providers.sandbox.clock import PATIENCE
from providers.sandbox.wire import Request

from .client import Sandbox


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request."""

    daemon_threads = True
    block_on_close = False


class Quiet(WSGIRequestHandler):
    """Says nothing on stderr; clients that give up are part of the tests."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def app() -> SandboxApp:
    """The application itself, for what needs no HTTP."""
    return create_app()


@pytest.fixture(scope="session")
def base(app: SandboxApp) -> Iterator[str]:
    """The address of the sandbox."""
    with make_server("127.0.0.1", 0, app, Server, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        PATIENCE.stop()
        server.shutdown()


@pytest.fixture
def sandbox(app: SandboxApp, base: str) -> Sandbox:
    """The sandbox after a reset, seen by a unit whose documents move every 10 seconds."""
    _control(app, "/reset")
    made = _control(app, "/co_yabico/units", stepSeconds=10)
    return Sandbox(base, made["uid"], made["token"])


def _control(app: SandboxApp, path: str, **wish: Any) -> dict[str, Any]:
    body = json.dumps(wish).encode()
    answer = app.answer(Request("POST", f"/_control{path}", {}, {}, body))
    assert answer.status in (200, 201), answer.body
    told: dict[str, Any] = json.loads(answer.body)
    return told

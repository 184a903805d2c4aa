"""A sandbox on a free port in this process, and an issuer of its own for each test."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from providers.sandbox.app import create_app

from .client import Sandbox


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request."""

    daemon_threads = True
    block_on_close = False


class Quiet(WSGIRequestHandler):
    """Says nothing on stderr; clients that give up are part of the tests."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The address of the sandbox."""
    with make_server("127.0.0.1", 0, create_app(), Server, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def sandbox(base: str) -> Sandbox:
    """The sandbox seen by a new issuer, to whom SAT and receivers answer at once."""
    return Sandbox(base).new_unit()

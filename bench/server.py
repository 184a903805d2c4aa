"""A web server under test: gunicorn as the gateway runs it, for any Django settings."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 20.0


class NotStarted(Exception):
    """The server did not come up; the text says where its log is."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def serving(application: str, settings: str, port: int, log: Path) -> Iterator[None]:
    """Run `application` (`module`, with its callable named application) under gunicorn on a port,
    with config/gunicorn.py and 2 workers; its log, access log included, goes to `log`.

    Raises NotStarted.
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "WEB_PORT": str(port),
        "WEB_WORKERS": "2",
    }
    command = ["gunicorn", "--config", "python:config.gunicorn", application]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        _wait(process, port, log)
        yield
    finally:
        stop(process)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotStarted(f"the server did not start; see {log}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask a process to end; kill it where it has not within STOP_SECONDS."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

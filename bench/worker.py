"""Celery workers of the measurement, as the Procfile starts them."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from bench.server import START_SECONDS, NotStarted, stop
from config.celery import app

THREADS = 16
TOTAL_SECONDS = 2
# Loopback is out of reach of a production's deliveries. The time limit is short, so that a hanging
# receiver's cost is spread evenly over a burst; the plain way gains from that.
REACHABLE = {
    "WEBHOOK_ALLOW_HTTP": True,
    "WEBHOOK_ALLOWED_NETWORKS": ["127.0.0.0/8"],
    "WEBHOOK_ALLOWED_PORTS": ["*"],
}
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "WEBHOOK_ALLOW_HTTP": "true",
    "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
    "WEBHOOK_ALLOWED_PORTS": "*",
    "WEBHOOK_TOTAL_TIMEOUT": str(TOTAL_SECONDS),
    "WEBHOOK_THREADS": str(THREADS),
}


def name(queue: str) -> str:
    """What the worker of a queue is called."""
    return f"{queue}@bench"


def command(process: str) -> str:
    """The Procfile's command of a process."""
    lines = (settings.BASE_DIR / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)[process]


@contextlib.contextmanager
def working(command: str, queue: str, log: Path) -> Iterator[None]:
    """Run the worker of a queue until the block ends, with THREADS threads if it has any; its log
    goes to `log`. Raises NotStarted."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["sh", "-c", f"{command} --hostname {name(queue)}"],
            env={**os.environ, **ENVIRONMENT},
            stdout=output,
            stderr=output,
        )
    try:
        _wait(queue, log)
        yield
    finally:
        stop(process)


@contextlib.contextmanager
def resting(queue: str) -> Iterator[None]:
    """Keep the worker of a queue from fetching tasks until the block ends. Raises NotStarted."""
    there = [name(queue)]
    stopped = app.control.cancel_consumer(queue, there, reply=True, limit=1, timeout=10.0)
    _refuse_silence(queue, stopped)
    yield
    begun = app.control.add_consumer(queue, destination=there, reply=True, limit=1, timeout=10.0)
    _refuse_silence(queue, begun)


def _refuse_silence(queue: str, replies: object) -> None:
    if not replies:
        raise NotStarted(f"the worker of {queue} does not answer")


def _wait(queue: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not app.control.inspect([name(queue)], timeout=0.5, limit=1).ping():
        if time.monotonic() > deadline:
            raise NotStarted(f"the worker did not start; see {log}")

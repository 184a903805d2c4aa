"""Accepting a ten-line draft: the gateway, nested serializers, plain SQL and an empty view."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connections

from bench import clients, load, raw_rows, server
from bench.caller import Caller, new_caller, row_counts
from bench.request import Probe, Request

CONNECTIONS = 8
PROCESSES = 2
GATEWAY = "the gateway"
NESTED = "nested DRF serializers"
RAW = "raw SQL, three INSERTs"
EMPTY = "an empty view"


class Miscounted(Exception):
    """The database does not hold exactly what was acknowledged."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How often and how long to measure; `warm_up` and `seconds` are of each contender per
    round."""

    rounds: int
    warm_up: float
    seconds: float


Contender = Callable[[Timing], load.Measured]
Round = dict[str, load.Measured]


def measure(timing: Timing, logs: Path) -> list[Round]:
    """Every contender once per round, so that a busy moment of the machine meets them all.

    Raises Miscounted, load.Refused, server.NotStarted.
    """
    with contenders(new_caller(), logs) as found:
        return [
            {name: _counted(name, run, timing) for name, run in found.items()}
            for _ in range(timing.rounds)
        ]


@contextlib.contextmanager
def contenders(caller: Caller, logs: Path) -> Iterator[dict[str, Contender]]:
    """The contenders by name, while their servers run."""
    gateway, nested = settings.WEB_PORT, server.free_port()
    with (
        server.serving("config.wsgi", "config.settings", gateway, logs / "gateway.log"),
        server.serving("bench.nested.wsgi", "bench.nested.settings", nested, logs / "nested.log"),
    ):
        requests = {
            port: Request(port, str(caller.tenant.id), caller.key) for port in (gateway, nested)
        }
        rows = raw_rows.rows_of(accept_one(gateway, requests[gateway]))
        yield {
            GATEWAY: lambda timing: _load(gateway, requests[gateway], timing, 201),
            NESTED: lambda timing: _load(nested, requests[nested], timing, 201),
            RAW: lambda timing: _insert(rows, timing),
            EMPTY: lambda timing: _load(gateway, Probe(gateway), timing, 200),
        }


def accept_one(port: int, requests: Request) -> UUID:
    """Send one request, give the id of its document. Raises load.Refused."""
    head, _, content = requests.next().partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    connection = HTTPConnection("127.0.0.1", port, timeout=load.ANSWER_SECONDS)
    with contextlib.closing(connection):
        connection.request(method, path, content, dict(line.split(": ", 1) for line in lines))
        response = connection.getresponse()
        answer = response.read()
    if response.status != 201:
        raise load.Refused(answer.decode(errors="replace"))
    return UUID(orjson.loads(answer)["id"])


def _load(port: int, requests: load.Requests, timing: Timing, status: int) -> load.Measured:
    return load.run(
        port,
        requests,
        connections=CONNECTIONS,
        warm_up=timing.warm_up,
        seconds=timing.seconds,
        status=status,
    )


def _insert(rows: raw_rows.Rows, timing: Timing) -> load.Measured:
    return clients.run(
        raw_rows.client(settings.DATABASE_URL, rows),
        processes=PROCESSES,
        threads=CONNECTIONS // PROCESSES,
        warm_up=timing.warm_up,
        seconds=timing.seconds,
    )


def _counted(name: str, run: Contender, timing: Timing) -> load.Measured:
    before = row_counts()
    connections.close_all()
    measured = run(timing)
    wrote = 0 if name == EMPTY else measured.acknowledged
    found = tuple(after - earlier for after, earlier in zip(row_counts(), before, strict=True))
    if found != (wrote, wrote, wrote):
        raise Miscounted(f"{name}: {wrote} acknowledged, {found} rows found")
    return measured

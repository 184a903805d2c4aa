"""Claiming numbers of one hot profile, and a bare counter in a table of the same make."""

from collections.abc import Callable
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction

from bench import clients
from bench.accepting import Miscounted, Timing
from bench.caller import new_caller, new_profile
from bench.clients import Opened
from bench.load import Measured
from invoicing import numerator
from invoicing.actor import Actor
from parties.models import IssuerProfile

CLIENTS = (1, 8, 16)
CLAIM = "numerator.claim"
COUNTER = "bare counter"
PROFILES = IssuerProfile._meta.db_table
BARE = "bench_bare_counter"

Round = dict[tuple[str, int], Measured]


def measure(timing: Timing) -> list[Round]:
    """Both at every number of clients, once per round; one process and connection per client.

    Raises Miscounted where a number was skipped or given twice.
    """
    profile = new_profile(new_caller().tenant)
    _make_bare_counter(profile.id)
    contenders: dict[str, tuple[str, Callable[[], Opened]]] = {
        CLAIM: (PROFILES, lambda: _claimer(profile)),
        COUNTER: (BARE, lambda: _counter(profile.id)),
    }
    return [
        {
            (name, count): _counted(table, profile.id, opened, count, timing)
            for count in CLIENTS
            for name, (table, opened) in contenders.items()
        }
        for _ in range(timing.rounds)
    ]


def _make_bare_counter(profile_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {BARE} (LIKE {PROFILES} INCLUDING ALL)")
        cursor.execute(f"INSERT INTO {BARE} SELECT * FROM {PROFILES} WHERE id = %s", [profile_id])


def _claimer(profile: IssuerProfile) -> Opened:
    actor = Actor("bench", frozenset({"write"}), "bench")

    def claim() -> None:
        with transaction.atomic():
            numerator.claim(profile, actor)

    return claim, connections.close_all


def _counter(profile_id: UUID) -> Opened:
    connected = psycopg.connect(settings.DATABASE_URL)

    def count() -> None:
        connected.execute(_COUNT, [profile_id]).fetchone()
        connected.commit()

    return count, connected.close


_COUNT = (
    "UPDATE bench_bare_counter SET numerator_current = numerator_current + 1 WHERE id = %s"
    " RETURNING numerator_current"
)


def _counted(
    table: str, profile_id: UUID, opened: Callable[[], Opened], count: int, timing: Timing
) -> Measured:
    before = _current(table, profile_id)
    measured = clients.run(
        opened, processes=count, threads=1, warm_up=timing.warm_up, seconds=timing.seconds
    )
    moved = _current(table, profile_id) - before
    if moved != measured.acknowledged:
        raise Miscounted(f"{table}: {measured.acknowledged} acknowledged, moved by {moved}")
    return measured


def _current(table: str, profile_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT numerator_current FROM {table} WHERE id = %s", [profile_id])
        return int(cursor.fetchone()[0])

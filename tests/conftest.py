"""What every test may use: the settings of a test run, and addresses for tests with real processes.

`make test` starts the servers (`python -m config.embedded --profile test -- python -m pytest ...`).
Tests without a database run under plain pytest too.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations


def pytest_configure(config: pytest.Config) -> None:
    """Settings only tests have, made before Django reads them."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Say what is missing instead of failing to connect."""
    if not settings.DATABASE_URL:
        pytest.exit("This test needs a database: use `make test ARGS=...`.", returncode=4)


@pytest.fixture(scope="session", autouse=True)
def truncate_in_spite_of_triggers() -> Iterator[None]:
    """Transactional tests empty the tables at their end; evidence refuses that but to a replica."""
    flush = DatabaseOperations.execute_sql_flush

    def as_replica(operations: DatabaseOperations, statements: list[str]) -> None:
        mode = "SET session_replication_role = "
        flush(operations, [f"{mode}replica", *statements, f"{mode}DEFAULT"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", as_replica)
        yield


@pytest.fixture
def pg_url(transactional_db: None) -> Iterator[str]:
    """The URL of the test database itself, for other processes; emptied after the test.

    What the test commits they see, and the other way round. Whoever is still connected at the end
    (a process killed half-way) is cut off, so that no lock is left in the way of emptying.
    """
    yield _url(connection.get_connection_params())
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _url(parameters: dict[str, Any]) -> str:
    host = quote(str(parameters.get("host", "")), safe="")
    user, password = (quote(str(parameters.get(key, "")), safe="") for key in ("user", "password"))
    login = f"{user}:{password}@" if password else f"{user}@"
    query = {"port": parameters["port"]} if parameters.get("port") else {}
    return f"postgresql://{login}{host}/{parameters['dbname']}?{urlencode(query)}".rstrip("?")


@pytest.fixture
def redis_url(worker_id: str) -> Iterator[str]:
    """The URL of this test worker's own Redis database, empty before and after."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    parts = urlsplit(settings.REDIS_URL)
    if parts.scheme == "unix":
        url = f"unix://{parts.path}?db={number}"
    else:
        url = parts._replace(path=f"/{number}").geturl()
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


@pytest.fixture
def process_env(pg_url: str, redis_url: str) -> dict[str, str]:
    """The environment for a process that shares this test's database and Redis."""
    return {**os.environ, "ENV_FILE": "", "DATABASE_URL": pg_url, "REDIS_URL": redis_url}


@pytest.fixture
def second_connection(pg_url: str) -> Iterator[Callable[[], "psycopg.Connection[Any]"]]:
    """Opens further connections to the test database, closed after the test."""
    opened: list[psycopg.Connection[Any]] = []

    def connect() -> "psycopg.Connection[Any]":
        opened.append(psycopg.connect(pg_url))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()

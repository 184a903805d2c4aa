"""The same three rows by plain SQL: three INSERTs and a commit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db import connection

from bench.caller import TABLES
from bench.clients import Opened
from parties.ids import new_id

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """One document, event and idempotent request, as columns and values."""

    document: Row
    event: Row
    request: Row


def rows_of(document_id: UUID) -> Rows:
    """The rows that one accepted request has left; generated ids are left out."""
    document, event, request = TABLES
    return Rows(
        _row(document, "id", document_id),
        _row(event, "document_id", document_id),
        _row(request, "document_id", document_id),
    )


def _row(table: str, column: str, value: UUID) -> Row:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s", [value])
        names = [part.name for part in cursor.description]
        found = dict(zip(names, cursor.fetchone(), strict=True))
    return {name: value for name, value in found.items() if name != "id" or table == TABLES[0]}


def client(url: str, rows: Rows) -> Callable[[], Opened]:
    """For `clients.run`: opens a connection that writes the rows again and again, with new ids."""

    def opened() -> Opened:
        connected = psycopg.connect(url)
        statements = [_insert(t, r) for t, r in zip(TABLES, _parts(rows), strict=True)]
        return lambda: _write(connected, statements, rows), connected.close

    return opened


def _parts(rows: Rows) -> tuple[Row, Row, Row]:
    return rows.document, rows.event, rows.request


def _insert(table: str, row: Row) -> str:
    columns = ", ".join(f'"{name}"' for name in row)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(row))})"


def _write(connected: "psycopg.Connection[Any]", statements: list[str], rows: Rows) -> None:
    """Two in one microsecond: the second tries again, as everybody who is measured does."""
    while True:
        try:
            with connected.transaction():
                for statement, row in zip(statements, _renewed(rows), strict=True):
                    connected.execute(statement, list(row.values()))
            return
        except psycopg.errors.UniqueViolation:
            continue


def _renewed(rows: Rows) -> tuple[Row, Row, Row]:
    id, now = new_id(), datetime.now(UTC)
    return (
        rows.document | {"id": id, "created_at": now, "updated_at": now},
        rows.event | {"document_id": id, "occurred_at": now},
        rows.request | {"document_id": id, "key": uuid4(), "created_at": now},
    )

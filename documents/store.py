"""Writing a new document row in one statement."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from documents.draft import Draft
from documents.models import Document
from parties.ids import new_id

TRIES = 20
"""How often a position that somebody else got in the same microsecond is taken anew."""


class ClockStandsStill(RuntimeError):
    """The database's clock gave the same microsecond TRIES times."""


@dataclass(frozen=True, slots=True)
class Along:
    """A row that is inserted in the document's own statement: both or neither. `sql` is an INSERT
    that selects FROM document (its id, tenant_id and created_at), `parameters` are its values."""

    sql: str
    parameters: tuple[Any, ...]


def insert_draft(
    tenant_id: UUID,
    draft: Draft,
    totals: dict[str, Any],
    warnings: list[dict[str, Any]],
    along: Callable[[Document], Along] | None = None,
) -> Document:
    """Insert a document in state DRAFT, and a row along with it, and return the document. `along`
    is told the document as it will be, but for its times.

    `created_at` is the database's clock, read after the transaction got its id, and unique per
    tenant: both are what makes a date-time a safe position in a listing. Two in one microsecond:
    the later one reads the clock again.
    """
    document = new_row(tenant_id, draft, totals, warnings)
    beside = along(document) if along else None
    statement = _INSERT.format(along=f", along AS ({beside.sql})" if beside else "")
    parameters = [*values(document), *(beside.parameters if beside else ())]
    for _ in range(TRIES):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            position = cursor.fetchone()
        if position:
            return placed(document, position[0])
    raise ClockStandsStill


def new_row(
    tenant_id: UUID, draft: Draft, totals: dict[str, Any], warnings: list[dict[str, Any]]
) -> Document:
    """The row a draft is to become, but for its times. Nothing is written."""
    return Document(
        id=new_id(),
        tenant_id=tenant_id,
        country=draft.country,
        document_type=draft.document_type,
        issuer=draft.issuer,
        receiver=draft.receiver,
        line_items=draft.line_items,
        references=draft.references,
        country_specific=draft.country_specific,
        payment=draft.payment,
        totals=totals,
        warnings=warnings,
        metadata=draft.metadata,
        emission_date=draft.emission_date,
        issuer_profile_id=draft.issuer_profile_id,
        issuer_tax_id=draft.issuer["tax_id"],
        received_document_id=draft.received_document_id,
    )


def placed(document: Document, at: datetime) -> Document:
    """The row as it was inserted at this position."""
    document.created_at = document.updated_at = at
    document._state.adding = False
    return document


_COLUMNS = [
    "id",
    "tenant_id",
    "country",
    "document_type",
    "status",
    "fiscal_status",
    "lifecycle_status",
    "issuer",
    "receiver",
    "line_items",
    "references",
    "country_specific",
    "payment",
    "totals",
    "warnings",
    "metadata",
    "emission_date",
    "issuer_profile_id",
    "issuer_tax_id",
    "received_document_id",
    "series",
    "prefix",
    "qr",
    "external_urls",
    "version",
]

CLOCK = "CASE WHEN pg_current_xact_id() IS NOT NULL THEN clock_timestamp() END"
"""SQL: the position of a new row, read after its transaction got its id."""

ROW = f"""
INSERT INTO {Document._meta.db_table}
    ({", ".join(f'"{name}"' for name in _COLUMNS)}, created_at, updated_at)
SELECT {", ".join(["%s"] * len(_COLUMNS))}, clock.now, clock.now FROM
"""
"""SQL: the row of `values`, at the position `clock.now`; what it is selected from is to follow."""

_INSERT = f"""
WITH clock AS MATERIALIZED (SELECT {CLOCK} AS now),
document AS (
    {ROW} clock ON CONFLICT (tenant_id, created_at) DO NOTHING RETURNING id, tenant_id, created_at
){{along}}
SELECT created_at FROM document
"""

_JSON = frozenset(
    [
        "issuer",
        "receiver",
        "line_items",
        "references",
        "country_specific",
        "payment",
        "totals",
        "warnings",
        "metadata",
        "external_urls",
    ]
)


def values(document: Document) -> list[Any]:
    """The parameters of ROW."""
    return [_value(name, getattr(document, name)) for name in _COLUMNS]


def _value(name: str, value: Any) -> Any:
    if name in _JSON and value is not None:
        return orjson.dumps(value).decode()
    return value

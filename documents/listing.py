"""Pages of a tenant's documents by time of creation, each document exactly once; of received
documents too.

`created_at` is unique per tenant, so a date-time alone is a position. Documents whose transactions
commit out of order would make a walker miss those that appear behind it. So a page shows nothing
younger than the horizon: the start of the oldest transaction that is writing right now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet

from documents.models import Document, ReceivedDocument
from documents.values import DocumentType
from parties.models import Tenant

Row = TypeVar("Row", Document, ReceivedDocument)

FILTERS = (
    "country",
    "fiscal_status",
    "lifecycle_status",
    "acceptance_status",
    "document_type",
    "provider_operation_id",
    "fiscal_id",
)
RECEIVED_FILTERS = (
    "country",
    "document_type",
    "status",
    "issuer_tax_id",
    "fiscal_id",
    "acceptance_status",
)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Documents, and where the next page begins; None once there is nothing more."""

    documents: list[Row]
    next_after: datetime | None


def page(
    tenant: Tenant,
    filters: Mapping[str, str],
    *,
    after: datetime | None,
    limit: int,
    descending: bool = False,
) -> Page[Document]:
    """The next `limit` documents after a position, oldest first, or youngest first when
    `descending`.

    `filters` are exact matches of FILTERS. Acceptance events are left out unless their type is
    asked for.
    """
    rows = Document.objects.filter(tenant=tenant, **filters)
    if "document_type" not in filters:
        rows = rows.exclude(document_type=DocumentType.ACCEPTANCE_EVENT)
    return _page(rows, after, limit, descending)


def page_of_received(
    tenant: Tenant,
    filters: Mapping[str, str],
    *,
    after: datetime | None,
    limit: int,
    descending: bool = True,
) -> Page[ReceivedDocument]:
    """The same of received documents; `filters` are exact matches of RECEIVED_FILTERS."""
    rows = ReceivedDocument.objects.filter(tenant=tenant, **filters)
    return _page(rows, after, limit, descending)


def _page(found: QuerySet[Row], after: datetime | None, limit: int, descending: bool) -> Page[Row]:
    """Documents at or beyond the horizon are held back, but they count as more to come: a walker
    who goes on until None meets everything committed before it asked. Descending there is nothing
    to come: the walk begins at the horizon and leads into the past.
    """
    seen_until = horizon()
    if descending:
        after = min(after, seen_until) if after else seen_until
    rows = list(_query(found, after, descending)[: limit + 1])
    shown = [row for row in rows[:limit] if row.created_at < seen_until]
    if len(shown) == len(rows):
        return Page(shown, None)
    if shown:
        return Page(shown, shown[-1].created_at)
    return Page([], after or rows[0].created_at - _TICK)


def horizon() -> datetime:
    """Everything created before this instant is visible or never will be.

    A writer reads `created_at` off the clock after its transaction got its id, so the row is
    younger than the transaction's start. Whoever gets an id after this statement began is younger
    than that. Ask before the statement that reads the page; prepared transactions are not used
    here.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        instant: datetime = cursor.fetchone()[0]
    return instant


_HORIZON = """
SELECT least(statement_timestamp(), min(xact_start))
FROM pg_stat_activity
WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""


def _query(rows: QuerySet[Row], after: datetime | None, descending: bool) -> QuerySet[Row]:
    if after is not None:
        rows = (
            rows.filter(created_at__lt=after) if descending else rows.filter(created_at__gt=after)
        )
    return rows.order_by("-created_at" if descending else "created_at")

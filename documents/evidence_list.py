"""The evidence of a document, ours or received, for reading: one entry per exchange, large bodies
cut.

Lengths and digests are computed by the database, so that a body of many megabytes stays there.
"""

from typing import Any
from uuid import UUID

from django.db.models import (
    BinaryField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from documents.models import Document, Evidence, ReceivedDocument

Subject = Document | ReceivedDocument

SHOWN_BYTES = 64 * 1024

_COLUMNS = (
    *("id", "seq", "phase", "provider", "operation", "attempt", "method", "url"),
    *("request_headers", "response_status", "response_headers", "error", "milliseconds"),
    *("flow_id", "stored_at", "digest"),
)


def entries(document: Subject, *, after: int, limit: int) -> tuple[list[Any], int | None]:
    """Up to `limit` entries with `seq` above `after`, and the `seq` to go on after (None at the
    end).

    An exchange shows as what was answered; as what was sent while no answer is stored. Rows are
    `Evidence` with `request_shown`, `request_length`, `request_sha256` (bytes) and the same of the
    response.
    """
    rows = list(_entries(document).filter(seq__gt=after).order_by("seq")[: limit + 1])
    more = len(rows) > limit
    return rows[:limit], rows[limit - 1].seq if more else None


def get(document: Subject, evidence_id: UUID) -> Evidence | None:
    """One whole piece of evidence of a document, or None."""
    return _of(document).filter(id=evidence_id).first()


def _of(document: Subject) -> "QuerySet[Evidence]":
    if isinstance(document, ReceivedDocument):
        return Evidence.objects.filter(received_document=document)
    return Evidence.objects.filter(document=document)


def _entries(document: Subject) -> "QuerySet[Evidence]":
    rows = _of(document)
    answered = rows.filter(exchange_id=OuterRef("exchange_id"), phase="answered")
    return (
        rows.filter(Q(phase="answered") | ~Exists(answered))
        .annotate(**_cut("request"), **_cut("response"))
        .only(*_COLUMNS)
    )


def _cut(side: str) -> dict[str, Func]:
    body = F(f"{side}_body")
    return {
        f"{side}_shown": Func(
            body, Value(1), Value(SHOWN_BYTES), function="substring", output_field=BinaryField()
        ),
        f"{side}_length": Func(body, function="octet_length", output_field=IntegerField()),
        f"{side}_sha256": Func(body, function="sha256", output_field=BinaryField()),
    }

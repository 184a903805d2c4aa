"""Documents that refer to a document: its notes, its cancellation, its acceptance events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from documents.models import Document, DocumentReference
from documents.values import Relation

VALID = ("ISSUED", "CANCELLING")
ON_ITS_WAY = ("PENDING", "SUBMITTED")
NEVER_SENT = ("DRAFT", "VOIDED")
EVER_VALID = frozenset(("active", "superseded", "cancelled"))


@dataclass(frozen=True, slots=True)
class Referrer:
    """One reference seen from the document it is to. `total` is that of the referring document,
    `paid` what its payment says; None where it has none.
    """

    document_id: UUID
    document_type: str
    relation: str
    status: str
    number: str | None
    total: Decimal | None
    paid: Decimal | None


def to(documents: Iterable[Document]) -> dict[UUID, list[Referrer]]:
    """Who refers to each document, oldest first, drafts and voided documents left out; one query
    for all of them. Only what is or was valid is asked about: nothing that counts refers to the
    others.
    """
    ids = [row.id for row in documents if row.lifecycle_status in EVER_VALID]
    found: dict[UUID, list[Referrer]] = {}
    if not ids:
        return found
    for row in _rows(ids):
        found.setdefault(row["referenced_document_id"], []).append(_referrer(row))
    return found


def _rows(ids: list[UUID]) -> Iterable[Any]:
    rows = DocumentReference.objects.filter(referenced_document__in=ids)
    submitted = rows.exclude(document__status__in=NEVER_SENT)
    return submitted.order_by("document_id").values(
        "referenced_document_id",
        "document_id",
        "relation",
        kind=F("document__document_type"),
        status=F("document__status"),
        prefix=F("document__prefix"),
        number=F("document__number"),
        total=KeyTextTransform("total", "document__totals"),
        paid=KeyTextTransform("amount", "document__payment"),
    )


def _referrer(row: Mapping[str, Any]) -> Referrer:
    number = row["number"]
    return Referrer(
        document_id=row["document_id"],
        document_type=row["kind"],
        relation=row["relation"],
        status=row["status"],
        number=None if number is None else f"{row['prefix']}{number}",
        total=_decimal(row["total"]),
        paid=_decimal(row["paid"]) if row["relation"] == Relation.PAYS else None,
    )


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None

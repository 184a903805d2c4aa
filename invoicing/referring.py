"""Documents that refer to a document: its notes, its cancellation, its acceptance events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import JSONObject

from documents.models import Document, DocumentReference
from documents.values import Relation
from invoicing import payments, stamped

VALID = ("ISSUED", "CANCELLING")
ON_ITS_WAY = ("PENDING", "SUBMITTED")
NEVER_SENT = ("DRAFT", "VOIDED")
EVER_VALID = frozenset(("active", "superseded", "cancelled"))


@dataclass(frozen=True, slots=True)
class Substitute:
    """A submitted document that stands in for another one."""

    document_id: UUID
    status: str


@dataclass(frozen=True, slots=True)
class Referrer:
    """One reference seen from the document it is to. `total` is that of the referring document,
    `paid` what its payments say of this one, in `instalments` from number `instalment` on;
    None where it has none. `substitutes` stand in for the referring document.
    """

    document_id: UUID
    document_type: str
    relation: str
    status: str
    number: str | None
    total: Decimal | None
    paid: Decimal | None
    instalments: int = 0
    instalment: int | None = None
    substitutes: tuple[Substitute, ...] = ()
    is_stamped: bool = False

    @property
    def counts_as(self) -> str:
        """The status it counts with. What failed here and is stamped may be valid out there: until
        a person has settled it, it counts like what is on its way."""
        return "SUBMITTED" if self.is_stamped else self.status


def to(documents: Iterable[Document]) -> dict[UUID, list[Referrer]]:
    """Who refers to each document, oldest first, drafts and voided documents left out; one query
    for all of them, another where any was paid. Only what is or was valid is asked about: nothing
    that counts refers to the others.
    """
    valid = {row.id: row for row in documents if row.lifecycle_status in EVER_VALID}
    found: dict[UUID, list[Referrer]] = {}
    if not valid:
        return found
    rows = list(_rows(valid))
    complements = _complements(rows)
    for row in rows:
        target = valid[row["referenced_document_id"]]
        complement = complements.get(row["document_id"])
        is_payment = row["relation"] == Relation.PAYS and complement is not None
        share = payments.share(complement, target) if complement and is_payment else None
        found.setdefault(target.id, []).append(_referrer(row, share))
    return found


def _rows(ids: Iterable[UUID]) -> Iterable[Any]:
    rows = DocumentReference.objects.filter(referenced_document__in=list(ids))
    submitted = rows.exclude(document__status__in=NEVER_SENT)
    return submitted.order_by("document_id").values(
        "referenced_document_id",
        "document_id",
        "relation",
        "settled",
        kind=F("document__document_type"),
        status=F("document__status"),
        is_stamped=_STAMPED,
        prefix=F("document__prefix"),
        number=F("document__number"),
        total=KeyTextTransform("total", "document__totals"),
        substitutes=ArraySubquery(_substitutes()),
    )


_STAMPED = Q(
    document__status="FAILED",
    document__failure__provider_response__has_key=stamped.STAMP,
)


def _substitutes() -> Any:
    rows = DocumentReference.objects.filter(
        referenced_document=OuterRef("document_id"), relation=Relation.SUBSTITUTES
    ).exclude(document__status__in=NEVER_SENT)
    return rows.order_by("document_id").values(
        found=JSONObject(id="document_id", status="document__status")
    )


def _complements(rows: Iterable[Mapping[str, Any]]) -> dict[UUID, Document]:
    ids = {row["document_id"] for row in rows if row["relation"] == Relation.PAYS}
    return Document.objects.in_bulk(ids) if ids else {}


def _referrer(row: Mapping[str, Any], share: payments.Share | None) -> Referrer:
    number = row["number"]
    return Referrer(
        document_id=row["document_id"],
        document_type=row["kind"],
        relation=row["relation"],
        status=row["status"],
        number=None if number is None else f"{row['prefix']}{number}",
        total=_decimal(row["total"]),
        paid=None if share is None else share.paid,
        instalments=0 if share is None else share.instalments,
        instalment=row["settled"]["instalments"] + 1 if share and row["settled"] else None,
        substitutes=tuple(Substitute(UUID(one["id"]), one["status"]) for one in row["substitutes"]),
        is_stamped=bool(row["is_stamped"]),
    )


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None

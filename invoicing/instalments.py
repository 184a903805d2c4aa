"""What a payment complement found settled of its invoices as it was submitted.

Instalment number and balance are those of that moment, under the invoices' locks: a complement that
is submitted later counts this one, and this one must not count that, whichever is stamped first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from documents.models import Document, DocumentReference
from documents.values import ReferencedDocument, Relation


def keep(complement: Document, found: Iterable[ReferencedDocument]) -> None:
    """Keep it, anew where the complement is submitted again; in the submission's transaction."""
    rows = DocumentReference.objects.filter(document=complement, relation=Relation.PAYS)
    for invoice in found:
        rows.filter(referenced_document=UUID(invoice.id)).update(
            settled={
                "credited": str(invoice.credited),
                "paid": str(invoice.paid),
                "instalments": invoice.instalments,
            }
        )


def as_kept(
    complement_id: UUID, values: Mapping[UUID, ReferencedDocument]
) -> dict[UUID, ReferencedDocument]:
    """The invoices as the complement found them; those it kept nothing of as they are."""
    rows = DocumentReference.objects.filter(document=complement_id, settled__isnull=False)
    kept = dict(rows.values_list("referenced_document", "settled"))
    return {id: _as_found(value, kept.get(id)) for id, value in values.items()}


def _as_found(
    invoice: ReferencedDocument, settled: Mapping[str, str | int] | None
) -> ReferencedDocument:
    if settled is None:
        return invoice
    return replace(
        invoice,
        credited=Decimal(settled["credited"]),
        paid=Decimal(settled["paid"]),
        instalments=int(settled["instalments"]),
    )

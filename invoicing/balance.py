"""What notes and payments leave of a document's total."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from documents.models import Document
from documents.values import DocumentType, Relation
from invoicing.referring import VALID, Referrer

ZERO = Decimal(0)

CREDITING = {
    DocumentType.CREDIT_NOTE: Relation.CREDITS,
    DocumentType.ADJUSTMENT_NOTE: Relation.ADJUSTS,
}
DEBITING = {DocumentType.DEBIT_NOTE: Relation.DEBITS}
WITH_BALANCE = frozenset({DocumentType.INVOICE, DocumentType.SUPPORT_DOCUMENT})


@dataclass(frozen=True, slots=True)
class Balance:
    """Money in the document's currency. A credit note lowers what is left, as a payment does; a
    debit note raises it.
    """

    currency: str
    total: Decimal
    credited: Decimal = ZERO
    debited: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """What is still owed; below zero where more was paid."""
        return self.total - self.credited + self.debited - self.paid

    @property
    def is_credited_in_full(self) -> bool:
        """Whether credit notes took back the whole total."""
        return self.credited >= self.total


def balance(
    document: Document, referrers: Iterable[Referrer], statuses: Collection[str] = VALID
) -> Balance:
    """A document's balance by the referring documents of these statuses: those that are valid, or
    for a submission also those on their way.
    """
    counted = [row for row in referrers if row.status in statuses]
    total = Decimal(document.totals.get("total") or 0)
    return Balance(
        currency=document.totals.get("currency") or "",
        total=total,
        credited=_sum(total, (row.total for row in counted if is_one_of(row, CREDITING))),
        debited=_sum(total, (row.total for row in counted if is_one_of(row, DEBITING))),
        paid=_sum(total, (row.paid for row in counted)),
    )


def is_one_of(row: Referrer, kinds: dict[DocumentType, Relation]) -> bool:
    """Whether it is of a type, and in the relation, that counts."""
    return kinds.get(DocumentType(row.document_type)) == row.relation


def _sum(total: Decimal, given: Iterable[Decimal | None]) -> Decimal:
    """As many decimals as the total has."""
    return sum((amount for amount in given if amount is not None), total - total)


def as_json(document: Document, referrers: Iterable[Referrer]) -> dict[str, str] | None:
    """`{currency, total, credited, debited, paid, left}`, amounts as decimal text; None for a
    document that no note and no payment refers to.
    """
    if document.document_type not in WITH_BALANCE:
        return None
    counted = [row for row in referrers if row.relation in _RELATIONS and row.status in VALID]
    if not counted:
        return None
    owed = balance(document, counted)
    amounts = ("total", "credited", "debited", "paid", "left")
    return {"currency": owed.currency} | {name: str(getattr(owed, name)) for name in amounts}


_RELATIONS = frozenset({*CREDITING.values(), *DEBITING.values(), Relation.PAYS})

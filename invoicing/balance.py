"""What notes and payments leave of a document's total."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from documents.models import Document
from documents.values import Country, DocumentType, Relation
from invoicing.referring import VALID, Referrer

ZERO: Final = Decimal(0)

CREDITING: Final[Mapping[DocumentType, frozenset[Relation]]] = {
    DocumentType.CREDIT_NOTE: frozenset(
        {Relation.CREDITS, Relation.RETURNS, Relation.APPLIES_ADVANCE}
    ),
    DocumentType.ADJUSTMENT_NOTE: frozenset({Relation.ADJUSTS}),
}
DEBITING: Final = {DocumentType.DEBIT_NOTE: frozenset({Relation.DEBITS})}
PAYING: Final = {DocumentType.PAYMENT_COMPLEMENT: frozenset({Relation.PAYS})}
WITH_BALANCE: Final = frozenset(
    {DocumentType.INVOICE, DocumentType.DEBIT_NOTE, DocumentType.SUPPORT_DOCUMENT}
)
# There a debit note is an invoice of its own, paid by itself.
DEBITED_APART: Final = frozenset({Country.MX})


@dataclass(frozen=True, slots=True)
class Balance:
    """Money in the document's currency. A credit note lowers what is left, as a payment does; a
    debit note raises it, except where it is `debited_apart`. `advanced` is what of `credited`
    applies an advance: it settles the document, and takes nothing of it back.
    """

    currency: str
    total: Decimal
    credited: Decimal = ZERO
    debited: Decimal = ZERO
    paid: Decimal = ZERO
    advanced: Decimal = ZERO
    instalments: int = 0
    debited_apart: bool = False

    @property
    def left(self) -> Decimal:
        """What is still owed; below zero where more was paid."""
        raised = ZERO if self.debited_apart else self.debited
        return self.total - self.credited + raised - self.paid

    @property
    def is_credited_in_full(self) -> bool:
        """Whether credit notes took back the whole total."""
        return self.credited - self.advanced >= self.total


def balance(
    document: Document, referrers: Iterable[Referrer], statuses: Collection[str] = VALID
) -> Balance:
    """A document's balance by the referring documents of these statuses: those that are valid, or
    for a submission also those on their way.
    """
    rows = counted(referrers, statuses)
    crediting = [row for row in rows if is_one_of(row, CREDITING)]
    advancing = [row for row in crediting if row.relation == Relation.APPLIES_ADVANCE]
    total = Decimal(document.totals.get("total") or 0)
    return Balance(
        currency=document.totals.get("currency") or "",
        total=total,
        credited=_sum(total, (row.total for row in crediting)),
        debited=_sum(total, (row.total for row in rows if is_one_of(row, DEBITING))),
        paid=_sum(total, (row.paid for row in rows)),
        advanced=_sum(total, (row.total for row in advancing)),
        instalments=sum(row.instalments for row in rows),
        debited_apart=document.country in DEBITED_APART,
    )


def counted(referrers: Iterable[Referrer], statuses: Collection[str]) -> list[Referrer]:
    """The referring documents of these statuses, without those that a valid one stands in for. One
    whose substitute is only on its way counts with what it has beyond that: whichever of the two
    will be valid, no less is taken.
    """
    rows = [row for row in referrers if row.counts_as in statuses]
    found = (_beyond_substitutes(row, rows, statuses) for row in rows)
    return [row for row in found if row is not None]


def _beyond_substitutes(
    row: Referrer, rows: Iterable[Referrer], statuses: Collection[str]
) -> Referrer | None:
    substitutes = {one.document_id: one for one in row.substitutes if one.status in statuses}
    if any(one.status in VALID for one in substitutes.values()):
        return None
    beside = [r for r in rows if r.document_id in substitutes and r.relation == row.relation]
    if not beside:
        return row
    return replace(
        row,
        total=_beyond(row.total, (one.total for one in beside)),
        paid=_beyond(row.paid, (one.paid for one in beside)),
        instalments=0,
    )


def _beyond(amount: Decimal | None, others: Iterable[Decimal | None]) -> Decimal | None:
    if amount is None:
        return None
    return max(amount - sum((other or ZERO for other in others), ZERO), ZERO)


def is_one_of(row: Referrer, kinds: Mapping[DocumentType, frozenset[Relation]]) -> bool:
    """Whether it is of a type, and in a relation, that counts."""
    return row.relation in kinds.get(DocumentType(row.document_type), ())


def _sum(total: Decimal, given: Iterable[Decimal | None]) -> Decimal:
    """As many decimals as the total has."""
    return sum((amount for amount in given if amount is not None), total - total)


def as_json(document: Document, referrers: Iterable[Referrer]) -> dict[str, str] | None:
    """`{currency, total, credited, debited, paid, left}`, amounts as decimal text; None for a
    document that no note and no payment refers to.
    """
    if document.document_type not in WITH_BALANCE:
        return None
    rows = [row for row in referrers if _counts(row) and row.status in VALID]
    if not rows:
        return None
    owed = balance(document, rows)
    amounts = ("total", "credited", "debited", "paid", "left")
    return {"currency": owed.currency} | {name: str(getattr(owed, name)) for name in amounts}


def _counts(row: Referrer) -> bool:
    return any(is_one_of(row, kinds) for kinds in (CREDITING, DEBITING, PAYING))

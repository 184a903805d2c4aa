"""What each payment leaves of an invoice: instalment number, balance before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from documents.rules.mx.payments import PaidInvoice, Received


@dataclass(frozen=True, slots=True)
class Instalment:
    """Money in the invoice's currency. `number` is NumParcialidad, `before` ImpSaldoAnt, `after`
    ImpSaldoInsoluto (below zero where too much is paid)."""

    number: int
    before: Decimal
    paid: Decimal

    @property
    def after(self) -> Decimal:
        """What is left to pay."""
        return self.before - self.paid


def instalments(payments: Iterable[Received]) -> tuple[tuple[Instalment | None, ...], ...]:
    """For each payment its instalments, one per invoice it pays, in order; None for an invoice of
    which nobody tells the balance. An invoice paid twice in one document counts on.

    The balance of one of our invoices is its total less valid credit notes and payments; a debit
    note is an invoice with a balance of its own. Whoever hands the invoices along leaves out the
    payment complements that this document substitutes, or they would count twice.
    """
    so_far: dict[str, Instalment] = {}
    return tuple(
        tuple(_next(so_far, invoice) for invoice in payment.invoices) for payment in payments
    )


def _next(so_far: dict[str, Instalment], invoice: PaidInvoice) -> Instalment | None:
    key = _key(invoice)
    earlier = so_far.get(key) if key else None
    if earlier is not None:
        instalment = Instalment(earlier.number + 1, earlier.after, invoice.paid)
    elif invoice.known is not None:
        known = invoice.known
        left = known.total - known.credited - known.paid
        instalment = Instalment(known.instalments + 1, left, invoice.paid)
    elif invoice.foreign is not None:
        told = invoice.foreign
        instalment = Instalment(told.num_parcialidad, told.imp_saldo_ant, invoice.paid)
    else:
        return None
    if key:
        so_far[key] = instalment
    return instalment


def _key(invoice: PaidInvoice) -> str:
    reference = invoice.reference
    if reference is None:
        return ""
    if reference.document is not None and reference.document.fiscal_id:
        return reference.document.fiscal_id.upper()
    return (reference.fiscal_id or reference.document_id or "").upper()

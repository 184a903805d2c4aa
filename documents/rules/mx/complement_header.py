"""Mexico: what a payment complement may not say, because SAT fixes it (CFDI of type P)."""

from collections.abc import Iterator
from typing import Final

from documents.rules.mx.deadlines import payment_complement_due
from documents.rules.mx.facts import FIELDS, MxFacts
from documents.values import DocumentValue, Fault, Severity

_FIXED: Final = {
    "forma_pago": "CRP20105",
    "metodo_pago": "CRP20106",
    "condiciones_de_pago": "CRP20107",
    "tipo_cambio": "CRP20109",
}


def without_lines(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """CRP20111: the one line of a payment complement is SAT's, not the caller's."""
    if document.line_items:
        message = "Remove the lines: a payment complement has its references and payments."
        yield Fault("lines_on_payment_complement", ("line_items",), message, "CRP20111")


def without_invoice_fields(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20105, CRP20106, CRP20107, CRP20109: how the invoice is paid is said of each payment."""
    for name, law in _FIXED.items():
        if getattr(facts.fields, name) is not None:
            message = f"Remove {name}: it is said of an invoice, not of its payment."
            yield Fault(f"{name}_on_payment_complement", (*FIELDS, name), message, law)


def no_export(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20102: a payment complement is no export."""
    if facts.fields.exportacion not in {None, "01"}:
        message = "Leave exportacion out: a payment is no export."
        yield Fault(
            "exportacion_on_payment_complement", (*FIELDS, "exportacion"), message, "CRP20102"
        )


def payments_told_once(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """Payments are told in `payment` or in `country_specific.pagos`."""
    if document.payment is not None and facts.fields.pagos:
        message = "Remove payment: country_specific.pagos tells the payments."
        yield Fault("payment_told_twice", ("payment",), message)


def issued_in_time(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A payment complement is issued by the fifth of the month after the payment (RMF)."""
    for payment in facts.payments:
        if payment.paid_at is None:
            continue
        due = payment_complement_due(payment.paid_at.date())
        if facts.on > due:
            message = f"Know that this complement was due on {due}."
            path = payment.at("paid_at")
            yield Fault("payment_complement_late", path, message, severity=Severity.WARNING)


RULES: Final = (
    without_lines,
    without_invoice_fields,
    no_export,
    payments_told_once,
    issued_in_time,
)

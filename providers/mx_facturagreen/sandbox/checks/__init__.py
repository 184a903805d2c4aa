"""What a PAC checks of a document before it stamps it; the first broken rule refuses it."""

from collections.abc import Callable, Iterator

from providers.mx_facturagreen.sandbox.checks import (
    form,
    global_invoice,
    header,
    issuer,
    line_taxes,
    lines,
    payments,
    receiver,
    relations,
)
from providers.mx_facturagreen.sandbox.checks.case import Case as Case
from providers.mx_facturagreen.sandbox.envelope import Refused
from providers.mx_facturagreen.sandbox.texts import told

CHECKS: tuple[Callable[[Case], Iterator[str]], ...] = (
    header.check,
    global_invoice.check,
    issuer.check,
    receiver.check,
    lines.check,
    line_taxes.check,
    payments.check,
    header.check_total,
)


def check(case: Case) -> None:
    """Raises Refused with the first of SAT's codes that the document breaks."""
    form.check(case)
    for one in CHECKS:
        for code in one(case):
            raise Refused(told(code))
    relations.check(case)

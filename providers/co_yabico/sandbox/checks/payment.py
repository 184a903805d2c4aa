"""How and when the buyer pays."""

from collections.abc import Iterator

from providers.co_yabico.sandbox.checks.case import Case, bogota_date
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.money import ZERO, read


def means_are_given(case: Case) -> Iterator[Fault]:
    """001-F2: there is at least one payment mean (DIAN FAN01)."""
    if not case.content["paymentDescription"]["paymentMeans"]:
        yield Fault("001-F2", "at least one", "paymentMeans")


def credit_has_a_due_date(case: Case) -> Iterator[Fault]:
    """001-F2: credit needs a due date (DIAN FAN04)."""
    for means in case.content["paymentDescription"]["paymentMeans"]:
        if means["paymentMeanId"] == "CREDIT" and not means.get("paymentDueDate"):
            yield Fault("001-F2", "credit needs it", "paymentMeans/paymentDueDate")


def due_date_is_not_before_issue(case: Case) -> Iterator[Fault]:
    """001-D1: nothing is due before it is issued. A note may repeat its document's past date."""
    for means in case.content["paymentDescription"]["paymentMeans"] if not case.target else ():
        due = means.get("paymentDueDate")
        if due and bogota_date(due) < case.issue_date:
            yield Fault("001-D1", f"due before {case.issue_date}", "paymentMeans/paymentDueDate")


def prepayments_are_positive(case: Case) -> Iterator[Fault]:
    """001-PD1: a prepayment is neither zero nor negative."""
    for prepaid in case.content["paymentDescription"].get("prepayments") or ():
        amount = read(prepaid["paidAmount"])
        if amount is not None and amount <= ZERO:
            yield Fault("001-PD1", f"{amount} is not above zero", "prepayments/paidAmount")

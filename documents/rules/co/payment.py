"""Colombia: payment and currency (annex 1.9, groups FAN, FAR)."""

from collections.abc import Iterator
from typing import Final

from documents.rules.co.facts import CoFacts
from documents.values import DocumentValue, Fault, Severity

# DIAN's list MediosPago-2.1 (annex 1.9, table 13.3.4.2).
PAYMENT_MEANS: Final = frozenset(
    {str(code) for code in (*range(1, 54), *range(60, 68), 70, *range(74, 79), *range(91, 98))}
    | {"ZZZ"}
)


def payment_means_known(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAN03: the means of payment is a code of DIAN's list."""
    code = facts.fields.payment_means_code
    if code not in PAYMENT_MEANS:
        path = ("country_specific", "payment_means_code")
        message = "Use DIAN's code of the means of payment, such as 10 cash, 47 transfer, 48 card."
        yield Fault("payment_means_unknown", path, message, "FAN03")


def credit_has_due_date(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAN03, FAN04: a sale on credit has a due date."""
    if facts.fields.payment_form == "CREDIT" and facts.fields.payment_due_date is None:
        path = ("country_specific", "payment_due_date")
        message = "Give the due date of the credit, or set payment_form to CASH."
        yield Fault("due_date_missing", path, message, "FAN04")


def due_date_not_before_issue(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAN04: a due date is the issue date or later."""
    due = facts.fields.payment_due_date
    if due is not None and due < facts.issue_date:
        path = ("country_specific", "payment_due_date")
        message = f"Give a due date of {facts.issue_date} or later."
        yield Fault("due_date_past", path, message, "FAN04")


def cash_has_no_due_date(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A sale in cash is paid at once, so a due date contradicts it."""
    if facts.fields.payment_form == "CASH" and facts.fields.payment_due_date is not None:
        path = ("country_specific", "payment_due_date")
        message = "Remove the due date, or set payment_form to CREDIT."
        yield Fault("due_date_on_cash", path, message, severity=Severity.WARNING)


def foreign_currency_has_rate(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAR02..FAR07: another currency than COP needs its rate and the day of it."""
    path = ("country_specific", "exchange_rate")
    rate, foreign = facts.fields.exchange_rate, _is_foreign(document)
    if foreign and rate is None:
        message = "Give exchange_rate, the pesos per unit of the currency, with its date."
        yield Fault("exchange_rate_missing", path, message, "FAR02")
    if document.line_items and not foreign and rate is not None:
        message = "Remove exchange_rate: the document is in COP."
        yield Fault("exchange_rate_on_cop", path, message, "FAR02")


def exchange_rate_not_future(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAR07: the rate is of the issue date or earlier."""
    rate = facts.fields.exchange_rate
    if rate is not None and rate.date > facts.issue_date:
        path = ("country_specific", "exchange_rate", "date")
        message = f"Give the rate of {facts.issue_date} or of a day before."
        yield Fault("exchange_rate_future", path, message)


def foreign_currency_warned(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """Res. 227 of 2025, art. 1.5.1.11.4, wants amounts in COP; FAD15a takes any ISO currency."""
    if _is_foreign(document):
        path = ("line_items", 0, "unit_price", "currency")
        message = "Consider invoicing in COP: how DIAN takes other currencies is not settled."
        yield Fault("foreign_currency", path, message, "FAD15a", Severity.WARNING)


def _is_foreign(document: DocumentValue) -> bool:
    return bool(document.line_items) and document.line_items[0].currency != "COP"


RULES: Final = (
    payment_means_known,
    credit_has_due_date,
    due_date_not_before_issue,
    cash_has_no_due_date,
    foreign_currency_has_rate,
    exchange_rate_not_future,
    foreign_currency_warned,
)

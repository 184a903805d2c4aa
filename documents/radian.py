"""Acceptance events of invoices on credit (RADIAN): what they are called, who sends them, in which
order, and until when.

Sources: Res. 85 of 2022, annex RADIAN 1.1 (DC24, DC24a..DC24e), Código de Comercio art. 773. Days
are days of Bogota; a business day is Monday to Friday and no Colombian holiday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

import holidays

from documents.values import DocumentType, Party, ReferencedDocument
from parties import tax_ids

BUYER: Final = "buyer"
ISSUER: Final = "issuer"

CODES: Final[Mapping[str, str]] = {
    "PRODUCTS_DELIVERY": "PRODUCTS_DELIVERY",
    "RECEIPT_ACKNOWLEDGEMENT": "030",
    "GOODS_RECEIVED": "032",
    "EXPRESS_ACCEPTANCE": "033",
    "CLAIM": "031",
    "TACIT_ACCEPTANCE": "034",
}
"""Our words and DIAN's codes, in the order events may come; a delivery is the provider's own and
has no code."""

SENDERS: Final[Mapping[str, str]] = {
    "PRODUCTS_DELIVERY": ISSUER,
    "030": BUYER,
    "032": BUYER,
    "033": BUYER,
    "031": BUYER,
    "034": ISSUER,
}

FINAL: Final = frozenset({"031", "033", "034"})
"""Claim and acceptances: one of them ends the matter."""

ACCEPTANCES: Final = frozenset({"033", "034"})
"""After these an invoice takes neither notes nor a cancellation."""

DAYS_TO_ANSWER: Final = 3

_AFTER: Final[Mapping[str, str]] = {"032": "030", "033": "032", "031": "032", "034": "032"}
_FINAL_CONSUMER: Final = "222222222222"


@dataclass(frozen=True, slots=True)
class NextEvent:
    """An event that may come next: `code` as in `CODES`' values, `by` buyer or issuer, the first
    and the last day it may be sent; None where there is no such bound."""

    code: str
    by: str
    not_before: date | None = None
    not_after: date | None = None

    @property
    def word(self) -> str:
        """The event in our own words."""
        return word_of(self.code)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why an invoice has no acceptance events, or not this one: our code, a sentence for a clerk,
    and the id of the rule, empty where there is none."""

    code: str
    message: str
    law: str = ""


def code_of(word: str) -> str:
    """DIAN's code of an event; the word itself where DIAN has none. ValueError for no event."""
    if word not in CODES:
        raise ValueError(f"{word!r} is no acceptance event")
    return CODES[word]


def word_of(code: str) -> str:
    """Our word for a code; the code itself where it is another's."""
    return next((word for word, known in CODES.items() if known == code), code)


def next_allowed(invoice: ReferencedDocument, on: date) -> tuple[NextEvent, ...]:
    """The events that may still come about an invoice, whoever sends them, in their order; those
    whose last day is before `on` are left out. Empty where the invoice can have none.

    The days to claim or accept run from the day the goods were received, which itself does not
    count.
    """
    return tuple(
        found
        for found in (_next(invoice, code) for code in SENDERS)
        if not any(hindrances(invoice, found.code))
        and not (found.not_after and found.not_after < on)
    )


def hindrances(invoice: ReferencedDocument, code: str) -> Iterator[Hindrance]:
    """What stands against event `code` about the invoice, whatever the day."""
    yield from _of_invoice(invoice)
    if code in SENDERS:
        yield from _of_value(invoice, code)
        yield from _of_order(invoice, code)


def window(invoice: ReferencedDocument, code: str) -> tuple[date | None, date | None]:
    """The first and the last day of an event (DC24a, DC24c, DC24e); None where it has no bound."""
    received = invoice.goods_received_on
    if code not in FINAL or received is None:
        return invoice.issued_on, None
    if code == "034":
        return first_day_of_tacit_acceptance(received), None
    return received, last_day_to_answer(received)


def last_day_to_answer(goods_received_on: date) -> date:
    """The last day on which a buyer may claim or accept: the third business day (DC24c)."""
    return add_business_days(goods_received_on, DAYS_TO_ANSWER)


def first_day_of_tacit_acceptance(goods_received_on: date) -> date:
    """The first day on which the issuer may declare tacit acceptance: the fourth business day
    (DC24e)."""
    return add_business_days(goods_received_on, DAYS_TO_ANSWER + 1)


def add_business_days(day: date, days: int) -> date:
    """The `days`-th business day after `day`, which itself does not count."""
    for _ in range(days):
        day = _next_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    """Monday to Friday, and no Colombian holiday."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def _next_business_day(day: date) -> date:
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CO", years=year))


def _next(invoice: ReferencedDocument, code: str) -> NextEvent:
    return NextEvent(code, SENDERS[code], *window(invoice, code))


def _of_invoice(invoice: ReferencedDocument) -> Iterator[Hindrance]:
    if invoice.document_type != DocumentType.INVOICE:
        message = f"Name an invoice: a {invoice.document_type} has no acceptance events."
        yield Hindrance("event_on_no_invoice", message, "001-E4")
    if (invoice.status, invoice.fiscal_status) != ("ISSUED", "authorized"):
        message = f"Wait until the invoice is valid: it is {invoice.status} now."
        yield Hindrance("referenced_not_issued", message, "001-E2")
    if _is_cash(invoice):
        message = "Send no events about an invoice paid in cash: they are for credit."
        yield Hindrance("event_on_cash_invoice", message, "001-E4")
    if _is_nameless(invoice.receiver):
        message = "Send no events about a sale to the final consumer: nobody can accept it."
        yield Hindrance("event_on_final_consumer", message)


def _of_value(invoice: ReferencedDocument, code: str) -> Iterator[Hindrance]:
    if code != "PRODUCTS_DELIVERY" and invoice.total <= 0:
        message = "Send no events about an invoice of which nothing is to be paid."
        yield Hindrance("event_on_zero_invoice", message, "001-E6")
    if code in ACCEPTANCES and (law := _notes(invoice)):
        message = "Send no acceptance: the invoice has credit or debit notes already."
        yield Hindrance("event_after_notes", message, law)


def _of_order(invoice: ReferencedDocument, code: str) -> Iterator[Hindrance]:
    had = frozenset(invoice.acceptance)
    before = _AFTER.get(code)
    if code in had:
        message = f"The invoice has event {word_of(code)} already."
        yield Hindrance("event_repeated", message, "001-E1")
    elif ended := FINAL & had:
        message = f"Send nothing more: the invoice has {word_of(min(ended))}, which is final."
        yield Hindrance("event_after_final", message, "001-E3")
    elif before and before not in had:
        message = f"{word_of(code)} comes after {word_of(before)}, which the invoice has not."
        yield Hindrance("event_too_early", message, "DC24b" if code == "032" else "001-E3")
    elif code in {"030", "PRODUCTS_DELIVERY"} and "032" in had:
        message = f"{word_of(code)} comes before GOODS_RECEIVED, which the invoice has already."
        yield Hindrance("event_too_late", message, "001-E3")
    elif code == "034" and invoice.goods_received_on is None:
        message = "Wait until it is known on which day the goods were received."
        yield Hindrance("event_undated", message, "DC24e")


def _notes(invoice: ReferencedDocument) -> str:
    """The provider's code for the notes there are: both kinds, credit notes, debit notes."""
    kinds = (invoice.credited > Decimal(0), invoice.debited > Decimal(0))
    codes = {(True, True): "001-E7", (True, False): "001-E8", (False, True): "001-E9"}
    return codes.get(kinds, "")


def _is_cash(invoice: ReferencedDocument) -> bool:
    """Ours is paid in cash unless it says CREDIT; of a purchase nothing may be known."""
    fields = invoice.country_specific
    usual = "" if invoice.received else "CASH"
    return bool(fields.get("payment_form", usual) == "CASH")


def _is_nameless(buyer: Party) -> bool:
    return tax_ids.normalise("CO", buyer.tax_id_type, buyer.tax_id) == _FINAL_CONSUMER

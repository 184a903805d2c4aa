"""Days by which something must be done."""

from datetime import date, datetime, timedelta

from documents.calendar import ZONES
from documents.sat.taxpayer import Persona, persona_of

_DAYS_TO_ANSWER = 3
_SATURDAY = 5
_LAST_DAY_TO_CANCEL = {Persona.MORAL: (3, 31), Persona.FISICA: (4, 30)}


def payment_complement_due(paid_on: date) -> date:
    """The last day to issue a payment's complement: the fifth of the month after it was
    received."""
    year, month = (paid_on.year, paid_on.month + 1) if paid_on.month < 12 else (paid_on.year + 1, 1)
    return date(year, month, 5)


def cancellation_limit(issued_on: date, issuer_rfc: str) -> date:
    """The last day to cancel a document without a fine: the end of the month in which the annual
    return of its year is due, March for a legal entity and April for a natural person (CFF art.
    29-A)."""
    month, day = _LAST_DAY_TO_CANCEL[persona_of(issuer_rfc)]
    return date(issued_on.year + 1, month, day)


def acceptance_until(requested_at: datetime) -> datetime:
    """When a receiver's silence counts as consent to a cancellation: three working days after the
    request, an aware instant (RMF 2.7.1.34). Holidays are taken for working days, so that it may be
    later."""
    at, days = requested_at.astimezone(ZONES["MX"]), 0
    while days < _DAYS_TO_ANSWER:
        at += timedelta(days=1)
        days += at.weekday() < _SATURDAY
    return at

"""A country's law as pure rules: from a document's value to the faults in it.

`check` is for any document that is to be submitted; `check_emission_date` adds what holds only on
the day it is signed. Rules of one country live in its own module, named in `_COUNTRIES`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from documents.rules import co, common, mx, shape
from documents.values import DocumentValue, Fault, Severity

__all__ = ["check", "check_emission_date", "stops"]

_CountryCheck = Callable[[DocumentValue, date], Iterator[Fault]]

_COUNTRIES: Final[Mapping[str, _CountryCheck]] = {"CO": co.check, "MX": mx.check}
_EMISSION_DATE: Final[Mapping[str, _CountryCheck]] = {
    "CO": co.signed_on_issue_date,
    "MX": mx.stamped_within_72_hours,
}


def check(document: DocumentValue, today: date) -> tuple[Fault, ...]:
    """Every broken rule, warnings included; empty for a document that may be submitted.

    `today` is the calendar day in the country's own zone; it is the issue date where the document
    has none. Faults of shape come alone, since nothing else can be read then.
    """
    misshapen = tuple(shape.check(document))
    if misshapen:
        return misshapen
    on = document.emission_date or today
    return (
        *(fault for rule in common.RULES for fault in rule(document, on)),
        *_of_country(_COUNTRIES, document, today),
    )


def check_emission_date(document: DocumentValue, today: date) -> tuple[Fault, ...]:
    """Whether the document's date may be signed on `today`; a draft may carry any date."""
    return tuple(_of_country(_EMISSION_DATE, document, today))


def stops(faults: tuple[Fault, ...]) -> bool:
    """Whether any of the faults stops a submission."""
    return any(fault.severity is Severity.ERROR for fault in faults)


def _of_country(
    checks: Mapping[str, _CountryCheck], document: DocumentValue, today: date
) -> Iterator[Fault]:
    check_country = checks.get(document.country)
    return iter(()) if check_country is None else check_country(document, today)

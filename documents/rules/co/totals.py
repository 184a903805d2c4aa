"""Colombia: what holds between lines and totals (annex 1.9, groups FAU, FAS). Totals are computed,
never taken from the caller, so most of their rules cannot be broken."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from documents.rules.co.facts import CoFacts
from documents.values import DocumentValue, Fault, Severity

# DIAN compares with this tolerance (annex 1.9, rounding; NTC 3711).
TOLERANCE: Final = Decimal("2.00")


def payable_not_negative(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAU14, VLR01: document discounts do not exceed what is payable."""
    totals = facts.totals
    if totals and totals.discounts and totals.total < 0:
        path = ("country_specific", "discounts")
        payable = totals.total + totals.discounts
        message = f"Lower the document's discounts to at most {payable}, the amount payable."
        yield Fault("payable_negative", path, message, "FAU14")


def discounts_in_one_place(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAU08 counts the discounts of the document, provider 001-DT1 those of the lines: given in one
    place only, both add up."""
    lines = any(line.discount is not None for line in document.line_items)
    if lines and facts.fields.discounts:
        path = ("country_specific", "discounts")
        message = "Give discounts on the lines or on the document: not every reader adds up both."
        yield Fault("discounts_in_two_places", path, message, "FAU08", Severity.WARNING)


def charges_in_one_place(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAU10 counts the charges of the document, provider 001-DT2 those of the lines: given in one
    place only, both add up."""
    if facts.fields.charges and any(fields.charges for fields in facts.lines):
        path = ("country_specific", "charges")
        message = "Give charges on the lines or on the document: not every reader adds up both."
        yield Fault("charges_in_two_places", path, message, "FAU10", Severity.WARNING)


def rounding_within_tolerance(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAS07 (provider 001-TD4): a tax of the document is its base times its rate, give or take
    2.00. Each line's tax is rounded half to even (NTC 3711), so many small lines may leave that."""
    totals = facts.totals
    for tax in totals.taxes if totals else ():
        if not tax.per_unit and abs(tax.base * tax.rate / 100 - tax.amount) > TOLERANCE:
            message = f"Use fewer lines: the rounding of {tax.tax_code} adds up to more than 2.00."
            yield Fault("tax_rounding", ("line_items",), message, "FAS07")


RULES: Final = (
    payable_not_negative,
    discounts_in_one_place,
    charges_in_one_place,
    rounding_within_tolerance,
)

"""Colombia: AIU invoices, of administration, contingencies and utility (Estatuto Tributario art.
462-1; Decreto 1372 of 1992 art. 3). The provider has rules of its own for them."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from documents.rules.co.facts import CoFacts
from documents.rules.co.operations import operation_of
from documents.values import DocumentType, DocumentValue, Fault, LineAmounts

MOST_LINES: Final = 2
LEAST_UTILITY: Final = Decimal("0.10")
_UTILITY: Final = "UTILITY"
_IVA: Final = "01"


def few_lines(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-AL1: at most two lines."""
    if _is_aiu(document, facts) and len(document.line_items) > MOST_LINES:
        message = "Put the contract into at most two lines, one of them the utility."
        yield Fault("aiu_lines", ("line_items",), message, "001-AL1")


def lines_by_part(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-AIU1: every line tells its part, none twice, and one is the utility."""
    if not _is_aiu(document, facts):
        return
    counts = Counter(fields.aiu_part for fields in facts.lines)
    for i, fields in enumerate(facts.lines):
        path = ("line_items", i, "country_specific", "aiu_part")
        if fields.aiu_part is None:
            message = "Say which part of the contract the line is, such as UTILITY."
            yield Fault("aiu_part_missing", path, message, "001-AIU1")
        elif counts[fields.aiu_part] > 1:
            message = f"Keep one line of part {fields.aiu_part}."
            yield Fault("aiu_part_twice", path, message, "001-AIU1")
    if not counts[_UTILITY]:
        message = "Add the line of part UTILITY, on which IVA is levied."
        yield Fault("aiu_utility_missing", ("line_items",), message, "001-AIU1")


def no_modifiers(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-ALM1: no discounts or charges on the lines."""
    if not _is_aiu(document, facts):
        return
    for i, (line, fields) in enumerate(zip(document.line_items, facts.lines, strict=True)):
        if line.discount is not None or fields.charges:
            message = "Remove discounts and charges: an AIU invoice has none on its lines."
            yield Fault("aiu_line_modified", ("line_items", i), message, "001-ALM1")


def iva_on_utility_alone(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Decreto 1372 of 1992 art. 3 (provider 001-AT1, 001-ALM2): the utility bears IVA, nothing
    else bears any tax."""
    for i, computed in _computed(document, facts):
        utility = facts.lines[i].aiu_part == _UTILITY
        tributes = [tax.tribute for tax in computed.taxes]
        path = ("line_items", i, "tax_code")
        if utility and tributes != [_IVA]:
            message = "Give the utility IVA and no other tax."
            yield Fault("aiu_utility_tax", path, message, "001-AT1")
        elif not utility and tributes:
            message = "Use EXCL: of an AIU invoice only the utility is taxed."
            yield Fault("aiu_tax_beside_utility", path, message, "001-AT1")


def utility_a_tenth(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-AIU2: the utility is at least a tenth of the contract's value, as Estatuto
    Tributario art. 462-1 asks of the base of IVA."""
    computed = dict(_computed(document, facts))
    contract = sum((line.extension for line in computed.values()), Decimal(0))
    for i, line in computed.items():
        if facts.lines[i].aiu_part == _UTILITY and line.extension < contract * LEAST_UTILITY:
            least = contract * LEAST_UTILITY
            message = f"Give a utility of at least {least:.2f}, a tenth of the contract."
            path = ("line_items", i, "unit_price", "amount")
            yield Fault("aiu_utility_low", path, message, "001-AIU2")


def _is_aiu(document: DocumentValue, facts: CoFacts) -> bool:
    invoice = document.document_type == DocumentType.INVOICE
    return invoice and operation_of(document, facts) == "AIU"


def _computed(document: DocumentValue, facts: CoFacts) -> Iterator[tuple[int, LineAmounts]]:
    """The lines' money; nothing where it is no AIU invoice, or cannot be added up."""
    if _is_aiu(document, facts) and facts.totals:
        yield from enumerate(facts.totals.lines)


RULES: Final = (
    few_lines,
    lines_by_part,
    no_modifiers,
    iva_on_utility_alone,
    utility_a_tenth,
)

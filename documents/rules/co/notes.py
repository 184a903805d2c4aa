"""Colombia: what credit and adjustment notes take back of the document they are about.

A debit note adds to an invoice and is not held against its lines.
"""

from collections.abc import Iterator
from typing import Final

from documents.rules.co.facts import CoFacts
from documents.values import (
    DocumentType,
    DocumentValue,
    Fault,
    LineItem,
    ReferencedDocument,
)

REDUCING: Final = frozenset({DocumentType.CREDIT_NOTE, DocumentType.ADJUSTMENT_NOTE})

_Pair = tuple[int, int, LineItem]


def lines_of_the_target(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-LI1: a note's line is one of the document it is about: the one it names, else
    the one in the same place."""
    target = _reduced(document, facts)
    for place, of in _places(document, facts):
        if target is not None and target.lines and not 1 <= of <= len(target.lines):
            message = f"Name a line from 1 to {len(target.lines)}: there is no line {of}."
            yield Fault("reference_line_unknown", _line_path(facts, place), message, "001-LI1")


def lines_of_the_target_once(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-DL1: no two lines of a note are about the same line."""
    if document.document_type not in REDUCING:
        return
    seen: set[int] = set()
    for place, of in _places(document, facts):
        if of in seen:
            message = f"Put the quantities of line {of} together in one line."
            yield Fault("reference_line_twice", _line_path(facts, place), message, "001-DL1")
        seen.add(of)


def prices_of_the_target(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-PV1: a partial refund keeps the unit price of the line it takes back."""
    if facts.fields.operation_type == "PRICE_ADJUSTMENT":
        return
    target = _reduced(document, facts)
    if target is None:
        return
    for place, of, line in _pairs(document, facts, target):
        price = target.lines[of - 1].unit_price
        if line.unit_price != price:
            path = ("line_items", place, "unit_price", "amount")
            message = f"Give the price {price:f} of line {of}; take back by quantity."
            yield Fault("referenced_price", path, message, "001-PV1")


def taxes_of_the_target(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A partial refund takes back what the line was taxed with: it has that line's tax codes, or
    the invoice could be credited whole and still have tax left."""
    if facts.fields.operation_type == "PRICE_ADJUSTMENT":
        return
    target = _reduced(document, facts)
    if target is None:
        return
    for place, of, line in _pairs(document, facts, target):
        codes = _tax_codes(target.lines[of - 1])
        if _tax_codes(line) != codes:
            wanted = ", ".join(sorted(codes)) or "none"
            message = f"Give the tax codes of line {of} of the document this is about: {wanted}."
            yield Fault("referenced_taxes", ("line_items", place, "tax_code"), message)


def _tax_codes(line: LineItem) -> frozenset[str]:
    return frozenset((*((line.tax_code,) if line.tax_code else ()), *line.extra_tax_codes))


def quantities_left(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A note takes back no more of a line than earlier notes left of its quantity."""
    target = _reduced(document, facts)
    if target is None or not target.left:
        return
    for place, of, line in _pairs(document, facts, target):
        left = target.left[of - 1].quantity
        if line.quantity > left:
            message = f"Take back at most {left:f} of line {of}: that is what is left."
            yield Fault("quantity_above_left", ("line_items", place, "quantity"), message)


def extensions_left(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-LA4: a note takes back no more of a line's value than earlier notes left."""
    target, totals = _reduced(document, facts), facts.totals
    if target is None or totals is None or not target.left:
        return
    for place, of, _line in _pairs(document, facts, target):
        left = target.left[of - 1].extension
        if totals.lines[place].extension > left:
            message = f"Take back at most {left:f} of line {of}: that is what is left of its value."
            yield Fault("value_above_left", ("line_items", place), message, "001-LA4")


def total_left(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """All credit notes of an invoice together are at most its total."""
    target, totals = _reduced(document, facts), facts.totals
    if target is None or totals is None:
        return
    left = target.total - target.credited
    if totals.total > left:
        message = f"Lower the note to at most {left:f}, which earlier notes left of the total."
        yield Fault("total_above_left", ("line_items",), message)


def _reduced(document: DocumentValue, facts: CoFacts) -> ReferencedDocument | None:
    reduces = document.document_type in REDUCING
    return facts.target.document if reduces and facts.target else None


def _places(document: DocumentValue, facts: CoFacts) -> Iterator[tuple[int, int]]:
    """Each line's index, and the number of the line it is about."""
    for place in range(len(document.line_items)):
        yield place, facts.lines[place].reference_line or place + 1


def _pairs(document: DocumentValue, facts: CoFacts, target: ReferencedDocument) -> Iterator[_Pair]:
    """The lines that are about one the target has."""
    for place, of in _places(document, facts):
        if 1 <= of <= len(target.lines):
            yield place, of, document.line_items[place]


def _line_path(facts: CoFacts, place: int) -> tuple[str | int, ...]:
    if facts.lines[place].reference_line is None:
        return ("line_items", place)
    return ("line_items", place, "country_specific", "reference_line")


RULES: Final = (
    lines_of_the_target,
    lines_of_the_target_once,
    prices_of_the_target,
    taxes_of_the_target,
    quantities_left,
    extensions_left,
    total_left,
)

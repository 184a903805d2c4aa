"""Colombia: lines and their taxes (annex 1.9, groups FAV, FAS, FAX, FAZ)."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from stdnum import ean

from documents import taxes
from documents.line_amounts import modifiers_of
from documents.rules.co.facts import CoFacts
from documents.rules.common import decimals_of
from documents.values import DocumentValue, Fault, LineItem

Path = tuple[str | int, ...]


def discount_within_gross(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """FAV06 (provider 001-LA3): a line's discount is not above quantity x price, so that with
    prices of zero or more (VLR01) no line's value falls below zero."""
    for i, line in enumerate(document.line_items):
        for modifier in modifiers_of("CO", line):
            if not modifier.is_charge and modifier.amount > modifier.base >= 0:
                message = f"Give a discount of at most {modifier.base}, the line's value."
                path = ("line_items", i, "discount", _given(line))
                yield Fault("discount_above_line", path, message, "FAV06")


def gift_priced(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Annex 1.9, PricingReference: a line of price 0 is a gift and tells its usual price."""
    for i, (line, fields) in enumerate(zip(document.line_items, facts.lines, strict=True)):
        path = ("line_items", i, "country_specific", "reference_price")
        if line.unit_price == 0 and not fields.reference_price:
            message = "Give the item's usual price as reference_price, since its price is 0."
            yield Fault("gift_reference_price", path, message)
        if line.unit_price != 0 and fields.reference_price is not None:
            message = "Remove reference_price, or set the price to 0 if the item is a gift."
            yield Fault("reference_price_on_sale", path, message)


def one_group_per_tribute(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAS01 (provider 001-TD2): a line has one group per tribute."""
    for i, line in enumerate(document.line_items):
        seen: dict[str, str] = {}
        for path, code in _codes(line):
            row = taxes.find("CO", code, facts.issue_date)
            if row is None:
                continue
            if row.tribute in seen:
                message = f"Keep one of {seen[row.tribute]} and {code}: they are the same tax."
                yield Fault("tribute_twice", ("line_items", i, *path), message, "FAS01")
            seen.setdefault(row.tribute, code)


def rates_short(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-V8: a tax percentage has at most 2 decimals."""
    for i, fields in enumerate(facts.lines):
        for j, tax in enumerate(fields.rated_taxes):
            if decimals_of(tax.percent) > 2:
                path = ("line_items", i, "country_specific", "rated_taxes", j, "percent")
                yield Fault("rate_decimals", path, "Write the rate with at most 2 decimals.")


def withholding_once(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-DW4: a line has one group per withholding."""
    for i, fields in enumerate(facts.lines):
        counts = Counter(withholding.code for withholding in fields.withholdings)
        for code in sorted(code for code, count in counts.items() if count > 1):
            path = ("line_items", i, "country_specific", "withholdings")
            yield Fault("withholding_twice", path, f"Give {code} once on the line.")


def rete_iva_has_iva(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """ReteIVA is a part of the line's IVA (Estatuto Tributario art. 437-1): there must be some."""
    for i, (line, fields) in enumerate(zip(document.line_items, facts.lines, strict=True)):
        for j, withholding in enumerate(fields.withholdings):
            if withholding.code == "RETEIVA" and not _bears_iva(line, facts):
                path = ("line_items", i, "country_specific", "withholdings", j, "code")
                message = "Remove RETEIVA, or give the line a tax code with IVA."
                yield Fault("rete_iva_without_iva", path, message)


def unit_formed(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """FAV05: a unit, where given, is a code of DIAN's list (94 unless said otherwise)."""
    for i, line in enumerate(document.line_items):
        if line.unit is not None and not re.fullmatch(r"(CO_)?[A-Z0-9]{1,3}", line.unit):
            message = "Write the unit as DIAN's code, such as 94 for units or KGM for kilograms."
            yield Fault("unit_format", ("line_items", i, "unit"), message, "FAV05")


def item_code_short(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """An item code has 1 to 50 characters."""
    for i, line in enumerate(document.line_items):
        if line.code is not None and not 1 <= len(line.code.strip()) <= 50:
            message = "Write the item code with 1 to 50 characters, or leave it out."
            yield Fault("item_code_length", ("line_items", i, "code"), message)


def standard_item_formed(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-V6: a GTIN has its check digit, a UNSPSC code eight digits."""
    for i, fields in enumerate(facts.lines):
        item = fields.standard_item
        path = ("line_items", i, "country_specific", "standard_item", "id")
        if item is not None and item.scheme == "GTIN" and not ean.is_valid(item.id):
            yield Fault("gtin", path, "Check the GTIN: its check digit does not fit.")
        if item is not None and item.scheme == "UNSPSC" and not re.fullmatch(r"\d{8}", item.id):
            yield Fault("unspsc", path, "Write the UNSPSC code with 8 digits.")


def _given(line: LineItem) -> str:
    return "amount" if line.discount and line.discount.amount is not None else "percent"


def _codes(line: LineItem) -> Iterator[tuple[Path, str]]:
    if line.tax_code is not None:
        yield ("tax_code",), line.tax_code
    for j, code in enumerate(line.extra_tax_codes):
        yield ("extra_tax_codes", j), code
    for name in ("rated_taxes", "unit_taxes"):
        for j, entry in enumerate(line.country_specific.get(name) or []):
            yield ("country_specific", name, j, "tax_code"), entry["tax_code"]


def _bears_iva(line: LineItem, facts: CoFacts) -> bool:
    rows = (taxes.find("CO", code, facts.issue_date) for _path, code in _codes(line))
    return any(row is not None and row.tribute == "01" and bool(row.rate) for row in rows)


RULES: Final = (
    discount_within_gross,
    gift_priced,
    one_group_per_tribute,
    rates_short,
    withholding_once,
    rete_iva_has_iva,
    unit_formed,
    item_code_short,
    standard_item_formed,
)

"""Money of a document, computed from its lines: `compute`.

Colombia (annex 1.9): subtotal = sum of line extensions (FAU02); tax exclusive = sum of the bases
of taxed and exempt lines, each once (FAU04); total = subtotal + taxes - document discounts +
document charges (FAU06, FAU14). Document discounts never lower a tax base; withholdings are
informative. Mexico subtracts withheld taxes from the total. Ecuador and Peru tax the sum of the
bases of each rate.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from documents import country_specific
from documents.line_amounts import ZERO, line_amounts, merged
from documents.modifiers import Modifier, ModifierAmount, priced, total
from documents.rounding import ROUNDINGS, Rounding, exact
from documents.taxes import MissingTaxRate, TaxKind, UnknownTaxCode
from documents.values import Discount, DocumentValue, LineAmounts, TaxAmount, Totals

__all__ = ["MissingTaxRate", "UnknownTaxCode", "compute", "document_modifiers"]

_TAX_ON_GROUP: Final = frozenset({"EC", "PE"})
_WITHHELD_LOWERS_TOTAL: Final = frozenset({"MX"})

_GroupKey = tuple[str, str, Decimal, bool]


def compute(document: DocumentValue, on: date | None = None) -> Totals:
    """The document's money, taxed by the codes of its emission date, else of `on`, else the latest.

    Expects a document that passed `documents.rules.check`: raises UnknownTaxCode, MissingTaxRate
    or pydantic.ValidationError where it did not. A document without lines computes to zeros.
    """
    with exact():
        return _compute(document, document.emission_date or on)


def document_modifiers(document: DocumentValue, subtotal: Decimal) -> tuple[ModifierAmount, ...]:
    """Discounts and charges of the document as a whole, in money; percentages are of `subtotal`."""
    discounts, charges = _modifiers_given(document)
    rounding = ROUNDINGS[document.country]
    with exact():
        return (
            *priced(discounts, subtotal, rounding, is_charge=False),
            *priced(charges, subtotal, rounding, is_charge=True),
        )


def _compute(document: DocumentValue, on: date | None) -> Totals:
    country, currency = document.country, _currency(document)
    rounding = ROUNDINGS[country]
    lines = tuple(line_amounts(country, line, on) for line in document.line_items)
    subtotal = _subtotal(lines, rounding, currency)
    modifiers = document_modifiers(document, subtotal)
    discounts = rounding.total_money(total(modifiers, is_charge=False), currency)
    charges = rounding.total_money(total(modifiers, is_charge=True), currency)
    taxes = _grouped(country, currency, (t for line in lines for t in line.taxes))
    withholdings = _grouped(country, currency, (w for line in lines for w in line.withholdings))
    withheld = _sum(withholdings, rounding, currency)
    taxed = _sum((t for t in taxes if t.kind != TaxKind.FREE), rounding, currency)
    lowered = withheld if country in _WITHHELD_LOWERS_TOTAL else ZERO
    return Totals(
        currency=currency,
        subtotal=subtotal,
        discounts=discounts,
        charges=charges,
        tax_exclusive=rounding.total_money(sum((x.taxable_base for x in lines), ZERO), currency),
        taxes=taxes,
        withholdings=withholdings,
        withheld=withheld,
        total=subtotal + taxed - discounts + charges - lowered,
        lines=lines,
    )


def _currency(document: DocumentValue) -> str:
    return document.line_items[0].currency if document.line_items else ""


def _subtotal(lines: tuple[LineAmounts, ...], rounding: Rounding, currency: str) -> Decimal:
    """Gross, discounts and charges are rounded apart, as CFDI 4.0 prints them apart."""
    gross = rounding.total_money(sum((x.gross for x in lines), ZERO), currency)
    discounts = rounding.total_money(sum((x.discount for x in lines), ZERO), currency)
    charges = rounding.total_money(sum((x.charges for x in lines), ZERO), currency)
    return gross - discounts + charges


def _modifiers_given(
    document: DocumentValue,
) -> tuple[tuple[Modifier, ...], tuple[Modifier, ...]]:
    if not document.country_specific:
        return (), ()
    model = country_specific.parse(
        document.country, country_specific.DOCUMENT, document.country_specific
    )
    tip: Decimal | None = getattr(model, "propina", None)
    tips = () if tip is None else (Discount(amount=tip, reason="Propina"),)
    return tuple(getattr(model, "discounts", ())), (*getattr(model, "charges", ()), *tips)


def _grouped(country: str, currency: str, taxes: Iterable[TaxAmount]) -> tuple[TaxAmount, ...]:
    """One group per tribute, kind and rate (FAS01, FAS04), sorted, whatever the lines' order."""
    groups: dict[_GroupKey, TaxAmount] = {}
    for tax in taxes:
        key = (tax.tribute, tax.kind, tax.rate, tax.per_unit)
        groups[key] = merged(groups[key], tax) if key in groups else tax
    return tuple(_rounded(country, currency, groups[key]) for key in sorted(groups))


def _rounded(country: str, currency: str, group: TaxAmount) -> TaxAmount:
    rounding = ROUNDINGS[country]
    amount = group.amount
    if country in _TAX_ON_GROUP and not group.per_unit:
        amount = group.base * group.rate / 100
    return replace(
        group,
        base=rounding.total_money(group.base, currency),
        amount=rounding.total_money(amount, currency),
    )


def _sum(taxes: Iterable[TaxAmount], rounding: Rounding, currency: str) -> Decimal:
    return rounding.total_money(sum((tax.amount for tax in taxes), ZERO), currency)

"""Money of a document as the provider wants it: totals, taxes, withholdings, discounts and charges.

`allowanceTotalAmount` and `chargeTotalAmount` are always those of the document as a whole: DIAN's
rules FAU08, FAU10 and FAU14 say so and the payable amount follows from them, while the provider's
001-DT1/DT2 read as if they were the sums of the lines. A discount stands in one place only: in its
line, or in `documentModifiers`.
"""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Final

from documents.modifiers import ModifierAmount
from documents.values import TaxAmount, Totals
from providers.co_yabico.mapping.draft import Json, text

CENTS: Final = Decimal("0.01")


def document_totals(totals: Totals) -> Json:
    """All seven totals, zeros included. Tax inclusive = line extensions + taxes (FAU06)."""
    taxes = sum((tax.amount for tax in totals.taxes), Decimal(0))
    return {
        "lineExtensionAmount": money(totals.subtotal),
        "taxExclusiveAmount": money(totals.tax_exclusive),
        "taxInclusiveAmount": money(totals.subtotal + taxes),
        "allowanceTotalAmount": money(totals.discounts),
        "chargeTotalAmount": money(totals.charges),
        "prePaidAmount": money(Decimal(0)),
        "payableAmount": money(totals.total),
    }


def tax_groups(taxes: Iterable[TaxAmount]) -> list[Json]:
    """One group per tribute (FAS01), one subtotal per rate (FAS04)."""
    return [
        {
            "taxName": f"CO_{tribute}",
            "taxAmount": money(_sum(group)),
            "roundingAmount": "0",
            "taxSubtotal": [_tax_subtotal(tax) for tax in group],
        }
        for tribute, group in _by_tribute(taxes)
    ]


def withholding_groups(withholdings: Iterable[TaxAmount]) -> list[Json]:
    """One group per withholding tribute, one subtotal per rate."""
    return [
        {
            "withholdingName": f"CO_{tribute}",
            "withholdingAmount": money(_sum(group)),
            "roundingAmount": "0",
            "withholdingSubtotal": [_withholding_subtotal(tax) for tax in group],
        }
        for tribute, group in _by_tribute(withholdings)
    ]


def price_modifiers(modifiers: Iterable[ModifierAmount]) -> list[Json]:
    """Discounts and charges with base x percentage = amount where a percentage was given."""
    return [
        {
            "chargeIndicator": "CHARGE" if modifier.is_charge else "DISCOUNT",
            "amount": money(modifier.amount),
            "baseAmount": money(modifier.base),
            "percentage": None if modifier.percent is None else percent(modifier.percent),
            "reason": text(modifier.reason or ("Cargo" if modifier.is_charge else "Descuento")),
            "reasonCode": modifier.reason_code,
        }
        for modifier in modifiers
    ]


def _by_tribute(taxes: Iterable[TaxAmount]) -> list[tuple[str, list[TaxAmount]]]:
    ordered = sorted(taxes, key=lambda tax: (tax.tribute, tax.rate))
    return [(tribute, list(group)) for tribute, group in groupby(ordered, lambda t: t.tribute)]


def _sum(taxes: Iterable[TaxAmount]) -> Decimal:
    return sum((tax.amount for tax in taxes), Decimal(0))


def _tax_subtotal(tax: TaxAmount) -> Json:
    subtotal: Json = {"taxableAmount": money(tax.base), "taxAmount": money(tax.amount)}
    if not tax.per_unit:
        return {"percent": percent(tax.rate), **subtotal}
    units = {"baseUnitMeasure": plain(tax.units or Decimal(0))}
    return {"perUnitAmount": plain(tax.rate, 2), **units, **subtotal}


def _withholding_subtotal(tax: TaxAmount) -> Json:
    return {
        "percent": percent(tax.rate),
        "taxableAmount": money(tax.base),
        "taxAmount": money(tax.amount),
    }


def money(value: Decimal) -> str:
    """Two decimals exactly; the amounts come rounded, so anything finer is a ValueError."""
    if value != value.quantize(CENTS):
        raise ValueError(f"{value} has more than two decimals")
    return format(value.quantize(CENTS), "f")


def plain(value: Decimal, least: int = 0) -> str:
    """The shortest plain notation with at least `least` decimals, e.g. 2.500000 as 2.5 or 2.50."""
    whole, _, decimals = format(value, "f").partition(".")
    decimals = decimals.rstrip("0").ljust(least, "0")
    return f"{whole}.{decimals}" if decimals else whole


def percent(value: Decimal) -> int | float:
    """A percentage as the schema's Float, without a fraction where it has none."""
    return int(value) if value == value.to_integral_value() else float(value)

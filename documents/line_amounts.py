"""Money of one line: gross, discount, charges, extension, base, taxes, withholdings.

Every amount is rounded where it arises, by the country's rounding of lines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from documents import country_specific, taxes
from documents.modifiers import Modifier, ModifierAmount, priced, total
from documents.rounding import ROUNDINGS, exact
from documents.taxes import TaxCode, TaxKind
from documents.values import LineAmounts, LineItem, TaxAmount

ZERO: Final = Decimal(0)

# Kinds whose group makes the line's base part of the document's taxable amount.
_IN_BASE: Final = frozenset({TaxKind.TAX, TaxKind.EXEMPT, TaxKind.NOT_SUBJECT, TaxKind.EXPORT})

# An excise is part of the base of the value-added tax (LIVA art. 12; LRTI art. 58; TUO IGV art.
# 14).
_EXCISE: Final[Mapping[str, frozenset[str]]] = {
    "MX": frozenset({"003"}),
    "EC": frozenset({"3"}),
    "PE": frozenset({"2000"}),
}
_VALUE_ADDED: Final[Mapping[str, frozenset[str]]] = {
    "MX": frozenset({"002"}),
    "EC": frozenset({"2"}),
    "PE": frozenset({"1000"}),
}


class _Withholding(Protocol):
    code: str
    percent: Decimal


class _RatedTax(Protocol):
    tax_code: str
    percent: Decimal


class _UnitTax(Protocol):
    tax_code: str
    amount_per_unit: Decimal
    units: Decimal


@dataclass(frozen=True, slots=True)
class LineFields:
    """What a line's `country_specific` adds to its money; empty where a country has no such
    field."""

    charges: tuple[Modifier, ...] = ()
    withholdings: tuple[_Withholding, ...] = ()
    rated_taxes: tuple[_RatedTax, ...] = ()
    unit_taxes: tuple[_UnitTax, ...] = ()
    reference_price: Decimal | None = None


_NO_FIELDS: Final = LineFields()


def line_fields(country: str, line: LineItem) -> LineFields:
    """Read a line's `country_specific`. pydantic.ValidationError where it breaks its schema."""
    if not line.country_specific:
        return _NO_FIELDS
    model = country_specific.parse(country, country_specific.LINE_ITEM, line.country_specific)
    return LineFields(
        charges=tuple(getattr(model, "charges", ())),
        withholdings=tuple(getattr(model, "withholdings", ())),
        rated_taxes=tuple(getattr(model, "rated_taxes", ())),
        unit_taxes=tuple(getattr(model, "unit_taxes", ())),
        reference_price=getattr(model, "reference_price", None),
    )


def modifiers_of(country: str, line: LineItem) -> tuple[ModifierAmount, ...]:
    """A line's discount and charges in money; percentages are of quantity x price."""
    with exact():
        return _modifiers(country, line, line_fields(country, line), _gross(country, line))


def line_amounts(country: str, line: LineItem, on: date | None) -> LineAmounts:
    """The money of one line, taxed by the codes of `on` (None: the latest). Call it in `exact()`.

    A gift line (price 0 with a reference price) is taxed on reference price x quantity. Raises
    UnknownTaxCode or MissingTaxRate for tax codes that cannot be applied.
    """
    fields, gross = line_fields(country, line), _gross(country, line)
    modifiers = _modifiers(country, line, fields, gross)
    discount = total(modifiers, is_charge=False)
    charges = total(modifiers, is_charge=True)
    extension = gross - discount + charges
    base = extension + _gift_value(country, line, fields)
    groups = _groups(country, line, fields, base, on)
    charged = tuple(group for group in groups if group.kind != TaxKind.WITHHOLDING)
    return LineAmounts(
        gross=gross,
        discount=ROUNDINGS[country].line_money(discount),
        charges=ROUNDINGS[country].line_money(charges),
        extension=extension,
        taxable_base=_taxable_base(country, base, charged),
        taxes=charged,
        withholdings=(
            *(group for group in groups if group.kind == TaxKind.WITHHOLDING),
            *_named_withholdings(country, fields, extension, charged, on),
        ),
    )


def _gross(country: str, line: LineItem) -> Decimal:
    return ROUNDINGS[country].line_money(line.quantity * line.unit_price)


def _modifiers(
    country: str, line: LineItem, fields: LineFields, gross: Decimal
) -> tuple[ModifierAmount, ...]:
    rounding = ROUNDINGS[country]
    discounts = () if line.discount is None else (line.discount,)
    return (
        *priced(discounts, gross, rounding, is_charge=False),
        *priced(fields.charges, gross, rounding, is_charge=True),
    )


def _gift_value(country: str, line: LineItem, fields: LineFields) -> Decimal:
    if fields.reference_price is None or line.unit_price != 0:
        return ZERO
    return ROUNDINGS[country].line_money(fields.reference_price * line.quantity)


def _taxable_base(country: str, base: Decimal, groups: Iterable[TaxAmount]) -> Decimal:
    counts = any(group.kind in _IN_BASE for group in groups)
    return base if counts else ROUNDINGS[country].line_money(ZERO)


def _groups(
    country: str, line: LineItem, fields: LineFields, base: Decimal, on: date | None
) -> tuple[TaxAmount, ...]:
    rows = [taxes.get(country, code, on) for code in _codes(line)]
    percents = [(row, _rate(row)) for row in rows if _is_percent(row)]
    percents += [(taxes.get(country, t.tax_code, on), t.percent) for t in fields.rated_taxes]
    units = [(row, _rate(row), line.quantity) for row in rows if row.kind == TaxKind.PER_UNIT]
    units += [
        (taxes.get(country, t.tax_code, on), t.amount_per_unit, t.units) for t in fields.unit_taxes
    ]
    nominal = tuple(_unit_group(country, *unit) for unit in units)
    return (*_percent_groups(country, percents, nominal, base), *nominal)


def _codes(line: LineItem) -> tuple[str, ...]:
    return (() if line.tax_code is None else (line.tax_code,)) + line.extra_tax_codes


def _is_percent(row: TaxCode) -> bool:
    return row.kind not in {TaxKind.EXCLUDED, TaxKind.PER_UNIT}


def _rate(row: TaxCode) -> Decimal:
    if row.rate is None:
        raise taxes.MissingTaxRate(row)
    return row.rate


def _percent_groups(
    country: str,
    percents: list[tuple[TaxCode, Decimal]],
    nominal: tuple[TaxAmount, ...],
    base: Decimal,
) -> tuple[TaxAmount, ...]:
    plain = tuple(_percent_group(country, row, rate, base) for row, rate in percents)
    if country not in _EXCISE:
        return plain
    excise, value_added = _EXCISE[country], _VALUE_ADDED[country]
    loaded = base + sum(
        (group.amount for group in (*plain, *nominal) if group.tribute in excise), ZERO
    )
    return tuple(
        _percent_group(country, row, rate, loaded) if row.tribute in value_added else group
        for group, (row, rate) in zip(plain, percents, strict=True)
    )


def _percent_group(country: str, row: TaxCode, rate: Decimal, base: Decimal) -> TaxAmount:
    amount = ROUNDINGS[country].line_money(base * rate / 100)
    return TaxAmount(row.code, rate, base, amount, tribute=row.tribute, kind=row.kind)


def _unit_group(country: str, row: TaxCode, per_unit: Decimal, units: Decimal) -> TaxAmount:
    rounding = ROUNDINGS[country]
    return TaxAmount(
        row.code,
        per_unit,
        base=rounding.line_money(ZERO),
        amount=rounding.line_money(per_unit * units),
        tribute=row.tribute,
        kind=row.kind,
        per_unit=True,
        units=units,
    )


def _named_withholdings(
    country: str,
    fields: LineFields,
    extension: Decimal,
    groups: tuple[TaxAmount, ...],
    on: date | None,
) -> tuple[TaxAmount, ...]:
    if not fields.withholdings:
        return ()
    iva = sum((g.amount for g in groups if g.tribute == "01"), ROUNDINGS[country].line_money(ZERO))
    return tuple(
        _percent_group(
            country,
            taxes.get(country, withholding.code, on),
            withholding.percent,
            iva if withholding.code == "RETEIVA" else extension,
        )
        for withholding in fields.withholdings
    )


def merged(first: TaxAmount, second: TaxAmount) -> TaxAmount:
    """Two groups of the same tribute and rate as one: bases, money and units added."""
    units = None if first.units is None else first.units + (second.units or ZERO)
    return TaxAmount(
        min(first.tax_code, second.tax_code),
        first.rate,
        first.base + second.base,
        first.amount + second.amount,
        tribute=first.tribute,
        kind=first.kind,
        per_unit=first.per_unit,
        units=units,
    )

"""Lines of an invoice, from what was sent and what the product says."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from providers.mx_facturagreen.sandbox.body import (
    Json,
    amount,
    at,
    number,
    objects,
    text,
    texts,
)
from providers.mx_facturagreen.sandbox.draft import Line, Tax, Totals
from providers.mx_facturagreen.sandbox.envelope import Refused
from providers.mx_facturagreen.sandbox.money import (
    LINE_PLACES,
    ZERO,
    half_up,
    over,
    places_of,
    times,
    total,
)
from providers.mx_facturagreen.sandbox.parties import Product

FLAGS = {
    "iva_t": (False, "002"),
    "iva_r": (True, "002"),
    "isr_r": (True, "001"),
    "ieps_t": (False, "003"),
    "ieps_r": (True, "003"),
}
KINDS = {"transferred": False, "withheld": True}
PERCENT = re.compile(r"\d{1,3}\.\d{2}%")
TAXED = "02"
UNTAXED = "01"


def read_line(item: Json, product: Product) -> Line:
    """A line. What the item says comes before what the product says. Raises Refused."""
    quantity = _up_to_six(item, "qty")
    price = _price(item, product)
    gross = half_up(times(quantity, price), LINE_PLACES)
    discount = _discount(item, gross)
    taxes = _taxes(item, product, gross - (discount or ZERO), quantity)
    return Line(
        sat_class=product.sat_class,
        sat_unit=product.sat_unit,
        sku=product.sku,
        unit=text(item, "unit"),
        description=text(item, "desc") or product.desc,
        quantity=quantity,
        price=price,
        amount=gross,
        discount=discount,
        tax_object=text(item, "object.k") or (TAXED if taxes else UNTAXED),
        taxes=taxes,
        predial=texts(item, "predial"),
        customs=texts(item, "customs"),
    )


def as_global(line: Line) -> Line:
    """A line of a global invoice, as FacturaGreen writes it unless told not to."""
    return replace(line, sat_class="01010101", description="VENTA")


def totals(lines: Iterable[Line], places: int) -> Totals:
    """Sums of the lines, rounded once (Anexo 20): never base times rate."""
    given = tuple(lines)
    discounts = [line.discount for line in given if line.discount is not None]
    subtotal = half_up(total(line.amount for line in given), places)
    discount = half_up(total(discounts), places) if discounts else None
    taxes = summed((tax for line in given for tax in line.taxes), places)
    parts = [subtotal, -(discount or ZERO), *(_signed(tax) for tax in taxes)]
    return Totals(subtotal, discount, taxes, total(parts))


def summed(taxes: Iterable[Tax], places: int) -> tuple[Tax, ...]:
    """Taxes per tax, factor and rate, withheld ones per tax, in order of appearance."""
    groups: dict[tuple[object, ...], list[Tax]] = {}
    for tax in taxes:
        key = (True, tax.tax) if tax.withheld else (False, tax.tax, tax.factor, tax.rate)
        groups.setdefault(key, []).append(tax)
    return tuple(_sum(group, places) for group in groups.values())


def computed(withheld: bool, tax: str, factor: str, rate: Decimal | None, base: Decimal) -> Tax:
    """A tax with its amount, base times rate."""
    amount_due = None if rate is None else half_up(times(base, rate), LINE_PLACES)
    return Tax(withheld, tax, factor, rate, half_up(base, LINE_PLACES), amount_due)


def read_tax(given: Json, net: Decimal, quantity: Decimal) -> Tax:
    """A tax as it is sent for a line. Its base is the line's net amount, of a quota its quantity,
    unless the tax says so itself. Raises Refused."""
    kind, rate = text(given, "kind"), number(given, "rate")
    if kind not in KINDS:
        raise Refused("a tax's kind is transferred or withheld")
    factor = text(given, "factor")
    base = number(given, "base")
    if base is None:
        base = quantity if factor == "Cuota" else net
    six = None if rate is None else half_up(rate, LINE_PLACES)
    return computed(KINDS[kind], text(given, "tax.k"), factor, six, base)


def _taxes(item: Json, product: Product, net: Decimal, quantity: Decimal) -> tuple[Tax, ...]:
    if at(item, "taxes") is not None:
        return tuple(read_tax(each, net, quantity) for each in objects(item, "taxes"))
    return tuple(
        computed(withheld, tax, "Tasa", _rate(product.taxes[f"{flag}r"]), net)
        for flag, (withheld, tax) in FLAGS.items()
        if product.taxes[f"{flag}a"]
    )


def _rate(percent: str) -> Decimal:
    return half_up(over(Decimal(percent), Decimal(100)), LINE_PLACES)


def _price(item: Json, product: Product) -> Decimal:
    if at(item, "price.amount") is None:
        return Decimal(product.price)
    return _up_to_six(item, "price.amount")


def _discount(item: Json, gross: Decimal) -> Decimal | None:
    given = text(item, "discount")
    if PERCENT.fullmatch(given):
        share = over(Decimal(given.removesuffix("%")), Decimal(100))
        return half_up(times(gross, share), LINE_PLACES)
    return number(item, "discount")


def _up_to_six(item: Json, path: str) -> Decimal:
    value = amount(item, path)
    if places_of(value) > LINE_PLACES:
        raise Refused(f"{path} has more than {LINE_PLACES} decimals")
    return value


def _sum(group: list[Tax], places: int) -> Tax:
    first = group[0]
    amounts = [tax.amount for tax in group if tax.amount is not None]
    return replace(
        first,
        base=half_up(total(tax.base for tax in group), places),
        amount=half_up(total(amounts), places) if amounts else None,
    )


def _signed(tax: Tax) -> Decimal:
    due = tax.amount or ZERO
    return -due if tax.withheld else due

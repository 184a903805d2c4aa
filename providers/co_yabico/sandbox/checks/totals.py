"""The seven totals of the document. All are exact to the cent."""

from collections.abc import Iterator
from decimal import Decimal

from providers.co_yabico.sandbox.draft import Draft, charges, discounts, net
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.money import same, total


def discounts_match(money: Draft) -> Iterator[Fault]:
    """001-DT1: the provider's text compares with the discounts on the lines, DIAN FAU08 with those
    on the document. Which one decides is not known, so either is taken."""
    lines = total(discounts(line.modifiers) for line in money.lines)
    document = discounts(money.modifiers)
    yield from _either("001-DT1", "allowanceTotalAmount", money.totals.allowance, lines, document)


def charges_match(money: Draft) -> Iterator[Fault]:
    """001-DT2: the same for charges (DIAN FAU10)."""
    lines = total(charges(line.modifiers) for line in money.lines)
    document = charges(money.modifiers)
    yield from _either("001-DT2", "chargeTotalAmount", money.totals.charge, lines, document)


def extension_matches(money: Draft) -> Iterator[Fault]:
    """001-DT3: the sum of the lines' amounts (DIAN FAU02)."""
    computed = total(line.extension for line in money.lines)
    yield from _either("001-DT3", "lineExtensionAmount", money.totals.extension, computed)


def exclusive_matches(money: Draft) -> Iterator[Fault]:
    """001-DT4: the sum of the lines' taxable bases, each once; lines without a tax group are
    excluded from it and nominal taxes add nothing (DIAN FAU04)."""
    computed = total(line.base for line in money.lines)
    yield from _either("001-DT4", "taxExclusiveAmount", money.totals.exclusive, computed)


def inclusive_matches(money: Draft) -> Iterator[Fault]:
    """001-DT5: the lines' amounts and all taxes (DIAN FAU06)."""
    taxed = total(group.amount for line in money.lines for group in line.taxes)
    computed = total(line.extension for line in money.lines) + taxed
    yield from _either("001-DT5", "taxInclusiveAmount", money.totals.inclusive, computed)


def prepaid_matches(money: Draft) -> Iterator[Fault]:
    """001-DT6: the sum of the prepayments (DIAN FAU12)."""
    computed = total(money.prepayments)
    yield from _either("001-DT6", "prePaidAmount", money.totals.prepaid, computed)


def payable_matches(money: Draft) -> Iterator[Fault]:
    """001-DT7: total with taxes, less the document's discounts, plus its charges (DIAN FAU14). In
    annex 1.9 prepayments only inform; the provider's text reads as if subtracted. Either is
    taken."""
    computed = money.totals.inclusive + net(money.modifiers)
    paid = computed - money.totals.prepaid
    yield from _either("001-DT7", "payableAmount", money.totals.payable, computed, paid)


def _either(code: str, field: str, given: Decimal, *computed: Decimal) -> Iterator[Fault]:
    if not any(same(given, value) for value in computed):
        told = " or ".join(dict.fromkeys(str(value) for value in computed))
        yield Fault(code, f"computed {told}, given {given}", f"documentTotals/{field}")

"""Withholding groups of lines and document. They inform; no total subtracts them."""

from collections.abc import Iterator

from providers.co_yabico.sandbox.checks import groups
from providers.co_yabico.sandbox.draft import Draft
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.money import near, same, total


def groups_are_single(money: Draft) -> Iterator[Fault]:
    """001-DW4: one group for each withholding (DIAN FAT01)."""
    return groups.repeated_groups(money, "withholdings", "001-DW4")


def groups_have_subtotals(money: Draft) -> Iterator[Fault]:
    """001-DW7: a withholding has subtotals."""
    return groups.empty_groups(money, "withholdings", "001-DW7")


def groups_are_the_sum_of_subtotals(money: Draft) -> Iterator[Fault]:
    """001-DW5: a withholding is the sum of its subtotals (DIAN FAT02)."""
    return groups.wrong_sums(money, "withholdings", "001-DW5")


def groups_are_base_by_rate(money: Draft) -> Iterator[Fault]:
    """001-DW6: a withholding is the sum of its bases by their rates."""
    for where, line, group in groups.each(money, "withholdings"):
        rated = [s for s in group.subtotals if s.percent is not None]
        computed = total(s.taxable * (s.percent or 0) / 100 for s in rated) + group.rounding
        fits = near if line is None or len(rated) > 1 else same
        if rated and not fits(computed, group.amount):
            message = f"{group.name}: computed {computed}, given {group.amount}"
            yield Fault("001-DW6", message, where)


def subtotals_are_base_by_rate(money: Draft) -> Iterator[Fault]:
    """001-DW8: a subtotal is base by rate (DIAN FAT07)."""
    return groups.wrong_products(money, "withholdings", "001-DW8")


def rates_are_single(money: Draft) -> Iterator[Fault]:
    """001-DW11: one subtotal for each rate."""
    return groups.repeated_rates(money, "withholdings", "001-DW11")


def bases_are_not_negative(money: Draft) -> Iterator[Fault]:
    """001-DW9: a base is not below zero."""
    return groups.negative_bases(money, "withholdings", "001-DW9")


def bases_fit_the_line(money: Draft) -> Iterator[Fault]:
    """001-DW10: a line's base is not above its amount."""
    return groups.large_bases(money, "withholdings", "001-DW10")

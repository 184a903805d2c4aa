"""Tax groups of lines and document."""

from collections.abc import Iterator
from decimal import Decimal

from providers.co_yabico.sandbox.checks import groups
from providers.co_yabico.sandbox.draft import IVA, Draft
from providers.co_yabico.sandbox.errors import Fault

IVA_RATES = frozenset(map(Decimal, (0, 5, 16, 19)))
INC = "CO_04"
INC_RATES = frozenset(map(Decimal, (2, 4, 8, 16)))


def groups_are_single(money: Draft) -> Iterator[Fault]:
    """001-TD2: one group for each tribute (DIAN FAS01)."""
    return groups.repeated_groups(money, "taxes", "001-TD2")


def groups_have_subtotals(money: Draft) -> Iterator[Fault]:
    """001-TS1: a tax has subtotals."""
    return groups.empty_groups(money, "taxes", "001-TS1")


def groups_are_the_sum_of_subtotals(money: Draft) -> Iterator[Fault]:
    """001-TD3: a tax is the sum of its subtotals (DIAN FAS02)."""
    return groups.wrong_sums(money, "taxes", "001-TD3")


def subtotals_are_base_by_rate(money: Draft) -> Iterator[Fault]:
    """001-TD4: a subtotal is base by rate (DIAN FAS07)."""
    return groups.wrong_products(money, "taxes", "001-TD4")


def rates_are_single(money: Draft) -> Iterator[Fault]:
    """001-TS4: one subtotal for each rate (DIAN FAS04)."""
    return groups.repeated_rates(money, "taxes", "001-TS4")


def bases_are_not_negative(money: Draft) -> Iterator[Fault]:
    """001-TS2: a base is not below zero."""
    return groups.negative_bases(money, "taxes", "001-TS2")


def bases_fit_the_line(money: Draft) -> Iterator[Fault]:
    """001-TS3: a line's base is not above its amount."""
    return groups.large_bases(money, "taxes", "001-TS3")


def iva_rates_exist(money: Draft) -> Iterator[Fault]:
    """001-TS5: IVA is levied at 0, 5, 16 or 19 % (annex 1.9, 13.3.10)."""
    for where, _, group in groups.each(money, "taxes"):
        for subtotal in group.subtotals if group.name == IVA else ():
            if subtotal.percent is not None and subtotal.percent not in IVA_RATES:
                yield Fault("001-TS5", f"{subtotal.percent} % is not a rate of IVA", where)


def taxes_say_how_they_are_computed(money: Draft) -> Iterator[Fault]:
    """001-TD1: a subtotal has a rate or an amount per unit; INC is levied at 2, 4, 8 or 16 %."""
    for where, _, group in groups.each(money, "taxes"):
        for subtotal in group.subtotals:
            if subtotal.percent is None and subtotal.per_unit is None:
                yield Fault("001-TD1", f"{group.name} has neither rate nor unit amount", where)
            elif group.name == INC and not subtotal.nominal and subtotal.percent not in INC_RATES:
                yield Fault("001-TD1", f"{subtotal.rate} is not a rate of INC", where)

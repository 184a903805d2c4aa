"""What taxes and withholdings have in common: groups, subtotals, rates, bases."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from providers.co_yabico.sandbox.draft import Draft, Group, Line, Subtotal
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.money import ZERO, near, same, total

Kind = Literal["taxes", "withholdings"]
FIELDS: dict[Kind, str] = {"taxes": "taxDescription", "withholdings": "withholdingsDescription"}


def places(money: Draft, kind: Kind) -> Iterator[tuple[str, Line | None, tuple[Group, ...]]]:
    """Where groups stand: (path, line or None for the document, groups)."""
    for line in money.lines:
        yield f"documentLines[{line.id}]/{FIELDS[kind]}", line, getattr(line, kind)
    yield FIELDS[kind], None, getattr(money, kind)


def repeated_groups(money: Draft, kind: Kind, code: str) -> Iterator[Fault]:
    """A tribute stands once at each place."""
    for where, _, groups in places(money, kind):
        counted = Counter(group.name for group in groups)
        for name in [n for n, times in counted.items() if times > 1]:
            yield Fault(code, f"{name} stands twice", where)


def empty_groups(money: Draft, kind: Kind, code: str) -> Iterator[Fault]:
    """A group has subtotals."""
    for where, _, group in each(money, kind):
        if not group.subtotals:
            yield Fault(code, f"{group.name} has no subtotals", where)


def wrong_sums(money: Draft, kind: Kind, code: str) -> Iterator[Fault]:
    """A group's amount is the sum of its subtotals and its rounding."""
    for where, _, group in each(money, kind):
        computed = total(s.amount for s in group.subtotals) + group.rounding
        if not same(computed, group.amount):
            yield Fault(code, f"{group.name}: computed {computed}, given {group.amount}", where)


def wrong_products(money: Draft, kind: Kind, code: str) -> Iterator[Fault]:
    """A subtotal is base by rate: to the cent on a line, within DIAN's 2.00 on the document."""
    for where, line, group in each(money, kind):
        for subtotal in group.subtotals:
            if not product_fits(subtotal, line):
                told = f"{group.name} {subtotal.rate} of {subtotal.taxable}"
                yield Fault(code, f"{told} is not {subtotal.amount}", where)


def repeated_rates(money: Draft, kind: Kind, code: str) -> Iterator[Fault]:
    """A rate stands once in a group."""
    for where, _, group in each(money, kind):
        counted = Counter(subtotal.rate for subtotal in group.subtotals)
        for rate in [r for r, times in counted.items() if times > 1]:
            yield Fault(code, f"{group.name}: {rate} stands twice", where)


def negative_bases(money: Draft, kind: Kind, code: str) -> Iterator[Fault]:
    """No base is below zero."""
    for where, _, group in each(money, kind):
        for subtotal in group.subtotals:
            if subtotal.taxable < ZERO:
                yield Fault(code, f"{group.name}: base {subtotal.taxable}", where)


def large_bases(money: Draft, kind: Kind, code: str) -> Iterator[Fault]:
    """On a line a group's base is at most the line's amount, or a gift's commercial value."""
    for where, line, group in each(money, kind):
        if line is None:
            continue
        base, limit = total(s.taxable for s in group.subtotals), line.largest_base
        if base > limit and not same(base, limit):
            yield Fault(code, f"{group.name}: base {base} above {limit}", where)


def each(money: Draft, kind: Kind) -> Iterator[tuple[str, Line | None, Group]]:
    """Every group as (path, line or None, group)."""
    for where, line, groups in places(money, kind):
        for group in groups:
            yield where, line, group


def product_fits(subtotal: Subtotal, line: Line | None) -> bool:
    """Whether a subtotal is base by rate, or units by amount per unit. A nominal subtotal of the
    document has no quantity of its own; there the comparison with the lines decides."""
    if subtotal.percent is not None:
        computed = subtotal.taxable * subtotal.percent / 100
        return (near if line is None else same)(computed, subtotal.amount)
    if subtotal.per_unit is None or line is None:
        return True
    return any(same(subtotal.per_unit * u, subtotal.amount) for u in _units(subtotal, line))


def _units(subtotal: Subtotal, line: Line) -> Sequence[Decimal]:
    return [u for u in (subtotal.units, line.quantity) if u is not None]

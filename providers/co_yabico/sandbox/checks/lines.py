"""The amount of a line."""

from collections.abc import Iterator, Sequence

from providers.co_yabico.sandbox.draft import Draft, Modifier
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.money import ZERO, same


def extension_adds_up(money: Draft) -> Iterator[Fault]:
    """001-LA2: quantity by unit price, less discounts, plus charges (DIAN FAV06)."""
    for line in money.lines:
        if not same(line.computed, line.extension):
            message = f"computed {line.computed}, given {line.extension}"
            yield Fault("001-LA2", message, f"documentLines[{line.id}]/lineExtensionAmount")


def extension_is_not_negative(money: Draft) -> Iterator[Fault]:
    """001-LA3: discounts do not exceed the line."""
    for line in money.lines:
        if line.computed < ZERO:
            where = f"documentLines[{line.id}]/lineExtensionAmount"
            yield Fault("001-LA3", f"computed {line.computed}", where)


def modifiers_are_base_by_rate(money: Draft) -> Iterator[Fault]:
    """001-PC1: a discount or charge that names a rate is its base by it (DIAN FAQ05, FBE05)."""
    for line in money.lines:
        yield from _modifiers(line.modifiers, f"documentLines[{line.id}]/priceModifier")
    yield from _modifiers(money.modifiers, "documentModifiers")


def _modifiers(modifiers: Sequence[Modifier], where: str) -> Iterator[Fault]:
    for modifier in modifiers:
        if modifier.percent is None:
            continue
        computed = modifier.base * modifier.percent / 100
        if not same(computed, modifier.amount):
            yield Fault("001-PC1", f"computed {computed}, given {modifier.amount}", where)

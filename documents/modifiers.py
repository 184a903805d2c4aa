"""Discounts and charges as money: of a line and of a document.

A percentage is taken of the amount it modifies (a line's quantity x price, a document's sum of
lines) and rounded at once, so that base x percent = amount holds in what is sent (FAV06).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from documents.rounding import Rounding


class Modifier(Protocol):
    """Exactly one of `amount` and `percent` (0-100) is set."""

    @property
    def amount(self) -> Decimal | None: ...

    @property
    def percent(self) -> Decimal | None: ...

    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ModifierAmount:
    """A discount, or a charge if `is_charge`, in money. `percent` None: money was given."""

    is_charge: bool
    base: Decimal
    amount: Decimal
    percent: Decimal | None = None
    reason: str = ""
    reason_code: str | None = None


def priced(
    modifiers: Iterable[Modifier], base: Decimal, rounding: Rounding, *, is_charge: bool
) -> tuple[ModifierAmount, ...]:
    """Each modifier with its money, in order. `base` is the amount the percentages are of."""
    return tuple(
        ModifierAmount(
            is_charge=is_charge,
            base=base,
            amount=_money(modifier, base, rounding),
            percent=modifier.percent,
            reason=modifier.reason,
            reason_code=getattr(modifier, "reason_code", None),
        )
        for modifier in modifiers
    )


def total(modifiers: Iterable[ModifierAmount], *, is_charge: bool) -> Decimal:
    """The sum of the charges, or of the discounts."""
    return sum((m.amount for m in modifiers if m.is_charge == is_charge), Decimal(0))


def _money(modifier: Modifier, base: Decimal, rounding: Rounding) -> Decimal:
    if modifier.amount is not None:
        return rounding.line_money(modifier.amount)
    return rounding.line_money(base * (modifier.percent or Decimal(0)) / 100)

"""The sandbox's own arithmetic. Everything is Decimal; nothing is rounded but for showing."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal, InvalidOperation

CENT = Decimal("0.01")
ZERO = Decimal(0)
DIAN_TOLERANCE = Decimal("2.00")


def read(text: object) -> Decimal | None:
    """The finite number in `text`, or None when it is none."""
    try:
        value = Decimal(str(text))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def total(values: Iterable[Decimal]) -> Decimal:
    """Their sum, exact."""
    return sum(values, ZERO)


def same(one: Decimal, other: Decimal) -> bool:
    """Equal to the cent: the difference is less than 0.01."""
    return abs(one - other) < CENT


def near(one: Decimal, other: Decimal) -> bool:
    """Within the 2.00 DIAN allows where a document amount is compared with base by rate."""
    return abs(one - other) <= DIAN_TOLERANCE


def truncate(value: Decimal) -> str:
    """Two decimals, cut off: how amounts enter the CUFE (annex 1.9, 11.2)."""
    return f"{value.quantize(CENT, rounding=ROUND_DOWN):f}"


def decimals(value: Decimal) -> int:
    """How many significant decimals the number has."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0

"""The sandbox's own arithmetic: sums are exact, a half goes up (Anexo 20, CFDI 4.0)."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
LINE_PLACES = 6
EXACT = Context(prec=60)


def half_up(value: Decimal, places: int) -> Decimal:
    """The value with exactly so many decimals."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def truncated(value: Decimal, places: int) -> Decimal:
    """The value with the decimals beyond `places` cut off."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_DOWN, EXACT)


def times(one: Decimal, other: Decimal) -> Decimal:
    """The exact product."""
    return EXACT.multiply(one, other)


def over(one: Decimal, other: Decimal) -> Decimal:
    """The quotient, to 60 digits."""
    return EXACT.divide(one, other)


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    found = ZERO
    for value in values:
        found = EXACT.add(found, value)
    return found


def places_of(value: Decimal) -> int:
    """How many decimals the value is written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def written(value: Decimal) -> str:
    """The value in digits, never with an exponent."""
    return f"{value:f}"

"""How each country rounds money.

CO: half-even to 2 decimals, on each line (NTC 3711, cited by DIAN). MX: lines keep up to 6
decimals, totals are rounded half-up to the currency's decimals (CFDI 4.0). EC, PE: half-up to 2
decimals.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache
from typing import Final

from documents import currencies

_DIGITS: Final = 60
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rounding:
    """`mode` is one of the decimal module's; `line` and `total` are numbers of decimals. `total`
    None means the decimals of the document's currency."""

    mode: str
    line: int
    total: int | None

    def line_money(self, value: Decimal) -> Decimal:
        """A line's amount, rounded."""
        return quantize(value, self.line, self.mode)

    def total_money(self, value: Decimal, currency: str) -> Decimal:
        """A document's amount, rounded."""
        places = currencies.decimals(currency) if self.total is None else self.total
        return quantize(value, places, self.mode)


ROUNDINGS: Final[Mapping[str, Rounding]] = {
    "CO": Rounding(ROUND_HALF_EVEN, 2, 2),
    "MX": Rounding(ROUND_HALF_UP, 6, None),
    "EC": Rounding(ROUND_HALF_UP, 2, 2),
    "PE": Rounding(ROUND_HALF_UP, 2, 2),
}


def quantize(value: Decimal, places: int, mode: str) -> Decimal:
    """`value` with exactly `places` decimals; a negative zero becomes zero."""
    return value.quantize(_step(places), rounding=mode) + _ZERO


@cache
def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


@contextmanager
def exact() -> Iterator[Context]:
    """Arithmetic wide enough that only `quantize` rounds: 18 digits times 18 digits fit easily."""
    with localcontext() as context:
        context.prec = _DIGITS
        yield context

"""Amounts of a CFDI's lines: rounding, and the interval in which SAT accepts a product.

A line's amounts keep up to 6 decimals, those of the document its currency's; all are rounded half
up. SAT takes each factor as known to half of its last decimal: the product may lie between the
product of the least values, truncated, and that of the greatest, rounded up (Anexo 20, validation
matrix of CFDI 4.0).
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from documents.cfdi.model import Retencion, Traslado
from documents.rounding import exact, quantize
from documents.sat.currency import MONEDAS
from documents.sat.taxation import EXENTO

LINE_DECIMALS: Final = 6
_UPPER_SLACK: Final = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the greatest amount accepted, both included."""

    lower: Decimal
    upper: Decimal

    def __contains__(self, amount: Decimal) -> bool:
        return self.lower <= amount <= self.upper


def currency_decimals(moneda: str) -> int:
    """Decimals of a currency of c_Moneda. ValueError for another."""
    found = MONEDAS.get(moneda)
    if found is None:
        raise ValueError(f"{moneda!r} is not in c_Moneda")
    return found.decimals


def half_up(amount: Decimal, decimals: int) -> Decimal:
    """The amount with exactly so many decimals, a half going up."""
    with exact():
        return quantize(amount, decimals, ROUND_HALF_UP)


def line_importe(
    cantidad: Decimal, valor_unitario: Decimal, decimals: int = LINE_DECIMALS
) -> Decimal:
    """A line's Importe."""
    with exact():
        return half_up(cantidad * valor_unitario, decimals)


def traslado(
    base: Decimal,
    impuesto: str,
    tipo_factor: str,
    tasa_o_cuota: Decimal | None = None,
    decimals: int = LINE_DECIMALS,
) -> Traslado:
    """A line's transferred tax: base times rate (Tasa), quantity of the taxed unit times quota
    (Cuota), or nothing but its base (Exento). ValueError where a rate is missing or too much."""
    if (tasa_o_cuota is None) != (tipo_factor == EXENTO):
        raise ValueError(f"a rate of {tasa_o_cuota} does not go with {tipo_factor}")
    if tasa_o_cuota is None:
        return Traslado(base=base, impuesto=impuesto, tipo_factor=tipo_factor)
    return Traslado(
        base=base,
        impuesto=impuesto,
        tipo_factor=tipo_factor,
        tasa_o_cuota=half_up(tasa_o_cuota, LINE_DECIMALS),
        importe=line_importe(base, tasa_o_cuota, decimals),
    )


def retencion(
    base: Decimal,
    impuesto: str,
    tipo_factor: str,
    tasa_o_cuota: Decimal,
    decimals: int = LINE_DECIMALS,
) -> Retencion:
    """A line's withheld tax. ValueError for an exempt one: there is none."""
    if tipo_factor == EXENTO:
        raise ValueError("a withheld tax is never exempt")
    return Retencion(
        base=base,
        impuesto=impuesto,
        tipo_factor=tipo_factor,
        tasa_o_cuota=half_up(tasa_o_cuota, LINE_DECIMALS),
        importe=line_importe(base, tasa_o_cuota, decimals),
    )


def importe_limits(cantidad: Decimal, valor_unitario: Decimal, decimals: int) -> Limits:
    """Where a line's Importe, written with so many decimals, is accepted."""
    with exact():
        lower = _least(cantidad) * _least(valor_unitario)
        upper = _greatest(cantidad) * _greatest(valor_unitario)
        return _limits(lower, upper, decimals)


def tax_limits(base: Decimal, tasa_o_cuota: Decimal, decimals: int) -> Limits:
    """Where a tax's Importe, written with so many decimals, is accepted. The rate is exact."""
    with exact():
        return _limits(_least(base) * tasa_o_cuota, _greatest(base) * tasa_o_cuota, decimals)


def decimals_of(amount: Decimal) -> int:
    """How many decimals an amount is written with."""
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _half_step(amount: Decimal) -> Decimal:
    return Decimal(1).scaleb(-decimals_of(amount)) / 2


def _least(amount: Decimal) -> Decimal:
    return max(amount - _half_step(amount), Decimal(0))


def _greatest(amount: Decimal) -> Decimal:
    return amount + _half_step(amount) - _UPPER_SLACK


def _limits(lower: Decimal, upper: Decimal, decimals: int) -> Limits:
    return Limits(
        quantize(lower, decimals, ROUND_FLOOR),
        quantize(upper, decimals, ROUND_CEILING),
    )

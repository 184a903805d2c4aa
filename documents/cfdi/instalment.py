"""The taxes in an instalment: what of an invoice's taxes a payment of a part of it settles."""

from collections.abc import Iterable
from decimal import Decimal

from documents.cfdi.model import Concepto, Impuestos, Retencion, Traslado
from documents.cfdi.money import LINE_DECIMALS, half_up, retencion, traslado
from documents.rounding import exact

_ZERO = Decimal(0)
_RateKey = tuple[str, str, Decimal | None]


def impuestos_dr(
    conceptos: Iterable[Concepto], total: Decimal, pagado: Decimal
) -> Impuestos | None:
    """The taxes in a part `pagado` of an invoice of `total`, to 6 decimals: per tax, factor and
    rate, the lines' bases in that proportion, and the tax on them. None for an invoice without
    taxes. ValueError for a part that is nothing or more than the total."""
    if not _ZERO < pagado <= total:
        raise ValueError(f"{pagado} is not a part of {total}")
    taxes = [line.impuestos for line in conceptos if line.impuestos is not None]
    transferred = _bases(each for tax in taxes for each in tax.traslados)
    withheld = _bases(each for tax in taxes for each in tax.retenciones)
    impuestos = Impuestos(
        traslados=tuple(traslado(base, *key) for key, base in _parts(transferred, total, pagado)),
        retenciones=tuple(
            retencion(base, impuesto, tipo_factor, rate or _ZERO)
            for (impuesto, tipo_factor, rate), base in _parts(withheld, total, pagado)
        ),
    )
    return impuestos if impuestos.traslados or impuestos.retenciones else None


def _bases(taxes: Iterable[Traslado | Retencion]) -> dict[_RateKey, Decimal]:
    sums: dict[_RateKey, Decimal] = {}
    for tax in taxes:
        rate = None if tax.tasa_o_cuota is None else half_up(tax.tasa_o_cuota, LINE_DECIMALS)
        key = tax.impuesto, tax.tipo_factor, rate
        sums[key] = sums.get(key, _ZERO) + tax.base
    return sums


def _parts(
    bases: dict[_RateKey, Decimal], total: Decimal, pagado: Decimal
) -> Iterable[tuple[_RateKey, Decimal]]:
    """The proportion of each base. What rounds to nothing is left out: a base is never zero."""
    for key, base in bases.items():
        with exact():
            part = half_up(base * pagado / total, LINE_DECIMALS)
        if part:
            yield key, part

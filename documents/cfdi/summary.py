"""Totals of a CFDI, from its lines.

SubTotal, Descuento and each tax summary are sums of what the lines say, rounded half up once to the
currency's decimals: never base times rate. Taxes are summed per tax, factor and rate, what is
withheld per tax. Total = SubTotal - Descuento + transferred - withheld (Anexo 20).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from documents.cfdi.model import Concepto, ImpuestosComprobante, RetencionTotal, Traslado
from documents.cfdi.money import LINE_DECIMALS, currency_decimals, half_up
from documents.rounding import exact

_ZERO = Decimal(0)
_RateKey = tuple[str, str, Decimal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a Comprobante says of its lines. `descuento` is None where no line has one, `impuestos`
    where no line has taxes."""

    sub_total: Decimal
    descuento: Decimal | None
    impuestos: ImpuestosComprobante | None
    total: Decimal


def summarise(conceptos: Iterable[Concepto], moneda: str) -> Summary:
    """The totals of some lines in a currency of c_Moneda. ValueError for another currency, and for
    discounts or withheld taxes beyond the rest."""
    lines, decimals = tuple(conceptos), currency_decimals(moneda)
    with exact():
        sub_total = half_up(sum((line.importe for line in lines), _ZERO), decimals)
        descuento = _descuento(lines, decimals)
        impuestos = _impuestos(lines, decimals)
        total = sub_total - (descuento or _ZERO) + _balance(impuestos)
    if total < 0:
        raise ValueError(f"a total of {total} is less than nothing")
    return Summary(sub_total=sub_total, descuento=descuento, impuestos=impuestos, total=total)


def _descuento(lines: tuple[Concepto, ...], decimals: int) -> Decimal | None:
    given = [line.descuento for line in lines if line.descuento is not None]
    return half_up(sum(given, _ZERO), decimals) if given else None


def _impuestos(lines: tuple[Concepto, ...], decimals: int) -> ImpuestosComprobante | None:
    taxes = [line.impuestos for line in lines if line.impuestos is not None]
    traslados = _traslados((each for tax in taxes for each in tax.traslados), decimals)
    retenciones = _retenciones(lines, decimals)
    if not (traslados or retenciones):
        return None
    taxed = [each.importe for each in traslados if each.importe is not None]
    withheld = [each.importe for each in retenciones]
    return ImpuestosComprobante(
        total_impuestos_retenidos=sum(withheld, _ZERO) if withheld else None,
        total_impuestos_trasladados=sum(taxed, _ZERO) if taxed else None,
        retenciones=retenciones,
        traslados=traslados,
    )


def _traslados(given: Iterable[Traslado], decimals: int) -> tuple[Traslado, ...]:
    groups: dict[_RateKey, list[Traslado]] = {}
    for each in given:
        groups.setdefault(_key(each), []).append(each)
    return tuple(_summed(key, group, decimals) for key, group in groups.items())


def _key(traslado: Traslado) -> _RateKey:
    rate = traslado.tasa_o_cuota
    written = None if rate is None else half_up(rate, LINE_DECIMALS)
    return traslado.impuesto, traslado.tipo_factor, written


def _summed(key: _RateKey, group: list[Traslado], decimals: int) -> Traslado:
    impuesto, tipo_factor, rate = key
    amounts = [each.importe for each in group if each.importe is not None]
    return Traslado(
        base=half_up(sum((each.base for each in group), _ZERO), decimals),
        impuesto=impuesto,
        tipo_factor=tipo_factor,
        tasa_o_cuota=rate,
        importe=half_up(sum(amounts, _ZERO), decimals) if rate is not None else None,
    )


def _retenciones(lines: tuple[Concepto, ...], decimals: int) -> tuple[RetencionTotal, ...]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        for each in line.impuestos.retenciones if line.impuestos else ():
            sums[each.impuesto] = sums.get(each.impuesto, _ZERO) + each.importe
    return tuple(
        RetencionTotal(impuesto=impuesto, importe=half_up(amount, decimals))
        for impuesto, amount in sums.items()
    )


def _balance(impuestos: ImpuestosComprobante | None) -> Decimal:
    if impuestos is None:
        return _ZERO
    taxed = impuestos.total_impuestos_trasladados or _ZERO
    return taxed - (impuestos.total_impuestos_retenidos or _ZERO)

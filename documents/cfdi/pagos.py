"""Taxes and totals of a payment complement (Pagos 2.0).

Of each payment: BaseDR and ImporteDR are divided by EquivalenciaDR without rounding, added per tax,
factor and rate, and rounded half up to 6 decimals once. Of the complement: what the payments say
times TipoCambioP is added and rounded half up to 2 decimals once (Pagos20 guide and matrix).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from documents.cfdi.model import (
    DoctoRelacionado,
    ImpuestosP,
    Pago,
    Pagos,
    RetencionTotal,
    Totales,
    Traslado,
)
from documents.cfdi.money import LINE_DECIMALS, currency_decimals, half_up
from documents.rounding import exact, quantize
from documents.sat.currency import PESO
from documents.sat.taxation import EXENTO, IEPS, ISR, IVA

MXN_DECIMALS: Final = 2
_ZERO: Final = Decimal(0)
_ONE: Final = Decimal(1)
_RateKey = tuple[str, str, Decimal | None]


def complement(pagos: Iterable[Pago]) -> Pagos:
    """The complement of some payments, their ImpuestosP and the Totales computed. ValueError as
    `totales`."""
    taxed = tuple(replace(pago, impuestos_p=impuestos_p(pago)) for pago in pagos)
    return Pagos(totales=totales(taxed), pagos=taxed)


def impuestos_p(pago: Pago) -> ImpuestosP | None:
    """A payment's taxes in its currency, from those of its documents; None where they have none."""
    with exact():
        retenciones = _retenciones_p(pago.doctos_relacionados)
        traslados = _traslados_p(pago.doctos_relacionados)
    if not (retenciones or traslados):
        return None
    return ImpuestosP(retenciones=retenciones, traslados=traslados)


def totales(pagos: Iterable[Pago]) -> Totales:
    """The complement's totals in MXN, from the payments' ImpuestosP and Monto; a total whose tax is
    not there is None. ValueError for a payment in another currency without TipoCambioP."""
    given = tuple(pagos)
    with exact():
        return Totales(
            total_retenciones_iva=_withheld(given, IVA),
            total_retenciones_isr=_withheld(given, ISR),
            total_retenciones_ieps=_withheld(given, IEPS),
            total_traslados_base_iva16=_iva(given, "0.16", _base),
            total_traslados_impuesto_iva16=_iva(given, "0.16", _importe),
            total_traslados_base_iva8=_iva(given, "0.08", _base),
            total_traslados_impuesto_iva8=_iva(given, "0.08", _importe),
            total_traslados_base_iva0=_iva(given, "0", _base),
            total_traslados_impuesto_iva0=_iva(given, "0", _importe),
            total_traslados_base_iva_exento=_iva(given, None, _base),
            monto_total_pagos=_pesos((pago, pago.monto) for pago in given) or _ZERO,
        )


def least_monto(doctos: Iterable[DoctoRelacionado], moneda: str) -> Decimal:
    """What the documents take of a payment, in its currency: the sum of ImpPagado divided by
    EquivalenciaDR, truncated. A payment's Monto is not less."""
    with exact():
        paid = sum((docto.imp_pagado / _rate(docto) for docto in doctos), _ZERO)
        return quantize(paid, currency_decimals(moneda), ROUND_FLOOR)


def _retenciones_p(doctos: Iterable[DoctoRelacionado]) -> tuple[RetencionTotal, ...]:
    sums: dict[str, Decimal] = {}
    for docto in doctos:
        for each in docto.impuestos_dr.retenciones if docto.impuestos_dr else ():
            sums[each.impuesto] = sums.get(each.impuesto, _ZERO) + each.importe / _rate(docto)
    return tuple(
        RetencionTotal(impuesto=impuesto, importe=half_up(amount, LINE_DECIMALS))
        for impuesto, amount in sums.items()
    )


def _traslados_p(doctos: Iterable[DoctoRelacionado]) -> tuple[Traslado, ...]:
    sums: dict[_RateKey, tuple[Decimal, Decimal]] = {}
    for docto in doctos:
        for each in docto.impuestos_dr.traslados if docto.impuestos_dr else ():
            base, importe = sums.get(_key(each), (_ZERO, _ZERO))
            added = (each.importe or _ZERO) / _rate(docto)
            sums[_key(each)] = base + each.base / _rate(docto), importe + added
    return tuple(_traslado_p(key, *amounts) for key, amounts in sums.items())


def _traslado_p(key: _RateKey, base: Decimal, importe: Decimal) -> Traslado:
    impuesto, tipo_factor, rate = key
    return Traslado(
        base=half_up(base, LINE_DECIMALS),
        impuesto=impuesto,
        tipo_factor=tipo_factor,
        tasa_o_cuota=rate,
        importe=None if rate is None else half_up(importe, LINE_DECIMALS),
    )


def _key(tax: Traslado) -> _RateKey:
    rate = tax.tasa_o_cuota
    written = None if rate is None else half_up(rate, LINE_DECIMALS)
    return tax.impuesto, tax.tipo_factor, written


def _rate(docto: DoctoRelacionado) -> Decimal:
    return _ONE if docto.equivalencia_dr is None else docto.equivalencia_dr


def _withheld(pagos: tuple[Pago, ...], impuesto: str) -> Decimal | None:
    return _pesos(
        (pago, each.importe)
        for pago in pagos
        for each in (pago.impuestos_p.retenciones if pago.impuestos_p else ())
        if each.impuesto == impuesto
    )


def _iva(
    pagos: tuple[Pago, ...], rate: str | None, amount: Callable[[Traslado], Decimal]
) -> Decimal | None:
    wanted = None if rate is None else Decimal(rate)
    return _pesos(
        (pago, amount(each))
        for pago in pagos
        for each in (pago.impuestos_p.traslados if pago.impuestos_p else ())
        if each.impuesto == IVA
        and (each.tipo_factor == EXENTO) == (wanted is None)
        and each.tasa_o_cuota == wanted
    )


def _base(traslado: Traslado) -> Decimal:
    return traslado.base


def _importe(traslado: Traslado) -> Decimal:
    return traslado.importe or _ZERO


def _pesos(amounts: Iterable[tuple[Pago, Decimal]]) -> Decimal | None:
    converted = [amount * _exchange(pago) for pago, amount in amounts]
    return half_up(sum(converted, _ZERO), MXN_DECIMALS) if converted else None


def _exchange(pago: Pago) -> Decimal:
    if pago.tipo_cambio_p is not None:
        return pago.tipo_cambio_p
    if pago.moneda_p != PESO:
        raise ValueError(f"a payment in {pago.moneda_p} needs TipoCambioP")
    return _ONE

"""The document's own attributes (node Comprobante)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from documents.cfdi.model import Comprobante
from documents.cfdi.money import decimals_of, half_up
from documents.rules.mx_cfdi.found import Rule, fault, has_complement
from documents.sat import currency, formats
from documents.sat.catalogue import Catalogue, Entry
from documents.sat.document import (
    EGRESO,
    EXPORTACIONES,
    INGRESO,
    NOMINA,
    PAGO,
    TIPOS_DE_COMPROBANTE,
    TIPOS_RELACION,
    TRASLADO,
)
from documents.sat.payment import FORMAS_PAGO, METODOS_PAGO, TO_BE_DEFINED
from documents.values import Fault

_ZERO: Final = Decimal(0)
_WITH_AMOUNTS: Final = frozenset({INGRESO, EGRESO, NOMINA})
_WITHOUT_AMOUNTS: Final = frozenset({TRASLADO, PAGO})


def form_by_type(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40103: types T, N and P have no FormaPago."""
    if cfdi.tipo_de_comprobante in {TRASLADO, NOMINA, PAGO} and cfdi.forma_pago is not None:
        yield fault("CFDI40103", ("forma_pago",), "Remove FormaPago from this type of document.")


def form_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40104: FormaPago is a key of c_FormaPago."""
    if cfdi.forma_pago is not None and FORMAS_PAGO.find(cfdi.forma_pago, on) is None:
        yield fault("CFDI40104", ("forma_pago",), _known(FORMAS_PAGO, on))


def form_of_deferred(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40105: PPD goes with FormaPago 99."""
    if cfdi.metodo_pago == "PPD" and cfdi.forma_pago != TO_BE_DEFINED:
        yield fault("CFDI40105", ("forma_pago",), "Give FormaPago 99 with PPD.")


def subtotal_decimals(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40107: SubTotal has the decimals of the currency."""
    if decimals_of(cfdi.sub_total) > _places(cfdi):
        yield fault("CFDI40107", ("sub_total",), _decimals(cfdi))


def subtotal_of_lines(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40108: of types I, E and N SubTotal is the rounded sum of the lines' Importe."""
    total = half_up(sum((c.importe for c in cfdi.conceptos), _ZERO), _places(cfdi))
    if cfdi.tipo_de_comprobante in _WITH_AMOUNTS and cfdi.sub_total != total:
        yield fault("CFDI40108", ("sub_total",), f"Give {total}, the sum of the lines.")


def subtotal_of_nothing(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40109: of types T and P SubTotal is zero."""
    if cfdi.tipo_de_comprobante in _WITHOUT_AMOUNTS and cfdi.sub_total:
        yield fault("CFDI40109", ("sub_total",), "Give a SubTotal of zero.")


def discount_within_subtotal(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40110: Descuento is no more than SubTotal."""
    if cfdi.descuento is not None and cfdi.descuento > cfdi.sub_total:
        yield fault("CFDI40110", ("descuento",), "Give a Descuento within SubTotal.")


def discount_of_lines(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """Of types I, E and N Descuento is the rounded sum of the lines' (Anexo 20, Descuento)."""
    discounts = [c.descuento for c in cfdi.conceptos if c.descuento is not None]
    total = half_up(sum(discounts, _ZERO), _places(cfdi))
    if (cfdi.descuento or _ZERO) != total and cfdi.tipo_de_comprobante in _WITH_AMOUNTS:
        message = f"Give {total}, the sum of the lines."
        yield Fault("cfdi_descuento_sum", ("descuento",), message)


def discount_by_type(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40111: only lines of types I, E and N have a Descuento."""
    if cfdi.tipo_de_comprobante in _WITH_AMOUNTS:
        return
    for i, concepto in enumerate(cfdi.conceptos):
        if concepto.descuento is not None:
            path = ("conceptos", i, "descuento")
            yield fault("CFDI40111", path, "Remove Descuento from this type of document.")


def discount_decimals(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40112: Descuento has the decimals of the currency."""
    if cfdi.descuento is not None and decimals_of(cfdi.descuento) > _places(cfdi):
        yield fault("CFDI40112", ("descuento",), _decimals(cfdi))


def currency_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40113: Moneda is a key of c_Moneda."""
    if currency.MONEDAS.find(cfdi.moneda, on) is None:
        yield fault("CFDI40113", ("moneda",), "Use a currency of SAT's, such as MXN or USD.")


def rate_of_currency(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40114, CFDI40115, CFDI40116: TipoCambio is 1 for MXN, absent for XXX, and given for any
    other currency."""
    path, rate = ("tipo_cambio",), cfdi.tipo_cambio
    if cfdi.moneda == currency.PESO and rate not in {None, Decimal(1)}:
        yield fault("CFDI40114", path, "Give 1 for MXN, or nothing.")
    elif cfdi.moneda == currency.NONE and rate is not None:
        yield fault("CFDI40116", path, "Remove TipoCambio: the currency is XXX.")
    elif cfdi.moneda not in {currency.PESO, currency.NONE} and rate is None:
        yield fault("CFDI40115", path, f"Give the pesos per {cfdi.moneda}.")


def total_adds_up(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40119: Total is SubTotal less Descuento plus taxes transferred less taxes withheld. Local
    taxes stand in a complement that is not read here: with it, nothing is said."""
    if has_complement(cfdi, "ImpuestosLocales") or cfdi.tipo_de_comprobante == NOMINA:
        return
    taxes = cfdi.impuestos
    added = (taxes.total_impuestos_trasladados if taxes else None) or _ZERO
    taken = (taxes.total_impuestos_retenidos if taxes else None) or _ZERO
    total = cfdi.sub_total - (cfdi.descuento or _ZERO) + added - taken
    if cfdi.total != total:
        yield fault("CFDI40119", ("total",), f"Give {total}, what the parts add up to.")


def type_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40121: TipoDeComprobante is a key of c_TipoDeComprobante."""
    if TIPOS_DE_COMPROBANTE.find(cfdi.tipo_de_comprobante, on) is None:
        yield fault("CFDI40121", ("tipo_de_comprobante",), _known(TIPOS_DE_COMPROBANTE, on))


def export_has_complement(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40122: an export with key A1 (02) carries the foreign trade complement."""
    if cfdi.exportacion == "02" and not has_complement(cfdi, "ComercioExterior"):
        message = "Add the foreign trade complement, or give another Exportacion."
        yield fault("CFDI40122", ("exportacion",), message)


def export_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40123: Exportacion is a key of c_Exportacion."""
    if EXPORTACIONES.find(cfdi.exportacion, on) is None:
        yield fault("CFDI40123", ("exportacion",), _known(EXPORTACIONES, on))


def method_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40124: MetodoPago is a key of c_MetodoPago."""
    if cfdi.metodo_pago is not None and METODOS_PAGO.find(cfdi.metodo_pago, on) is None:
        yield fault("CFDI40124", ("metodo_pago",), _known(METODOS_PAGO, on))


def method_by_type(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40125: types T and P have no MetodoPago."""
    if cfdi.tipo_de_comprobante in _WITHOUT_AMOUNTS and cfdi.metodo_pago is not None:
        yield fault("CFDI40125", ("metodo_pago",), "Remove MetodoPago from this type of document.")


def payment_has_complement(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """A document of type P carries the payment complement (guide to Pagos 2.0)."""
    if cfdi.tipo_de_comprobante == PAGO and cfdi.pagos is None:
        yield Fault("cfdi_pagos_missing", ("pagos",), "Add the payments.")


def place_formed(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40126: LugarExpedicion has the form of c_CodigoPostal."""
    if not formats.is_codigo_postal(cfdi.lugar_expedicion):
        yield fault("CFDI40126", ("lugar_expedicion",), "Give a postal code of five digits.")


def relations_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40137: TipoRelacion is a key of c_TipoRelacion."""
    for i, related in enumerate(cfdi.cfdi_relacionados):
        if TIPOS_RELACION.find(related.tipo_relacion, on) is None:
            path = ("cfdi_relacionados", i, "tipo_relacion")
            yield fault("CFDI40137", path, _known(TIPOS_RELACION, on))


def _places(cfdi: Comprobante) -> int:
    return currency.decimals(cfdi.moneda)


def _decimals(cfdi: Comprobante) -> str:
    return f"Write at most {_places(cfdi)} decimals in {cfdi.moneda}."


def _known(catalogue: Catalogue[Entry], on: date) -> str:
    return f"Use a key of {catalogue.name}: {', '.join(catalogue.keys(on))}."


RULES: Final[tuple[Rule, ...]] = (
    form_by_type,
    form_known,
    form_of_deferred,
    subtotal_decimals,
    subtotal_of_lines,
    subtotal_of_nothing,
    discount_within_subtotal,
    discount_of_lines,
    discount_by_type,
    discount_decimals,
    currency_known,
    rate_of_currency,
    total_adds_up,
    type_known,
    export_has_complement,
    export_known,
    method_known,
    method_by_type,
    payment_has_complement,
    place_formed,
    relations_known,
)

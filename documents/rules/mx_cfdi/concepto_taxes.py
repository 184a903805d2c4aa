"""Taxes of lines (node Concepto/Impuestos)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from documents.cfdi.model import Comprobante, Concepto, Impuestos, Retencion, Traslado
from documents.rules.mx_cfdi.found import Path, Rule, fault
from documents.rules.mx_cfdi.taxes import (
    amount_fits,
    exempt_bare,
    rate_published,
    retencion_of,
    traslado_of,
)
from documents.sat.taxation import EXENTO, IEPS, IMPUESTOS, OBJETOS_IMP, TIPOS_FACTOR
from documents.values import Fault

_NONE: Final = Impuestos()
_TRANSFERRED: Final[dict[str, set[str]]] = {"06": set(), "07": {IEPS}, "08": set()}


def object_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40170: ObjetoImp is a key of c_ObjetoImp."""
    for path, concepto in _lines(cfdi):
        if OBJETOS_IMP.find(concepto.objeto_imp, on) is None:
            message = f"Use a key of c_ObjetoImp: {', '.join(OBJETOS_IMP.keys(on))}."
            yield fault("CFDI40170", (*path, "objeto_imp"), message)


def object_has_taxes(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40171, CFDI40172: a line of ObjetoImp 02 has Impuestos, one of 01, 03, 04, 05 none."""
    for path, concepto in _lines(cfdi):
        entry, taxes = OBJETOS_IMP.find(concepto.objeto_imp, on), concepto.impuestos
        if entry is not None and entry.itemised and taxes is None:
            yield fault("CFDI40171", (*path, "objeto_imp"), "Give the line's taxes.")
        if entry is not None and entry.itemised is False and taxes is not None:
            message = f"Remove the line's taxes, or give another ObjetoImp than {entry.key}."
            yield fault("CFDI40172", (*path, "objeto_imp"), message)


def object_transfers(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """A line of ObjetoImp 06 or 08 transfers neither IVA nor IEPS, one of 07 IEPS and no IVA
    (c_ObjetoImp)."""
    for path, concepto in _lines(cfdi):
        wanted = _TRANSFERRED.get(concepto.objeto_imp)
        given = {tax.impuesto for tax in (concepto.impuestos or _NONE).traslados}
        if wanted is not None and given != wanted:
            message = f"Give the taxes that go with ObjetoImp {concepto.objeto_imp}."
            path = (*path, "objeto_imp")
            yield Fault("cfdi_objeto_imp_taxes", path, message, "c_ObjetoImp")


def taxes_not_empty(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40173: Impuestos has a tax transferred or withheld."""
    for path, concepto in _lines(cfdi):
        if concepto.impuestos == _NONE:
            yield fault("CFDI40173", (*path, "impuestos"), "Give a tax, or remove the node.")


def base_positive(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40174, CFDI40181: the base of a tax is above zero."""
    for path, transferred in _transferred(cfdi):
        if transferred.base <= 0:
            yield fault("CFDI40174", (*path, "base"), "Give a base above zero.")
    for path, withheld in _withheld(cfdi):
        if withheld.base <= 0:
            yield fault("CFDI40181", (*path, "base"), "Give a base above zero.")


def tax_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40175, CFDI40182: a tax is a key of c_Impuesto that may be transferred, or withheld."""
    for path, transferred in _transferred(cfdi):
        entry = IMPUESTOS.find(transferred.impuesto, on)
        if entry is None or not entry.transferred:
            yield fault("CFDI40175", (*path, "impuesto"), "Use 002 IVA or 003 IEPS.")
    for path, withheld in _withheld(cfdi):
        if IMPUESTOS.find(withheld.impuesto, on) is None:
            yield fault("CFDI40182", (*path, "impuesto"), "Use 001 ISR, 002 IVA or 003 IEPS.")


def factor_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40176, CFDI40183: TipoFactor is a key of c_TipoFactor."""
    for path, transferred in _transferred(cfdi):
        if TIPOS_FACTOR.find(transferred.tipo_factor, on) is None:
            yield fault("CFDI40176", (*path, "tipo_factor"), "Use Tasa, Cuota or Exento.")
    for path, withheld in _withheld(cfdi):
        if TIPOS_FACTOR.find(withheld.tipo_factor, on) is None:
            yield fault("CFDI40183", (*path, "tipo_factor"), "Use Tasa or Cuota.")


def exempt_is_bare(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40177, CFDI40178: what is exempt has neither rate nor amount, what is not has both."""
    for path, tax in _transferred(cfdi):
        yield from exempt_bare(traslado_of(path, tax), "CFDI40177", "CFDI40178")


def withheld_not_exempt(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40184: nothing withheld is exempt."""
    for path, tax in _withheld(cfdi):
        if tax.tipo_factor == EXENTO:
            yield fault("CFDI40184", (*path, "tipo_factor"), "Use Tasa or Cuota.")


def rates_published(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40179, CFDI40185: a rate is one of c_TasaOCuota for its tax and factor."""
    for path, transferred in _transferred(cfdi):
        yield from rate_published(traslado_of(path, transferred), on, "CFDI40179")
    for path, withheld in _withheld(cfdi):
        yield from rate_published(retencion_of(path, withheld), on, "CFDI40185")


def amounts_fit(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40180, CFDI40186: a tax's Importe is Base by TasaOCuota, within the limits."""
    for path, transferred in _transferred(cfdi):
        yield from amount_fits(traslado_of(path, transferred), "CFDI40180")
    for path, withheld in _withheld(cfdi):
        yield from amount_fits(retencion_of(path, withheld), "CFDI40186")


def _lines(cfdi: Comprobante) -> Iterator[tuple[Path, Concepto]]:
    for i, concepto in enumerate(cfdi.conceptos):
        yield ("conceptos", i), concepto


def _transferred(cfdi: Comprobante) -> Iterator[tuple[Path, Traslado]]:
    for path, concepto in _lines(cfdi):
        for i, tax in enumerate((concepto.impuestos or _NONE).traslados):
            yield (*path, "impuestos", "traslados", i), tax


def _withheld(cfdi: Comprobante) -> Iterator[tuple[Path, Retencion]]:
    for path, concepto in _lines(cfdi):
        for i, tax in enumerate((concepto.impuestos or _NONE).retenciones):
            yield (*path, "impuestos", "retenciones", i), tax


RULES: Final[tuple[Rule, ...]] = (
    object_known,
    object_has_taxes,
    object_transfers,
    taxes_not_empty,
    base_positive,
    tax_known,
    factor_known,
    exempt_is_bare,
    withheld_not_exempt,
    rates_published,
    amounts_fit,
)

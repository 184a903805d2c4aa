"""The taxes within what is paid of an invoice (Pagos 2.0, node ImpuestosDR: CRP20248 to
CRP20261)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from documents.cfdi.model import Comprobante, Impuestos, Retencion, Traslado
from documents.rules.mx_cfdi.found import Path, Rule, fault
from documents.rules.mx_cfdi.pagos_documents import documents
from documents.rules.mx_cfdi.taxes import (
    amount_fits,
    exempt_bare,
    rate_published,
    retencion_of,
    traslado_of,
)
from documents.sat.taxation import EXENTO, IMPUESTOS, TIPOS_FACTOR
from documents.values import Fault

_NONE: Final = Impuestos()


def not_empty(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20248: ImpuestosDR has a tax transferred or withheld."""
    for path, _pago, docto in documents(cfdi):
        if docto.impuestos_dr == _NONE:
            yield fault("CRP20248", (*path, "impuestos_dr"), "Give a tax, or remove the node.")


def base_positive(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20249, CRP20255: a base is above zero."""
    for path, withheld in _withheld(cfdi):
        if withheld.base <= 0:
            yield fault("CRP20249", (*path, "base"), "Give a base above zero.")
    for path, transferred in _transferred(cfdi):
        if transferred.base <= 0:
            yield fault("CRP20255", (*path, "base"), "Give a base above zero.")


def tax_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20250, CRP20256: a tax is a key of c_Impuesto that may be withheld, or transferred."""
    for path, withheld in _withheld(cfdi):
        if IMPUESTOS.find(withheld.impuesto, on) is None:
            yield fault("CRP20250", (*path, "impuesto"), "Use 001 ISR, 002 IVA or 003 IEPS.")
    for path, transferred in _transferred(cfdi):
        entry = IMPUESTOS.find(transferred.impuesto, on)
        if entry is None or not entry.transferred:
            yield fault("CRP20256", (*path, "impuesto"), "Use 002 IVA or 003 IEPS.")


def factor_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20251, CRP20252, CRP20257: a factor is a key of c_TipoFactor, of what is withheld not
    Exento."""
    for path, withheld in _withheld(cfdi):
        if TIPOS_FACTOR.find(withheld.tipo_factor, on) is None:
            yield fault("CRP20251", (*path, "tipo_factor"), "Use Tasa or Cuota.")
        elif withheld.tipo_factor == EXENTO:
            yield fault("CRP20252", (*path, "tipo_factor"), "Use Tasa or Cuota.")
    for path, transferred in _transferred(cfdi):
        if TIPOS_FACTOR.find(transferred.tipo_factor, on) is None:
            yield fault("CRP20257", (*path, "tipo_factor"), "Use Tasa, Cuota or Exento.")


def exempt_is_bare(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20258, CRP20259: what is exempt has neither rate nor amount, what is not has both."""
    for path, tax in _transferred(cfdi):
        yield from exempt_bare(traslado_of(path, tax), "CRP20258", "CRP20259")


def rates_published(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20253, CRP20260: a rate is one of c_TasaOCuota for its tax and factor."""
    for path, withheld in _withheld(cfdi):
        yield from rate_published(retencion_of(path, withheld), on, "CRP20253")
    for path, transferred in _transferred(cfdi):
        yield from rate_published(traslado_of(path, transferred), on, "CRP20260")


def amounts_fit(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20254, CRP20261: an amount is base by rate, within the limits."""
    for path, withheld in _withheld(cfdi):
        yield from amount_fits(retencion_of(path, withheld), "CRP20254")
    for path, transferred in _transferred(cfdi):
        yield from amount_fits(traslado_of(path, transferred), "CRP20261")


def _withheld(cfdi: Comprobante) -> Iterator[tuple[Path, Retencion]]:
    for path, _pago, docto in documents(cfdi):
        for i, tax in enumerate((docto.impuestos_dr or _NONE).retenciones):
            yield (*path, "impuestos_dr", "retenciones", i), tax


def _transferred(cfdi: Comprobante) -> Iterator[tuple[Path, Traslado]]:
    for path, _pago, docto in documents(cfdi):
        for i, tax in enumerate((docto.impuestos_dr or _NONE).traslados):
            yield (*path, "impuestos_dr", "traslados", i), tax


RULES: Final[tuple[Rule, ...]] = (
    not_empty,
    base_positive,
    tax_known,
    factor_known,
    exempt_is_bare,
    rates_published,
    amounts_fit,
)

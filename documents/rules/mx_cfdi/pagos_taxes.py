"""The taxes of each payment (Pagos 2.0, node ImpuestosP: CRP20262 to CRP20274): sums of those of
the invoices it pays, in the payment's currency."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from documents.cfdi.model import Comprobante, ImpuestosP, Pago, Traslado
from documents.cfdi.money import decimals_of, half_up
from documents.cfdi.pagos import impuestos_p
from documents.rules.mx_cfdi.found import Path, Rule, fault
from documents.rules.mx_cfdi.taxes import exempt_bare, rate_published, traslado_of
from documents.sat.taxation import EXENTO, IMPUESTOS
from documents.values import Fault

_NONE: Final = ImpuestosP()
_ZERO: Final = Decimal(0)
_FEWEST: Final = 2

_Group = tuple[str, str, Decimal | None]


def taxes_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20262, CRP20270: a tax is a key of c_Impuesto that may be withheld, or transferred."""
    for path, _pago, taxes in _payments(cfdi):
        for i, withheld in enumerate(taxes.retenciones):
            if IMPUESTOS.find(withheld.impuesto, on) is None:
                place = (*path, "retenciones", i, "impuesto")
                yield fault("CRP20262", place, "Use a key of c_Impuesto.")
        for i, transferred in enumerate(taxes.traslados):
            entry = IMPUESTOS.find(transferred.impuesto, on)
            if entry is None or not entry.transferred:
                place = (*path, "traslados", i, "impuesto")
                yield fault("CRP20270", place, "Use 002 IVA or 003 IEPS.")


def each_once(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20263, CRP20271: one entry per tax withheld, and per tax, factor and rate transferred."""
    for path, _pago, taxes in _payments(cfdi):
        withheld = [tax.impuesto for tax in taxes.retenciones]
        for i, key in enumerate(withheld):
            if key in withheld[:i]:
                yield fault("CRP20263", (*path, "retenciones", i), "Add it to the first.")
        transferred = [_group(tax) for tax in taxes.traslados]
        for i, group in enumerate(transferred):
            if group in transferred[:i]:
                yield fault("CRP20271", (*path, "traslados", i), "Add it to the first.")


def withheld_of_documents(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20265: what is withheld of a tax is the sum of the invoices', and none is left out."""
    for path, pago, taxes in _payments(cfdi):
        expected = {tax.impuesto: tax.importe for tax in _of_documents(pago).retenciones}
        for i, tax in enumerate(taxes.retenciones):
            right = expected.pop(tax.impuesto, _ZERO)
            if not _same(tax.importe, right):
                place = (*path, "retenciones", i, "importe")
                yield fault("CRP20265", place, f"Give {right}, the sum of the invoices.")
        for key, right in expected.items():
            yield fault("CRP20265", path, f"Add what is withheld of {key}: {right}.")


def exempt_is_bare(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20266: what is exempt has base, tax and factor alone."""
    for path, _pago, taxes in _payments(cfdi):
        for i, tax in enumerate(taxes.traslados):
            place = (*path, "traslados", i)
            yield from exempt_bare(traslado_of(place, tax), "CRP20266", "CRP20266")


def bases_of_documents(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20268, CRP20269: a base is the sum of the invoices' of its tax, factor and rate, and none
    is left out; CRP20269 is its name where all is exempt."""
    for path, pago, taxes in _payments(cfdi):
        expected = {_group(tax): tax.base for tax in _of_documents(pago).traslados}
        all_exempt = all(tax.tipo_factor == EXENTO for tax in taxes.traslados)
        law = "CRP20269" if taxes.traslados and all_exempt else "CRP20268"
        for i, tax in enumerate(taxes.traslados):
            right = expected.pop(_group(tax), _ZERO)
            if not _same(tax.base, right):
                place = (*path, "traslados", i, "base")
                yield fault(law, place, f"Give {right}, the sum of the invoices.")
        for (key, factor, rate), right in expected.items():
            yield fault(law, path, f"Add what is transferred of {key} {factor} {rate}: {right}.")


def amounts_of_documents(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20274: an amount is the sum of the invoices' of its tax, factor and rate."""
    for path, pago, taxes in _payments(cfdi):
        expected = {_group(tax): tax.importe for tax in _of_documents(pago).traslados}
        for i, tax in enumerate(taxes.traslados):
            right = expected.get(_group(tax)) or _ZERO
            if tax.importe is not None and not _same(tax.importe, right):
                place = (*path, "traslados", i, "importe")
                yield fault("CRP20274", place, f"Give {right}, the sum of the invoices.")


def rates_published(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20272: a rate is one of c_TasaOCuota for its tax and factor."""
    for path, _pago, taxes in _payments(cfdi):
        for i, tax in enumerate(taxes.traslados):
            yield from rate_published(traslado_of((*path, "traslados", i), tax), on, "CRP20272")


def _payments(cfdi: Comprobante) -> Iterator[tuple[Path, Pago, ImpuestosP]]:
    for i, pago in enumerate(cfdi.pagos.pagos if cfdi.pagos else ()):
        yield ("pagos", "pagos", i, "impuestos_p"), pago, pago.impuestos_p or _NONE


def _of_documents(pago: Pago) -> ImpuestosP:
    if any(docto.equivalencia_dr == 0 for docto in pago.doctos_relacionados):
        return pago.impuestos_p or _NONE
    return impuestos_p(pago) or _NONE


def _same(given: Decimal, right: Decimal) -> bool:
    """Equal as far as it is written, which is to two decimals at least."""
    places = max(decimals_of(given), _FEWEST)
    return given == half_up(right, places)


def _group(tax: Traslado) -> _Group:
    return tax.impuesto, tax.tipo_factor, tax.tasa_o_cuota


RULES: Final[tuple[Rule, ...]] = (
    taxes_known,
    each_once,
    withheld_of_documents,
    exempt_is_bare,
    bases_of_documents,
    amounts_of_documents,
    rates_published,
)

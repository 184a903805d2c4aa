"""Each invoice paid (Pagos 2.0, node DoctoRelacionado), but for its taxes (CRP20236 to CRP20247,
CRP20278, CRP20279)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from documents.cfdi.model import Comprobante, DoctoRelacionado, Impuestos, Pago
from documents.cfdi.money import decimals_of
from documents.rules.mx_cfdi.found import Path, Rule, fault
from documents.sat import currency
from documents.sat.taxation import IEPS, ISR, IVA, OBJETOS_IMP
from documents.values import Fault

_NONE: Final = Impuestos()


def currency_real(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20236: MonedaDR is a key of c_Moneda other than XXX."""
    for path, _pago, docto in documents(cfdi):
        if docto.moneda_dr == currency.NONE or currency.MONEDAS.find(docto.moneda_dr, on) is None:
            yield fault("CRP20236", (*path, "moneda_dr"), "Give the invoice's currency.")


def equivalence_given(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20237, CRP20238: EquivalenciaDR is given where the currencies differ, and 1 where not."""
    for path, pago, docto in documents(cfdi):
        place = (*path, "equivalencia_dr")
        if docto.moneda_dr == pago.moneda_p and docto.equivalencia_dr != Decimal(1):
            yield fault("CRP20238", place, "Give 1: invoice and payment are in one currency.")
        elif docto.moneda_dr != pago.moneda_p and not docto.equivalencia_dr:
            message = f"Give the {docto.moneda_dr} per {pago.moneda_p}."
            yield fault("CRP20237", place, message)


def amounts_positive(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20239, CRP20241: ImpSaldoAnt and ImpPagado are above zero."""
    for path, _pago, docto in documents(cfdi):
        if docto.imp_saldo_ant <= 0:
            yield fault("CRP20239", (*path, "imp_saldo_ant"), "Give a balance above zero.")
        if docto.imp_pagado <= 0:
            yield fault("CRP20241", (*path, "imp_pagado"), "Give an amount above zero.")


def amounts_decimals(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20240, CRP20242, CRP20243: amounts have the decimals of MonedaDR."""
    laws = {
        "imp_saldo_ant": "CRP20240",
        "imp_pagado": "CRP20242",
        "imp_saldo_insoluto": "CRP20243",
    }
    for path, _pago, docto in documents(cfdi):
        places = currency.decimals(docto.moneda_dr)
        for name, law in laws.items():
            if decimals_of(getattr(docto, name)) > places:
                message = f"Write at most {places} decimals in {docto.moneda_dr}."
                yield fault(law, (*path, name), message)


def balance_left(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20244: ImpSaldoInsoluto is ImpSaldoAnt less ImpPagado, and not below zero."""
    for path, _pago, docto in documents(cfdi):
        left = docto.imp_saldo_ant - docto.imp_pagado
        if docto.imp_saldo_insoluto != left or left < 0:
            message = f"Give {left}, what is left; pay no more than the balance."
            yield fault("CRP20244", (*path, "imp_saldo_insoluto"), message)


def object_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20245: ObjetoImpDR is a key of c_ObjetoImp."""
    for path, _pago, docto in documents(cfdi):
        if OBJETOS_IMP.find(docto.objeto_imp_dr, on) is None:
            yield fault("CRP20245", (*path, "objeto_imp_dr"), "Use a key of c_ObjetoImp.")


def object_has_taxes(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CRP20246, CRP20247: an invoice of ObjetoImpDR 02 has ImpuestosDR, of 01, 03, 04, 05 none."""
    for path, _pago, docto in documents(cfdi):
        entry = OBJETOS_IMP.find(docto.objeto_imp_dr, on)
        if entry is None:
            continue
        if entry.itemised and docto.impuestos_dr is None:
            yield fault("CRP20246", (*path, "impuestos_dr"), "Give the taxes within what is paid.")
        if entry.itemised is False and docto.impuestos_dr is not None:
            message = f"Remove them: an invoice of tax object {entry.key} says none."
            yield fault("CRP20247", (*path, "impuestos_dr"), message)


def object_without_transfer(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20278: an invoice of ObjetoImpDR 06 or 08 says neither IVA nor IEPS, ISR alone."""
    for path, _pago, docto in documents(cfdi):
        if docto.objeto_imp_dr in {"06", "08"} and _taxes(docto) - {ISR}:
            yield fault("CRP20278", (*path, "impuestos_dr"), "Remove IVA and IEPS.")


def object_of_excise(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20279: an invoice of ObjetoImpDR 07 says IEPS transferred and no IVA."""
    for path, _pago, docto in documents(cfdi):
        if docto.objeto_imp_dr != "07":
            continue
        transferred = {tax.impuesto for tax in (docto.impuestos_dr or _NONE).traslados}
        if IVA in _taxes(docto) or IEPS not in transferred:
            yield fault("CRP20279", (*path, "impuestos_dr"), "Give IEPS, and no IVA.")


def documents(cfdi: Comprobante) -> Iterator[tuple[Path, Pago, DoctoRelacionado]]:
    """Each invoice paid, with its payment and its place."""
    for i, pago in enumerate(cfdi.pagos.pagos if cfdi.pagos else ()):
        for j, docto in enumerate(pago.doctos_relacionados):
            yield ("pagos", "pagos", i, "doctos_relacionados", j), pago, docto


def _taxes(docto: DoctoRelacionado) -> set[str]:
    taxes = docto.impuestos_dr or _NONE
    withheld = {tax.impuesto for tax in taxes.retenciones}
    return withheld | {tax.impuesto for tax in taxes.traslados}


RULES: Final[tuple[Rule, ...]] = (
    currency_real,
    equivalence_given,
    amounts_positive,
    amounts_decimals,
    balance_left,
    object_known,
    object_has_taxes,
    object_without_transfer,
    object_of_excise,
)

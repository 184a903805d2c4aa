"""Taxes of lines (node Concepto/Impuestos)."""

from collections.abc import Iterator
from datetime import date

from documents.sat.taxation import EXENTO, IMPUESTOS, OBJETOS_IMP, TIPOS_FACTOR, rate_known
from providers.mx_facturagreen.sandbox.checks.case import Case
from providers.mx_facturagreen.sandbox.draft import Line, Tax


def check(case: Case) -> Iterator[str]:
    """Whether a line is taxed, and by what."""
    for line in case.draft.lines:
        yield from _object(line, case.on)
        for tax in line.taxes:
            yield from (_withheld if tax.withheld else _transferred)(tax, case.on)


def _object(line: Line, on: date) -> Iterator[str]:
    entry = OBJETOS_IMP.find(line.tax_object, on)
    if entry is None:
        yield "CFDI40170"
    elif entry.itemised and not line.taxes:
        yield "CFDI40171"
    elif entry.itemised is False and line.taxes:
        yield "CFDI40172"


def _transferred(tax: Tax, on: date) -> Iterator[str]:
    entry = IMPUESTOS.find(tax.tax, on)
    if tax.base <= 0:
        yield "CFDI40174"
    if entry is None or not entry.transferred:
        yield "CFDI40175"
    if TIPOS_FACTOR.find(tax.factor, on) is None:
        yield "CFDI40176"
    elif tax.factor == EXENTO and tax.rate is not None:
        yield "CFDI40177"
    elif tax.factor != EXENTO and tax.rate is None:
        yield "CFDI40178"
    elif tax.rate is not None and not _published(tax, on):
        yield "CFDI40179"


def _withheld(tax: Tax, on: date) -> Iterator[str]:
    if tax.base <= 0:
        yield "CFDI40181"
    if IMPUESTOS.find(tax.tax, on) is None:
        yield "CFDI40182"
    if TIPOS_FACTOR.find(tax.factor, on) is None:
        yield "CFDI40183"
    elif tax.factor == EXENTO:
        yield "CFDI40184"
    elif tax.rate is None or not _published(tax, on):
        yield "CFDI40185"


def _published(tax: Tax, on: date) -> bool:
    assert tax.rate is not None
    return rate_known(tax.tax, tax.factor, tax.rate, on, withheld=tax.withheld)

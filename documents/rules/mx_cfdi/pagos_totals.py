"""Totals of the payment complement (CRP20201 to CRP20211), in pesos."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from documents.cfdi.model import Comprobante
from documents.cfdi.pagos import totales
from documents.rules.mx_cfdi.found import Path, Rule, fault
from documents.values import Fault

_PATH: Final[Path] = ("pagos", "totales")
_ZERO: Final = Decimal(0)

# total: (code where it is wrong, code where it is missing).
_TOTALS: Final = {
    "total_retenciones_iva": ("CRP20201", "CRP20264"),
    "total_retenciones_isr": ("CRP20202", "CRP20264"),
    "total_retenciones_ieps": ("CRP20203", "CRP20264"),
    "total_traslados_base_iva16": ("CRP20204", "CRP20267"),
    "total_traslados_impuesto_iva16": ("CRP20205", "CRP20273"),
    "total_traslados_base_iva8": ("CRP20206", "CRP20267"),
    "total_traslados_impuesto_iva8": ("CRP20207", "CRP20273"),
    "total_traslados_base_iva0": ("CRP20208", "CRP20267"),
    "total_traslados_impuesto_iva0": ("CRP20209", "CRP20273"),
    "total_traslados_base_iva_exento": ("CRP20210", "CRP20267"),
    "monto_total_pagos": ("CRP20211", "CRP20211"),
}


def totals_add_up(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CRP20201 to CRP20211: each total is the rounded sum of the payments' taxes, or amounts, in
    pesos. CRP20264, CRP20267, CRP20273: a tax of a payment has its total."""
    if cfdi.pagos is None:
        return
    try:
        right = totales(cfdi.pagos.pagos)
    except ValueError:
        return
    for name, (wrong, missing) in _TOTALS.items():
        given, expected = getattr(cfdi.pagos.totales, name), getattr(right, name)
        if given is None and expected is not None:
            yield fault(missing, (*_PATH, name), f"Give {expected}, the sum in pesos.")
        elif given is not None and given != (expected or _ZERO):
            yield fault(wrong, (*_PATH, name), f"Give {expected or _ZERO}, the sum in pesos.")


RULES: Final[tuple[Rule, ...]] = (totals_add_up,)

"""The form of texts and quantities that SAT's schema demands (cfdv40.xsd), before any rule."""

import re

from providers.mx_facturagreen.sandbox.checks.case import Case
from providers.mx_facturagreen.sandbox.draft import Line
from providers.mx_facturagreen.sandbox.envelope import Refused

PREDIAL = re.compile(r"[0-9a-zA-Z]{1,150}")


def check(case: Case) -> None:
    """Raises Refused with 301, as for XML that its schema refuses."""
    draft = case.draft
    _text("Receptor/Nombre", draft.receiver.name, 300)
    _text("CondicionesDePago", draft.conditions, 1000, optional=True)
    for line in draft.lines:
        _line(line)
    for paid in draft.payment.invoices if draft.payment else ():
        if paid.equivalence is not None and paid.equivalence <= 0:
            raise _malformed("EquivalenciaDR")


def _line(line: Line) -> None:
    _text("Descripcion", line.description, 1000)
    _text("NoIdentificacion", line.sku, 100, optional=True)
    _text("Unidad", line.unit, 20, optional=True)
    if line.quantity <= 0:
        raise _malformed("Cantidad")
    if line.price < 0:
        raise _malformed("ValorUnitario")
    if line.discount is not None and line.discount < 0:
        raise _malformed("Descuento")
    if any(tax.rate is not None and tax.rate < 0 for tax in line.taxes):
        raise _malformed("TasaOCuota")
    if not all(PREDIAL.fullmatch(number) for number in line.predial):
        raise _malformed("CuentaPredial/Numero")


def _text(name: str, text: str, longest: int, *, optional: bool = False) -> None:
    if optional and not text:
        return
    if not 1 <= len(text) <= longest or "|" in text:
        raise _malformed(name)


def _malformed(name: str) -> Refused:
    return Refused(f"301: XML mal formado: {name}")

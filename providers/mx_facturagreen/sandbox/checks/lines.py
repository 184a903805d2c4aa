"""Lines (node Concepto) but for their taxes."""

from collections.abc import Iterator

from documents.sat.formats import is_clave_prod_serv, is_clave_unidad, is_pedimento
from providers.mx_facturagreen.sandbox.checks.case import Case
from providers.mx_facturagreen.sandbox.draft import PAYMENT, Line
from providers.mx_facturagreen.sandbox.money import LINE_PLACES, ZERO, places_of


def check(case: Case) -> Iterator[str]:
    """Keys, price, discount and customs declarations of each line."""
    for line in case.draft.lines:
        if not is_clave_prod_serv(line.sat_class):
            yield "CFDI40162"
        if not is_clave_unidad(line.sat_unit):
            yield "CFDI40165"
        if case.draft.kind != PAYMENT and line.price <= 0:
            yield "CFDI40166"
        yield from _discount(line)
        if not all(is_pedimento(number) for number in line.customs):
            yield "CFDI40194"


def _discount(line: Line) -> Iterator[str]:
    discount = line.discount or ZERO
    if places_of(discount) > LINE_PLACES:
        yield "CFDI40168"
    if discount > line.amount:
        yield "CFDI40169"

"""The document's own attributes (node Comprobante)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from documents.sat.currency import MONEDAS
from documents.sat.document import EXPORTACIONES, TIPOS_RELACION
from documents.sat.formats import is_codigo_postal
from documents.sat.payment import FORMAS_PAGO, METODOS_PAGO
from providers.mx_facturagreen.sandbox.checks.case import Case
from providers.mx_facturagreen.sandbox.draft import CREDIT, INVOICE, PAYMENT

RATE = re.compile(r"[0-9]{1,18}(\.[0-9]{1,6})?")


def check(case: Case) -> Iterator[str]:
    """Type, means of payment, currency, place and kinds of relations."""
    draft = case.draft
    if draft.kind not in (INVOICE, CREDIT, PAYMENT):
        yield "CFDI40121"
    if draft.kind != PAYMENT:
        yield from _paid(case)
        yield from _currency(case)
    if EXPORTACIONES.find(draft.export, case.on) is None:
        yield "CFDI40123"
    if draft.export == "02":
        yield "CFDI40122"
    if not is_codigo_postal(draft.place):
        yield "CFDI40126"
    for relation in draft.relations:
        if TIPOS_RELACION.find(relation.type, case.on) is None:
            yield "CFDI40137"


def check_total(case: Case) -> Iterator[str]:
    """Discounts and what is withheld leave something."""
    if case.draft.totals.total < 0:
        yield "CFDI40119"


def _paid(case: Case) -> Iterator[str]:
    draft = case.draft
    if METODOS_PAGO.find(draft.method, case.on) is None:
        yield "CFDI40124"
    if FORMAS_PAGO.find(draft.form, case.on) is None:
        yield "CFDI40104"
    if draft.method == "PPD" and draft.form != "99":
        yield "CFDI40105"


def _currency(case: Case) -> Iterator[str]:
    currency, rate = case.draft.currency, case.draft.exchange
    if MONEDAS.find(currency, case.on) is None:
        yield "CFDI40113"
    if rate and not RATE.fullmatch(rate):
        yield "CFDI40117"
    elif currency == "MXN" and rate and Decimal(rate) != 1:
        yield "CFDI40114"
    elif currency == "XXX" and rate:
        yield "CFDI40116"
    elif currency not in ("MXN", "XXX") and not rate:
        yield "CFDI40115"

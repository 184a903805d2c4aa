"""The draft of an invoice or credit note, from the body of `emmit`."""

from datetime import datetime

from documents.sat.currency import decimals
from providers.mx_facturagreen.sandbox import header
from providers.mx_facturagreen.sandbox.body import Json, objects, text
from providers.mx_facturagreen.sandbox.donation import donation
from providers.mx_facturagreen.sandbox.draft import INVOICE, Draft, Line, Period
from providers.mx_facturagreen.sandbox.envelope import Refused
from providers.mx_facturagreen.sandbox.lines import as_global, read_line, totals
from providers.mx_facturagreen.sandbox.parties import Customer
from providers.mx_facturagreen.sandbox.state import State
from providers.mx_facturagreen.sandbox.units import Unit

PESO = "MXN"
CONDITIONS = "override.paymentConditions"
FORCE_GLOBAL = "enforce.cfdiGlobal"


def draft(state: State, unit: Unit, customer: Customer, body: Json, now: datetime) -> Draft:
    """The document the request asks for, unnumbered where the client gives no number. Raises
    Refused for what cannot be read."""
    period = header.period(body)
    lines = _lines(state, unit, body, period)
    currency = text(body, "cfdi.currency.k") or PESO
    serie, folio = header.number_of(body)
    conditional = header.configured(body, CONDITIONS, False)
    return Draft(
        kind=text(body, "cfdi.type.k") or INVOICE,
        at=header.issued_at(body, now),
        serie=serie,
        folio=folio,
        form=text(body, "cfdi.payment.form.k"),
        method=text(body, "cfdi.payment.method.k"),
        conditions=text(body, "cfdi.paymentConditions") if conditional else "",
        currency=currency,
        exchange=text(body, "cfdi.exchangeRate"),
        export=text(body, "cfdi.export.k") or "01",
        place=header.place(body, unit),
        issuer=header.issuer(body, unit),
        receiver=header.receiver(body, customer),
        period=period,
        relations=header.relations(body),
        lines=lines,
        totals=totals(lines, decimals(currency)),
        donation=donation(body),
    )


def _lines(state: State, unit: Unit, body: Json, period: Period | None) -> tuple[Line, ...]:
    items = objects(body, "cfdi.items")
    if not items:
        raise Refused("cfdi.items is required", nested=True)
    lines = tuple(_line(state, unit, item) for item in items)
    forced = period is not None and header.configured(body, FORCE_GLOBAL, True)
    return tuple(map(as_global, lines)) if forced else lines


def _line(state: State, unit: Unit, item: Json) -> Line:
    product = state.product(text(item, "uuid"), unit.uid)
    if product is None:
        raise Refused(f"product {text(item, 'uuid')} not found", nested=True)
    return read_line(item, product)

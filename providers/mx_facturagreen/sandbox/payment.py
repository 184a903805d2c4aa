"""The draft of a payment complement, from the body of `emmited/payment`."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from providers.mx_facturagreen.sandbox import header
from providers.mx_facturagreen.sandbox.body import (
    Json,
    amount,
    at,
    needed,
    number,
    objects,
    text,
)
from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.draft import (
    PAYMENT,
    Draft,
    Line,
    Paid,
    Payment,
    Receiver,
    Tax,
    Totals,
)
from providers.mx_facturagreen.sandbox.envelope import Refused
from providers.mx_facturagreen.sandbox.lines import KINDS
from providers.mx_facturagreen.sandbox.money import (
    LINE_PLACES,
    ONE,
    ZERO,
    half_up,
    over,
    times,
)
from providers.mx_facturagreen.sandbox.state import State
from providers.mx_facturagreen.sandbox.units import Unit

PESO = "MXN"
NOON = "12:00:00"

CONCEPT = Line(
    sat_class="84111506",
    sat_unit="ACT",
    sku="",
    unit="",
    description="Pago",
    quantity=ONE,
    price=ZERO,
    amount=ZERO,
    discount=None,
    tax_object="01",
    taxes=(),
    predial=(),
    customs=(),
)
"""The only line a payment has (guide to Pagos 2.0)."""


def draft(state: State, unit: Unit, body: Json, now: datetime) -> Draft:
    """The document the request asks for. Its receiver is that of the first invoice, unless the
    request names a customer. Raises Refused."""
    invoices = tuple(_invoices(state, unit, body))
    first = _known(state, unit, invoices[0].uuid)
    serie, folio = header.number_of(body)
    return Draft(
        kind=PAYMENT,
        at=header.issued_at(body, now),
        serie=serie,
        folio=folio,
        form="",
        method="",
        conditions="",
        currency="XXX",
        exchange="",
        export="01",
        place=text(body, "cfdi.business.address.zip") or first.place,
        issuer=header.issuer(body, unit),
        receiver=_receiver(state, unit, body, first),
        period=None,
        relations=header.relations(body),
        lines=(CONCEPT,),
        totals=Totals(ZERO, None, (), ZERO),
        payment=_payment(body, invoices),
    )


def _payment(body: Json, invoices: tuple[Paid, ...]) -> Payment:
    currency = text(body, "payment.currency.k") or PESO
    rate = number(body, "payment.exchangeRate")
    return Payment(
        at=_paid_at(body),
        form=text(body, "payment.form.k"),
        currency=currency,
        exchange=ONE if rate is None and currency == PESO else rate,
        amount=amount(body, "payment.amount"),
        operation=text(body, "payment.operation"),
        payer_bank=text(body, "payment.payer.bankTaxid"),
        payer_bank_name=text(body, "payment.payer.bankName"),
        payer_account=text(body, "payment.payer.account"),
        payee_bank=text(body, "payment.payee.bankTaxid"),
        payee_account=text(body, "payment.payee.account"),
        invoices=invoices,
    )


def _paid_at(body: Json) -> datetime:
    day, hour = needed(body, "payment.date"), text(body, "payment.time") or NOON
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour))
    except ValueError as error:
        raise Refused("payment.date is YYYY-MM-DD, payment.time hh:mm:ss") from error


def _invoices(state: State, unit: Unit, body: Json) -> Iterator[Paid]:
    """The invoices paid: one as documented, or several."""
    several = objects(body, "payment.invoices")
    if not several:
        uuid = needed(body, "cfdi.uuid")
        only = {**(at(body, "payment") or {}), "currency": None}
        yield _paid(only, _known(state, unit, uuid), body)
    for each in several:
        yield _paid(each, _known(state, unit, needed(each, "uuid")), body)


def _paid(given: Json, invoice: Document, body: Json) -> Paid:
    currency = text(given, "currency.k") or invoice.currency
    paying = text(body, "payment.currency.k") or PESO
    equivalence = number(given, "equivalence")
    paid = amount(given, "amount")
    return Paid(
        uuid=invoice.folio_tax,
        serie=invoice.external_serie or invoice.serie,
        folio=invoice.external_folio or invoice.folio,
        currency=currency,
        equivalence=ONE if equivalence is None and currency == paying else equivalence,
        number=_instalment(given),
        before=amount(given, "balance.before"),
        amount=paid,
        after=amount(given, "balance.after"),
        tax_object=text(given, "object.k") or invoice.tax_object,
        taxes=_taxes(given, invoice, paid),
    )


def _instalment(given: Json) -> int:
    value = amount(given, "number")
    if value != value.to_integral_value() or not 1 <= value <= 999:
        raise Refused("payment number is from 1 to 999")
    return int(value)


def _taxes(given: Json, invoice: Document, paid: Decimal) -> tuple[Tax, ...]:
    """The taxes within what is paid: as they are sent, or else the invoice's in proportion."""
    if at(given, "taxes") is not None:
        return tuple(_sent(each) for each in objects(given, "taxes"))
    share = over(paid, Decimal(invoice.total)) if Decimal(invoice.total) else ZERO
    return tuple(_share(each, share) for each in invoice.taxes)


def _sent(given: Json) -> Tax:
    kind, rate = text(given, "kind"), number(given, "rate")
    if kind not in KINDS:
        raise Refused("a tax's kind is transferred or withheld")
    return Tax(
        KINDS[kind],
        text(given, "tax.k"),
        text(given, "factor"),
        None if rate is None else half_up(rate, LINE_PLACES),
        amount(given, "base"),
        number(given, "amount"),
    )


def _share(kept: Json, share: Decimal) -> Tax:
    rate = None if kept["rate"] is None else Decimal(kept["rate"])
    base = half_up(times(Decimal(kept["base"]), share), LINE_PLACES)
    due = None if rate is None else half_up(times(base, rate), LINE_PLACES)
    return Tax(kept["withheld"], kept["tax"], kept["factor"], rate, base, due)


def _known(state: State, unit: Unit, uuid: str) -> Document:
    found = state.documents.stamped(uuid)
    if found is None or found.unit != unit.uid:
        raise Refused(f"El CFDI {uuid} no existe", nested=True)
    return found


def _receiver(state: State, unit: Unit, body: Json, first: Document) -> Receiver:
    uuid = text(body, "cfdi.customer.uuid")
    if not uuid:
        return Receiver(**{**first.receiver, "use": "CP01"})
    customer = state.customer(uuid, unit.uid)
    if customer is None:
        raise Refused(f"customer {uuid} not found", nested=True)
    found = header.receiver(body, customer)
    use = text(body, "cfdi.customer.invoiceuse.k") or "CP01"
    return Receiver(
        rfc=found.rfc,
        name=found.name,
        zip=found.zip,
        regime=found.regime,
        use=use,
        residence=found.residence,
        foreign_id=found.foreign_id,
    )

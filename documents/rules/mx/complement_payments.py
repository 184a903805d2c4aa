"""Mexico: each payment of a payment complement (Pagos 2.0, node Pago)."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, Decimal
from typing import Final

from documents.rounding import exact, quantize
from documents.rules.common import decimals_of
from documents.rules.mx.facts import MxFacts
from documents.rules.mx.payments import PaidInvoice
from documents.sat import currency
from documents.sat.payment import FORMAS_PAGO, TO_BE_DEFINED
from documents.values import DocumentValue, Fault

_FACTS: Final = {
    "paid_at": "Give the day and time of the payment, such as 2026-11-20T12:00:00.",
    "forma": "Give the means of payment, such as 03 transfer.",
    "currency": "Give the currency of the payment.",
    "amount": "Give the amount received.",
}


def payment_complete(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A payment has its time, means, currency and amount (schema Pagos20, node Pago)."""
    for payment in facts.payments:
        for name, message in _FACTS.items():
            if getattr(payment, name) is None:
                yield Fault("payment_incomplete", payment.at(name), message)


def paid_already(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A complement is of a payment received, not of one to come."""
    for payment in facts.payments:
        if payment.paid_at is not None and payment.paid_at.date() > facts.on:
            message = f"Give a day up to {facts.on}: a payment to come has no complement."
            yield Fault("payment_future", payment.at("paid_at"), message)


def form_known(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20212: the means of payment is a key of c_FormaPago other than 99."""
    for payment in facts.payments:
        if payment.forma is None:
            continue
        if payment.forma == TO_BE_DEFINED or FORMAS_PAGO.find(payment.forma, facts.on) is None:
            known = ", ".join(k for k in FORMAS_PAGO.keys(facts.on) if k != TO_BE_DEFINED)
            message = f"Use the key of the payment made: {known}."
            yield Fault("payment_form", payment.at("forma"), message, "CRP20212")


def currency_known(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20213: the currency is one of c_Moneda other than XXX."""
    for payment in facts.payments:
        key = payment.currency
        if key is None:
            continue
        if key == currency.NONE or currency.MONEDAS.find(key, facts.on) is None:
            message = "Use a currency of SAT's, such as MXN or USD."
            yield Fault("payment_currency", payment.at("currency"), message, "CRP20213")


def rate_fits_currency(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20214, CRP20215: another currency than MXN has its rate; that of MXN is 1."""
    for payment in facts.payments:
        path = payment.at("rate")
        if payment.currency == currency.PESO and payment.rate not in {None, 1}:
            message = "Leave the rate out: the payment is in MXN."
            yield Fault("payment_rate_on_mxn", path, message, "CRP20215")
        if payment.currency not in {None, currency.PESO} and not payment.rate:
            message = f"Give the pesos per {payment.currency} on the day of the payment."
            yield Fault("payment_rate_missing", path, message, "CRP20214")


def amount_fits_currency(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20218, CRP20219: an amount is above zero and has the decimals of its currency."""
    for payment in facts.payments:
        if payment.amount is None:
            continue
        path = payment.at("amount")
        if payment.amount <= 0:
            yield Fault("payment_amount_zero", path, "Give an amount above zero.", "CRP20218")
        places = currency.decimals(payment.currency or "")
        if decimals_of(payment.amount) > places:
            message = f"Write at most {places} decimals in {payment.currency}."
            yield Fault("payment_amount_decimals", path, message, "CRP20219")


def invoices_within_amount(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20217: what is paid of the invoices, in the payment's currency, is no more than the
    payment."""
    for payment in facts.payments:
        if payment.amount is None or payment.currency is None:
            continue
        if _spent(payment.invoices, currency.decimals(payment.currency)) > payment.amount:
            limit = f"{payment.amount} {payment.currency}"
            message = f"Pay invoices with at most {limit}, the payment."
            yield Fault("payment_exceeded", payment.at("amount"), message, "CRP20217")


def _spent(invoices: Iterable[PaidInvoice], places: int) -> Decimal:
    """What the invoices take of their payment, in its currency, truncated."""
    with exact():
        parts = (invoice.paid / (invoice.equivalence or Decimal(1)) for invoice in invoices)
        return quantize(sum(parts, Decimal(0)), places, ROUND_DOWN)


RULES: Final = (
    payment_complete,
    paid_already,
    form_known,
    currency_known,
    rate_fits_currency,
    amount_fits_currency,
    invoices_within_amount,
)

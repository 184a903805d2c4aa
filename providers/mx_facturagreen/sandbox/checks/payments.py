"""A payment and the invoices it pays (Pagos 2.0)."""

from collections.abc import Iterator
from datetime import date

from documents.sat.currency import MONEDAS, decimals
from documents.sat.payment import FORMAS_PAGO
from documents.sat.taxation import OBJETOS_IMP
from providers.mx_facturagreen.sandbox.checks.case import Case
from providers.mx_facturagreen.sandbox.draft import Paid, Payment
from providers.mx_facturagreen.sandbox.money import ONE, over, places_of, total, truncated

FOREIGN_BANK = "XEXX010101000"


def check(case: Case) -> Iterator[str]:
    """Everything of the node Pago."""
    payment = case.draft.payment
    if payment is None:
        return
    yield from _means(payment, case.on)
    yield from _currency(payment, case.on)
    for paid in payment.invoices:
        yield from _invoice(paid, payment, case)
    yield from _money(payment)
    yield from _banks(payment, case.on)


def _means(payment: Payment, on: date) -> Iterator[str]:
    if payment.form == "99" or FORMAS_PAGO.find(payment.form, on) is None:
        yield "CRP20212"


def _currency(payment: Payment, on: date) -> Iterator[str]:
    if payment.currency == "XXX" or MONEDAS.find(payment.currency, on) is None:
        yield "CRP20213"
    if payment.exchange is None:
        yield "CRP20214"
    elif payment.currency == "MXN" and payment.exchange != 1:
        yield "CRP20215"


def _money(payment: Payment) -> Iterator[str]:
    places = decimals(payment.currency)
    if payment.amount <= 0:
        yield "CRP20218"
    if places_of(payment.amount) > places:
        yield "CRP20219"
    taken = total(over(paid.amount, paid.equivalence or ONE) for paid in payment.invoices)
    if truncated(taken, places) > payment.amount:
        yield "CRP20217"


def _banks(payment: Payment, on: date) -> Iterator[str]:
    form = FORMAS_PAGO.find(payment.form, on)
    assert form is not None
    if form.payer_account is None and payment.payer_bank:
        yield "CRP20221"
    if form.payer_account is None and payment.payer_account:
        yield "CRP20224"
    if form.payee_account is None and payment.payee_bank:
        yield "CRP20227"
    if form.payee_account is None and payment.payee_account:
        yield "CRP20228"
    if payment.payer_bank == FOREIGN_BANK and not payment.payer_bank_name:
        yield "CRP20223"
    if payment.payer_account and not form.fits_payer(payment.payer_account):
        yield "CRP20225"
    if payment.payee_account and not form.fits_payee(payment.payee_account):
        yield "CRP20226"


def _invoice(paid: Paid, payment: Payment, case: Case) -> Iterator[str]:
    invoice = case.stamped(paid.uuid)
    if invoice is None or invoice.currency != paid.currency:
        yield "CRP20236"
    if paid.equivalence is None:
        yield "CRP20237"
    elif paid.currency == payment.currency and paid.equivalence != 1:
        yield "CRP20238"
    yield from _balance(paid)
    entry = OBJETOS_IMP.find(paid.tax_object, case.on)
    if entry is None:
        yield "CRP20245"
    elif entry.itemised and not paid.taxes:
        yield "CRP20246"
    elif entry.itemised is False and paid.taxes:
        yield "CRP20247"


def _balance(paid: Paid) -> Iterator[str]:
    places = decimals(paid.currency)
    if paid.before <= 0:
        yield "CRP20239"
    if places_of(paid.before) > places:
        yield "CRP20240"
    if paid.amount <= 0:
        yield "CRP20241"
    if places_of(paid.amount) > places:
        yield "CRP20242"
    if paid.after != paid.before - paid.amount or paid.after < 0:
        yield "CRP20244"

"""Arithmetic of Pagos 2.0: per payment, bases and amounts divided by EquivalenciaDR unrounded,
added per key, rounded half up to 6 decimals once; totals in pesos rounded to 2 decimals once."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from providers.mx_facturagreen.sandbox.draft import Payment, Tax
from providers.mx_facturagreen.sandbox.lines import summed
from providers.mx_facturagreen.sandbox.money import (
    LINE_PLACES,
    ONE,
    ZERO,
    half_up,
    over,
    times,
    total,
)

IVA = "002"
PESO_PLACES = 2
WITHHELD = {
    "002": "TotalRetencionesIVA",
    "001": "TotalRetencionesISR",
    "003": "TotalRetencionesIEPS",
}
IVA_RATES = {"0.16": "16", "0.08": "8", "0": "0"}


def payment_taxes(payment: Payment) -> tuple[Tax, ...]:
    """ImpuestosP: the taxes of a payment, in its currency."""
    return summed(_converted(payment), LINE_PLACES)


def totals(payment: Payment, taxes: tuple[Tax, ...]) -> dict[str, Decimal]:
    """The attributes of Totales, in pesos; those of taxes that are not there are left out."""
    rate = payment.exchange or ONE
    found: dict[str, Decimal] = {}
    for tax, name in WITHHELD.items():
        if amounts := [t.amount or ZERO for t in taxes if t.withheld and t.tax == tax]:
            found[name] = _rounded(total(amounts), rate)
    for shown, name in IVA_RATES.items():
        if chosen := [t for t in taxes if _is_iva(t, Decimal(shown))]:
            found[f"TotalTrasladosBaseIVA{name}"] = _rounded(total(t.base for t in chosen), rate)
            due = total(t.amount or ZERO for t in chosen)
            found[f"TotalTrasladosImpuestoIVA{name}"] = _rounded(due, rate)
    if exempt := [t.base for t in taxes if _is_iva(t, None)]:
        found["TotalTrasladosBaseIVAExento"] = _rounded(total(exempt), rate)
    return {**found, "MontoTotalPagos": _rounded(payment.amount, rate)}


def _rounded(amount: Decimal, rate: Decimal) -> Decimal:
    return half_up(times(amount, rate), PESO_PLACES)


def _is_iva(tax: Tax, rate: Decimal | None) -> bool:
    return not tax.withheld and tax.tax == IVA and tax.rate == rate


def _converted(payment: Payment) -> Iterator[Tax]:
    for paid in payment.invoices:
        for tax in paid.taxes:
            by = paid.equivalence or ONE
            due = None if tax.amount is None else over(tax.amount, by)
            yield replace(tax, base=over(tax.base, by), amount=due)

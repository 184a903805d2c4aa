"""Mexico: series, export, currency and payment of an invoice or note (node Comprobante)."""

from collections.abc import Iterator
from typing import Final

from documents import amounts
from documents.rules.mx.facts import FIELDS, MxFacts
from documents.sat import currency
from documents.sat.document import EXPORTACIONES
from documents.sat.payment import FORMAS_PAGO, TO_BE_DEFINED
from documents.values import DocumentValue, Fault

_PROFILE: Final = ("issuer_profile_id",)
_SERIE_LENGTH: Final = 25
_FOLIO_LENGTH: Final = 40
_NO_EXPORT: Final = "01"


def series_short(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """A series has 1 to 25 characters without a pipe, a folio up to 40 (schema cfdv40, Serie,
    Folio). The series is the profile's prefix, or its series where it has none."""
    numbering = document.numbering
    if numbering is None:
        return
    serie = numbering.prefix or numbering.series
    if len(serie) > _SERIE_LENGTH or "|" in serie:
        message = f"Give the profile a prefix of 1 to {_SERIE_LENGTH} characters without |."
        yield Fault("serie_form", _PROFILE, message)
    if len(str(numbering.range_max)) > _FOLIO_LENGTH:
        message = f"End the profile's range at a number of {_FOLIO_LENGTH} digits or fewer."
        yield Fault("folio_form", _PROFILE, message)


def export_said(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40123: whether the goods leave the country is said, by a key of c_Exportacion."""
    path, key = (*FIELDS, "exportacion"), facts.fields.exportacion
    if key is None:
        message = "Say whether this is an export: 01 if it is none."
        yield Fault("exportacion_missing", path, message, "CFDI40123")
    elif EXPORTACIONES.find(key, facts.on) is None:
        message = f"Use one of SAT's: {', '.join(EXPORTACIONES.keys(facts.on))}."
        yield Fault("exportacion_unknown", path, message, "CFDI40123")


def export_of_services(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40122: an export with key A1 (02) carries the foreign trade complement, which this
    service does not write."""
    if facts.fields.exportacion == "02":
        message = "Issue this export elsewhere: the foreign trade complement is not offered."
        yield Fault("export_unsupported", (*FIELDS, "exportacion"), message, "CFDI40122")


def method_given(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40124: whether the whole is paid now (PUE) or later (PPD) is said."""
    if facts.fields.metodo_pago is None:
        message = "Say PUE if all is paid now, PPD if any of it is paid later."
        yield Fault("metodo_pago_missing", (*FIELDS, "metodo_pago"), message, "CFDI40124")


def form_given(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40104: the means of payment is a key of c_FormaPago."""
    path, key = (*FIELDS, "forma_pago"), facts.fields.forma_pago
    if key is None:
        message = "Give the means of payment, such as 03 transfer; 99 where it is not known yet."
        yield Fault("forma_pago_missing", path, message, "CFDI40104")
    elif FORMAS_PAGO.find(key, facts.on) is None:
        message = f"Use one of SAT's: {', '.join(FORMAS_PAGO.keys(facts.on))}."
        yield Fault("forma_pago_unknown", path, message, "CFDI40104")


def form_fits_method(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40105: what is paid later (PPD) is paid in a way to be defined (99), and nothing else
    is."""
    path, fields = (*FIELDS, "forma_pago"), facts.fields
    if fields.metodo_pago is None or fields.forma_pago is None:
        return
    if fields.metodo_pago == "PPD" and fields.forma_pago != TO_BE_DEFINED:
        message = f"Give {TO_BE_DEFINED} with PPD: the means is told when the payment comes."
        yield Fault("forma_pago_ppd", path, message, "CFDI40105")
    if fields.metodo_pago == "PUE" and fields.forma_pago == TO_BE_DEFINED:
        message = "Give the means of the payment made, or say PPD."
        yield Fault("forma_pago_pue", path, message, "CFDI40105")


def currency_known(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40113: the currency is one of c_Moneda."""
    if document.line_items and currency.MONEDAS.find(facts.currency, facts.on) is None:
        path = ("line_items", 0, "unit_price", "currency")
        message = f"Use a currency of SAT's: {facts.currency} is none."
        yield Fault("currency_unknown_to_sat", path, message, "CFDI40113")


def rate_fits_currency(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40114, CFDI40115: another currency than MXN has its rate in pesos; that of MXN is 1."""
    path, rate = (*FIELDS, "tipo_cambio"), facts.fields.tipo_cambio
    if not document.line_items:
        return
    if facts.currency == currency.PESO and rate not in {None, 1}:
        message = "Leave tipo_cambio out: the document is in MXN."
        yield Fault("tipo_cambio_on_mxn", path, message, "CFDI40114")
    if facts.currency != currency.PESO and not rate:
        message = f"Give tipo_cambio, the pesos per {facts.currency}."
        yield Fault("tipo_cambio_missing", path, message, "CFDI40115")


def total_not_negative(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """What is withheld does not exceed what is charged (schema cfdv40, Total)."""
    try:
        totals = amounts.compute(document, facts.on)
    except (amounts.UnknownTaxCode, amounts.MissingTaxRate):
        return
    if totals.total < 0:
        message = "Lower the taxes withheld: they exceed the amount charged."
        yield Fault("total_negative", ("line_items",), message)


def payments_elsewhere(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """Payments are told in a payment complement, not in an invoice or note."""
    if facts.fields.pagos:
        message = "Move the payments to a document of type PAYMENT_COMPLEMENT."
        yield Fault("pagos_on_invoice", (*FIELDS, "pagos"), message)
    if document.payment is not None:
        message = "Move the payment to a document of type PAYMENT_COMPLEMENT."
        yield Fault("payment_on_invoice", ("payment",), message)


RULES: Final = (
    series_short,
    export_said,
    export_of_services,
    method_given,
    form_given,
    form_fits_method,
    currency_known,
    rate_fits_currency,
    total_not_negative,
    payments_elsewhere,
)

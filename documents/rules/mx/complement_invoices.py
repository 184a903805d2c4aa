"""Mexico: the invoices that a payment pays (Pagos 2.0, node DoctoRelacionado)."""

from collections.abc import Iterator
from typing import Final

from documents.rules.common import decimals_of
from documents.rules.mx.balance import Instalment, instalments
from documents.rules.mx.facts import TYPES, MxFacts, rfc_of
from documents.rules.mx.payments import PaidInvoice, Received, paid_references
from documents.sat import currency, formats
from documents.sat.document import INGRESO
from documents.sat.taxation import OBJETOS_IMP
from documents.values import (
    DocumentValue,
    Fault,
    ReferencedDocument,
    Relation,
    Severity,
)

Path = tuple[str | int, ...]

_MOST_INSTALMENTS: Final = 999


def split_told(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """What is paid of each invoice is told; a plain `payment` pays one invoice in its own
    currency (schema Pagos20, DoctoRelacionado)."""
    for payment in facts.payments:
        if not payment.invoices and payment.amount is not None:
            message = (
                "Refer to the invoice paid, with relation PAYS; if there are more than one, say in"
                " country_specific.pagos what is paid of each."
            )
            yield Fault("paid_invoices_missing", ("references",), message)


def invoices_referred(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """An invoice paid is one of `references`, with relation PAYS."""
    for _payment, invoice in _invoices(facts):
        if invoice.reference is None or invoice.reference.relation != Relation.PAYS:
            message = "Name an entry of references that has relation PAYS."
            yield Fault("paid_invoice_unknown", invoice.path, message)


def references_paid(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """Every invoice referred to is paid by some payment."""
    if not facts.fields.pagos:
        return
    paid = [invoice.reference for _payment, invoice in _invoices(facts)]
    for i, reference in paid_references(document):
        if reference not in paid:
            message = "Say in country_specific.pagos what is paid of it, or remove it."
            yield Fault("paid_invoice_unused", ("references", i), message)


def invoice_has_folio(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """An invoice is paid under its fiscal folio, a UUID (schema Pagos20, IdDocumento)."""
    for _payment, invoice in _invoices(facts):
        if invoice.reference is None:
            continue
        folio = invoice.known.fiscal_id if invoice.known else invoice.reference.fiscal_id
        if folio is None or not formats.is_uuid(folio):
            message = "Refer to an invoice with a fiscal folio, a UUID."
            yield Fault("paid_invoice_without_folio", invoice.path, message)


def invoice_is_open(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A payment is of an invoice (type I) that is issued and not being cancelled."""
    for invoice, known in _known(facts):
        if TYPES.get(known.document_type, "") != INGRESO:
            message = "Refer to an invoice or debit note."
            yield Fault("paid_document_type", invoice.path, message)
        if known.status != "ISSUED":
            message = "Refer to an invoice that is issued and not being cancelled."
            yield Fault("paid_invoice_not_issued", invoice.path, message)


def invoice_is_deferred(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """Only an invoice paid later (PPD) gets payment complements; one paid at once (PUE) none."""
    for invoice, known in _known(facts):
        if known.country_specific.get("metodo_pago") != "PPD":
            message = "Refer to an invoice of metodo_pago PPD: one paid at once has no complement."
            yield Fault("paid_invoice_not_ppd", invoice.path, message)


def parties_same(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A payment complement is from the issuer and to the receiver of the invoices."""
    for invoice, known in _known(facts):
        if rfc_of(known.issuer) != facts.issuer_rfc:
            yield Fault("paid_issuer", invoice.path, "Refer to invoices of the same issuer.")
        if rfc_of(known.receiver) != facts.receiver_rfc:
            yield Fault("paid_receiver", invoice.path, "Refer to invoices to the same receiver.")


def place_same(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """The complement is issued where the invoice was: with a generic RFC the receiver's domicile is
    that place (CFDI40149)."""
    for invoice, known in _known(facts):
        place = known.country_specific.get("lugar_expedicion")
        if place is not None and facts.lugar_expedicion not in {None, place}:
            message = f"Check lugar_expedicion: the invoice was issued at {place}."
            yield Fault("paid_elsewhere", invoice.path, message, severity=Severity.WARNING)


def foreign_invoice_told(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """Of an invoice that this service did not issue currency, instalment and balance are told; of
    its own it knows them."""
    for _payment, invoice in _invoices(facts):
        if invoice.reference is None:
            continue
        if invoice.known is None and invoice.foreign is None and not invoice.reference.document_id:
            message = "Tell its currency, instalment and balance in country_specific.pagos."
            yield Fault("foreign_invoice_untold", invoice.path, message)
        if invoice.known is not None and invoice.foreign is not None:
            message = "Remove it: the balance of an invoice issued here is known."
            yield Fault("own_invoice_told", (*invoice.path, "invoice"), message)


def currency_of_invoice(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20236: the invoice's currency is one of c_Moneda other than XXX."""
    for _payment, invoice in _invoices(facts):
        key = invoice.foreign.moneda_dr if invoice.foreign else None
        if key is not None and (
            key == currency.NONE or currency.MONEDAS.find(key, facts.on) is None
        ):
            path = (*invoice.path, "invoice", "moneda_dr")
            yield Fault("paid_currency", path, "Use a currency of SAT's.", "CRP20236")


def equivalence_fits(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20237, CRP20238: an invoice in another currency than the payment has its rate to it; in
    the same the rate is 1."""
    for payment, invoice in _invoices(facts):
        if invoice.currency is None or payment.currency is None:
            continue
        path = (*invoice.path, "equivalencia_dr")
        same = invoice.currency == payment.currency
        if same and invoice.equivalence not in {None, 1}:
            message = "Leave equivalencia_dr out: invoice and payment are in one currency."
            yield Fault("equivalence_not_one", path, message, "CRP20238")
        if not same and invoice.equivalence is None:
            message = (
                f"Give in country_specific.pagos the {invoice.currency} per {payment.currency}."
            )
            yield Fault("equivalence_missing", path, message, "CRP20237")


def balance_covers(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20239, CRP20241, CRP20244: something is paid, of a balance above zero, and no more than
    it."""
    for invoice, instalment in _instalments(facts):
        if invoice.paid <= 0:
            yield Fault("paid_nothing", _amount(invoice), "Give an amount above zero.", "CRP20241")
        elif instalment.before <= 0:
            message = "Refer to an invoice with a balance: this one is paid."
            yield Fault("invoice_paid_already", invoice.path, message, "CRP20239")
        elif instalment.after < 0:
            message = f"Pay at most {instalment.before}, what is left of the invoice."
            yield Fault("invoice_overpaid", _amount(invoice), message, "CRP20244")


def amounts_fit_currency(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20240, CRP20242: amounts have the decimals of the invoice's currency."""
    for _payment, invoice in _invoices(facts):
        if invoice.currency is None:
            continue
        places = currency.decimals(invoice.currency)
        message = f"Write at most {places} decimals in {invoice.currency}."
        if decimals_of(invoice.paid) > places:
            yield Fault("paid_decimals", _amount(invoice), message, "CRP20242")
        if invoice.foreign is not None and decimals_of(invoice.foreign.imp_saldo_ant) > places:
            path = (*invoice.path, "invoice", "imp_saldo_ant")
            yield Fault("balance_decimals", path, message, "CRP20240")


def instalments_counted(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """An invoice has at most 999 instalments (schema Pagos20, NumParcialidad)."""
    for invoice, instalment in _instalments(facts):
        if instalment.number > _MOST_INSTALMENTS:
            message = f"Settle the invoice otherwise: it has {_MOST_INSTALMENTS} payments."
            yield Fault("too_many_instalments", invoice.path, message)


def foreign_taxes_told(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CRP20245, CRP20246, CRP20247: an invoice of tax object 02 says the taxes paid, of 01, 03, 04
    or 05 none."""
    for _payment, invoice in _invoices(facts):
        if invoice.foreign is None:
            continue
        entry = OBJETOS_IMP.find(invoice.foreign.objeto_imp_dr, facts.on)
        path, taxed = (*invoice.path, "invoice"), bool(invoice.foreign.impuestos_dr)
        if entry is None:
            message = f"Use one of SAT's: {', '.join(OBJETOS_IMP.keys(facts.on))}."
            yield Fault("paid_tax_object", (*path, "objeto_imp_dr"), message, "CRP20245")
        elif entry.itemised and not taxed:
            message = "Give the taxes within what was paid."
            yield Fault("paid_taxes_missing", (*path, "impuestos_dr"), message, "CRP20246")
        elif entry.itemised is False and taxed:
            message = f"Remove them: a document of tax object {entry.key} says none."
            yield Fault("paid_taxes_not_wanted", (*path, "impuestos_dr"), message, "CRP20247")


def _invoices(facts: MxFacts) -> Iterator[tuple[Received, PaidInvoice]]:
    for payment in facts.payments:
        for invoice in payment.invoices:
            yield payment, invoice


def _known(facts: MxFacts) -> Iterator[tuple[PaidInvoice, ReferencedDocument]]:
    for _payment, invoice in _invoices(facts):
        if invoice.known is not None:
            yield invoice, invoice.known


def _instalments(facts: MxFacts) -> Iterator[tuple[PaidInvoice, Instalment]]:
    for payment, counted in zip(facts.payments, instalments(facts.payments), strict=True):
        for invoice, instalment in zip(payment.invoices, counted, strict=True):
            if instalment is not None:
                yield invoice, instalment


def _amount(invoice: PaidInvoice) -> Path:
    """Where the amount paid of an invoice stands in the body."""
    in_pagos = invoice.path[0] == "country_specific"
    return (*invoice.path, "imp_pagado") if in_pagos else ("payment", "amount")


RULES: Final = (
    split_told,
    invoices_referred,
    references_paid,
    invoice_has_folio,
    invoice_is_open,
    invoice_is_deferred,
    parties_same,
    place_same,
    foreign_invoice_told,
    currency_of_invoice,
    equivalence_fits,
    balance_covers,
    amounts_fit_currency,
    instalments_counted,
    foreign_taxes_told,
)

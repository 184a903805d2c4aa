"""The payments of a payment complement (Pagos 2.0) as they must be stamped."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from documents.cfdi.instalment import impuestos_dr
from documents.cfdi.model import DoctoRelacionado, Impuestos, Pago, Pagos, Retencion, Traslado
from documents.cfdi.pagos import complement
from documents.country_specific.mx import MxForeignInvoice, MxPaidTax
from documents.rules.mx.balance import Instalment, instalments
from documents.rules.mx.facts import MxFacts
from documents.rules.mx.payments import PaidInvoice, Received
from documents.sat.currency import PESO
from documents.sat.taxation import OBJETOS_IMP
from documents.values import ReferencedDocument
from providers.mx_facturagreen.mapping.lines import computed, conceptos_of

ONE: Final = Decimal(1)
ZERO: Final = Decimal(0)
TAXED: Final = "02"
UNTAXED: Final = "01"


def pagos_of(facts: MxFacts) -> Pagos:
    """The complement, its taxes and totals computed. ValueError for payments that are not told
    whole."""
    counted = instalments(facts.payments)
    pairs = zip(facts.payments, counted, strict=True)
    return complement(_pago(received, parts) for received, parts in pairs)


def _pago(received: Received, parts: Sequence[Instalment | None]) -> Pago:
    bank, currency = received.bank, received.currency
    if received.paid_at is None or not received.forma or not currency or received.amount is None:
        raise ValueError("a payment needs its time, form, currency and amount")
    return Pago(
        fecha_pago=received.paid_at,
        forma_de_pago_p=received.forma,
        moneda_p=currency,
        tipo_cambio_p=ONE if currency == PESO else received.rate,
        monto=received.amount,
        num_operacion=received.operation,
        rfc_emisor_cta_ord=bank.rfc_emisor_cta_ord if bank else None,
        nom_banco_ord_ext=bank.nom_banco_ord_ext if bank else None,
        cta_ordenante=bank.cta_ordenante if bank else None,
        rfc_emisor_cta_ben=bank.rfc_emisor_cta_ben if bank else None,
        cta_beneficiario=bank.cta_beneficiario if bank else None,
        tipo_cad_pago=bank.tipo_cad_pago if bank else None,
        cert_pago=bank.cert_pago if bank else None,
        cad_pago=bank.cad_pago if bank else None,
        sello_pago=bank.sello_pago if bank else None,
        doctos_relacionados=tuple(
            _docto(invoice, part, currency)
            for invoice, part in zip(received.invoices, parts, strict=True)
        ),
    )


def _docto(invoice: PaidInvoice, part: Instalment | None, paying: str) -> DoctoRelacionado:
    uuid = _uuid(invoice)
    if part is None or uuid is None or invoice.currency is None:
        raise ValueError("an invoice paid needs its fiscal folio, currency and balance")
    taxes, taxed = _taxes(invoice)
    same = invoice.currency == paying
    return DoctoRelacionado(
        id_documento=uuid.upper(),
        serie=invoice.foreign.serie if invoice.foreign else None,
        folio=invoice.foreign.folio if invoice.foreign else None,
        moneda_dr=invoice.currency,
        equivalencia_dr=ONE if same else invoice.equivalence,
        num_parcialidad=part.number,
        imp_saldo_ant=part.before,
        imp_pagado=part.paid,
        imp_saldo_insoluto=part.after,
        objeto_imp_dr=taxed,
        impuestos_dr=taxes,
    )


def _uuid(invoice: PaidInvoice) -> str | None:
    if invoice.known is not None:
        return invoice.known.fiscal_id
    return invoice.reference.fiscal_id if invoice.reference else None


def _taxes(invoice: PaidInvoice) -> tuple[Impuestos | None, str]:
    """The taxes in what is paid, and the invoice's tax object."""
    if invoice.known is not None:
        return _taxes_of_ours(invoice.known, invoice.paid)
    if invoice.foreign is None:
        raise ValueError("nobody tells the taxes of an invoice that is not ours")
    return _told(invoice.foreign), invoice.foreign.objeto_imp_dr


def _taxes_of_ours(known: ReferencedDocument, paid: Decimal) -> tuple[Impuestos | None, str]:
    if known.issued_on is None:
        raise ValueError("the invoice paid has no day of issue")
    conceptos = conceptos_of(known.lines, computed(known.lines, known.issued_on), known.issued_on)
    taxes = impuestos_dr(conceptos, known.total, paid)
    if taxes is not None:
        return taxes, TAXED
    untaxed = [c.objeto_imp for c in conceptos if not _itemised(c.objeto_imp)]
    return None, untaxed[0] if untaxed else UNTAXED


def _itemised(key: str) -> bool:
    entry = OBJETOS_IMP.get(key)
    return entry is not None and bool(entry.itemised)


def _told(invoice: MxForeignInvoice) -> Impuestos | None:
    if not invoice.impuestos_dr:
        return None
    return Impuestos(
        traslados=tuple(_traslados(invoice.impuestos_dr)),
        retenciones=tuple(_retenciones(invoice.impuestos_dr)),
    )


def _traslados(given: Iterable[MxPaidTax]) -> Iterable[Traslado]:
    for tax in given:
        if not tax.retencion:
            yield Traslado(
                base=tax.base,
                impuesto=tax.impuesto,
                tipo_factor=tax.tipo_factor,
                tasa_o_cuota=tax.tasa_o_cuota,
                importe=tax.importe,
            )


def _retenciones(given: Iterable[MxPaidTax]) -> Iterable[Retencion]:
    for tax in given:
        if tax.retencion:
            yield Retencion(
                base=tax.base,
                impuesto=tax.impuesto,
                tipo_factor=tax.tipo_factor,
                tasa_o_cuota=tax.tasa_o_cuota or ZERO,
                importe=tax.importe or ZERO,
            )

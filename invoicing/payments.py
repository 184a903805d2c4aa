"""What a payment complement pays of the invoices it refers to, and by when it is to be issued."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.assemble import Parts, value_of
from documents.country_specific.mx import MxDocument
from documents.models import Document
from documents.rules.mx.deadlines import payment_complement_due
from documents.rules.mx.payments import Received, payments_of
from documents.values import Country, DocumentType, Reference


@dataclass(frozen=True, slots=True)
class Share:
    """What one complement pays of one invoice, in the invoice's currency, in how many
    instalments."""

    paid: Decimal
    instalments: int


def share(complement: Parts, invoice: Document) -> Share:
    """The part of a complement's payments that settles the invoice, whether the body's `payment` or
    `country_specific.pagos` tells them; an invoice paid twice has two instalments."""
    paid = [
        part.paid
        for payment in _payments(complement)
        for part in payment.invoices
        if part.reference is not None and _is_to(part.reference, invoice)
    ]
    return Share(sum(paid, Decimal(0)), len(paid))


def due_on(parts: Parts) -> date | None:
    """The last day to issue a payment complement without delay, by the earliest of its payments:
    the fifth of the month after it (RMF 2.7.1.32). None for other documents, and before a payment's
    date is told."""
    days = [one.paid_at.date() for one in _payments(parts) if one.paid_at is not None]
    return payment_complement_due(min(days)) if days else None


def _payments(parts: Parts) -> tuple[Received, ...]:
    if parts.country != Country.MX or parts.document_type != DocumentType.PAYMENT_COMPLEMENT:
        return ()
    fields = MxDocument.model_validate(parts.country_specific or {})
    return payments_of(value_of(parts), fields)


def _is_to(reference: Reference, invoice: Document) -> bool:
    """SAT writes a fiscal folio in capitals, people as they like."""
    if reference.document_id:
        return reference.document_id.lower() == str(invoice.id)
    folio, operation = reference.fiscal_id or "", reference.provider_doc_id
    if folio and folio.upper() == (invoice.fiscal_id or "").upper():
        return True
    return bool(operation) and operation == invoice.provider_operation_id

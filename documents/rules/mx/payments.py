"""The payments of a payment complement, whichever way the caller told them.

Either `country_specific.pagos`, which says all that Pagos 2.0 can say, or the body's `payment`: one
payment of one invoice in its own currency.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from documents.calendar import ZONES
from documents.country_specific.mx import MxDocto, MxDocument, MxForeignInvoice, MxPago
from documents.values import DocumentValue, Payment, Reference, ReferencedDocument, Relation

Path = tuple[str | int, ...]

# SAT's guide: a payment of which the day alone is known was made at noon.
_NOON: Final = "T12:00:00"

_PAYMENT_NAMES: Final = {
    "paid_at": "payment_date",
    "forma": "payment_method",
    "currency": "currency",
    "rate": "exchange_rate",
    "amount": "amount",
    "operation": "operation_number",
}
_PAGO_NAMES: Final = {
    "paid_at": "fecha_pago",
    "forma": "forma_de_pago_p",
    "currency": "moneda_p",
    "rate": "tipo_cambio_p",
    "amount": "monto",
    "operation": "num_operacion",
}


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """What a payment pays of one invoice: `paid` in the invoice's currency, `equivalence` as given
    (EquivalenciaDR). `reference` is None where it names none of the document's references;
    `foreign` is what the caller says of an invoice that is not ours. `path` is its place in the
    body."""

    path: Path
    reference: Reference | None
    paid: Decimal
    equivalence: Decimal | None = None
    foreign: MxForeignInvoice | None = None

    @property
    def known(self) -> ReferencedDocument | None:
        """The invoice, where it is one of ours."""
        return None if self.reference is None else self.reference.document

    @property
    def currency(self) -> str | None:
        """The invoice's currency, None where nobody tells it."""
        if self.known is not None:
            return self.known.currency
        return None if self.foreign is None else self.foreign.moneda_dr


@dataclass(frozen=True, slots=True)
class Received:
    """One payment: when (Mexican local time), how (c_FormaPago), how much, in which currency and at
    how many pesos per unit of it. None is what was left out. `bank` has the names of banks and
    accounts, where given."""

    path: Path
    names: Mapping[str, str]
    paid_at: datetime | None
    forma: str | None
    currency: str | None
    rate: Decimal | None
    amount: Decimal | None
    operation: str | None
    bank: MxPago | None
    invoices: tuple[PaidInvoice, ...]

    def at(self, name: str) -> Path:
        """The place of one of the first six facts in the caller's body."""
        return (*self.path, self.names[name])


def payments_of(document: DocumentValue, fields: MxDocument) -> tuple[Received, ...]:
    """Every payment the document tells, in order; none where it tells none."""
    if fields.pagos:
        return tuple(_of_pago(document, i, pago) for i, pago in enumerate(fields.pagos))
    return () if document.payment is None else (_of_payment(document, document.payment),)


def paid_references(document: DocumentValue) -> tuple[tuple[int, Reference], ...]:
    """The references to invoices that are paid, with their positions."""
    return tuple(
        (i, reference)
        for i, reference in enumerate(document.references)
        if reference.relation == Relation.PAYS
    )


def _of_pago(document: DocumentValue, i: int, pago: MxPago) -> Received:
    path: Path = ("country_specific", "pagos", i)
    return Received(
        path=path,
        names=_PAGO_NAMES,
        paid_at=pago.fecha_pago,
        forma=pago.forma_de_pago_p,
        currency=pago.moneda_p,
        rate=pago.tipo_cambio_p,
        amount=pago.monto,
        operation=pago.num_operacion,
        bank=pago,
        invoices=tuple(_of_doctos(document.references, path, pago.doctos)),
    )


def _of_doctos(
    references: Sequence[Reference], path: Path, doctos: Sequence[MxDocto]
) -> Iterator[PaidInvoice]:
    for i, docto in enumerate(doctos):
        yield PaidInvoice(
            path=(*path, "doctos", i),
            reference=_named(references, docto),
            paid=docto.imp_pagado,
            equivalence=docto.equivalencia_dr,
            foreign=docto.invoice,
        )


def _named(references: Sequence[Reference], docto: MxDocto) -> Reference | None:
    if docto.reference is not None:
        return references[docto.reference] if docto.reference < len(references) else None
    wanted = (docto.document_id or "").lower()
    return next((r for r in references if (r.document_id or "").lower() == wanted), None)


def _of_payment(document: DocumentValue, payment: Payment) -> Received:
    return Received(
        path=("payment",),
        names=_PAYMENT_NAMES,
        paid_at=_local(payment.payment_date),
        forma=payment.payment_method,
        currency=payment.currency,
        rate=payment.exchange_rate,
        amount=payment.amount,
        operation=payment.operation_number,
        bank=None,
        invoices=tuple(_whole(document, payment)),
    )


def _whole(document: DocumentValue, payment: Payment) -> Iterator[PaidInvoice]:
    """The one invoice that a plain `payment` pays; none where it does not tell how it is split."""
    paid = paid_references(document)
    if len(paid) == 1 and payment.amount is not None:
        [(i, reference)] = paid
        yield PaidInvoice(("references", i), reference, payment.amount)


def _local(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text if "T" in text else text + _NOON)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        moment = moment.astimezone(ZONES["MX"])
    return moment.replace(microsecond=0, tzinfo=None)

"""A received document as rules and providers see it when an acceptance event speaks of it."""

from decimal import Decimal
from uuid import UUID

from documents.assemble import party_of
from documents.calendar import local_date
from documents.country_specific.co import TAG
from documents.models import ReceivedDocument
from documents.values import ReferencedDocument
from invoicing import acceptance_record


def load(received_id: UUID, *, lock: bool = False) -> dict[str, ReferencedDocument]:
    """The received document by its fiscal id, as `documents.assemble.value_of` takes it; empty
    while it is not RECEIVED. `lock` holds its row, so that two events of one invoice cannot both
    pass the rules; inside a transaction.
    """
    rows = (
        ReceivedDocument.objects.select_for_update(no_key=True)
        if lock
        else ReceivedDocument.objects
    )
    found = rows.filter(id=received_id, status="RECEIVED").first()
    return {} if found is None else {found.fiscal_id: value_of(found)}


def value_of(received: ReceivedDocument) -> ReferencedDocument:
    """The value of a document that is RECEIVED."""
    acceptance = acceptance_record.of(received)
    issued_at = received.issued_at
    return ReferencedDocument(
        id=str(received.id),
        document_type=received.document_type,
        status="ISSUED",
        fiscal_status="authorized",
        lifecycle_status="active",
        issuer=party_of(received.issuer or {}),
        receiver=party_of(received.receiver or {}),
        currency=received.currency,
        total=received.total or Decimal(0),
        number=received.number,
        fiscal_id=received.fiscal_id,
        operation_id=received.provider_operation_id,
        issued_on=local_date(received.country, issued_at) if issued_at else None,
        issued_at=issued_at,
        acceptance=acceptance.codes,
        goods_received_on=acceptance.goods_received_on,
        received=True,
        country_specific=_country_specific(received),
    )


def _country_specific(received: ReceivedDocument) -> dict[str, str]:
    """CASH or CREDIT as the rules on events read it of our own invoices, too."""
    if received.country != "CO" or not received.payment_form:
        return {}
    return {"type": TAG, "payment_form": received.payment_form}

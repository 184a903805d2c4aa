"""One acceptance event of an invoice at a time: each depends on the one before."""

from django.db.models import Q, QuerySet

from documents.models import Document, ReceivedDocument
from documents.values import DocumentType
from invoicing.errors import Conflict
from invoicing.referring import ON_ITS_WAY


def sent_about(concerned: Document | ReceivedDocument) -> list[Document]:
    """Our event documents about an invoice, oldest first."""
    if isinstance(concerned, ReceivedDocument):
        mine = _events(concerned).filter(received_document=concerned)
    else:
        mine = _events(concerned).filter(
            refers_to__referenced_document=concerned, received_document=None
        )
    return list(mine.order_by("created_at"))


def refuse_beside_another(event: Document) -> None:
    """Raise Conflict `acceptance_event_in_progress` while another event of the same invoice is on
    its way. In the transaction that queues this one, which holds the invoice's row: whoever comes
    second waits for it and then sees the first.
    """
    same = Q(refers_to__referenced_document__in=event.refers_to.values("referenced_document"))
    if event.received_document_id is not None:
        same = Q(received_document=event.received_document_id)
    other = _events(event).filter(same, status__in=ON_ITS_WAY).exclude(id=event.id).first()
    if other is not None:
        raise Conflict(
            "acceptance_event_in_progress",
            f"Event {other.number_text} of this invoice is on its way; wait for its outcome.",
        )


def _events(of: Document | ReceivedDocument) -> "QuerySet[Document]":
    return Document.objects.filter(tenant=of.tenant_id, document_type=DocumentType.ACCEPTANCE_EVENT)

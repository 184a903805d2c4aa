"""Ending a document before it was ever valid."""

from uuid import UUID

from django.db import transaction

from documents.models import Document
from invoicing import stamped, transitions
from invoicing.actor import Actor
from invoicing.errors import Conflict
from invoicing.find_document import locked
from parties.models import Tenant

VOIDED = {
    transitions.DRAFT: transitions.VOIDED_UNSENT,
    transitions.REJECTED: transitions.VOIDED_REJECTED,
    transitions.FAILED: transitions.VOIDED_FAILED,
}


def void(tenant: Tenant, document_id: UUID, reason: str | None, actor: Actor) -> Document:
    """Void a draft, a rejected or a failed document. Its number, if it has one, is not given again:
    the event accounts for it.

    Raises NotFound, or Conflict where it is already voided, on its way, valid (cancel it then), or
    failed and stamped all the same.
    """
    with transaction.atomic():
        document = locked(tenant, document_id)
        stamped.refuse_if_stamped(document)
        to = VOIDED.get(transitions.state_of(document))
        if to is None:
            raise Conflict("not_voidable", _why_not(document))
        return transitions.move(document, to, actor, {"reason": reason}, cancellation_reason=reason)


def _why_not(document: Document) -> str:
    if document.status == "VOIDED":
        return "The document is already voided."
    if document.status in ("PENDING", "SUBMITTED"):
        return "The document is on its way to the authority; wait for its outcome."
    return "The document is or was valid before the authority; it can only be cancelled."

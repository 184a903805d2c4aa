"""Asking for the cancellation of a document the authority holds valid."""

from typing import Any
from uuid import UUID

from django.db import transaction

from documents.models import Document
from invoicing import transitions
from invoicing.actor import Actor
from invoicing.errors import Conflict, refuse
from invoicing.find_document import locked
from parties.models import Tenant


def request_cancellation(
    tenant: Tenant,
    document_id: UUID,
    reason: str | None,
    country_specific: dict[str, Any] | None,
    actor: Actor,
) -> Document:
    """Ask the provider to cancel an issued document.

    Raises NotFound, Conflict with what to do instead, or Unprocessable `cancellation_not_offered`.
    """
    with transaction.atomic():
        document = locked(tenant, document_id)
        if transitions.state_of(document) not in (transitions.ISSUED, transitions.SUPERSEDED):
            raise Conflict("not_cancellable", _why_not(document))
        raise refuse(
            "cancellation_not_offered",
            ("country",),
            f"Cancelling {document.document_type} documents of {document.country} is not offered"
            " yet.",
        )


def _why_not(document: Document) -> str:
    if document.status in ("DRAFT", "FAILED"):
        return "The document was never valid; void it instead."
    if document.status in ("PENDING", "SUBMITTED"):
        return "The document is on its way to the authority; wait for its outcome."
    return f"The document is {document.status}; there is nothing to cancel."

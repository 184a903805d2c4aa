"""Asking for the cancellation of a document the authority holds valid."""

from typing import Any
from uuid import UUID

from django.db import transaction

from documents.models import Document
from documents.values import DocumentType
from invoicing import cancellation, cancellation_draft, cancelling, issue
from invoicing.actor import Actor
from invoicing.errors import refuse
from invoicing.find_document import locked
from parties.models import Tenant
from providers import registry


def request_cancellation(
    tenant: Tenant,
    document_id: UUID,
    reason: str | None,
    country_specific: dict[str, Any] | None,
    actor: Actor,
) -> Document:
    """Queue the cancellation of a valid document: a CANCELLATION, a document of its own with its
    own number, or a request where the country cancels by motive. The cancelled one is CANCELLING
    until that is decided, and given back as such.

    Raises NotFound, Conflict `not_cancellable` with what to do instead, Unprocessable
    `cancellation_not_offered` or with every rule the cancellation breaks.
    """
    with transaction.atomic():
        document = locked(tenant, document_id)
        cancellation.refuse_unless_cancellable(document)
        if cancelling.is_process(document.country):
            return cancelling.begin(document, reason, country_specific, actor)
        _refuse_unless_offered(document)
        draft = cancellation_draft.draft_of(document, reason, country_specific)
        issue.create(tenant, draft, issue.SUBMIT, actor)
        document.refresh_from_db()
        return document


def _refuse_unless_offered(document: Document) -> None:
    provider = registry.for_country(document.country)
    offered = provider.document_types if provider else frozenset()
    cancels = document.document_type in cancellation_draft.NOTE_SERIES
    if not cancels or DocumentType.CANCELLATION not in offered:
        raise refuse(
            "cancellation_not_offered",
            ("document_type",),
            f"Cancelling a {document.document_type} of {document.country} is not offered.",
        )

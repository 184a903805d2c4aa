"""Sending an acceptance event about an invoice, ours or received. The event is a document of ours
and goes the way of every document: number, evidence, retries.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from documents.country_specific.co import TAG
from documents.draft import Draft
from documents.models import Document, ReceivedDocument
from documents.values import DocumentType, Relation
from invoicing import issue
from invoicing.actor import Actor
from invoicing.errors import Conflict
from parties.models import Party


def send(
    concerned: Document | ReceivedDocument,
    event: dict[str, Any],
    profile_id: UUID | None,
    actor: Actor,
) -> Document:
    """Store and queue an event: `event` is JSON-ready as in the country's own fields, `profile_id`
    the series it takes its number from (None: the only one for acceptance events).

    Raises Conflict (`not_acceptable`, `acceptance_event_in_progress`), Unprocessable with every
    broken rule.
    """
    with transaction.atomic():
        locked = _locked(concerned)
        _refuse_unless_valid(locked)
        return issue.create(locked.tenant, _draft(locked, event, profile_id), issue.SUBMIT, actor)


def _locked(concerned: Document | ReceivedDocument) -> Document | ReceivedDocument:
    if isinstance(concerned, Document):
        rows = Document.objects.select_for_update(of=("self",), no_key=True).select_related(
            "tenant"
        )
        return rows.get(id=concerned.id)
    received = ReceivedDocument.objects.select_for_update(of=("self",), no_key=True)
    return received.select_related("tenant", "party").get(id=concerned.id)


def _refuse_unless_valid(concerned: Document | ReceivedDocument) -> None:
    valid = "RECEIVED" if isinstance(concerned, ReceivedDocument) else "ISSUED"
    if concerned.document_type != DocumentType.INVOICE:
        message = f"Acceptance events are about invoices; this is a {concerned.document_type}."
        raise Conflict("not_acceptable", message)
    if concerned.status != valid:
        message = f"The invoice is {concerned.status}; an event needs one that is {valid}."
        raise Conflict("not_acceptable", message)


def _draft(
    concerned: Document | ReceivedDocument, event: dict[str, Any], profile_id: UUID | None
) -> Draft:
    """The sender is the document's issuer, whoever issued the invoice."""
    if isinstance(concerned, ReceivedDocument):
        sender, other = _party(concerned.party), concerned.issuer or {}
        reference: dict[str, Any] = {"document_id": None, "external": _external(concerned)}
        received_id = concerned.id
    else:
        sender, other = concerned.issuer, concerned.receiver
        reference = {"document_id": str(concerned.id), "external": None}
        received_id = None
    return Draft(
        country=concerned.country,
        document_type=DocumentType.ACCEPTANCE_EVENT,
        issuer=sender,
        receiver=other,
        references=[{"relation": Relation.CONCERNS.value, **reference}],
        country_specific={"type": TAG, "event": event},
        issuer_profile_id=profile_id,
        received_document_id=received_id,
    )


def _party(party: Party) -> dict[str, Any]:
    return {
        "tax_id": party.tax_id,
        "tax_id_type": party.tax_id_type,
        "name": party.name,
        "email": party.email,
        "address": party.address,
        "metadata": {},
    }


def _external(received: ReceivedDocument) -> dict[str, Any]:
    return {
        "fiscal_id": received.fiscal_id,
        "provider_doc_id": received.provider_operation_id,
        "issued_at": received.issued_at.isoformat() if received.issued_at else None,
    }

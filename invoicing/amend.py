"""Changing a document's own fields while no authority has it."""

from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from documents.draft import Draft
from documents.models import Document
from documents.values import DocumentType
from invoicing import (
    cancellation_draft,
    check,
    profiles,
    referenced,
    references,
    stamped,
    transitions,
)
from invoicing.actor import Actor
from invoicing.errors import Conflict, Unprocessable
from invoicing.find_document import locked
from parties.models import Tenant

METADATA = "metadata"
EDITABLE = tuple(field.name for field in fields(Draft) if field.name not in ("country",))
OF_AN_EVENT = {"country_specific", METADATA}
KEPT_WITH_NUMBER = ("document_type", "issuer_profile_id")


def amend(
    tenant: Tenant,
    document_id: UUID,
    changes: dict[str, Any],
    actor: Actor,
    if_match: int | None = None,
) -> Document:
    """Set the given fields, JSON-ready as in `Draft`. Metadata may change in any state, the rest
    only in DRAFT or FAILED (to be corrected and submitted again under the same number).

    Raises NotFound, StaleVersion, Conflict, Unprocessable.
    """
    with transaction.atomic():
        document = locked(tenant, document_id, if_match)
        if set(changes) <= {METADATA}:
            return transitions.change(document, actor, {"changed": sorted(changes)}, **changes)
        _refuse_unless_editable(document, changes)
        draft = replace(_draft_of(document), **changes)
        _refuse_misfits(tenant, draft, changes)
        totals = check.add_up_draft(draft)
        columns = {name: getattr(draft, name) for name in changes}
        if "references" in changes:
            references.keep_anew(document, draft.references)
        return transitions.change(
            document,
            actor,
            {"changed": sorted(changes)},
            **columns,
            totals=totals,
            warnings=[],
            issuer_tax_id=draft.issuer["tax_id"],
        )


def _refuse_unless_editable(document: Document, changes: dict[str, Any]) -> None:
    state = transitions.state_of(document)
    if state not in (transitions.DRAFT, transitions.REJECTED, transitions.FAILED):
        raise Conflict(
            "not_editable",
            f"A document that is {document.status} ({document.fiscal_status}) cannot be changed.",
        )
    stamped.refuse_if_stamped(document)
    if document.document_type == DocumentType.ACCEPTANCE_EVENT and set(changes) - OF_AN_EVENT:
        raise Conflict(
            "event_of_its_invoice",
            "An acceptance event follows from its invoice: only country_specific and metadata can"
            " change.",
        )
    kept = sorted(set(changes) & set(KEPT_WITH_NUMBER))
    if document.number is not None and kept:
        raise Conflict(
            "number_claimed",
            f"The document holds number {document.number_text}: {', '.join(kept)} can no longer"
            " change.",
        )
    issuer = changes.get("issuer")
    if document.number is not None and issuer and issuer["tax_id"] != document.issuer_tax_id:
        raise Conflict(
            "number_claimed",
            f"The document holds number {document.number_text}: its issuer can no longer change.",
        )


def _draft_of(document: Document) -> Draft:
    return Draft(
        country=document.country,
        document_type=document.document_type,
        issuer=document.issuer,
        receiver=document.receiver,
        line_items=document.line_items,
        references=document.references,
        country_specific=document.country_specific,
        payment=document.payment,
        emission_date=document.emission_date,
        issuer_profile_id=document.issuer_profile_id,
        metadata=document.metadata,
        received_document_id=document.received_document_id,
    )


def _refuse_misfits(tenant: Tenant, draft: Draft, changes: dict[str, Any]) -> None:
    check.refuse_process(draft)
    faults = profiles.deactivated_parties(tenant, draft)
    if faults:
        raise Unprocessable(tuple(faults))
    if changes.get("issuer_profile_id") is not None:
        series = cancellation_draft.series(draft, referenced.load(tenant.id, draft))
        profiles.choose(tenant, draft, draft.issuer_profile_id, series)

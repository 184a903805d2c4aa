"""Submitting: the rules once more, a number, and a place in the queue, all in one transaction."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from documents.models import Document
from documents.totals_json import as_json
from documents.values import DocumentType
from invoicing import (
    acceptance_rivals,
    cancellation,
    cancellation_draft,
    check,
    numerator,
    profiles,
    referenced,
    stamped,
    transitions,
    work,
)
from invoicing.actor import Actor
from invoicing.errors import Conflict, Unprocessable
from invoicing.faults_json import fault_json
from invoicing.find_document import locked
from invoicing.models import Submission
from parties.models import IssuerProfile, Tenant


def submit(
    tenant: Tenant, document_id: UUID, actor: Actor, if_match: int | None = None
) -> Document:
    """Queue a draft, or a failed document again, for its authority.

    Raises NotFound, StaleVersion, Conflict for any other state and for what is stamped though it
    failed, Unprocessable with every fault found. A failed document keeps the number it has and is
    dated anew (FAD09e: issued on the day of signing).
    """
    with transaction.atomic():
        document = locked(tenant, document_id, if_match)
        state = transitions.state_of(document)
        if state not in (transitions.DRAFT, transitions.REJECTED, transitions.FAILED):
            raise Conflict(
                "not_submittable",
                f"Only a draft or a failed document can be submitted; this one is {document.status}"
                f" ({document.fiscal_status}).",
            )
        stamped.refuse_if_stamped(document)
        deactivated = profiles.deactivated_parties(tenant, document)
        if deactivated:
            raise Unprocessable(tuple(deactivated))
        check.provider_for(document)
        loaded = referenced.load(tenant.id, document, document.id, lock=True)
        series = cancellation_draft.series(document, loaded)
        profile = profiles.choose(tenant, document, document.issuer_profile_id, series)
        today = check.today_in(document.country)
        if state != transitions.DRAFT:
            document.emission_date = today
        checked = check.check(
            document,
            profile,
            today,
            id=str(document.id),
            submitting=True,
            referenced=loaded,
        )
        totals = check.refuse_errors(checked)
        document.totals = as_json(totals)
        document.warnings = [fault_json(fault) for fault in checked.warnings]
        return queue(document, profile, actor, today)


def queue(document: Document, profile: IssuerProfile, actor: Actor, today: date) -> Document:
    """Claim a number unless the document has one, move it to PENDING and open its submission.

    The claim comes as late as it can: from there to the commit the profile's row is locked.
    """
    if document.document_type == DocumentType.ACCEPTANCE_EVENT:
        acceptance_rivals.refuse_beside_another(document)
    submission = Submission(
        tenant_id=document.tenant_id,
        document=document,
        due_at=timezone.now(),
        flow_id=actor.flow_id,
    )
    numbered = document.number is not None
    number = document.number if numbered else numerator.claim(profile, actor).number
    fields = {} if numbered else _numbering_fields(profile, number)
    transitions.move(
        document,
        transitions.PENDING,
        actor,
        {"number": f"{fields.get('prefix', document.prefix)}{number}"},
        totals=document.totals,
        warnings=document.warnings,
        emission_date=document.emission_date or today,
        failure=None,
        failure_reason=None,
        issuer_profile=profile,
        **fields,
    )
    if document.document_type == DocumentType.CANCELLATION:
        cancellation.queued(document, actor)
    if document.document_type == DocumentType.PAYMENT_COMPLEMENT:
        referenced.keep_instalments(document)
    submission.save(force_insert=True)
    work.nudge_on_commit(submission)
    return document


def _numbering_fields(profile: IssuerProfile, number: int | None) -> dict[str, object]:
    return {
        "series": profile.issuer_series,
        "prefix": profile.numerator_prefix or "",
        "number": number,
    }

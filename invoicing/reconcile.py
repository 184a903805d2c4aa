"""A person settles what no machine may decide: a document whose outcome is not known."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from documents import fiscal_ids
from documents.models import Document, DocumentReference
from documents.values import Relation
from invoicing import cancel_outcome, effects, stamped, transitions, work
from invoicing.actor import RECONCILE, Actor
from invoicing.cancelling import PURPOSE
from invoicing.errors import Conflict, NotAllowed, refuse
from invoicing.find_document import locked
from invoicing.models import Submission
from invoicing.referring import ON_ITS_WAY
from parties.models import Tenant

ISSUED, FAILED, CANCELLED = "ISSUED", "FAILED", "CANCELLED"
NOT_SENT = ("send", "sending", "cancel", "cancelling")
STILL_VALID = "A person found that the document is still valid."


def settle(
    tenant: Tenant,
    document_id: UUID,
    changes: dict[str, Any],
    actor: Actor,
    if_match: int | None = None,
) -> Document:
    """Record what became of a document whose outcome is unknown. `changes` takes status ISSUED
    (with fiscal_id, perhaps fiscal_document_urls) or FAILED (with failure_reason), as of one that
    failed and is stamped all the same; of a document that is being cancelled by motive CANCELLED,
    or ISSUED (perhaps with failure_reason) where it is still valid. Who did it goes into the event.

    Raises NotAllowed without the reconcile scope, NotFound, StaleVersion, Conflict,
    Unprocessable.
    """
    if not actor.may(RECONCILE):
        raise NotAllowed(
            "scope_required", "Settling a document's outcome needs the reconcile scope."
        )
    with transaction.atomic():
        document = locked(tenant, document_id, if_match)
        if _is_cancelled_by_motive(document):
            return _settle_cancellation(document, changes, actor)
        if not _may_be_settled(document):
            raise Conflict(
                "outcome_known",
                "Only a document whose outcome is unknown, or without decision for a day, or that"
                " is stamped though it failed, can be settled by hand; this one is"
                f" {document.status} ({document.fiscal_status}).",
            )
        _stop_work(document)
        if changes.get("status") == ISSUED:
            return _settle_issued(document, changes, actor)
        if changes.get("status") == FAILED:
            return _settle_failed(document, changes, actor)
        raise refuse(
            "status_not_allowed", ("status",), "An unknown outcome is settled as ISSUED or FAILED."
        )


def _may_be_settled(document: Document) -> bool:
    """An unknown outcome; one that the provider has not decided for so long that the submission
    asks for attention; or a failure of what the authority has stamped."""
    state = transitions.state_of(document)
    waits = Submission.objects.filter(document=document, step="attention")
    if state == transitions.UNKNOWN or stamped.is_stamped(document):
        return True
    return state == transitions.SUBMITTED and waits.exists()


def _is_cancelled_by_motive(document: Document) -> bool:
    rows = Submission.objects.filter(document=document, purpose=PURPOSE).exclude(step="done")
    return transitions.state_of(document) == transitions.CANCELLING and rows.exists()


def _settle_cancellation(document: Document, changes: dict[str, Any], actor: Actor) -> Document:
    record = document.cancellation
    _stop_work(document, purpose=PURPOSE)
    if changes.get("status") == CANCELLED:
        cancel_outcome.end(document, record, actor)
    elif changes.get("status") == ISSUED:
        reason = changes.get("failure_reason") or STILL_VALID
        cancel_outcome.keep(document, record, reason, (), actor)
    else:
        message = "A cancellation is settled as CANCELLED, or as ISSUED where it did not happen."
        raise refuse("status_not_allowed", ("status",), message)
    return document


def _stop_work(document: Document, **narrowed: str) -> None:
    """Close the open submission and take its lease away: a worker in between can write nothing
    more.
    """
    rows = Submission.objects.select_for_update().filter(document=document, **narrowed)
    rows.exclude(step="done").update(
        step="done",
        due_at=None,
        lease_token=None,
        leased_until=None,
        last_error="settled by a person",
    )


def _settle_issued(document: Document, changes: dict[str, Any], actor: Actor) -> Document:
    fiscal_id = changes.get("fiscal_id")
    if not fiscal_id:
        raise refuse(
            "fiscal_id_required", ("fiscal_id",), "Give the fiscal id the authority assigned."
        )
    wanted = fiscal_ids.misshapen(document.country, fiscal_id)
    if wanted:
        raise refuse("fiscal_id_malformed", ("fiscal_id",), f"Give {wanted}.")
    stamp = stamped.fiscal_id_of(document)
    if stamp and stamp.upper() != fiscal_id.upper():
        raise refuse("fiscal_id_differs", ("fiscal_id",), f"It was stamped as {stamp}.")
    fiscal_id = stamp or fiscal_id
    transitions.move(
        document,
        transitions.ISSUED,
        actor,
        {"settled_by": actor.name, "fiscal_id": fiscal_id},
        fiscal_id=fiscal_id,
        issued_at=timezone.now(),
        external_urls=changes.get("fiscal_document_urls") or {},
        failure=None,
        failure_reason=None,
    )
    effects.issued(document, actor)
    _fetch_files(document, actor)
    return document


def _fetch_files(document: Document, actor: Actor) -> None:
    """The provider has its files all the same, where it has told which document is ours; under our
    number alone there may be somebody else's. A day without files is told as a warning."""
    if document.provider_operation_id is None:
        return
    now = timezone.now()
    submission = Submission.objects.create(
        tenant_id=document.tenant_id,
        document=document,
        step="files",
        due_at=now,
        sent_at=now,
        flow_id=actor.flow_id,
    )
    work.nudge_on_commit(submission)


def _settle_failed(document: Document, changes: dict[str, Any], actor: Actor) -> Document:
    reason = changes.get("failure_reason")
    if not reason:
        raise refuse("failure_reason_required", ("failure_reason",), "Say why the document failed.")
    failure = {"code": "settled_by_hand", "classification": "fatal", "message": reason}
    transitions.move(
        document,
        transitions.REJECTED,
        actor,
        {"settled_by": actor.name, "failure": failure},
        failure={**failure, "provider_response": {}},
        failure_reason=reason,
    )
    effects.refused(document, actor)
    return document


def retry_now(tenant: Tenant, document_id: UUID, actor: Actor) -> Document:
    """Do a waiting document's next step now instead of when it is due, or that of the CANCELLATION
    it waits for; gives back the one of the two. Raises Conflict where there is none, NotFound.
    """
    return _hurry(tenant, document_id, actor)


def ask_provider(tenant: Tenant, document_id: UUID, actor: Actor) -> Document:
    """Ask the provider now how a document, or its CANCELLATION, is getting on; raises Conflict
    where there is nothing to ask.
    """
    return _hurry(tenant, document_id, actor, only_asking=True)


def _hurry(
    tenant: Tenant, document_id: UUID, actor: Actor, *, only_asking: bool = False
) -> Document:
    with transaction.atomic():
        document = locked(tenant, _at_work(tenant, document_id))
        waiting = Submission.objects.filter(document=document).exclude(step="done")
        submission = waiting.order_by("purpose").first()
        if submission is None:
            raise Conflict(
                "nothing_to_do", f"The document is {document.status}: no step is waiting."
            )
        if only_asking and submission.step in NOT_SENT:
            raise Conflict(
                "not_sent_yet", "The provider does not have the document yet; retry it instead."
            )
        work.wake(submission)
        transitions.change(document, actor, {"reason": "asked_by_person", "step": submission.step})
    return document


def _at_work(tenant: Tenant, document_id: UUID) -> UUID:
    """The CANCELLATION on its way that is to end a document, else the document itself. The row of
    the document that has the submission is the first to be locked, as everywhere.
    """
    row = DocumentReference.objects.filter(
        referenced_document=document_id,
        relation=Relation.CANCELS,
        document__tenant=tenant,
        document__status__in=ON_ITS_WAY,
    ).first()
    return row.document_id if row else document_id

"""What a CANCELLATION does to the document it cancels, as it is queued, issued or refused.

Each function runs in the transaction of what happened to the CANCELLATION, which holds its row; the
cancelled document's row is locked after it.
"""

from typing import Any

from documents.models import Document
from documents.values import DocumentType, Relation
from invoicing import references, referring, stamped, transitions
from invoicing.actor import Actor
from invoicing.errors import Conflict

CANCELLABLE = (transitions.ISSUED, transitions.SUPERSEDED)


def refuse_unless_cancellable(document: Document) -> None:
    """Raise Conflict `not_cancellable`, with what to do instead, for what is not valid; as
    `stamped.refuse_if_stamped` for what failed here and is valid elsewhere."""
    stamped.refuse_if_stamped(document)
    if transitions.state_of(document) not in CANCELLABLE:
        raise Conflict("not_cancellable", _why_not(document))


def _why_not(document: Document) -> str:
    if document.status in ("DRAFT", "FAILED"):
        return "The document was never valid; void it instead."
    if document.status in ("PENDING", "SUBMITTED"):
        return "The document is on its way to the authority; wait for its outcome."
    if document.status == "CANCELLING":
        return "The document is being cancelled already; wait for the outcome."
    return f"The document is {document.status}; there is nothing to cancel."


def queued(cancellation: Document, actor: Actor) -> None:
    """It is on its way: what it cancels is CANCELLING. Raises Conflict where that is not valid, or
    where its acceptance is being decided."""
    for target in _targets(cancellation):
        refuse_unless_cancellable(target)
        _refuse_beside_acceptance(target)
        reason = (cancellation.country_specific or {}).get("reason")
        data = {"cancelled_by": named(cancellation), "reason": reason}
        transitions.move(target, transitions.CANCELLING, actor, data, cancellation_reason=reason)


def _refuse_beside_acceptance(target: Document) -> None:
    """An accepted invoice is not cancelled (Res. 85 of 2022), so neither is one that may be."""
    for one in referring.to([target]).get(target.id, ()):
        is_event = one.document_type == DocumentType.ACCEPTANCE_EVENT
        if is_event and one.status in referring.ON_ITS_WAY:
            message = f"Acceptance event {one.number} of it is on its way; wait for its outcome."
            raise Conflict("acceptance_event_in_progress", message)


def issued(cancellation: Document, actor: Actor) -> None:
    """It is valid: what it cancels no longer is."""
    for target in _targets(cancellation):
        if transitions.state_of(target) in (transitions.CANCELLING, *CANCELLABLE):
            transitions.move(
                target,
                transitions.CANCELLED,
                actor,
                {"cancelled_by": named(cancellation)},
                superseded_by_id=cancellation.id,
            )


def refused(cancellation: Document, actor: Actor) -> None:
    """It was rejected or failed: what it was to cancel is valid as before."""
    for target in _targets(cancellation):
        if transitions.state_of(target) == transitions.CANCELLING:
            data = {"cancelled_by": named(cancellation), "reason": cancellation.failure_reason}
            transitions.move(target, state_before(target), actor, data, cancellation_reason=None)


def state_before(document: Document) -> transitions.State:
    """What a document that is not cancelled after all was before."""
    return transitions.SUPERSEDED if document.superseded_by_id else transitions.ISSUED


def _targets(cancellation: Document) -> list[Document]:
    return references.locked_targets(cancellation, Relation.CANCELS)


def named(document: Document) -> dict[str, Any]:
    """A document as another's event names it."""
    return {
        "document_id": str(document.id),
        "document_type": document.document_type,
        "number": document.number_text,
    }

"""What becomes of an invoice when an acceptance event of ours is decided."""

from documents import radian
from documents.models import Document, ReceivedDocument
from documents.values import Relation
from invoicing import acceptance_follow, acceptance_record, references
from invoicing.actor import Actor


def issued(event: Document, actor: Actor) -> None:
    """The event is valid: keep it with its invoice, ours or received. In the transaction that made
    it valid, which holds the event's row; the invoice's is locked here.
    """
    concerned = concerned_by(event)
    if concerned is not None:
        acceptance_record.record_own(concerned, event, _code(event), actor)
        if isinstance(concerned, Document):
            acceptance_follow.schedule_tacit(concerned, actor)


def concerned_by(event: Document) -> Document | ReceivedDocument | None:
    """The invoice an event document is about, under its row lock; None where it is not one of the
    tenant's."""
    if event.received_document_id is not None:
        return ReceivedDocument.objects.select_for_update(no_key=True).get(
            id=event.received_document_id
        )
    found = references.locked_targets(event, Relation.CONCERNS)
    return found[0] if found else None


def _code(event: Document) -> str:
    word = (event.country_specific or {}).get("event", {}).get("code", "")
    return radian.code_of(word)

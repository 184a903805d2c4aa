"""What notes, payments and substitutes do to the documents they refer to, as they become valid and
as they are cancelled. Each change is an event of that document, with its new balance.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from documents.models import Document, DocumentReference
from documents.values import Relation
from invoicing import balance, references, referring, transitions
from invoicing.actor import Actor
from invoicing.cancellation import named

# How a document's event names what does this to it.
NAMES: Final[Mapping[str, str]] = {
    Relation.CREDITS: "credited_by",
    Relation.ADJUSTS: "credited_by",
    Relation.RETURNS: "credited_by",
    Relation.APPLIES_ADVANCE: "applied_by",
    Relation.DEBITS: "debited_by",
    Relation.PAYS: "paid_by",
    Relation.SUBSTITUTES: "substituted_by",
}


def take_effect(document: Document, actor: Actor) -> None:
    """The document is valid: what it substitutes, or with other notes credits in full, is
    superseded by it. An advance applied settles a document, and takes nothing of it back."""
    for target, relation in _targets(document):
        data = {
            NAMES[relation]: named(document) | _paid(target, document, relation),
            "balance": balance.as_json(target, _referrers(target)),
        }
        if _is_superseded(target) and transitions.state_of(target) == transitions.ISSUED:
            fields = {"superseded_by_id": document.id}
            transitions.move(target, transitions.SUPERSEDED, actor, data, **fields)
        else:
            transitions.change(target, actor, data)


def withdraw(document: Document, actor: Actor) -> None:
    """The document is cancelled: what it had superseded is valid as before, unless others supersede
    it too."""
    for target, _relation in _targets(document):
        data = {
            "cancelled": named(document),
            "balance": balance.as_json(target, _referrers(target)),
        }
        if transitions.state_of(target) == transitions.SUPERSEDED and not _is_superseded(target):
            transitions.move(target, transitions.ISSUED, actor, data, superseded_by_id=None)
        else:
            transitions.change(target, actor, data)


def _targets(document: Document) -> Iterator[tuple[Document, str]]:
    """What it refers to, locked all at once in the order of their ids, and how."""
    if not document.references:
        return
    targets = {row.id: row for row in references.locked_targets(document, *NAMES)}
    kept = DocumentReference.objects.filter(document=document, relation__in=NAMES).order_by("id")
    for target_id, relation in kept.values_list("referenced_document", "relation"):
        yield targets[target_id], relation


def _is_superseded(target: Document) -> bool:
    """Whether a valid document stands in for it, or notes took back the whole of it."""
    referrers = _referrers(target)
    valid = (one for one in referrers if one.status in referring.VALID)
    if any(one.relation == Relation.SUBSTITUTES for one in valid):
        return True
    credited = any(NAMES.get(one.relation) == "credited_by" for one in referrers)
    return credited and balance.balance(target, referrers).is_credited_in_full


def _paid(target: Document, document: Document, relation: str) -> dict[str, Any]:
    """What a payment pays of it, as decimal text; nothing of other documents."""
    if relation != Relation.PAYS:
        return {}
    found = (one for one in _referrers(target) if one.document_id == document.id)
    return {"paid": next((str(one.paid) for one in found if one.paid is not None), None)}


def _referrers(target: Document) -> list[referring.Referrer]:
    return referring.to([target]).get(target.id, [])

"""What becomes of the documents that a document refers to, once its own outcome is known.

Each effect runs in the transaction of the outcome, which holds the document's own row; the rows it
refers to are locked after it, in the order of their ids. Nothing that is valid waits for another
document, so nobody waits in a circle.
"""

from collections.abc import Callable

from documents.models import Document
from documents.values import DocumentType, Relation
from invoicing import (
    acceptance_effects,
    acceptance_follow,
    balance,
    cancellation,
    references,
    referring,
    transitions,
)
from invoicing.actor import Actor

Effect = Callable[[Document, Actor], None]


def issued(document: Document, actor: Actor) -> None:
    """The document is valid now."""
    _run(ON_ISSUED, document, actor)


def refused(document: Document, actor: Actor) -> None:
    """The document was rejected, or failed."""
    _run(ON_REFUSED, document, actor)


def _run(effects: dict[str, Effect], document: Document, actor: Actor) -> None:
    effect = effects.get(document.document_type)
    if effect is not None:
        effect(document, actor)


def _credit(note: Document, actor: Actor) -> None:
    """What is credited in full is superseded by the last of its notes."""
    for target in references.locked_targets(note, Relation.CREDITS, Relation.ADJUSTS):
        referrers = referring.to([target]).get(target.id, [])
        data = {
            "credited_by": cancellation.named(note),
            "balance": balance.as_json(target, referrers),
        }
        in_full = balance.balance(target, referrers).is_credited_in_full
        if in_full and transitions.state_of(target) == transitions.ISSUED:
            transitions.move(target, transitions.SUPERSEDED, actor, data, superseded_by_id=note.id)
        else:
            transitions.change(target, actor, data)


def _debit(note: Document, actor: Actor) -> None:
    for target in references.locked_targets(note, Relation.DEBITS):
        shown = balance.as_json(target, referring.to([target]).get(target.id, []))
        data = {"debited_by": cancellation.named(note), "balance": shown}
        transitions.change(target, actor, data)


ON_ISSUED: dict[str, Effect] = {
    DocumentType.INVOICE: acceptance_follow.begin,
    DocumentType.CANCELLATION: cancellation.issued,
    DocumentType.CREDIT_NOTE: _credit,
    DocumentType.DEBIT_NOTE: _debit,
    DocumentType.ADJUSTMENT_NOTE: _credit,
    DocumentType.ACCEPTANCE_EVENT: acceptance_effects.issued,
}
ON_REFUSED: dict[str, Effect] = {DocumentType.CANCELLATION: cancellation.refused}

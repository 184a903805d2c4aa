"""What becomes of the documents that a document refers to, once its own outcome is known.

Each effect runs in the transaction of the outcome, which holds the document's own row; the rows it
refers to are locked after it, in the order of their ids. Nothing that is valid waits for another
document, so nobody waits in a circle.
"""

from collections.abc import Callable, Mapping
from typing import Final

from documents.models import Document
from documents.values import DocumentType, Relation
from invoicing import (
    acceptance_effects,
    acceptance_follow,
    cancellation,
    correction,
    references,
    transitions,
)
from invoicing.actor import Actor

Effect = Callable[[Document, Actor], None]


def issued(document: Document, actor: Actor) -> None:
    """The document is valid now."""
    for effect in ON_ISSUED.get(document.document_type, ()):
        effect(document, actor)


def refused(document: Document, actor: Actor) -> None:
    """The document was rejected, or failed."""
    for effect in ON_REFUSED.get(document.document_type, ()):
        effect(document, actor)


def cancelled(document: Document, actor: Actor) -> None:
    """The document was valid and is not any more."""
    for effect in ON_CANCELLED.get(document.document_type, ()):
        effect(document, actor)


def _cancelled_ones(cancelling: Document, actor: Actor) -> None:
    """What a CANCELLATION has ended."""
    for target in references.locked_targets(cancelling, Relation.CANCELS):
        if transitions.state_of(target) == transitions.CANCELLED:
            cancelled(target, actor)


ON_ISSUED: Final[Mapping[str, tuple[Effect, ...]]] = {
    DocumentType.INVOICE: (acceptance_follow.begin, correction.take_effect),
    DocumentType.CREDIT_NOTE: (correction.take_effect,),
    DocumentType.DEBIT_NOTE: (correction.take_effect,),
    DocumentType.ADJUSTMENT_NOTE: (correction.take_effect,),
    DocumentType.PAYMENT_COMPLEMENT: (correction.take_effect,),
    DocumentType.CANCELLATION: (cancellation.issued, _cancelled_ones),
    DocumentType.ACCEPTANCE_EVENT: (acceptance_effects.issued,),
}
ON_REFUSED: Final[Mapping[str, tuple[Effect, ...]]] = {
    DocumentType.CANCELLATION: (cancellation.refused,)
}
ON_CANCELLED: Final[Mapping[str, tuple[Effect, ...]]] = {
    DocumentType.INVOICE: (correction.withdraw,),
    DocumentType.CREDIT_NOTE: (correction.withdraw,),
    DocumentType.DEBIT_NOTE: (correction.withdraw,),
    DocumentType.ADJUSTMENT_NOTE: (correction.withdraw,),
    DocumentType.PAYMENT_COMPLEMENT: (correction.withdraw,),
}

"""What Colombia's rules know of a document besides its value: its tagged fields, read once, and the
document it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from documents import amounts
from documents.country_specific.co import CoDocument, CoLine
from documents.rules.co_receiver import CoReceiver, receiver_profile
from documents.values import DocumentType, DocumentValue, ReferencedDocument, Relation, Totals

MAIN_RELATION: Final[Mapping[str, Relation]] = {
    DocumentType.CREDIT_NOTE: Relation.CREDITS,
    DocumentType.DEBIT_NOTE: Relation.DEBITS,
    DocumentType.ADJUSTMENT_NOTE: Relation.ADJUSTS,
    DocumentType.CANCELLATION: Relation.CANCELS,
    DocumentType.ACCEPTANCE_EVENT: Relation.CONCERNS,
}
"""The relation without which a document of a type means nothing."""


@dataclass(frozen=True, slots=True)
class Target:
    """The document another one is about, as far as we know it, and its place among the
    references."""

    place: int
    document: ReferencedDocument


@dataclass(frozen=True, slots=True)
class CoFacts:
    """`issue_date` is a day of Bogota; `lines` has one entry per line of the document; `target` is
    what a note, cancellation or event is about, None where that is somebody else's or not exactly
    one. `totals` is None where the lines cannot be added up."""

    issue_date: date
    fields: CoDocument
    lines: tuple[CoLine, ...]
    receiver: CoReceiver
    target: Target | None = None
    totals: Totals | None = None


def facts_of(document: DocumentValue, today: date) -> CoFacts:
    """Read the document's `country_specific`. Raises pydantic.ValidationError where it breaks its
    schema, which the rules of shape have excluded."""
    return CoFacts(
        issue_date=document.emission_date or today,
        fields=CoDocument.model_validate(dict(document.country_specific)),
        lines=tuple(CoLine.model_validate(dict(x.country_specific)) for x in document.line_items),
        receiver=receiver_profile(document),
        target=_target(document),
        totals=_totals(document, today),
    )


def main_references(document: DocumentValue) -> tuple[int, ...]:
    """The places of the references that say what a note, cancellation or event is about."""
    relation = MAIN_RELATION.get(document.document_type)
    return tuple(i for i, one in enumerate(document.references) if one.relation == relation)


def _target(document: DocumentValue) -> Target | None:
    places = main_references(document)
    if len(places) != 1:
        return None
    found = document.references[places[0]].document
    return None if found is None else Target(places[0], found)


def _totals(document: DocumentValue, today: date) -> Totals | None:
    try:
        return amounts.compute(document, today)
    except (amounts.UnknownTaxCode, amounts.MissingTaxRate):
        return None

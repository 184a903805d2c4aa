"""What Colombia's rules know of a document besides its value: its tagged fields, read once."""

from dataclasses import dataclass
from datetime import date

from documents.country_specific.co import CoDocument, CoLine
from documents.rules.co_receiver import CoReceiver, receiver_profile
from documents.values import DocumentValue


@dataclass(frozen=True, slots=True)
class CoFacts:
    """`issue_date` is a day of Bogota; `lines` has one entry per line of the document."""

    issue_date: date
    fields: CoDocument
    lines: tuple[CoLine, ...]
    receiver: CoReceiver


def facts_of(document: DocumentValue, today: date) -> CoFacts:
    """Read the document's `country_specific`. Raises pydantic.ValidationError where it breaks its
    schema, which the rules of shape have excluded."""
    return CoFacts(
        issue_date=document.emission_date or today,
        fields=CoDocument.model_validate(dict(document.country_specific)),
        lines=tuple(CoLine.model_validate(dict(x.country_specific)) for x in document.line_items),
        receiver=receiver_profile(document),
    )

"""What a mapping works from, and the document's own Colombian fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from documents import country_specific
from documents.country_specific.co import CoDocument, CoLine
from documents.values import DocumentValue, LineItem, Numbering, Reference, Relation, Totals

Json = dict[str, Any]

BOGOTA: Final = ZoneInfo("America/Bogota")

MODIFIED: Final[Mapping[str, Relation]] = {
    "CREDIT_NOTE": Relation.CREDITS,
    "DEBIT_NOTE": Relation.DEBITS,
    "CANCELLATION": Relation.CANCELS,
    "ADJUSTMENT_NOTE": Relation.ADJUSTS,
    "ACCEPTANCE_EVENT": Relation.CONCERNS,
}
"""The reference without which a document of that type means nothing."""


class NotOffered(ValueError):
    """The provider's API has no way to say this."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document about to be sent: its value and money, the organizational unit's uid, the uid the
    provider gave the document it modifies or concerns, and the instant it is made (None: only the
    day is known).
    """

    document: DocumentValue
    totals: Totals
    unit: str
    modified_uid: str | None = None
    at: datetime | None = None

    @property
    def own(self) -> CoDocument:
        """The document's `country_specific`, defaults where it has none."""
        return document_fields(self.document)


def document_fields(document: DocumentValue) -> CoDocument:
    """A document's `country_specific` as its model. Raises pydantic.ValidationError (a ValueError)
    where it breaks its schema."""
    if not document.country_specific:
        return CoDocument()
    place = country_specific.DOCUMENT
    return cast(CoDocument, country_specific.parse("CO", place, document.country_specific))


def line_fields(line: LineItem) -> CoLine:
    """A line's `country_specific` as its model."""
    if not line.country_specific:
        return CoLine()
    place = country_specific.LINE_ITEM
    return cast(CoLine, country_specific.parse("CO", place, line.country_specific))


def modified(document: DocumentValue) -> Reference | None:
    """The reference to what the document modifies or concerns, None for a type that does not."""
    relation = MODIFIED.get(document.document_type)
    if relation is None:
        return None
    found = [r for r in document.references if r.relation == relation]
    if not found:
        raise ValueError(f"a {document.document_type} needs a reference {relation}")
    return found[0]


def consecutive(numbering: Numbering | None) -> Json:
    """Prefix and number as DocumentConsecutiveInput and EventIdInput have them."""
    if numbering is None or numbering.number is None:
        raise ValueError("the document has no number")
    return {"prefix": numbering.prefix, "number": numbering.number}


def midnight(day: date) -> str:
    """The first instant of a day in Bogota, ISO 8601 with its offset."""
    return datetime.combine(day, time(), BOGOTA).isoformat()


def issue_instant(draft: Draft) -> str | None:
    """When the document says it was issued: the draft's instant; else the first instant of its day
    that is not before the document it modifies (001-ID1). None without a day.
    """
    if draft.at is not None:
        return draft.at.astimezone(BOGOTA).isoformat(timespec="seconds")
    day, reference = draft.document.emission_date, modified(draft.document)
    if day is None:
        return None
    first = datetime.combine(day, time(), BOGOTA)
    earlier = reference.document.issued_at if reference and reference.document else None
    return max(first, earlier.astimezone(BOGOTA) if earlier else first).isoformat()


def text(words: str) -> Json:
    """A LocalizedStringInput in Spanish of Colombia."""
    return {"locale": "ES_CO", "text": words}

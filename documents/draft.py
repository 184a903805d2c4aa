"""A document as a caller describes it, before anything is written."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Draft:
    """Validated, JSON-ready parts of a document: decimals as strings, enums as their values.

    `line_items[].quantity` is a decimal string here and a JSON number in the API.
    `received_document_id` names what an acceptance event of a purchase is about.
    """

    country: str
    document_type: str
    issuer: dict[str, Any]
    receiver: dict[str, Any]
    line_items: list[dict[str, Any]] = field(default_factory=list)
    references: list[dict[str, Any]] = field(default_factory=list)
    country_specific: dict[str, Any] | None = None
    payment: dict[str, Any] | None = None
    emission_date: date | None = None
    issuer_profile_id: UUID | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    received_document_id: UUID | None = None

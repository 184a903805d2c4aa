"""Query parameters."""

import re
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from documents.country_specific.common import Day
from invoicing.api.document_bodies import Country, DocumentType
from invoicing.api.fields import Query

FiscalStatus = Literal[
    "not_submitted",
    "pending",
    "submitted",
    "unknown",
    "authorized",
    "rejected",
    "failed",
    "cancellation_pending",
    "cancelled",
]
AcceptanceStatus = Literal[
    "delivered", "acknowledged", "goods_received", "claimed", "accepted", "tacitly_accepted"
]
LifecycleStatus = Literal["draft", "open", "active", "superseded", "cancelled", "voided"]

_WRITTEN_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].*")


def _written_instant(value: object) -> object:
    if isinstance(value, str) and not _WRITTEN_INSTANT.fullmatch(value):
        raise PydanticCustomError(
            "datetime_text", "Give a date and time with its zone, such as 2026-11-20T15:04:05Z"
        )
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_written_instant)]


class DocumentQuery(Query):
    """Which documents to list. `after` is a `next_after` received before, or any date and time."""

    country: Country | None = None
    fiscal_status: FiscalStatus | None = None
    lifecycle_status: LifecycleStatus | None = None
    acceptance_status: AcceptanceStatus | None = None
    document_type: DocumentType | None = None
    provider_operation_id: str | None = Field(default=None, max_length=200)
    fiscal_id: str | None = Field(default=None, max_length=200)
    after: Instant | None = None
    limit: int = Field(default=50, ge=1, le=200)
    order: Literal["asc", "desc"] = Field(
        default="asc", description="By time of creation; desc walks into the past."
    )


class EvidenceQuery(Query):
    """Which part of a document's evidence: entries whose `seq` is above `after`."""

    after: int = Field(default=0, ge=0, le=2**63 - 1)
    limit: int = Field(default=50, ge=1, le=200)


class FileQuery(Query):
    """A signed link carries both."""

    expires: str | None = Field(default=None, max_length=20)
    signature: str | None = Field(default=None, max_length=200)


class PartyQuery(Query):
    """Which parties to list."""

    include_deactivated: bool = False


class IssuerProfileQuery(Query):
    """Which issuer profiles to list."""

    country: Country | None = None
    issuer_series: str | None = Field(default=None, max_length=200)
    external_ref: str | None = Field(default=None, max_length=200)
    include_deactivated: bool = False


class TaxCodeQuery(Query):
    """Whose tax codes, valid on which day (today in that country by default)."""

    country: Country
    on: Day | None = None


class NoQuery(Query):
    """No parameters."""

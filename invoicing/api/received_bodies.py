"""Shapes of received documents and of acceptance events: what is sent, what is answered."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from invoicing.api.answers import AnyObject, FailureDTO, Warning
from invoicing.api.document_bodies import Country, PartyDTO
from invoicing.api.fields import Body, DayOrInstant, ExternalId, Label, Line, Metadata, Query, Text
from invoicing.api.queries import AcceptanceStatus, Instant

ReceivedType = Literal["INVOICE", "CREDIT_NOTE", "DEBIT_NOTE"]
ReceivedStatus = Literal["ADDING", "RECEIVED", "FAILED"]
AcceptanceType = Literal[
    "RECEIPT_ACKNOWLEDGEMENT",
    "GOODS_RECEIVED",
    "EXPRESS_ACCEPTANCE",
    "CLAIM",
    "TACIT_ACCEPTANCE",
    "PRODUCTS_DELIVERY",
]


class AddReceivedDocumentRequest(Body):
    """A document somebody else issued to you, named by its CUFE or CUDE. `issuer_profile_id` says
    whose account is to take it in; it may be left out where there is only one."""

    document_type: ReceivedType
    fiscal_id: ExternalId
    issuer_profile_id: UUID | None = None
    metadata: Metadata = Field(default_factory=dict)


class ReceivedDocumentQuery(Query):
    """Which received documents to list. `after` is a `next_after` received before, or any date and
    time."""

    country: Country | None = None
    document_type: ReceivedType | None = None
    status: ReceivedStatus | None = None
    issuer_tax_id: str | None = Field(default=None, max_length=30)
    fiscal_id: str | None = Field(default=None, max_length=200)
    acceptance_status: AcceptanceStatus | None = None
    after: Instant | None = None
    limit: int = Field(default=50, ge=1, le=200)
    order: Literal["asc", "desc"] = Field(
        default="desc", description="By time of creation; desc walks into the past."
    )


class ReceivedDocument(BaseModel):
    """A received document. What it says is null until the provider has taken it in."""

    id: str
    tenant_id: str
    country: Country
    document_type: ReceivedType
    fiscal_id: str
    status: ReceivedStatus
    acceptance_status: AcceptanceStatus | None
    issuer_profile_id: str
    number: str | None
    issuer: PartyDTO | None
    receiver: PartyDTO | None
    currency: str | None
    total: str | None
    totals: AnyObject
    payment_form: Literal["CASH", "CREDIT"] | None
    line_items: list[AnyObject]
    issued_at: datetime | None
    provider_operation_id: str | None
    provider_status: str | None
    file_urls: Metadata
    failure: FailureDTO | None
    warnings: list[Warning]
    metadata: Metadata
    created_at: datetime
    updated_at: datetime


class ReceivedDocumentPage(BaseModel):
    """A page of received documents; `next_after` is null once there is nothing more."""

    items: list[ReceivedDocument]
    next_after: datetime | None


class EventPersonDTO(Body):
    """Who received: the person named in events 030 and 032. `id_type` is a Colombian one."""

    id_type: Label
    id: Label
    first_name: Line
    family_name: Line
    job_title: Line | None = None
    department: Line | None = None


class SendAcceptanceEventRequest(Body):
    """An acceptance event to be sent. `person` goes with receipt, goods received and delivery;
    `received_at` with goods received; `claim_concept` and `reason` with a claim."""

    type: AcceptanceType
    person: EventPersonDTO | None = None
    received_at: DayOrInstant | None = None
    claim_concept: Annotated[str, StringConstraints(pattern=r"^0[1-4]$")] | None = None
    reason: Text | None = None
    notes: list[Text] = Field(default_factory=list, max_length=20)
    issuer_profile_id: UUID | None = None


class AcceptanceEventDTO(BaseModel):
    """An acceptance event of an invoice. `direction` is `sent` for ours: `document_id` is its own
    document, whose `status` tells how it is getting on. One somebody else sent is always ISSUED."""

    type: str
    code: str
    direction: Literal["sent", "received"]
    status: str
    document_id: str | None
    number: str | None
    fiscal_id: str | None
    occurred_at: datetime | None
    sender_id: str | None
    sender_name: str | None
    description: str | None
    concept: str | None
    reason: str | None
    failure_reason: str | None


class NextAcceptanceEventDTO(BaseModel):
    """An event that may come next: by whom (issuer or buyer), and between which days in the
    country, where the law sets any."""

    type: str
    code: str
    by: Literal["issuer", "buyer"]
    yours: bool
    not_before: date | None
    not_after: date | None


class AcceptanceEvents(BaseModel):
    """Acceptance of an invoice: events sent and received in order, and what may come next."""

    acceptance_status: AcceptanceStatus | None
    items: list[AcceptanceEventDTO]
    next_allowed: list[NextAcceptanceEventDTO]

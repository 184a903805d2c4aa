"""The shapes of answers, for the API's description. Answers themselves are built by `render`."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from documents.values import Relation
from invoicing.api.document_bodies import (
    AddressDTO,
    Country,
    DocumentType,
    LineItemDTO,
    PartyDTO,
    PaymentDTO,
    ReferenceDTO,
    TaxIdType,
)
from invoicing.api.fields import DocumentFields, Metadata, PartyFields
from invoicing.api.queries import AcceptanceStatus, FiscalStatus, LifecycleStatus

AnyObject = Annotated[dict[str, Any], WithJsonSchema({"type": "object"})]
Status = Literal[
    "DRAFT", "PENDING", "SUBMITTED", "ISSUED", "FAILED", "CANCELLING", "CANCELLED", "VOIDED"
]


class ValidationError(BaseModel):
    """One problem: where (body, header, query or path, then the field), what, and its stable type.
    `law` is the broken rule's own id."""

    loc: list[str | int]
    msg: str
    type: str
    law: str | None = None


class ValidationErrors(BaseModel):
    """What is wrong with a request; nothing was done."""

    detail: list[ValidationError]


class Problem(BaseModel):
    """Any other error (RFC 9457). `code` is stable."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    flow_id: str


class FailureDTO(BaseModel):
    """Why the authority or the provider said no. `classification` is fatal, retryable or staff."""

    code: str
    classification: str = Field(examples=["fatal"])
    message: str
    provider_response: AnyObject = Field(default_factory=dict)


class Warning(BaseModel):
    """Something doubtful that stopped nothing."""

    code: str
    message: str
    loc: list[str | int] = Field(default_factory=list)
    law: str | None = None


class TaxTotal(BaseModel):
    """The tax of one code and rate, money as decimal text."""

    tax_code: str
    rate: str
    base: str
    amount: str


class Totals(BaseModel):
    """Computed money as decimal text. `withheld` is informative."""

    currency: str
    subtotal: str
    discounts: str
    charges: str
    taxes: list[TaxTotal]
    withholdings: list[TaxTotal]
    withheld: str
    total: str


class Referrer(BaseModel):
    """A document that refers to this one. Of a payment complement `paid` is what it pays of this
    one, in its currency, and `instalment` the number of that payment (NumParcialidad)."""

    document_id: str
    document_type: DocumentType
    relation: Relation
    status: Status
    number: str | None
    paid: str | None
    instalment: int | None


class Balance(BaseModel):
    """What valid notes and payments leave of the total, money as decimal text."""

    currency: str
    total: str
    credited: str
    debited: str
    paid: str
    left: str


class Contingency(BaseModel):
    """Whether further invoices may be issued under the issuer's contingency series, which profile
    that is, and why not. Do not issue the same sale twice: the waiting document is sent as soon as
    that is possible. `transmit_by` is there for an invoice that was issued in contingency."""

    possible: bool
    why_not: str | None
    issuer_profile_id: str | None
    transmit_by: datetime | None


class Waiting(BaseModel):
    """Why a document does not get through: the provider's or our words, since when, and when it is
    tried again (null: a person must look). `contingency` is null where the country knows none."""

    reason: str
    since: datetime
    next_try_at: datetime | None
    contingency: Contingency | None


class Cancellation(BaseModel):
    """How a cancellation by motive stands: our word in `state`, the authority's own in
    `authority_status` and `cancellable`. `must_act` is who has to act now, `until` when the
    receiver's silence counts as consent, `limit` the last day on which it costs no fine. `request`
    counts how often it was asked for; `reason` says why it was refused."""

    motive: str | None
    substitute_document_id: str | None
    substitute_fiscal_id: str | None
    requested_at: datetime
    request: int
    state: Literal[
        "requested",
        "not_requested",
        "not_cancellable",
        "pending",
        "rejected",
        "cancelled",
        "not_found",
        "unknown",
    ]
    authority_status: str | None
    cancellable: str | None
    reason: str | None
    must_act: Literal["receiver", "authority", "issuer"] | None
    until: datetime | None
    limit: date | None
    last_asked_at: datetime | None


class Document(BaseModel):
    """A document. `number` is the printed number once one is claimed. `referenced_by` are the
    submitted documents that refer to it, once it is valid; `balance` is there once a note or
    payment of it is valid. `provider_number` is what the provider itself numbers the document.
    `due_on` is the last day to issue a payment complement. `waiting` is there when it is read while
    it could not be sent, or while its outcome is unknown. The ETag is of the document's own
    version."""

    id: str
    tenant_id: str
    country: Country
    document_type: DocumentType
    status: Status
    fiscal_status: FiscalStatus
    lifecycle_status: LifecycleStatus
    acceptance_status: AcceptanceStatus | None
    issuer: PartyDTO
    receiver: PartyDTO
    line_items: list[LineItemDTO]
    references: list[ReferenceDTO]
    referenced_by: list[Referrer]
    balance: Balance | None
    country_specific: DocumentFields | None
    payment: PaymentDTO | None
    fiscal_id: str | None
    fiscal_document_urls: Metadata
    superseded_by: str | None
    emission_date: date | None
    cancellation_reason: str | None
    cancellation: Cancellation | None
    failure_reason: str | None
    failure: FailureDTO | None
    waiting: Waiting | None
    provider_operation_id: str | None
    provider_number: str | None
    due_on: date | None
    metadata: Metadata
    created_at: datetime
    updated_at: datetime
    number: str | None
    totals: Totals
    issuer_profile_id: str | None
    warnings: list[Warning]
    issued_at: datetime | None
    qr: str | None


class DocumentPage(BaseModel):
    """A page of documents; `next_after` is null once there is nothing more."""

    items: list[Document]
    next_after: datetime | None


class DocumentPreview(BaseModel):
    """What would become of a document if it were submitted now. Nothing was written. `due_on` is
    the last day to issue a payment complement."""

    totals: Totals | AnyObject
    faults: list["PreviewFault"]
    issuer_profile_id: str | None
    due_on: date | None


class PreviewFault(ValidationError):
    """A broken rule; an error stops a submission, a warning does not."""

    severity: Literal["error", "warning"]


class DocumentEvent(BaseModel):
    """Something that happened to a document."""

    id: int
    type: str
    occurred_at: datetime
    data: AnyObject
    offset: int | None
    actor: str
    flow_id: str


class DocumentEvents(BaseModel):
    """A document's events in order."""

    items: list[DocumentEvent]


class Evidence(BaseModel):
    """One exchange with the provider. A body that is a JSON object is shown as it is, any other as
    `text` or `base64`, a very large one cut and marked `truncated`; digests are of the whole
    bytes."""

    id: str
    provider: str
    operation: str
    request_payload: AnyObject
    response_status: int | None
    response_body: AnyObject
    stored_at: datetime
    seq: int
    phase: Literal["sent", "answered"]
    attempt: int
    flow_id: str
    method: str
    url: str
    milliseconds: int | None
    error: str | None
    request_headers: AnyObject
    response_headers: AnyObject
    request_sha256: str | None
    response_sha256: str | None
    digest: str


class EvidenceList(BaseModel):
    """A document's evidence in order; `next_after` is null at the end."""

    items: list[Evidence]
    next_after: int | None


class Party(BaseModel):
    """A registered party."""

    id: str
    tenant_id: str
    kind: Literal["issuer", "receiver", "both"]
    tax_id: str
    tax_id_type: TaxIdType
    name: str
    country: Country
    email: str | None
    address: AddressDTO | None
    country_specific: PartyFields | None
    metadata: Metadata
    deactivated_at: datetime | None
    created_at: datetime
    updated_at: datetime
    warnings: list[Warning]


class PartyList(BaseModel):
    """A tenant's parties, oldest first."""

    items: list[Party]


class IssuerProfile(BaseModel):
    """A series and its numbering range; `numerator_current` is the last number claimed. Keys and
    PINs in `provider_config` are answered as `***`."""

    id: str
    tenant_id: str
    party_id: str
    country: Country
    issuer_series: str
    document_types: list[DocumentType]
    external_ref: str | None
    provider_config: Metadata
    numerator_prefix: str | None
    numerator_range_min: int
    numerator_range_max: int
    numerator_current: int
    deactivated_at: datetime | None
    created_at: datetime
    updated_at: datetime
    warnings: list[Warning]


class IssuerProfileList(BaseModel):
    """A tenant's issuer profiles, oldest first."""

    items: list[IssuerProfile]


class TaxCode(BaseModel):
    """A tax code. `rate` is percent, or money per unit; null where the caller gives it."""

    code: str
    name: str
    kind: str
    tribute: str
    rate: str | None
    per_unit: bool
    valid_from: date
    valid_to: date | None


class TaxCodeList(BaseModel):
    """A country's tax codes valid on a day."""

    country: Country
    on: date
    items: list[TaxCode]


class Capability(BaseModel):
    """What is offered in a country; provider is null where documents can only be kept as drafts."""

    country: Country
    provider: str | None
    document_types: list[str]


class TenantInfo(BaseModel):
    """The tenant of the API key, what the key may do, and what is offered where."""

    id: str
    name: str
    scopes: list[str]
    countries: list[Capability]

"""What a caller may send of a document. Class names are the names in the API's description."""

from datetime import date
from typing import Literal
from uuid import UUID

from django.conf import settings
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from documents.values import Relation
from invoicing.api.fields import (
    Amount,
    Body,
    Code,
    CountryCode,
    Currency,
    DayOrInstant,
    DocumentFields,
    Email,
    ExternalId,
    Label,
    Line,
    LineFields,
    Metadata,
    OptionalLine,
    Percent,
    Quantity,
    Rate,
    TaxId,
    Text,
)

Country = Literal["CO", "MX", "EC", "PE"]
CreatedType = Literal[
    "INVOICE",
    "CREDIT_NOTE",
    "DEBIT_NOTE",
    "PAYMENT_COMPLEMENT",
    "CANCELLATION",
    "SUPPORT_DOCUMENT",
    "ADJUSTMENT_NOTE",
]
DocumentType = Literal[CreatedType, "ACCEPTANCE_EVENT"]
TaxIdType = Literal["RFC", "NIT", "RUC", "GENERIC_ID"]


class AddressDTO(Body):
    """A postal address; country is ISO 3166-1 alpha-2."""

    line1: Line
    city: Line
    country: CountryCode
    postal_code: OptionalLine = Field(default_factory=str)
    line2: OptionalLine = Field(default_factory=str)
    region: OptionalLine = Field(default_factory=str)


class PartyDTO(Body):
    """Issuer or receiver as it is to stand on the document."""

    tax_id: TaxId
    tax_id_type: TaxIdType
    name: Line
    email: Email | None = None
    address: AddressDTO | None = None
    metadata: Metadata = Field(default_factory=dict)


class MoneyDTO(Body):
    """An amount as decimal text with up to 6 decimals, and its currency (ISO 4217)."""

    amount: Amount
    currency: Currency


class DiscountDTO(Body):
    """A discount on a line: an amount for the whole line, or a percentage of quantity x price."""

    amount: Amount | None = None
    percent: Percent | None = None
    reason: OptionalLine = Field(default_factory=str)

    @model_validator(mode="after")
    def _exactly_one(self) -> "DiscountDTO":
        if (self.amount is None) == (self.percent is None):
            raise PydanticCustomError("discount_shape", "Give exactly one of amount and percent")
        return self


class LineItemDTO(Body):
    """One line: unit price without taxes, a quantity of at most 15 digits and 6 decimals, and the
    country's tax codes (GET /v1/tax-codes lists them)."""

    description: Text
    unit_price: MoneyDTO
    quantity: Quantity
    tax_code: Code | None = None
    extra_tax_codes: list[Code] = Field(default_factory=list, max_length=10)
    code: Label | None = None
    unit: Code | None = None
    discount: DiscountDTO | None = None
    country_specific: LineFields | None = None
    metadata: Metadata = Field(default_factory=dict)


class ExternalReferenceDTO(Body):
    """A document that is not one of ours."""

    fiscal_id: ExternalId | None = None
    provider_doc_id: ExternalId | None = None
    issued_at: DayOrInstant | None = None


class ReferenceDTO(Body):
    """A document this one refers to: one of ours by document_id, any other by external."""

    relation: Relation = Field(examples=["CREDITS"])
    document_id: UUID | None = None
    external: ExternalReferenceDTO | None = None


class PaymentDTO(Body):
    """A payment received."""

    payment_date: DayOrInstant = Field(default_factory=str)
    payment_method: Code = Field(default_factory=str)
    currency: Currency = Field(default_factory=str)
    amount: Amount = Field(default_factory=str)
    exchange_rate: Rate = Field(default_factory=str)
    operation_number: Label = Field(default_factory=str)


class CreateDocumentRequest(Body):
    """A new document. SUBMIT also claims a number and sends it to the authority.

    A note refers to the document it corrects: a CREDIT_NOTE with relation CREDITS, a DEBIT_NOTE
    with DEBITS, an ADJUSTMENT_NOTE with ADJUSTS. A CANCELLATION refers to one document with CANCELS
    and takes its lines. SUPPORT_DOCUMENT and ADJUSTMENT_NOTE are Colombia's; an ACCEPTANCE_EVENT is
    made at /v1/documents/{document_id}/acceptance-events.
    """

    tenant_id: str
    country: Country
    document_type: CreatedType
    intent: Literal["DRAFT", "SUBMIT"]
    issuer: PartyDTO
    receiver: PartyDTO
    line_items: list[LineItemDTO] = Field(default_factory=list, max_length=settings.MAX_LINES)
    references: list[ReferenceDTO] = Field(default_factory=list, max_length=100)
    country_specific: DocumentFields | None = None
    payment: PaymentDTO | None = None
    emission_date: date | None = None
    issuer_profile_id: UUID | None = None
    metadata: Metadata = Field(default_factory=dict)


class PatchDocumentRequest(Body):
    """Changes to a document, only the fields that are given.

    The document's own fields may change while no authority has it; `status` SUBMITTED submits it.
    `fiscal_id`, `fiscal_document_urls`, `cancellation_reason`, `failure_reason` and any other
    `status` settle an unknown outcome and need the scope reconcile.
    """

    status: Literal["SUBMITTED", "ISSUED", "FAILED", "CANCELLED"] | None = None
    fiscal_id: ExternalId | None = None
    fiscal_document_urls: Metadata | None = None
    cancellation_reason: Text | None = None
    failure_reason: Text | None = None
    metadata: Metadata | None = None
    document_type: CreatedType | None = None
    issuer: PartyDTO | None = None
    receiver: PartyDTO | None = None
    line_items: list[LineItemDTO] | None = Field(default=None, max_length=settings.MAX_LINES)
    references: list[ReferenceDTO] | None = Field(default=None, max_length=100)
    country_specific: DocumentFields | None = None
    payment: PaymentDTO | None = None
    emission_date: date | None = None
    issuer_profile_id: UUID | None = None


class CancelRequest(Body):
    """Why a document is to be cancelled; `country_specific` goes into its CANCELLATION, or has the
    motive in Mexico (`cancellation`), where the answer's `cancellation` shows how it stands."""

    reason: Text | None = None
    country_specific: DocumentFields | None = None


class VoidRequest(Body):
    """Why a document is to be voided."""

    reason: Text | None = None

"""What a caller may send of parties and issuer profiles."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from invoicing.api.document_bodies import AddressDTO, Country, DocumentType, TaxIdType
from invoicing.api.fields import (
    Body,
    Email,
    ExternalId,
    Line,
    Metadata,
    PartyFields,
    TaxId,
)
from parties.models import BIGGEST_NUMBER

Series = Annotated[str, StringConstraints(min_length=1, max_length=30, strip_whitespace=True)]
Prefix = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9-]*$")]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=2048)]


class CreatePartyRequest(Body):
    """A party to register."""

    tenant_id: str
    kind: Literal["issuer", "receiver", "both"]
    tax_id: TaxId
    tax_id_type: TaxIdType
    name: Line
    country: Country
    email: Email | None = None
    address: AddressDTO | None = None
    country_specific: PartyFields | None = None
    metadata: Metadata = Field(default_factory=dict)


class CreateIssuerProfileRequest(Body):
    """A series and its numbering range. `secret_arn` says where the provider's credential is kept
    and is never shown again; `provider_config` holds no credential, and its keys and PINs are not
    shown again either."""

    tenant_id: str
    party_id: UUID
    country: Country
    issuer_series: Series
    secret_arn: Reference | None = None
    external_ref: ExternalId | None = None
    provider_config: Metadata = Field(default_factory=dict)
    numerator_prefix: Prefix | None = None
    numerator_range_min: int = Field(default=1, ge=0, le=BIGGEST_NUMBER)
    numerator_range_max: int = Field(default=BIGGEST_NUMBER, ge=0, le=BIGGEST_NUMBER)
    document_types: list[DocumentType] | None = Field(
        default=None,
        min_length=1,
        description="Types the series is for; by default INVOICE in CO, every type elsewhere.",
    )

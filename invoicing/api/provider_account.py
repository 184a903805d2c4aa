"""The account at the provider behind an issuer profile."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from pydantic import BaseModel, Field
from rest_framework.request import Request

from documents.values import Fault
from invoicing import provider_account
from invoicing.api import reading, render
from invoicing.api.describe import operation
from invoicing.api.endpoint import Endpoint, caller_of
from invoicing.api.fields import Query
from invoicing.api.invalid import InvalidRequest, problem
from invoicing.errors import Unprocessable


class ProviderAccountQuery(Query):
    """What to look up besides the account itself."""

    invoicer: str | None = Field(
        default=None,
        pattern=r"^[0-9]{5,12}(-[0-9])?$",
        description="A tax id: whether that taxpayer invoices electronically, and since when.",
    )
    transactions_of: UUID | None = Field(
        default=None,
        description="The id of a document of yours: what the provider exchanged with the authority"
        " about it.",
    )
    unit_id: str | None = Field(
        default=None, max_length=64, description="The provider's id of a unit."
    )
    resolution_id: str | None = Field(
        default=None, max_length=64, description="The provider's id of a numbering authorisation."
    )
    transaction_id: str | None = Field(
        default=None, max_length=64, description="The provider's id of an exchange."
    )


class Organization(BaseModel):
    """Whose account it is."""

    id: str | None
    name: str | None
    tax_id: str | None


class Unit(BaseModel):
    """An organizational unit. `environment` 1 is production, 2 test."""

    id: str | None
    name: str | None
    tax_id: str | None
    environment: str | None
    active: bool | None


class Numerator(BaseModel):
    """An issuer profile that draws its numbers from the range, and how far it is."""

    id: str
    issuer_series: str
    document_types: list[str]
    numerator_range_min: int
    numerator_range_max: int
    numerator_current: int
    left: int


class Range(BaseModel):
    """A numbering range as the provider has it. `current` is the last number the provider saw,
    `left` what remains after it; the issuer profiles tell what remains by our count. Null is what
    the provider does not tell."""

    resolution_id: str
    resolution_number: str
    unit_id: str
    document_type: str = Field(description="DIAN's: 01 sales, 03 contingency, 05 support document.")
    prefix: str
    range_min: int | None
    range_max: int | None
    current: int | None
    left: int | None
    valid_from: date | None
    valid_to: date | None
    days_left: int | None
    issuer_profiles: list[Numerator]


class Plan(BaseModel):
    """What was bought, and what is left of it."""

    total: int | None
    used: int | None
    left: int | None
    valid_from: datetime | None
    valid_to: datetime | None
    used_by_type: dict[str, int]


class Invoicer(BaseModel):
    """Whether a taxpayer invoices electronically, as the authority told the provider at
    `asked_at`."""

    invoices_electronically: bool
    tax_id: str
    email: str | None
    since: date | None
    asked_at: datetime | None


class Transaction(BaseModel):
    """An exchange between the provider and the authority."""

    id: str | None
    type: str | None
    stage: str | None
    status: str | None
    message: str | None
    details: Any
    requested_at: str | None
    responded_at: str | None


class ProviderAccount(BaseModel):
    """The account as the provider showed it at `asked_at`. `invoicer`, `unit`, `resolution`,
    `transaction` and `transactions` are what was looked up, null where it was not asked for or is
    not there."""

    issuer_profile_id: str
    asked_at: datetime
    organization: Organization
    units: list[Unit]
    ranges: list[Range]
    plan: Plan | None
    invoicer: Invoicer | None
    unit: Unit | None
    resolution: list[Range] | None
    transaction: Transaction | None
    transactions: list[Transaction] | None


class ProviderAccountDetail(Endpoint):
    """/v1/issuer-profiles/{profile_id}/provider-account"""

    @operation(
        "get_provider_account",
        "The account at the provider: organization, units, ranges, plan, and look-ups",
        query=ProviderAccountQuery,
        answer=ProviderAccount,
        path=["profile_id"],
        problems=[404, 409, 502, 503],
        tag="Issuer profiles",
    )
    def get(self, request: Request, profile_id: str) -> HttpResponse:
        """Asks the provider, and answers what it tells."""
        caller = caller_of(request)
        wanted = reading.path_id("profile_id", profile_id)
        query = reading.query(request, ProviderAccountQuery)
        lookup = provider_account.Lookup(**query.model_dump())
        try:
            found = provider_account.overview(caller.tenant, wanted, lookup, caller.actor)
        except Unprocessable as refusal:
            raise InvalidRequest(list(map(shown_problem, refusal.faults))) from refusal
        return render.json_response(found)


def shown_problem(fault: Fault) -> dict[str, Any]:
    """What is wrong with a parameter, or with the profile in the path."""
    where = "path" if fault.path == ("profile_id",) else "query"
    return problem((where, *fault.path), fault.message, fault.code)

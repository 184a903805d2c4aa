"""The purchases a provider holds for an issuer profile's account."""

from datetime import datetime
from typing import Literal

from django.http import HttpResponse
from pydantic import BaseModel, Field
from rest_framework.request import Request

from invoicing import provider_purchases
from invoicing.api import reading, render
from invoicing.api.describe import operation
from invoicing.api.endpoint import Endpoint, caller_of
from invoicing.api.fields import Query
from invoicing.api.invalid import InvalidRequest
from invoicing.api.provider_account import shown_problem
from invoicing.errors import Unprocessable


class ProviderPurchasesQuery(Query):
    """Which purchases, and which page of them."""

    document_type: Literal["INVOICE", "CREDIT_NOTE", "DEBIT_NOTE"] = "INVOICE"
    after: str | None = Field(
        default=None, max_length=500, description="`next_after` of the page before."
    )
    limit: int = Field(default=50, ge=1, le=100)


class ProviderPurchase(BaseModel):
    """A purchase at the provider. `received_document_id` is the received document it has become
    here; null means that POST /v1/received-documents with its `fiscal_id` takes it in."""

    provider_operation_id: str
    document_type: str
    fiscal_id: str
    number: str
    issuer_tax_id: str
    issuer_name: str
    currency: str
    total: str
    issued_at: datetime | None
    payment_form: str | None
    provider_status: str
    received_document_id: str | None


class ProviderPurchasePage(BaseModel):
    """A page of purchases, in the provider's order."""

    items: list[ProviderPurchase]
    next_after: str | None


class ProviderPurchases(Endpoint):
    """/v1/issuer-profiles/{profile_id}/provider-purchases"""

    @operation(
        "list_provider_purchases",
        "The purchases the provider holds for the account, taken in here or not",
        query=ProviderPurchasesQuery,
        answer=ProviderPurchasePage,
        path=["profile_id"],
        problems=[404, 409, 502, 503],
        tag="Issuer profiles",
    )
    def get(self, request: Request, profile_id: str) -> HttpResponse:
        """Asks the provider, and answers what it tells."""
        caller = caller_of(request)
        wanted = reading.path_id("profile_id", profile_id)
        query = reading.query(request, ProviderPurchasesQuery)
        try:
            page = provider_purchases.page(
                caller.tenant,
                wanted,
                query.document_type,
                caller.actor,
                after=query.after,
                limit=query.limit,
            )
        except Unprocessable as refusal:
            raise InvalidRequest(list(map(shown_problem, refusal.faults))) from refusal
        return render.json_response(page)

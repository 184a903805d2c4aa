"""What is on offer: the caller's own tenant and key, countries, tax codes."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from documents import taxes
from documents.calendar import local_date
from documents.values import Country
from invoicing.api import answers, reading, render
from invoicing.api.describe import operation
from invoicing.api.endpoint import Endpoint, caller_of
from invoicing.api.queries import TaxCodeQuery
from providers import registry


class OwnTenant(Endpoint):
    """/v1/tenant"""

    @operation(
        "get_tenant",
        "Your tenant, what your key may do, what is offered in each country",
        answer=answers.TenantInfo,
        tag="Offered",
    )
    def get(self, request: Request) -> HttpResponse:
        """The caller's tenant."""
        caller = caller_of(request)
        return render.json_response(
            {
                "id": caller.tenant.id,
                "name": caller.tenant.name,
                "scopes": sorted(caller.actor.scopes),
                "countries": [_capability(country.value) for country in Country],
            }
        )


def _capability(country: str) -> dict[str, Any]:
    provider = registry.for_country(country)
    return {
        "country": country,
        "provider": provider.name if provider else None,
        "document_types": sorted(provider.document_types) if provider else [],
    }


class TaxCodes(Endpoint):
    """/v1/tax-codes"""

    @operation(
        "list_tax_codes",
        "A country's tax codes with rate, kind and validity",
        query=TaxCodeQuery,
        answer=answers.TaxCodeList,
        tag="Offered",
    )
    def get(self, request: Request) -> HttpResponse:
        """The tax codes valid on a day."""
        query = reading.query(request, TaxCodeQuery)
        on = query.on or local_date(query.country, timezone.now())
        rows = taxes.codes(query.country, on)
        items = [render.tax_code(row) for row in rows]
        return render.json_response({"country": query.country, "on": on, "items": items})

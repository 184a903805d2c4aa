"""Whose notice it is: the issuer profiles of a business at a provider."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from parties.models import IssuerProfile, Tenant
from providers.base import Provider


def of(provider: Provider, business: str, tenant: Tenant | None) -> list[IssuerProfile]:
    """The active profiles of a business. Where a tenant's own address names no business of its,
    all of the tenant's: a secret one of them asks for cannot be dodged by naming somebody else."""
    rows = IssuerProfile.objects.filter(country=provider.country, deactivated_at__isnull=True)
    if tenant is not None:
        rows = rows.filter(tenant=tenant)
    named = list(rows.filter(_is(business)).order_by("id")[:100]) if business else []
    if named or tenant is None:
        return named
    return list(rows.order_by("id")[:100])


def tenant_of(profiles: Iterable[IssuerProfile]) -> UUID | None:
    """The tenant of profiles that were found by their business; None where it is not clear."""
    tenants = {one.tenant_id for one in profiles}
    return tenants.pop() if len(tenants) == 1 else None


def _is(business: str) -> Q:
    unnamed = ~Q(provider_config__has_key="business_uuid")
    return Q(provider_config__business_uuid=business) | (unnamed & Q(external_ref=business))

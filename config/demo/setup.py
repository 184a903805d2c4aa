"""The demo's tenant, key, console login and issuer profiles: made once, found again."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from config.demo.countries import COUNTRIES, DemoIssuer, DemoSeries
from parties import api_keys
from parties.models import IssuerProfile, Party, Tenant

TENANT_NAME = "Demo"
ADMIN_USER = "demo"


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything a person, or a script, needs to use the running demo."""

    base_url: str
    sandbox_url: str
    tenant_id: str
    api_key: str
    admin_url: str
    admin_user: str
    admin_password: str
    issuer_profiles: dict[str, str]


def set_up() -> Demo:
    """Make what is missing; the key and the password are new each time."""
    tenant, _ = Tenant.objects.get_or_create(name=TENANT_NAME)
    key = api_keys.create(tenant, "demo", ("read", "write", "reconcile")).secret
    password = _console_login(tenant)
    profiles = {country: _profiles(tenant, issuer) for country, issuer in COUNTRIES.items()}
    base = settings.PUBLIC_BASE_URL
    return Demo(
        base_url=base,
        sandbox_url=settings.SANDBOX_URL,
        tenant_id=str(tenant.id),
        api_key=key,
        admin_url=f"{base}/admin/",
        admin_user=ADMIN_USER,
        admin_password=password,
        issuer_profiles=profiles,
    )


def _console_login(tenant: Tenant) -> str:
    password = secrets.token_urlsafe(12)
    user, _ = get_user_model().objects.get_or_create(
        username=ADMIN_USER, defaults={"is_staff": True, "is_superuser": True}
    )
    user.set_password(password)
    user.save()
    tenant.staff.add(user)
    return password


def _profiles(tenant: Tenant, issuer: DemoIssuer) -> str:
    """The issuer's profiles, one for each series; the id of that for invoices."""
    party = _party(tenant, issuer)
    invoices = DemoSeries(
        issuer.document_types,
        issuer.prefix,
        issuer.range_min,
        issuer.range_max,
        issuer.provider_config,
    )
    for series in issuer.series_of_others:
        _profile(party, issuer, series.prefix, series)
    return str(_profile(party, issuer, issuer.series, invoices).id)


def _party(tenant: Tenant, issuer: DemoIssuer) -> Party:
    party, _ = Party.objects.get_or_create(
        tenant=tenant,
        tax_id=issuer.tax_id,
        defaults={
            "kind": "issuer",
            "tax_id_type": issuer.tax_id_type,
            "name": issuer.name,
            "country": issuer.country,
            "address": issuer.address,
        },
    )
    return party


def _profile(party: Party, issuer: DemoIssuer, name: str, series: DemoSeries) -> IssuerProfile:
    defaults: dict[str, Any] = {
        "document_types": list(series.document_types),
        "secret_arn": issuer.secret,
        "external_ref": issuer.external_ref,
        "provider_config": series.provider_config,
        "numerator_range_min": series.range_min,
        "numerator_range_max": series.range_max,
        "numerator_current": series.range_min - 1,
    }
    profile, _ = IssuerProfile.objects.get_or_create(
        tenant=party.tenant,
        party=party,
        country=issuer.country,
        issuer_series=name,
        numerator_prefix=series.prefix,
        defaults=defaults,
    )
    return profile

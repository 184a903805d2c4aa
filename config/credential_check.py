"""Issuer profiles whose credential is missing, told by `manage.py check --database default`.

A warning and not an error: profiles are tenants' data, and one tenant's must neither keep the
service from starting nor a migration from running. Such a profile's documents stop at FAILED with
the same fix in their text.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import ProgrammingError

from parties.models import IssuerProfile
from providers import registry, secrets
from providers.base import ErrorKind, ProviderError

ELSEWHERE = "arn:"


@register(Tags.database)
def provider_credentials(
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **_: Any,
) -> list[CheckMessage]:
    """Every active profile of a country that is served whose credential cannot be had. Stores that
    are reached over the network are not asked; nothing with DEBUG on, or before the first
    migration.
    """
    if not databases or settings.DEBUG:
        return []
    try:
        return list(_missing())
    except ProgrammingError:
        return []


def _missing() -> Iterator[CheckMessage]:
    rows = IssuerProfile.objects.filter(
        deactivated_at__isnull=True,
        party__deactivated_at__isnull=True,
        country__in=list(registry.BY_COUNTRY),
    )
    for profile in rows.order_by("created_at"):
        why = _why_missing(profile.secret_arn or "")
        if why:
            yield Warning(
                f"Issuer profile {profile.id} ({profile.country} {profile.issuer_series}) {why}:"
                " its documents could not be sent.",
                hint="Put the provider's credential where secret_arn says, or give the profile a"
                " secret_arn that names it.",
                id="invoicing.W001",
            )


def _why_missing(reference: str) -> str:
    if not reference:
        return "has no secret_arn"
    if reference.startswith(ELSEWHERE):
        return ""
    try:
        secrets.resolve(reference)
    except ProviderError as error:
        return "has a credential that cannot be read" if error.kind is ErrorKind.CONFIG else ""
    return ""

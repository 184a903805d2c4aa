"""Addresses for a provider's notices: made once, shown once, stored as a digest."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final

from django.utils import timezone

from invoicing.models import ProviderWebhook
from parties.errors import NotThere
from parties.models import Tenant

PATH: Final = "/v1/provider-webhooks/facturagreen"
SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """An address just made. `token` is what ends its path, which cannot be had again."""

    webhook: ProviderWebhook
    token: str = field(repr=False)

    @property
    def path(self) -> str:
        """The path to give to the provider."""
        return f"{PATH}/{self.token}"


def create(tenant: Tenant, provider: str) -> NewWebhook:
    """Make an address of a tenant at a provider; others it has stay good until they are revoked."""
    token = secrets.token_urlsafe(32)
    webhook = ProviderWebhook.objects.create(
        tenant=tenant, provider=provider, prefix=token[:SHOWN], digest=digest_of(token)
    )
    return NewWebhook(webhook, token)


def revoke(webhook: ProviderWebhook) -> None:
    """End an address for good; revoking twice changes nothing."""
    if webhook.revoked_at is None:
        webhook.revoked_at = timezone.now()
        webhook.save(update_fields=["revoked_at"])


def tenant_of(provider: str, token: str) -> Tenant:
    """Whose address it is. Raises NotThere for one that is unknown or revoked. The token is looked
    up by its digest, so that the time it takes tells nothing of it."""
    found = (
        ProviderWebhook.objects.select_related("tenant")
        .filter(digest=digest_of(token), provider=provider, revoked_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotThere("address")
    return found.tenant


def digest_of(token: str) -> str:
    """SHA-256 (hex) of a token."""
    return hashlib.sha256(token.encode()).hexdigest()

"""The address a provider sends a tenant's notices to."""

from typing import ClassVar

from django.db import models

from parties.ids import new_id
from parties.models import Tenant


class ProviderWebhook(models.Model):
    """An unguessable address of one tenant at one provider. Only the SHA-256 of its token is
    stored, and its first characters to know it by."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="provider_webhooks")
    provider = models.CharField(max_length=40)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["created_at"]

    def __str__(self) -> str:
        return f"{self.provider} {self.prefix}..."

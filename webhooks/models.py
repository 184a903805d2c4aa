"""Subscriptions to a tenant's events."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parties.ids import new_id
from parties.models import Tenant


class Subscription(models.Model):
    """Where a tenant wants events sent. The secret is stored encrypted and shown once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=2048)
    event_types = ArrayField(models.CharField(max_length=60))
    secret_encrypted = models.TextField()
    active = models.BooleanField(default=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    last_published_offset = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name

"""What a provider told of its own accord, as it came."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from documents.models import Document
from parties.models import Tenant


class ProviderNotice(models.Model):
    """One request to a provider's webhook here, stored before anything is made of it.

    `headers` come without secrets. `event_id` is the provider's id of the event, `ids` what its
    document may go by, `business` whose it is, `number` the provider's own. States: `received` (to
    be matched with a document, tried again until `due_at` is null), `matched`, `unmatched` (no
    document of ours within a day), `ignored` (a type that means nothing to us), `malformed`,
    `refused` (the shared secret was wrong).
    """

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(
        Tenant, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    provider = models.CharField(max_length=40)
    state = models.CharField(max_length=12, default="received")
    event_id = models.CharField(max_length=200, default="")
    type = models.CharField(max_length=200, default="")
    business = models.CharField(max_length=200, default="")
    ids: "models.JSONField[Any]" = models.JSONField(default=list)
    number = models.CharField(max_length=400, default="")
    headers: "models.JSONField[Any]" = models.JSONField(default=dict)
    body = models.BinaryField()
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="notices"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    flow_id = models.CharField(max_length=128, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "provider", "event_id"],
                name="provider_notice_once",
                condition=~Q(event_id="") & ~Q(state="refused"),
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="notice_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["tenant", "received_at"], name="notice_received"),
        ]

    def __str__(self) -> str:
        return f"{self.type or 'notice'} {self.received_at:%Y-%m-%d %H:%M:%S}"

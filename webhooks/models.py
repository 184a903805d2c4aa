"""Subscriptions to a tenant's events, and what became of each event that was sent."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from invoicing.models import Event
from parties.ids import new_id
from parties.models import Tenant

IN_ORDER, ANY_ORDER = "offset", "none"
RETRYING, DELIVERED, DEAD = "retrying", "delivered", "dead"
GONE, FAILING = "gone", "failing"


class Subscription(models.Model):
    """Where a tenant wants events sent. Secrets are stored encrypted and shown once.

    `sent_offset` is the last event that was tried; `last_published_offset` the last up to which
    every event was delivered or given up, never more than that. They differ only where order does
    not matter. `head_due_at` is when the event after `sent_offset` may be tried again. The lease
    says who may send; it runs out by itself. `former_secrets` are `{secret_encrypted, until}`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=2048)
    event_types = ArrayField(models.CharField(max_length=60))
    ordering = models.CharField(max_length=10, default=IN_ORDER)
    secret_encrypted = models.TextField()
    former_secrets: "models.JSONField[Any]" = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=10, default="", blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    last_published_offset = models.BigIntegerField(default=0)
    sent_offset = models.BigIntegerField(default=0)
    head_due_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="published_not_beyond_sent",
                condition=Q(last_published_offset__lte=models.F("sent_offset")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event on its way to one subscription; without an event, a sample that was asked for.

    `attempts` counts all of them, `tries` those since it was last taken up: the place in the
    schedule. `due_at` is when the next one is due, null where none is.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    event = models.ForeignKey(
        Event, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    event_type = models.CharField(max_length=60)
    offset = models.BigIntegerField()
    status = models.CharField(max_length=10, default=RETRYING)
    attempts = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event"], name="delivery_once"),
        ]
        indexes = [
            models.Index(fields=["tenant", "id"], name="delivery_of_tenant"),
            models.Index(fields=["subscription", "id"], name="delivery_of_subscription"),
            models.Index(
                fields=["subscription", "due_at"],
                name="delivery_due",
                condition=Q(status="retrying"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.status}"


class Attempt(models.Model):
    """One request that was made, or could not be: HTTP status, milliseconds, the first kilobyte of
    the answer, the error in its place."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", db_index=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="log")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    url = models.CharField(max_length=2048)
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    excerpt = models.BinaryField()
    error = models.TextField(default="")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.status or self.error} in {self.milliseconds} ms"

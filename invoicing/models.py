"""Idempotent requests, the way of a document to its authority, and the events that tell of it."""

from typing import Any

from django.db import models
from django.db.models import Q

from documents.models import Document, ReceivedDocument
from invoicing.acceptance_event import AcceptanceEvent
from invoicing.account_alert import AccountAlert
from invoicing.provider_notice import ProviderNotice
from invoicing.provider_webhook import ProviderWebhook
from parties.ids import new_id
from parties.models import IssuerProfile, Tenant

__all__ = [
    "AcceptanceEvent",
    "AccountAlert",
    "Event",
    "EventOffset",
    "FollowUp",
    "IdempotentRequest",
    "ProviderNotice",
    "ProviderWebhook",
    "Submission",
]


class IdempotentRequest(models.Model):
    """The first answer to a key. Written in the transaction of its effect: committed with it or
    not at all. A second caller waits on the unique index until the first has committed or rolled
    back.
    """

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    response_status = models.PositiveSmallIntegerField(null=True)
    response_headers: "models.JSONField[Any]" = models.JSONField(default=dict)
    response_body = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return str(self.key)


class Submission(models.Model):
    """The durable work of getting one document to its authority (or of having it cancelled there).

    The database is the queue: whoever holds the lease may act, a lease runs out when its holder
    dies. Steps: `send` (nothing has left), `sending` (committed before the socket opened: the
    outcome is in doubt until stored), `find` (look it up by its number), `poll`, `files`,
    `attention` (a person must look), `done`. `failing_since` is when the first of several failures
    in a row came.

    Purpose `cancel` asks the authority to end a valid document, where that is a process: steps
    `cancel` (nothing has left), `cancelling` (committed before the socket opened), `cancel_find`
    (ask whether it arrived), `cancel_poll` (ask how it stands), `cancel_check` (somebody says that
    it was cancelled elsewhere), `done`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="submissions")
    purpose = models.CharField(max_length=10, default="issue")
    step = models.CharField(max_length=12, default="send")
    attempts = models.PositiveIntegerField(default=0)
    checks = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    nudged_at = models.DateTimeField(null=True)
    payload = models.BinaryField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    failing_since = models.DateTimeField(null=True)
    flow_id = models.CharField(max_length=128, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "purpose"],
                name="one_open_submission",
                condition=~Q(step="done"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="submission_due", condition=Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.document_id}: {self.step}"


class Event(models.Model):
    """Something that happened: the log staff read, the API's timeline, the only source of webhooks.

    `id` orders the events of one document; `offset` is dense per tenant and given by the
    sequencer once the event is committed, so that no reader ever passes one that is still to
    come. `document_json` is the document as GET showed it then, as JSON text; null where there is
    none or it is too large.
    """

    id = models.BigAutoField(primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    issuer_profile = models.ForeignKey(
        IssuerProfile, null=True, on_delete=models.PROTECT, related_name="+"
    )
    received_document = models.ForeignKey(
        ReceivedDocument,
        null=True,
        on_delete=models.PROTECT,
        related_name="events",
        db_index=False,
    )
    type = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    data: "models.JSONField[Any]" = models.JSONField(default=dict)
    document_json = models.TextField(null=True)
    actor = models.CharField(max_length=200, default="")
    flow_id = models.CharField(max_length=128, default="")
    offset = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "offset"], name="event_offset_once"),
        ]
        indexes = [
            models.Index(fields=["document", "id"], name="event_document"),
            models.Index(
                fields=["received_document", "id"],
                name="event_received_document",
                condition=Q(received_document__isnull=False),
            ),
            models.Index(fields=["id"], name="event_unsequenced", condition=Q(offset__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.occurred_at:%Y-%m-%d %H:%M:%S}"


class EventOffset(models.Model):
    """The last offset given to an event of a tenant."""

    tenant = models.OneToOneField(Tenant, primary_key=True, on_delete=models.PROTECT)
    offset = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.tenant_id} at {self.offset}"


class FollowUp(models.Model):
    """Durable work that is no submission: taking a purchase in, and following what others do to a
    document. Exactly one of `document` and `received_document`.

    Leased like a Submission. Purpose `purchase`: steps `add` (nothing has left), `adding`
    (committed before the socket opened), `files`. Purpose `acceptance`: step `events`, asked again
    and again. Purpose `tacit`: step `tacit`, due when a tacit acceptance may be sent. All end in
    `done`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="follow_ups", db_index=False
    )
    received_document = models.ForeignKey(
        ReceivedDocument,
        null=True,
        on_delete=models.PROTECT,
        related_name="follow_ups",
        db_index=False,
    )
    purpose = models.CharField(max_length=12)
    step = models.CharField(max_length=12)
    attempts = models.PositiveIntegerField(default=0)
    checks = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    nudged_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    flow_id = models.CharField(max_length=128, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "purpose"], name="one_follow_up"),
            models.UniqueConstraint(
                fields=["received_document", "purpose"], name="one_received_follow_up"
            ),
            models.CheckConstraint(
                name="follow_up_of_one_document",
                condition=Q(document__isnull=True) ^ Q(received_document__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="follow_up_due", condition=Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.document_id or self.received_document_id}: {self.step}"

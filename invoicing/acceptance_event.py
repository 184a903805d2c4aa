"""Acceptance events of invoices, as they are valid before the authority."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from documents.models import Document, ReceivedDocument
from parties.ids import new_id
from parties.models import Tenant


class AcceptanceEvent(models.Model):
    """An acceptance event that is valid: of an invoice of ours or of a received one, exactly one of
    `document` and `received_document`. `code` is the authority's (CO "030".."034"), or the
    provider's own word; an invoice has each code once. `sent_as` is our document that sent it, null
    where somebody else did.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(
        Document,
        null=True,
        on_delete=models.PROTECT,
        related_name="acceptance_events",
        db_index=False,
    )
    received_document = models.ForeignKey(
        ReceivedDocument,
        null=True,
        on_delete=models.PROTECT,
        related_name="acceptance_events",
        db_index=False,
    )
    sent_as = models.OneToOneField(
        Document, null=True, on_delete=models.PROTECT, related_name="recorded_as"
    )
    code = models.CharField(max_length=40)
    uid = models.CharField(max_length=200, default="")
    fiscal_id = models.CharField(max_length=200, null=True)
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    description = models.TextField(default="")
    concept = models.CharField(max_length=100, default="")
    reason = models.TextField(default="")
    sender_id = models.CharField(max_length=60, default="")
    sender_name = models.CharField(max_length=300, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "code"], name="acceptance_once"),
            models.UniqueConstraint(
                fields=["received_document", "code"], name="received_acceptance_once"
            ),
            models.CheckConstraint(
                name="acceptance_of_one_document",
                condition=Q(document__isnull=True) ^ Q(received_document__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.document_id or self.received_document_id}"

"""Documents received: what others issued to a tenant's own party."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from parties.ids import new_id
from parties.models import COUNTRIES, IssuerProfile, Party, Tenant

STATUSES = ["ADDING", "RECEIVED", "FAILED"]


class ReceivedDocument(models.Model):
    """A document somebody else issued to `party`, taken in by its fiscal id.

    `issuer_profile` says whose account at the provider it is in. What the document says (parties,
    number, money in `currency`, lines as texts) comes from the provider and is empty while the
    status is ADDING. `created_at` is unique per tenant, so that a date-time alone is a position in
    a listing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="received_documents", db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="received_documents")
    issuer_profile = models.ForeignKey(
        IssuerProfile, on_delete=models.PROTECT, related_name="received_documents"
    )
    country = models.CharField(max_length=2, choices=COUNTRIES)
    document_type = models.CharField(max_length=30)
    fiscal_id = models.CharField(max_length=200)
    status = models.CharField(max_length=20, default="ADDING", choices=[(s, s) for s in STATUSES])
    provider_operation_id = models.CharField(max_length=200, null=True)
    provider_status = models.CharField(max_length=60, default="")
    number = models.CharField(max_length=60, default="")
    issuer: "models.JSONField[Any]" = models.JSONField(null=True)
    receiver: "models.JSONField[Any]" = models.JSONField(null=True)
    issuer_tax_id = models.CharField(max_length=30, default="")
    currency = models.CharField(max_length=3, default="")
    total = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    payment_form = models.CharField(max_length=10, default="")
    lines: "models.JSONField[Any]" = models.JSONField(default=list)
    totals: "models.JSONField[Any]" = models.JSONField(default=dict)
    warnings: "models.JSONField[Any]" = models.JSONField(default=list)
    failure: "models.JSONField[Any]" = models.JSONField(null=True)
    metadata: "models.JSONField[Any]" = models.JSONField(default=dict)
    acceptance_status = models.CharField(max_length=30, default="")
    issued_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "created_at"], name="received_position"),
            models.UniqueConstraint(
                fields=["tenant", "party", "fiscal_id"], name="received_document_once"
            ),
            models.CheckConstraint(
                name="received_document_known",
                condition=~Q(status="RECEIVED")
                | Q(total__isnull=False, issuer__isnull=False, provider_operation_id__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "status", "created_at"], name="received_status"),
            models.Index(fields=["tenant", "issuer_tax_id", "created_at"], name="received_issuer"),
            models.Index(
                fields=["tenant", "acceptance_status", "created_at"], name="received_acceptance"
            ),
            models.Index(fields=["tenant", "fiscal_id"], name="received_fiscal_id"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.document_type} {self.number or self.fiscal_id[:12]}"

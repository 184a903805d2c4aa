"""Documents, the files the authority gave us, and the evidence of what was said to whom."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from documents.document_reference import DocumentReference
from documents.received_document import ReceivedDocument
from documents.sat_key import SatKey
from parties.ids import new_id
from parties.models import COUNTRIES, IssuerProfile, Tenant

__all__ = [
    "Document",
    "DocumentFile",
    "DocumentReference",
    "Evidence",
    "EvidenceChain",
    "ReceivedDocument",
    "SatKey",
]

STATUSES = [
    "DRAFT",
    "PENDING",
    "SUBMITTED",
    "ISSUED",
    "FAILED",
    "CANCELLING",
    "CANCELLED",
    "VOIDED",
]


class Document(models.Model):
    """One fiscal document. Parties and lines are snapshots: an invoice does not change with its
    customer.

    `status`, `fiscal_status` and `lifecycle_status` are written by `invoicing.transitions` only.
    `created_at` is unique per tenant, so that a date-time alone is a position in a listing.
    `provider_number` is what the provider itself numbers the document, where that is not ours.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    country = models.CharField(max_length=2, choices=COUNTRIES)
    document_type = models.CharField(max_length=30)
    status = models.CharField(max_length=20, default="DRAFT", choices=[(s, s) for s in STATUSES])
    fiscal_status = models.CharField(max_length=30, default="not_submitted")
    lifecycle_status = models.CharField(max_length=20, default="draft")
    issuer: "models.JSONField[Any]" = models.JSONField()
    receiver: "models.JSONField[Any]" = models.JSONField()
    line_items: "models.JSONField[Any]" = models.JSONField(default=list)
    references: "models.JSONField[Any]" = models.JSONField(default=list)
    country_specific: "models.JSONField[Any]" = models.JSONField(null=True)
    payment: "models.JSONField[Any]" = models.JSONField(null=True)
    totals: "models.JSONField[Any]" = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    warnings: "models.JSONField[Any]" = models.JSONField(default=list)
    metadata: "models.JSONField[Any]" = models.JSONField(default=dict)
    emission_date = models.DateField(null=True)
    issuer_profile = models.ForeignKey(
        IssuerProfile, null=True, on_delete=models.PROTECT, related_name="documents"
    )
    issuer_tax_id = models.CharField(max_length=30)
    series = models.CharField(max_length=30, default="")
    prefix = models.CharField(max_length=20, default="")
    number = models.BigIntegerField(null=True)
    fiscal_id = models.CharField(max_length=200, null=True)
    provider_operation_id = models.CharField(max_length=200, null=True)
    provider_number = models.CharField(max_length=100, default="", db_default="")
    superseded_by = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    cancellation_reason = models.TextField(null=True)
    cancellation: "models.JSONField[Any]" = models.JSONField(null=True)
    failure_reason = models.TextField(null=True)
    failure: "models.JSONField[Any]" = models.JSONField(null=True)
    received_document = models.ForeignKey(
        ReceivedDocument, null=True, on_delete=models.PROTECT, related_name="acceptance_documents"
    )
    acceptance_status = models.CharField(max_length=30, default="", db_default="")
    qr = models.TextField(default="")
    issued_at = models.DateTimeField(null=True)
    external_urls: "models.JSONField[Any]" = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        permissions = [("reconcile_document", "Can settle a document whose outcome is unknown")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "created_at"], name="document_position"),
            models.UniqueConstraint(
                F("tenant"),
                F("country"),
                F("issuer_tax_id"),
                F("document_type"),
                Coalesce(NullIf(F("prefix"), Value("")), F("series")),
                F("number"),
                name="document_number_once",
                condition=Q(number__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["issuer_profile", "number"],
                name="document_number_once_in_profile",
                condition=Q(number__isnull=False),
            ),
            models.CheckConstraint(
                name="document_number_when_sent",
                condition=Q(number__isnull=False) | Q(status__in=["DRAFT", "FAILED", "VOIDED"]),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "country", "created_at"], name="document_country"),
            models.Index(
                fields=["tenant", "fiscal_status", "created_at"], name="document_fiscal_status"
            ),
            models.Index(
                fields=["tenant", "lifecycle_status", "created_at"], name="document_lifecycle"
            ),
            models.Index(fields=["tenant", "document_type", "created_at"], name="document_type_at"),
            models.Index(
                fields=["tenant", "acceptance_status", "created_at"],
                name="document_acceptance",
                condition=~Q(acceptance_status=""),
            ),
            models.Index(
                fields=["created_at"],
                name="payment_complement_open",
                condition=Q(
                    document_type="PAYMENT_COMPLEMENT",
                    status__in=["DRAFT", "PENDING", "SUBMITTED", "FAILED"],
                ),
            ),
            models.Index(
                fields=["created_at"],
                name="document_cancelling",
                condition=Q(status="CANCELLING"),
            ),
            models.Index(
                fields=["tenant", "provider_operation_id"],
                name="document_operation",
                condition=Q(provider_operation_id__isnull=False),
            ),
            models.Index(
                fields=["tenant", "fiscal_id"],
                name="document_fiscal_id",
                condition=Q(fiscal_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.document_type} {self.number_text or self.id}"

    @property
    def number_text(self) -> str | None:
        """Prefix and number as printed; None before a number is claimed."""
        return None if self.number is None else f"{self.prefix}{self.number}"


class DocumentFile(models.Model):
    """A file of an issued or a received document as the provider gave it, with its SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="files", db_index=False
    )
    received_document = models.ForeignKey(
        ReceivedDocument, null=True, on_delete=models.PROTECT, related_name="files", db_index=False
    )
    kind = models.CharField(max_length=10)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "kind"], name="one_file_of_a_kind"),
            models.UniqueConstraint(
                fields=["received_document", "kind"], name="one_received_file_of_a_kind"
            ),
            models.CheckConstraint(
                name="file_of_one_document",
                condition=Q(document__isnull=True) ^ Q(received_document__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class Evidence(models.Model):
    """One thing that went over the wire. Append-only: a trigger refuses UPDATE, DELETE and
    TRUNCATE.

    `phase` is `sent` (committed before the socket opens) or `answered` (with the answer, or the
    error in its place); both share `exchange_id`. `seq` is dense per tenant, `digest` chains to
    the one before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="evidence", db_index=False
    )
    received_document = models.ForeignKey(
        ReceivedDocument,
        null=True,
        on_delete=models.PROTECT,
        related_name="evidence",
        db_index=False,
    )
    seq = models.BigIntegerField()
    exchange_id = models.UUIDField()
    phase = models.CharField(max_length=10)
    provider = models.CharField(max_length=40)
    operation = models.CharField(max_length=80)
    attempt = models.PositiveIntegerField(default=1)
    method = models.CharField(max_length=10)
    url = models.TextField()
    request_headers: "models.JSONField[Any]" = models.JSONField(default=dict)
    request_body = models.BinaryField()
    response_status = models.PositiveSmallIntegerField(null=True)
    response_headers: "models.JSONField[Any]" = models.JSONField(default=dict)
    response_body = models.BinaryField(null=True)
    error = models.TextField(default="")
    milliseconds = models.PositiveIntegerField(null=True)
    flow_id = models.CharField(max_length=128, default="")
    stored_at = models.DateTimeField()
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "seq"], name="evidence_dense"),
        ]
        indexes = [
            models.Index(fields=["document", "seq"], name="evidence_document"),
            models.Index(
                fields=["received_document", "seq"],
                name="evidence_received",
                condition=Q(received_document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.phase} {self.stored_at:%Y-%m-%d %H:%M:%S}"


class EvidenceChain(models.Model):
    """Head of a tenant's chain: the row every new piece of evidence locks."""

    tenant = models.OneToOneField(Tenant, primary_key=True, on_delete=models.PROTECT)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.tenant_id} at {self.seq}"

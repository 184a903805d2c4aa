"""Tenants, their API keys and staff, the parties they deal with and the profiles they issue
under.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from parties.ids import new_id

COUNTRIES = [("CO", "Colombia"), ("MX", "Mexico"), ("EC", "Ecuador"), ("PE", "Peru")]
TAX_ID_TYPES = [("RFC", "RFC"), ("NIT", "NIT"), ("RUC", "RUC"), ("GENERIC_ID", "Other id")]
BIGGEST_NUMBER = 9223372036854775807


class Tenant(models.Model):
    """A company, or group of companies, whose data nobody else may see."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    staff = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="tenants")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A bearer key of one tenant. Only its SHA-256 and a visible prefix are stored."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=20))
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["prefix"]

    def __str__(self) -> str:
        return f"{self.prefix} ({self.name})"


class Party(models.Model):
    """Somebody who issues or receives documents."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="parties")
    kind = models.CharField(
        max_length=10,
        choices=[("issuer", "Issuer"), ("receiver", "Receiver"), ("both", "Issuer and receiver")],
    )
    tax_id = models.CharField(max_length=30)
    tax_id_type = models.CharField(max_length=10, choices=TAX_ID_TYPES)
    name = models.CharField(max_length=300)
    country = models.CharField(max_length=2, choices=COUNTRIES)
    email = models.CharField(max_length=254, null=True, blank=True)
    address: "models.JSONField[Any]" = models.JSONField(null=True, blank=True)
    country_specific: "models.JSONField[Any]" = models.JSONField(null=True, blank=True)
    metadata: "models.JSONField[Any]" = models.JSONField(default=dict, blank=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["tenant", "country", "tax_id"], name="party_tax_id")]

    def __str__(self) -> str:
        return f"{self.name} ({self.tax_id})"


class IssuerProfile(models.Model):
    """Under which series, range and credentials a party issues. `numerator_current` is the last
    number claimed, `numerator_range_min - 1` before the first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="issuer_profiles")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="issuer_profiles")
    country = models.CharField(max_length=2, choices=COUNTRIES)
    issuer_series = models.CharField(max_length=30)
    document_types = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    secret_arn = models.CharField(max_length=2048, null=True, blank=True)
    external_ref = models.CharField(max_length=200, null=True, blank=True)
    provider_config: "models.JSONField[Any]" = models.JSONField(
        default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    numerator_prefix = models.CharField(max_length=20, null=True, blank=True)
    numerator_range_min = models.BigIntegerField(default=1)
    numerator_range_max = models.BigIntegerField(default=BIGGEST_NUMBER)
    numerator_current = models.BigIntegerField()
    deactivated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["tenant", "country", "issuer_series"], name="profile_series"),
            models.Index(fields=["tenant", "external_ref"], name="profile_external_ref"),
        ]
        constraints = [
            models.CheckConstraint(
                name="profile_range_order",
                condition=Q(numerator_range_min__gte=0)
                & Q(numerator_range_max__gte=F("numerator_range_min")),
            ),
            models.CheckConstraint(
                name="profile_current_in_range",
                condition=Q(numerator_current__gte=F("numerator_range_min") - 1)
                & Q(numerator_current__lte=F("numerator_range_max")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.issuer_series}"

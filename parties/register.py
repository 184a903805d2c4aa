"""Registering the parties a tenant issues for and invoices to."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from parties import tax_ids
from parties.errors import Finding, NotThere, Refused
from parties.models import Party, Tenant


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party as the caller describes it: JSON-ready parts, enums as their values."""

    kind: str
    tax_id: str
    tax_id_type: str
    name: str
    country: str
    email: str | None = None
    address: dict[str, Any] | None = None
    country_specific: dict[str, Any] | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def register(tenant: Tenant, new: NewParty) -> Party:
    """Store a party, its tax id in the country's usual writing. Raises Refused for a wrong tax
    id."""
    findings = tax_ids.check(new.country, new.tax_id_type, new.tax_id)
    errors = tuple(
        Finding(finding.code, ("tax_id",), finding.message)
        for finding in findings
        if finding.severity == "error"
    )
    if errors:
        raise Refused(errors)
    return Party.objects.create(
        tenant=tenant,
        kind=new.kind,
        tax_id=tax_ids.normalise(new.country, new.tax_id_type, new.tax_id),
        tax_id_type=new.tax_id_type,
        name=new.name,
        country=new.country,
        email=new.email,
        address=new.address,
        country_specific=new.country_specific,
        metadata=new.metadata,
    )


def get(tenant: Tenant, party_id: UUID) -> Party:
    """A party of the tenant; raises NotThere."""
    party = Party.objects.filter(tenant=tenant, id=party_id).first()
    if party is None:
        raise NotThere("party")
    return party


def listed(tenant: Tenant, *, include_deactivated: bool) -> QuerySet[Party]:
    """The tenant's parties, oldest first."""
    parties = Party.objects.filter(tenant=tenant)
    return parties if include_deactivated else parties.filter(deactivated_at__isnull=True)


def deactivate(tenant: Tenant, party_id: UUID) -> Party:
    """Bar a party from new documents; the second time changes nothing. Raises NotThere."""
    now = timezone.now()
    Party.objects.filter(tenant=tenant, id=party_id, deactivated_at__isnull=True).update(
        deactivated_at=now, updated_at=now
    )
    return get(tenant, party_id)

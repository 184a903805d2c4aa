"""Issuer profiles: under which series, numbering range and credentials a party issues."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from parties.errors import Finding, NotThere, Refused, refuse
from parties.models import BIGGEST_NUMBER, IssuerProfile, Party, Tenant
from parties.tax_ids import split_nit

DEFAULT_DOCUMENT_TYPES = {"CO": ("INVOICE",)}
EVERY_DOCUMENT_TYPE = (
    "INVOICE",
    "CREDIT_NOTE",
    "DEBIT_NOTE",
    "PAYMENT_COMPLEMENT",
    "CANCELLATION",
)

_SECRET_NAME = re.compile(
    r"token|passw|secret|credential|authori[sz]ation|private|api_?key|bearer", re.IGNORECASE
)
_OPERATORS_OWN = ("base_url",)

ConfigCheck = Callable[[str, Mapping[str, str]], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class NewProfile:
    """An issuer profile as the caller describes it. Empty `document_types`: the country's
    default."""

    party_id: UUID
    country: str
    issuer_series: str
    secret_arn: str | None = None
    external_ref: str | None = None
    provider_config: dict[str, str] = field(default_factory=dict)
    numerator_prefix: str | None = None
    numerator_range_min: int = 1
    numerator_range_max: int = BIGGEST_NUMBER
    document_types: tuple[str, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """The document types it is for."""
        default = DEFAULT_DOCUMENT_TYPES.get(self.country, EVERY_DOCUMENT_TYPE)
        return self.document_types or default


def create(tenant: Tenant, new: NewProfile, check_config: ConfigCheck) -> IssuerProfile:
    """Store a profile whose first number will be `numerator_range_min`.

    `check_config` gives what the country's provider has against a provider_config. Raises Refused
    with every finding. Two that overlap cannot both pass: the check runs under a lock per issuer.
    """
    with transaction.atomic():
        party = _usable_party(tenant, new)
        _lock_issuer(party)
        findings = (
            *_range_findings(new),
            *_config_findings(new),
            *_reference_findings(tenant, new),
            *check_config(new.country, new.provider_config),
            *_overlaps(party, new),
        )
        if findings:
            raise Refused(findings)
        return IssuerProfile.objects.create(
            tenant=tenant,
            party=party,
            country=new.country,
            issuer_series=new.issuer_series,
            document_types=list(new.types),
            secret_arn=new.secret_arn,
            external_ref=new.external_ref,
            provider_config=new.provider_config,
            numerator_prefix=new.numerator_prefix,
            numerator_range_min=new.numerator_range_min,
            numerator_range_max=new.numerator_range_max,
            numerator_current=new.numerator_range_min - 1,
        )


def get(tenant: Tenant, profile_id: UUID) -> IssuerProfile:
    """A profile of the tenant; raises NotThere."""
    profile = IssuerProfile.objects.filter(tenant=tenant, id=profile_id).first()
    if profile is None:
        raise NotThere("issuer profile")
    return profile


def listed(
    tenant: Tenant, *, include_deactivated: bool, filters: Mapping[str, str]
) -> QuerySet[IssuerProfile]:
    """The tenant's profiles, oldest first. `filters` are exact: country, issuer_series,
    external_ref."""
    profiles = IssuerProfile.objects.filter(tenant=tenant, **filters)
    return profiles if include_deactivated else profiles.filter(deactivated_at__isnull=True)


def deactivate(tenant: Tenant, profile_id: UUID) -> IssuerProfile:
    """Bar a profile from new documents; the second time changes nothing. Raises NotThere."""
    now = timezone.now()
    IssuerProfile.objects.filter(tenant=tenant, id=profile_id, deactivated_at__isnull=True).update(
        deactivated_at=now, updated_at=now
    )
    return get(tenant, profile_id)


def _usable_party(tenant: Tenant, new: NewProfile) -> Party:
    party = Party.objects.filter(tenant=tenant, id=new.party_id).first()
    if party is None:
        raise refuse("party_not_found", ("party_id",), "There is no such party.")
    if party.deactivated_at is not None:
        raise refuse("party_deactivated", ("party_id",), "The party has been deactivated.")
    if party.kind == "receiver":
        raise refuse("party_not_issuer", ("party_id",), "The party is registered as receiver only.")
    if party.country != new.country:
        raise refuse("party_country", ("country",), f"The party is registered in {party.country}.")
    return party


def _range_findings(new: NewProfile) -> Iterator[Finding]:
    if new.numerator_range_max < new.numerator_range_min:
        yield Finding(
            "range_order",
            ("numerator_range_max",),
            "The last number of the range must not be below the first.",
        )


def _config_findings(new: NewProfile) -> Iterator[Finding]:
    """A tenant that chose the provider's address could have any credential sent to itself."""
    for name in new.provider_config:
        if _SECRET_NAME.search(name):
            yield Finding(
                "secret_in_config",
                ("provider_config", name),
                "Keep secrets in a secret store and name their place in secret_arn.",
            )
        if name in _OPERATORS_OWN:
            yield Finding(
                "config_not_yours",
                ("provider_config", name),
                "The provider's address is set by the operator of this service.",
            )


def _reference_findings(tenant: Tenant, new: NewProfile) -> Iterator[Finding]:
    """Only references under the prefixes the operator allows, which may name the tenant's own
    place."""
    allowed = [p.replace("{tenant}", str(tenant.id)) for p in settings.SECRET_REFERENCE_PREFIXES]
    if new.secret_arn is not None and not new.secret_arn.startswith(tuple(allowed)):
        yield Finding(
            "secret_reference",
            ("secret_arn",),
            f"Give a reference that starts with {' or '.join(allowed)}.",
        )


def _lock_issuer(party: Party) -> None:
    issuer = f"{party.tenant_id} {party.country} {_issuer_number(party)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [issuer])


def _issuer_number(party: Party) -> str:
    """The tax id without a NIT's check digit, which one registration may carry and another not."""
    return split_nit(party.tax_id)[0] if party.tax_id_type == "NIT" else party.tax_id


def _overlaps(party: Party, new: NewProfile) -> Iterator[Finding]:
    """Ranges of one issuer that would print the same number twice: same prefix (the series where
    there is none), a document type in common, numbers in common."""
    others = IssuerProfile.objects.select_related("party").filter(
        tenant_id=party.tenant_id,
        country=new.country,
        deactivated_at__isnull=True,
        numerator_range_min__lte=new.numerator_range_max,
        numerator_range_max__gte=new.numerator_range_min,
    )
    mark = new.numerator_prefix or new.issuer_series
    for other in others:
        same_issuer = _issuer_number(other.party) == _issuer_number(party)
        same_mark = (other.numerator_prefix or other.issuer_series) == mark
        if same_issuer and same_mark and _share_a_type(other, new):
            yield Finding(
                "range_overlap",
                ("numerator_range_min",),
                f"Profile {other.id} already has numbers {other.numerator_range_min} to"
                f" {other.numerator_range_max} of {mark}; deactivate it or choose another range.",
            )


def _share_a_type(other: IssuerProfile, new: NewProfile) -> bool:
    types = set(other.document_types)
    return not types or bool(types & set(new.types))

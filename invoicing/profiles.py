"""Which issuer profile a document is issued under."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from documents.assemble import Parts
from documents.values import Fault, Numbering
from invoicing import contingency_series
from invoicing.errors import Unprocessable, refuse
from parties.models import IssuerProfile, Party, Tenant

EVERY_TYPE: tuple[str, ...] = ()
DEFAULT_TYPES = {"CO": ("INVOICE",)}


def choose(
    tenant: Tenant, parts: Parts, profile_id: UUID | None, series: Sequence[str] = ()
) -> IssuerProfile:
    """The profile named, or the only active one that fits tenant, country, issuer and document
    type. `series` are the types whose series may number the document, best first: its own type
    unless others are given.

    Raises Unprocessable: `profile_not_found`, `profile_required` (naming the candidates), or
    whatever makes the named one unusable for this document.
    """
    series = series or (parts.document_type,)
    if profile_id is not None:
        profile = named(tenant, profile_id)
        faults = tuple(misfits(profile, parts, series))
        if faults:
            raise Unprocessable(faults)
        return profile
    return _only_candidate(tenant, parts, series)


def named(tenant: Tenant, profile_id: UUID) -> IssuerProfile:
    """The tenant's profile of this id; raises Unprocessable `profile_not_found`."""
    profile = (
        IssuerProfile.objects.select_related("party").filter(tenant=tenant, id=profile_id).first()
    )
    if profile is None:
        raise refuse(
            "profile_not_found", ("issuer_profile_id",), "There is no such issuer profile."
        )
    return profile


def misfits(profile: IssuerProfile, parts: Parts, series: Sequence[str]) -> list[Fault]:
    """Why a profile cannot issue this document; empty when it can."""
    faults = []
    if profile.deactivated_at or profile.party.deactivated_at:
        faults.append(
            _fault("profile_deactivated", "The issuer profile, or its party, is deactivated.")
        )
    if profile.country != parts.country:
        faults.append(
            _fault(
                "profile_country",
                f"The profile's series {profile.issuer_series} is for {profile.country},"
                f" the document for {parts.country}.",
            )
        )
    if not any(serves(profile, document_type) for document_type in series):
        faults.append(
            _fault(
                "profile_document_type",
                f"The profile's series {profile.issuer_series} is for"
                f" {', '.join(document_types(profile))}, not for {' or '.join(series)}.",
            )
        )
    if contingency_series.is_marked(profile) and not contingency_series.is_wanted(parts):
        message = "The profile's series is for invoices of subtype CONTINGENCY only."
        faults.append(_fault("profile_contingency", message))
    if not same_tax_id(profile.party.tax_id, parts.issuer["tax_id"]):
        message = (
            f"The issuer's tax id is not that of the profile's party ({profile.party.tax_id})."
        )
        faults.append(Fault("issuer_mismatch", ("issuer", "tax_id"), message))
    return faults


def _fault(code: str, message: str) -> Fault:
    return Fault(code, ("issuer_profile_id",), message)


def document_types(profile: IssuerProfile) -> tuple[str, ...]:
    """The types a profile's series is for; empty means every type."""
    return tuple(profile.document_types) or DEFAULT_TYPES.get(profile.country, EVERY_TYPE)


def serves(profile: IssuerProfile, document_type: str) -> bool:
    """Whether a profile's series is for this type of document."""
    types = document_types(profile)
    return not types or document_type in types


def same_tax_id(one: str, other: str) -> bool:
    """Equal but for a check digit after a dash that only one of them carries."""
    if "-" in one and "-" in other:
        return one == other
    return one.split("-")[0] == other.split("-")[0]


def _only_candidate(tenant: Tenant, parts: Parts, series: Sequence[str]) -> IssuerProfile:
    active = IssuerProfile.objects.select_related("party").filter(
        tenant=tenant,
        country=parts.country,
        deactivated_at__isnull=True,
        party__deactivated_at__isnull=True,
    )
    of_issuer = [
        profile for profile in active if same_tax_id(profile.party.tax_id, parts.issuer["tax_id"])
    ]
    contingency = contingency_series.ids(of_issuer)
    wanted = contingency_series.is_wanted(parts)
    usual = [profile for profile in of_issuer if (profile.id in contingency) == wanted]
    fitting = _of_first_series(usual, series)
    if len(fitting) == 1:
        return fitting[0]
    raise refuse("profile_required", ("issuer_profile_id",), _candidates_text(fitting, series))


def _of_first_series(candidates: list[IssuerProfile], series: Sequence[str]) -> list[IssuerProfile]:
    for document_type in series:
        fitting = [profile for profile in candidates if serves(profile, document_type)]
        if fitting:
            return fitting
    return []


def _candidates_text(fitting: list[IssuerProfile], series: Sequence[str]) -> str:
    if not fitting:
        return (
            "No active issuer profile of this country and issuer tax id has a series for"
            f" {' or '.join(series)} (its document_types); create one."
        )
    names = ", ".join(f"{profile.id} (series {profile.issuer_series})" for profile in fitting)
    return f"Several issuer profiles fit; name one in issuer_profile_id: {names}."


def numbering_of(profile: IssuerProfile, number: int | None = None) -> Numbering:
    """The range a profile draws from, with the number claimed if there is one."""
    return Numbering(
        series=profile.issuer_series,
        prefix=profile.numerator_prefix or "",
        range_min=profile.numerator_range_min,
        range_max=profile.numerator_range_max,
        number=number,
    )


def deactivated_parties(tenant: Tenant, parts: Parts) -> list[Fault]:
    """Faults for an issuer or receiver that is registered here and whose every registration is
    deactivated."""
    with connection.cursor() as cursor:
        cursor.execute(DEACTIVATED, deactivated(tenant, parts))
        found = [tax_id for (tax_id,) in cursor.fetchall()]
    return deactivated_faults(parts, found)


def deactivated(tenant: Tenant, parts: Parts) -> list[Any]:
    """The parameters of DEACTIVATED."""
    return [tenant.id, parts.country, parts.issuer["tax_id"], parts.receiver["tax_id"]]


def deactivated_faults(parts: Parts, found: list[str]) -> list[Fault]:
    """A Fault for each tax id that DEACTIVATED found."""
    return [
        Fault(
            "party_deactivated",
            ("receiver" if tax_id == parts.receiver["tax_id"] else "issuer", "tax_id"),
            f"The party {tax_id} has been deactivated.",
        )
        for tax_id in found
    ]


DEACTIVATED = f"""
SELECT tax_id FROM {Party._meta.db_table}
WHERE tenant_id = %s AND country = %s AND tax_id IN (%s, %s)
GROUP BY tax_id HAVING bool_and(deactivated_at IS NOT NULL)
"""
"""SQL: those tax ids of a document that are registered and nowhere active."""

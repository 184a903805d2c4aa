"""The issuer's own contingency (CO: DIAN's invoice type 03): which series it has, and until when
what was issued under it is to be transmitted.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from documents.assemble import Parts
from documents.models import Document
from documents.values import DocumentType
from parties.models import IssuerProfile

COUNTRY: Final = "CO"
SUBTYPE: Final = "subtype"
CONTINGENCY: Final = "CONTINGENCY"
NAMED_BY: Final = "contingency_profile_id"
TRANSMIT_WITHIN: Final = timedelta(hours=48)


def is_marked(profile: IssuerProfile) -> bool:
    """Whether a profile's provider_config says that its series is for contingency."""
    return bool(profile.provider_config.get(SUBTYPE) == CONTINGENCY)


def ids(profiles: Iterable[IssuerProfile]) -> set[UUID]:
    """Those of the profiles that are for contingency: marked, or named by another one of them."""
    known = {str(profile.id): profile for profile in profiles}
    named = (known.get(profile.provider_config.get(NAMED_BY, "")) for profile in known.values())
    marked = (profile for profile in known.values() if is_marked(profile))
    return {profile.id for profile in (*marked, *named) if profile is not None}


def is_wanted(parts: Parts) -> bool:
    """Whether a document is an invoice of the issuer's contingency."""
    invoice = parts.country == COUNTRY and parts.document_type == DocumentType.INVOICE
    return invoice and (parts.country_specific or {}).get(SUBTYPE) == CONTINGENCY


def of(profile: IssuerProfile, candidates: Iterable[IssuerProfile]) -> IssuerProfile | None:
    """The contingency series for what a profile issues: the active one it names, else the first
    active one of its party that is marked so."""
    usable = [one for one in candidates if one.deactivated_at is None and one.id != profile.id]
    name = profile.provider_config.get(NAMED_BY)
    named = [one for one in usable if str(one.id) == name]
    marked = [one for one in usable if one.party_id == profile.party_id and is_marked(one)]
    return next(iter(named + marked), None)


def transmit_by(document: Document) -> datetime | None:
    """Until when an invoice issued in contingency is to be transmitted; None for any other."""
    return document.created_at + TRANSMIT_WITHIN if is_wanted(document) else None

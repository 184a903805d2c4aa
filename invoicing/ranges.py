"""Numbering ranges at the provider against issuer profiles here: what could be created or updated,
what is left alone, and why.

A range becomes a profile, its dates, its end and its technical key follow the provider. What was
numbered already is never touched: no range ends below the last number claimed, none that is in use
begins elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from documents.values import DocumentType
from invoicing.contingency_series import CONTINGENCY, SUBTYPE
from invoicing.provider_account import is_of, unit_of
from parties.models import IssuerProfile
from providers.account import RemoteRange

TYPES: Final[Mapping[str, DocumentType]] = {
    "01": DocumentType.INVOICE,
    "03": DocumentType.INVOICE,
    "05": DocumentType.SUPPORT_DOCUMENT,
}
"""DIAN's type of document a range is for: sales, the issuer's contingency, support documents."""
PAPER: Final = "03"
FROM, TO, KEY = "resolution_valid_from", "resolution_valid_to", "technical_key"
COPIED: Final = ("environment", "organizational_unit_id", "software_pin")


class Action(StrEnum):
    """What is proposed: CREATE a profile, UPDATE one, SAME: nothing to do, LEAVE: it cannot be done
    by itself."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do about a range. `profile` is the one to update, or, to create one, a profile of the
    same unit whose party and credential it takes. `changes` are new values of the profile's fields,
    those of provider_config under that name. `notes` say what is left alone, and why.
    """

    action: Action
    remote: RemoteRange | None
    profile: IssuerProfile | None = None
    changes: Mapping[str, Any] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = ()


def compare(profiles: Sequence[IssuerProfile], remote: Sequence[RemoteRange]) -> list[Proposal]:
    """A proposal for each range of an account, and one for each profile whose range it does not
    have. `profiles` are all of that account, deactivated ones too. Changes nothing."""
    proposals = [_about(profiles, one) for one in remote]
    return proposals + [
        Proposal(Action.LEAVE, None, profile, notes=("The account has no such range.",))
        for profile in profiles
        if _is_orphan(profile, remote)
    ]


def _is_orphan(profile: IssuerProfile, remote: Iterable[RemoteRange]) -> bool:
    """A series without a resolution (notes, events) has no range to be looked for."""
    if profile.deactivated_at or not profile.provider_config.get("resolution_number"):
        return False
    return not any(is_of(profile, one) for one in remote)


def _about(profiles: Sequence[IssuerProfile], remote: RemoteRange) -> Proposal:
    unreadable = _unreadable(remote)
    if unreadable:
        return Proposal(Action.LEAVE, remote, notes=(unreadable,))
    ours = [one for one in profiles if is_of(one, remote) and one.deactivated_at is None]
    if len(ours) > 1:
        return Proposal(Action.LEAVE, remote, ours[0], notes=("Several profiles draw from it.",))
    if ours:
        return _update(ours[0], remote, profiles)
    return _create(profiles, remote)


def _unreadable(remote: RemoteRange) -> str:
    if remote.document_type not in TYPES:
        return f"It is for documents of type {remote.document_type or 'unknown'}."
    if remote.range_min is None or remote.range_max is None:
        return "The provider does not tell its first and last number."
    if remote.range_max < remote.range_min:
        return "Its last number is below its first."
    if remote.current is not None and remote.current > remote.range_max:
        return f"The provider has seen number {remote.current}, which is beyond its end."
    if not remote.resolution_number:
        return "The provider does not tell its resolution."
    return ""


def _create(profiles: Sequence[IssuerProfile], remote: RemoteRange) -> Proposal:
    """A new profile like another one of the same unit."""
    retired = [one for one in profiles if is_of(one, remote)]
    if retired:
        note = f"Its profile {retired[0].id} was deactivated."
        return Proposal(Action.LEAVE, remote, retired[0], notes=(note,))
    alike = [
        one for one in profiles if unit_of(one) == remote.unit_id and one.deactivated_at is None
    ]
    if not alike:
        note = f"No active profile is of unit {remote.unit_id}: whose party it is, is not known."
        return Proposal(Action.LEAVE, remote, notes=(note,))
    overlapping = _overlapping(profiles, remote, None)
    if overlapping:
        return Proposal(Action.LEAVE, remote, notes=(overlapping,))
    return Proposal(Action.CREATE, remote, alike[0], _new_fields(alike[0], remote))


def _new_fields(like: IssuerProfile, remote: RemoteRange) -> dict[str, Any]:
    """The range as a profile; the first number is the one after the last that the provider saw."""
    assert remote.range_min is not None
    config = {name: like.provider_config[name] for name in COPIED if name in like.provider_config}
    config |= {"resolution_number": remote.resolution_number, **_dates(remote)}
    if remote.document_type == PAPER:
        config[SUBTYPE] = CONTINGENCY
    elif remote.technical_key:
        config[KEY] = remote.technical_key
    return {
        "issuer_series": remote.prefix or remote.resolution_number,
        "numerator_prefix": remote.prefix or None,
        "document_types": [TYPES[remote.document_type].value],
        "numerator_range_min": remote.range_min,
        "numerator_range_max": remote.range_max,
        "numerator_current": max(remote.range_min - 1, remote.current or 0),
        "provider_config": config,
    }


def _update(
    profile: IssuerProfile, remote: RemoteRange, profiles: Sequence[IssuerProfile]
) -> Proposal:
    config, config_notes = _config_changes(profile, remote)
    fields, range_notes = _range_changes(profile, remote, profiles)
    changes = {**fields, **({"provider_config": config} if config else {})}
    notes = (*config_notes, *range_notes, *_ahead(profile, remote))
    action = Action.UPDATE if changes else Action.LEAVE if notes else Action.SAME
    return Proposal(action, remote, profile, changes, notes)


def _config_changes(
    profile: IssuerProfile, remote: RemoteRange
) -> tuple[dict[str, str], list[str]]:
    ours = profile.provider_config
    changes = {name: day for name, day in _dates(remote).items() if ours.get(name) != day}
    if not remote.technical_key or remote.document_type == PAPER:
        return changes, []
    if KEY not in ours:
        return {**changes, KEY: remote.technical_key}, []
    differs = ours[KEY] != remote.technical_key
    return changes, ["The provider has another technical key."] if differs else []


def _dates(remote: RemoteRange) -> dict[str, str]:
    days: dict[str, date | None] = {FROM: remote.valid_from, TO: remote.valid_to}
    return {name: day.isoformat() for name, day in days.items() if day}


def _range_changes(
    profile: IssuerProfile, remote: RemoteRange, profiles: Sequence[IssuerProfile]
) -> tuple[dict[str, int], list[str]]:
    first, last = remote.range_min, remote.range_max
    assert first is not None
    assert last is not None
    before = (profile.numerator_range_min, profile.numerator_range_max)
    if before == (first, last):
        return {}, []
    if last < profile.numerator_current:
        used = profile.numerator_current
        return {}, [f"It ends at {last}, and number {used} is already claimed."]
    overlapping = _overlapping(profiles, remote, profile)
    if overlapping:
        return {}, [overlapping]
    unused = profile.numerator_current < profile.numerator_range_min
    if first != before[0] and not unused:
        note = f"It begins at {first}, ours at {before[0]}, and numbers of it are claimed."
        return ({"numerator_range_max": last} if last != before[1] else {}), [note]
    changes = {"numerator_range_min": first, "numerator_range_max": last}
    if first != before[0]:
        changes["numerator_current"] = max(first - 1, remote.current or 0)
    return {name: value for name, value in changes.items() if getattr(profile, name) != value}, []


def _ahead(profile: IssuerProfile, remote: RemoteRange) -> list[str]:
    """Somebody else issues in this range: our next number may be taken."""
    if remote.current is None or remote.current <= profile.numerator_current:
        return []
    if profile.numerator_current < profile.numerator_range_min and remote.current < (
        profile.numerator_range_min
    ):
        return []
    return [
        f"The provider has seen number {remote.current}, the last claimed here is"
        f" {profile.numerator_current}: somebody else issues in this range."
    ]


def _overlapping(
    profiles: Iterable[IssuerProfile], remote: RemoteRange, own: IssuerProfile | None
) -> str:
    """Another profile that would print the same numbers; empty where there is none. Deactivated
    ones count as far as they have claimed numbers."""
    assert remote.range_min is not None
    assert remote.range_max is not None
    for other in profiles:
        last = other.numerator_current if other.deactivated_at else other.numerator_range_max
        if (
            (own is None or other.id != own.id)
            and (other.numerator_prefix or other.issuer_series)
            == (remote.prefix or remote.resolution_number)
            and _shares_type(other, remote)
            and other.numerator_range_min <= remote.range_max
            and last >= remote.range_min
        ):
            return (
                f"Its numbers overlap with {other.numerator_range_min} to {last} of profile"
                f" {other.id}."
            )
    return ""


def _shares_type(profile: IssuerProfile, remote: RemoteRange) -> bool:
    types = profile.document_types
    return not types or TYPES[remote.document_type].value in types

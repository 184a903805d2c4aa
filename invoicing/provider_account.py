"""The account at the provider behind an issuer profile: whose it is, its units, numbering ranges
and plan, and what else can be looked up in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from documents.calendar import local_date
from documents.models import Document
from invoicing import account_reading
from invoicing.actor import Actor
from invoicing.errors import NotFound, refuse
from parties.models import IssuerProfile, Tenant
from parties.tax_ids import split_nit
from providers.account import AccountReader, AccountView, Invoicer, Plan, RemoteRange
from providers.base import Account, Recorder

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lookup:
    """What to look up besides: an electronic invoicer by tax id, a unit, a numbering authorisation
    or an exchange by the provider's id, the exchanges of a document of ours by our id."""

    invoicer: str | None = None
    unit_id: str | None = None
    resolution_id: str | None = None
    transaction_id: str | None = None
    transactions_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the provider told; what was not asked for is None."""

    view: AccountView
    invoicer: Invoicer | None = None
    unit: Mapping[str, Any] | None = None
    resolution: tuple[RemoteRange, ...] | None = None
    transaction: Mapping[str, Any] | None = None
    transactions: tuple[Mapping[str, Any], ...] | None = None


def overview(tenant: Tenant, profile_id: UUID, lookup: Lookup, actor: Actor) -> JsonObject:
    """The account as the provider shows it now, and what was looked up, as plain data without any
    technical key. Outside any transaction: the provider is asked.

    Raises NotFound (also for another tenant's profile or document), Unprocessable
    `document_of_another_account`, and as `account_reading.ask`.
    """
    profile = find(tenant, profile_id)
    operation = _operation_of(tenant, profile, lookup.transactions_of)

    def question(reader: AccountReader, account: Account, recorder: Recorder) -> Found:
        found = Found(reader.account_view(account, recorder))
        if lookup.invoicer:
            found = replace(found, invoicer=reader.invoicer(account, recorder, lookup.invoicer))
        if lookup.unit_id:
            found = replace(found, unit=reader.unit(account, recorder, lookup.unit_id))
        if lookup.resolution_id:
            ranges = reader.resolution(account, recorder, lookup.resolution_id)
            found = replace(found, resolution=ranges)
        if lookup.transaction_id:
            exchange = reader.transaction(account, recorder, lookup.transaction_id)
            found = replace(found, transaction=exchange)
        if operation:
            exchanges = reader.transactions(account, recorder, operation)
            found = replace(found, transactions=exchanges)
        return found

    return shown(profile, account_reading.ask(profile, actor, question), lookup)


def view(profile: IssuerProfile, actor: Actor) -> AccountView:
    """The account alone; raises as `account_reading.ask`."""
    return account_reading.ask(
        profile,
        actor,
        lambda reader, account, recorder: reader.account_view(account, recorder),
    )


def find(tenant: Tenant, profile_id: UUID) -> IssuerProfile:
    """The tenant's profile; raises NotFound."""
    rows = IssuerProfile.objects.select_related("party")
    profile = rows.filter(tenant=tenant, id=profile_id).first()
    if profile is None:
        raise NotFound("issuer profile")
    return profile


def siblings(profile: IssuerProfile) -> list[IssuerProfile]:
    """The profiles of the same credential, this one among them, oldest first, deactivated ones
    too."""
    rows = IssuerProfile.objects.select_related("party").filter(
        tenant=profile.tenant_id, country=profile.country, secret_arn=profile.secret_arn
    )
    return list(rows.order_by("created_at", "id"))


def unit_of(profile: IssuerProfile) -> str:
    """The organizational unit a profile issues for, as the provider names it."""
    return str(profile.provider_config.get("organizational_unit_id") or profile.external_ref or "")


def is_of(profile: IssuerProfile, remote: RemoteRange) -> bool:
    """Whether a profile draws its numbers from a range: same unit, prefix and resolution."""
    return (
        unit_of(profile) == remote.unit_id
        and (profile.numerator_prefix or "") == remote.prefix
        and profile.provider_config.get("resolution_number") == remote.resolution_number
    )


def _operation_of(tenant: Tenant, profile: IssuerProfile, document_id: UUID | None) -> str | None:
    if document_id is None:
        return None
    rows = Document.objects.select_related("issuer_profile")
    document = rows.filter(tenant=tenant, id=document_id).first()
    if document is None:
        raise NotFound("document")
    issued_under = document.issuer_profile
    if issued_under is not None and issued_under.secret_arn != profile.secret_arn:
        message = "The document is in the account of another issuer profile."
        raise refuse("document_of_another_account", ("transactions_of",), message)
    return document.provider_operation_id


def shown(profile: IssuerProfile, found: Found, lookup: Lookup) -> JsonObject:
    """What the provider told, as plain data."""
    view, now = found.view, timezone.now()
    today = local_date(profile.country, now)
    ours = [one for one in siblings(profile) if one.deactivated_at is None]
    return {
        "issuer_profile_id": profile.id,
        "asked_at": now,
        "organization": dict(view.organization),
        "units": [dict(unit) for unit in view.units],
        "ranges": [_range(remote, ours, today) for remote in view.ranges],
        "plan": _plan(view.plan),
        "invoicer": _invoicer(lookup.invoicer, found.invoicer),
        "unit": found.unit and dict(found.unit),
        "resolution": found.resolution
        and [_range(remote, ours, today) for remote in found.resolution],
        "transaction": found.transaction and dict(found.transaction),
        "transactions": _transactions(lookup, found),
    }


def _range(remote: RemoteRange, ours: Sequence[IssuerProfile], today: date) -> JsonObject:
    """A range with what is left of it: by the provider's count, and by ours."""
    ends = remote.valid_to
    return {
        "resolution_id": remote.resolution_id,
        "resolution_number": remote.resolution_number,
        "unit_id": remote.unit_id,
        "document_type": remote.document_type,
        "prefix": remote.prefix,
        "range_min": remote.range_min,
        "range_max": remote.range_max,
        "current": remote.current,
        "left": _left(remote),
        "valid_from": remote.valid_from,
        "valid_to": ends,
        "days_left": None if ends is None else (ends - today).days,
        "issuer_profiles": [_numerator(one) for one in ours if is_of(one, remote)],
    }


def _left(remote: RemoteRange) -> int | None:
    if remote.range_min is None or remote.range_max is None:
        return None
    used_to = remote.range_min - 1 if remote.current is None else remote.current
    return max(0, remote.range_max - used_to)


def _numerator(profile: IssuerProfile) -> JsonObject:
    return {
        "id": profile.id,
        "issuer_series": profile.issuer_series,
        "document_types": profile.document_types,
        "numerator_range_min": profile.numerator_range_min,
        "numerator_range_max": profile.numerator_range_max,
        "numerator_current": profile.numerator_current,
        "left": profile.numerator_range_max - profile.numerator_current,
    }


def _plan(plan: Plan | None) -> JsonObject | None:
    if plan is None:
        return None
    return {
        "total": plan.total,
        "used": plan.used,
        "left": plan.left,
        "valid_from": plan.valid_from,
        "valid_to": plan.valid_to,
        "used_by_type": dict(plan.used_by_type),
    }


def _invoicer(asked: str | None, found: Invoicer | None) -> JsonObject | None:
    """Who was asked for and whether they invoice electronically; None where nobody was."""
    if not asked:
        return None
    known = found or Invoicer(split_nit(asked)[0])
    return {"invoices_electronically": found is not None, **asdict(known)}


def _transactions(lookup: Lookup, found: Found) -> list[JsonObject] | None:
    if lookup.transactions_of is None:
        return None
    return [dict(one) for one in found.transactions or ()]

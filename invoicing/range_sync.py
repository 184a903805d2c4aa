"""Reading an account's numbering ranges, and doing what was proposed about them."""

from collections.abc import Mapping

from django.db import transaction

from documents.values import Severity
from invoicing import provider_account, ranges
from invoicing.actor import Actor
from invoicing.errors import Conflict
from invoicing.ranges import Action, Proposal
from parties import profiles
from parties.errors import Finding
from parties.models import IssuerProfile
from providers import registry
from providers.account import AccountReader, AccountView

CHANGED_MEANWHILE = "range_changed_meanwhile"


def propose(profile: IssuerProfile, actor: Actor) -> list[Proposal]:
    """What could be done about the ranges of a profile's account. Asks the provider, changes
    nothing; raises as `account_reading.ask`."""
    return about(profile, provider_account.view(profile, actor))


def about(profile: IssuerProfile, view: AccountView) -> list[Proposal]:
    """The same of an account that was read already."""
    return ranges.compare(provider_account.siblings(profile), view.ranges)


def accounts(rows: list[IssuerProfile]) -> list[IssuerProfile]:
    """One profile of each account at a provider that shows accounts: the first of each
    credential."""
    first: dict[tuple[object, ...], IssuerProfile] = {}
    for profile in rows:
        if profile.secret_arn and isinstance(registry.for_country(profile.country), AccountReader):
            key = (profile.tenant_id, profile.country, profile.secret_arn)
            first.setdefault(key, profile)
    return list(first.values())


def apply(proposal: Proposal) -> IssuerProfile | None:
    """Create or update the profile; None where nothing is proposed.

    What was proposed is worked out again under the profile's row lock: numbers may have been
    claimed meanwhile. Raises Conflict `range_changed_meanwhile` where it is no longer the same,
    parties.errors.Refused where a new profile cannot be taken.
    """
    if proposal.action is Action.CREATE:
        return _create(proposal)
    if proposal.action is Action.UPDATE:
        return _update(proposal)
    return None


def _create(proposal: Proposal) -> IssuerProfile:
    like, fields = proposal.profile, proposal.changes
    assert like is not None
    new = profiles.NewProfile(
        party_id=like.party_id,
        country=like.country,
        issuer_series=fields["issuer_series"],
        secret_arn=like.secret_arn,
        external_ref=like.external_ref,
        provider_config=dict(fields["provider_config"]),
        numerator_prefix=fields["numerator_prefix"],
        numerator_range_min=fields["numerator_range_min"],
        numerator_range_max=fields["numerator_range_max"],
        document_types=tuple(fields["document_types"]),
    )
    with transaction.atomic():
        profile = profiles.create(like.tenant, new, _config_findings)
        profile.numerator_current = fields["numerator_current"]
        profile.save(update_fields=["numerator_current"])
    return profile


def _config_findings(country: str, config: Mapping[str, str]) -> tuple[Finding, ...]:
    """What the country's provider has against a provider_config."""
    provider = registry.for_country(country)
    faults = provider.config_faults(config) if provider else ()
    return tuple(
        Finding(fault.code, ("provider_config", *fault.path), fault.message)
        for fault in faults
        if fault.severity is Severity.ERROR
    )


def _update(proposal: Proposal) -> IssuerProfile:
    assert proposal.profile is not None
    assert proposal.remote is not None
    with transaction.atomic():
        rows = IssuerProfile.objects.select_for_update(of=("self",)).select_related("party")
        profile = rows.get(id=proposal.profile.id)
        family = [
            profile if one.id == profile.id else one for one in provider_account.siblings(profile)
        ]
        (again,) = ranges.compare(family, [proposal.remote])[:1]
        if again.action is not Action.UPDATE or again.changes != proposal.changes:
            message = f"Series {profile.issuer_series} was changed meanwhile; look again."
            raise Conflict(CHANGED_MEANWHILE, message)
        for name, value in again.changes.items():
            merged = {**profile.provider_config, **value} if name == "provider_config" else value
            setattr(profile, name, merged)
        profile.save(update_fields=[*again.changes, "updated_at"])
    return profile

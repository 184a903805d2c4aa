"""Ranges at the provider against issuer profiles: proposals, and what --apply does."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from invoicing import numerator, range_sync, ranges
from invoicing.errors import Conflict
from invoicing.ranges import Action
from parties.errors import Refused
from parties.models import IssuerProfile, Tenant
from providers.account import RemoteRange
from tests.invoicing.conftest import new_profile

UNIT = "11111111-2222-4333-8444-555555555555"


def remote(**more):
    fields = {
        "resolution_id": "r-1",
        "resolution_number": "18760000001",
        "prefix": "SETP",
        "range_min": 990000000,
        "range_max": 995000000,
        "valid_from": date(2019, 1, 19),
        "valid_to": date(2030, 1, 19),
        "unit_id": UNIT,
        "document_type": "01",
    }
    return RemoteRange(**{**fields, **more})


def only(profiles, *given):
    (proposal,) = ranges.compare(profiles, given)
    return proposal


def claimed(profile, number):
    profile.numerator_current = number
    profile.save()
    return profile


def test_what_is_the_same_needs_nothing(profile):
    proposal = only([profile], remote(current=None))
    assert (proposal.action, proposal.changes, proposal.notes) == (Action.SAME, {}, ())
    assert range_sync.apply(proposal) is None


def test_new_dates_and_a_later_end_are_taken_over(profile):
    proposal = only([profile], remote(valid_to=date(2031, 1, 19), range_max=996000000))
    assert proposal.action is Action.UPDATE
    assert proposal.changes == {
        "numerator_range_max": 996000000,
        "provider_config": {"resolution_valid_to": "2031-01-19"},
    }
    range_sync.apply(proposal)
    before = dict(profile.provider_config)
    profile.refresh_from_db()
    assert profile.numerator_range_max == 996000000
    assert profile.provider_config == before | {"resolution_valid_to": "2031-01-19"}


def test_an_end_below_the_last_number_claimed_is_left(profile, actor):
    claimed(profile, 990000500)
    proposal = only([profile], remote(range_max=990000499))
    assert (proposal.action, proposal.changes) == (Action.LEAVE, {})
    assert "990000500 is already claimed" in proposal.notes[0]
    assert only([profile], remote(range_max=990000500)).changes == {
        "numerator_range_max": 990000500
    }


def test_a_start_is_moved_only_while_nothing_is_claimed(profile):
    proposal = only([profile], remote(range_min=990000100))
    assert proposal.changes == {"numerator_range_min": 990000100, "numerator_current": 990000099}
    claimed(profile, 990000000)
    proposal = only([profile], remote(range_min=989999000, range_max=995000001))
    assert proposal.changes == {"numerator_range_max": 995000001}
    assert "begins at 989999000" in proposal.notes[0]


def test_a_technical_key_is_added_never_replaced_never_shown(profile):
    other = remote(technical_key="ab" * 20)
    proposal = only([profile], other)
    assert (proposal.action, proposal.changes) == (Action.LEAVE, {})
    assert "ab" * 20 not in repr(proposal)
    del profile.provider_config["technical_key"]
    proposal = only([profile], other)
    assert proposal.changes == {"provider_config": {"technical_key": "ab" * 20}}
    assert "ab" * 20 not in repr(proposal)


def test_a_new_range_becomes_a_profile_like_its_units(profile):
    given = remote(
        resolution_number="18769999999",
        prefix="FEV",
        range_min=1,
        range_max=500,
        current=17,
        technical_key="cd" * 20,
    )
    proposal = ranges.compare([profile], [remote(), given])[1]
    assert proposal.action is Action.CREATE
    created = range_sync.apply(proposal)
    assert created is not None
    created.refresh_from_db()
    assert (created.numerator_prefix, created.document_types) == ("FEV", ["INVOICE"])
    assert (created.numerator_range_min, created.numerator_current) == (1, 17)
    assert (created.secret_arn, created.external_ref) == (profile.secret_arn, UNIT)
    assert (created.party_id, created.tenant_id) == (profile.party_id, profile.tenant_id)
    assert created.provider_config == {
        "environment": "2",
        "resolution_number": "18769999999",
        "resolution_valid_from": "2019-01-19",
        "resolution_valid_to": "2030-01-19",
        "technical_key": "cd" * 20,
    }
    again = ranges.compare([profile, created], [remote(), given])
    assert [one.action for one in again] == [Action.SAME, Action.SAME]


def test_a_profile_that_two_create_at_once_is_created_once(profile):
    given = remote(resolution_number="18769999999", prefix="FEV", range_min=1, range_max=500)
    proposal = ranges.compare([profile], [given])[0]
    assert range_sync.apply(proposal)
    with pytest.raises(Refused):
        range_sync.apply(proposal)
    assert IssuerProfile.objects.filter(numerator_prefix="FEV").count() == 1


def test_a_paper_range_becomes_a_contingency_series(profile):
    given = remote(document_type="03", prefix="CONT", resolution_number="18768888888")
    created = range_sync.apply(ranges.compare([profile], [remote(), given])[1])
    assert created is not None
    assert created.provider_config["subtype"] == "CONTINGENCY"
    assert "technical_key" not in created.provider_config


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"document_type": "99"}, "type 99"),
        ({"document_type": ""}, "type unknown"),
        ({"range_min": None}, "first and last"),
        ({"range_min": 5, "range_max": 4}, "below its first"),
        ({"current": 995000001}, "beyond its end"),
        ({"resolution_number": ""}, "resolution"),
        ({"unit_id": "other"}, "unit other"),
        ({"resolution_number": "1876"}, "overlap"),
    ],
)
def test_what_cannot_be_known_is_left_with_the_reason(profile, given, why):
    proposal = ranges.compare([profile], [remote(**given)])[0]
    assert (proposal.action, dict(proposal.changes)) == (Action.LEAVE, {})
    assert why in proposal.notes[0]


def test_a_deactivated_profile_is_not_made_again(profile):
    claimed(profile, 990000005)
    profile.deactivated_at = profile.created_at
    profile.save()
    live = new_profile(
        profile.tenant, 1, 9, issuer_series="NC", numerator_prefix="NC", provider_config={}
    )
    proposal = ranges.compare([profile, live], [remote()])[0]
    assert proposal.action is Action.LEAVE
    assert "was deactivated" in proposal.notes[0]


def test_somebody_else_in_the_range_is_said(profile):
    claimed(profile, 990000005)
    assert "somebody else" in only([profile], remote(current=990000009)).notes[0]
    assert only([profile], remote(current=990000005)).notes == ()


def test_a_profile_without_its_range_is_said(profile):
    (proposal,) = ranges.compare([profile], [])
    assert (proposal.action, proposal.profile) == (Action.LEAVE, profile)


def test_numbers_claimed_meanwhile_undo_a_proposal(profile, actor):
    proposal = only([profile], remote(range_min=990000100))
    numerator.claim(profile, actor)
    with pytest.raises(Conflict) as caught:
        range_sync.apply(proposal)
    assert caught.value.code == "range_changed_meanwhile"
    profile.refresh_from_db()
    assert (profile.numerator_range_min, profile.numerator_current) == (990000000, 990000000)


def test_a_range_that_shrinks_meanwhile_below_a_claim_is_left(profile, actor):
    proposal = only([profile], remote(range_max=990000000))
    assert proposal.action is Action.UPDATE
    numerator.claim(profile, actor)
    range_sync.apply(proposal)
    profile.refresh_from_db()
    assert profile.numerator_range_max == profile.numerator_current


def synced(**options):
    out, err = StringIO(), StringIO()
    call_command("sync_ranges", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_command_offers_applies_and_then_has_nothing_to_do(
    transactional_db, tenant, co_profile, co_unit
):
    offered, _ = synced()
    assert "same     SETP 990000000-995000000" in offered
    assert "create   SEDS 984000000-985000000" in offered
    assert IssuerProfile.objects.count() == 1
    done, _ = synced(apply=True)
    assert "created  SEDS" in done
    made = IssuerProfile.objects.exclude(id=co_profile.id).get()
    assert (made.document_types, made.external_ref) == (["SUPPORT_DOCUMENT"], co_unit["uid"])
    before = list(IssuerProfile.objects.order_by("id").values())
    again, _ = synced(apply=True)
    assert "create" not in again
    assert "update" not in again
    assert list(IssuerProfile.objects.order_by("id").values()) == before


def test_the_command_goes_on_after_an_account_that_fails(tenant, co_profile, monkeypatch):
    other = Tenant.objects.create(name="Bea's")
    new_profile(other, secret_arn="env:BEA_TOKEN")
    monkeypatch.setenv("BEA_TOKEN", "wrong")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 could not"):
        call_command("sync_ranges", stdout=out, stderr=err)
    assert "credential_refused" in err.getvalue()
    assert "SEDS" in out.getvalue()


def test_the_command_keeps_to_a_tenant_or_a_profile(tenant, co_profile):
    other = Tenant.objects.create(name="Bea's")
    assert synced(tenant=str(other.id))[0] == ""
    assert "SETP" in synced(profile=str(co_profile.id))[0]
    with pytest.raises(CommandError, match="UUID"):
        synced(profile="nothing")

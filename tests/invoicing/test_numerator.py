"""Numbers: none skipped, none twice, and clear words when there is none left."""

import pytest
from django.db import transaction
from django.utils import timezone

from invoicing import numerator
from invoicing.errors import Unprocessable
from invoicing.models import Event
from tests.invoicing.conftest import new_profile


def test_first_claim_is_the_start_of_the_range(profile, actor):
    assert numerator.claim(profile, actor).number == 990000000


def test_claims_follow_each_other(profile, actor):
    assert [numerator.claim(profile, actor).number for _ in range(3)] == [
        990000000,
        990000001,
        990000002,
    ]


def test_a_claim_that_is_rolled_back_is_given_again(profile, actor):
    with transaction.atomic():
        numerator.claim(profile, actor)
        transaction.set_rollback(True)
    assert numerator.claim(profile, actor).number == 990000000


def test_a_used_up_range_refuses_and_writes_nothing(tenant, actor):
    small = new_profile(tenant, 1, 1)
    numerator.claim(small, actor)
    before = Event.objects.count()
    with pytest.raises(Unprocessable) as refused:
        numerator.claim(small, actor)
    assert refused.value.code == "range_exhausted"
    assert "1-1" in refused.value.message
    assert Event.objects.count() == before
    small.refresh_from_db()
    assert small.numerator_current == 1


def test_a_deactivated_profile_refuses(profile, actor):
    profile.deactivated_at = timezone.now()
    profile.save()
    with pytest.raises(Unprocessable) as refused:
        numerator.claim(profile, actor)
    assert refused.value.code == "profile_deactivated"


def test_range_warnings_come_once_each_at_80_90_95_and_at_the_end(tenant, actor):
    profile = new_profile(tenant, 101, 200)
    for _ in range(100):
        numerator.claim(profile, actor)
    told = [
        (event.type, event.data.get("percent"), event.data["left"])
        for event in Event.objects.order_by("id")
    ]
    assert told == [
        ("issuer_profile.range_low", 80, 20),
        ("issuer_profile.range_low", 90, 10),
        ("issuer_profile.range_low", 95, 5),
        ("issuer_profile.range_exhausted", None, 0),
    ]


def test_a_range_of_three_warns_before_it_ends(tenant, actor):
    profile = new_profile(tenant, 1, 3)
    for _ in range(3):
        numerator.claim(profile, actor)
    assert [event.type for event in Event.objects.order_by("id")][
        -1
    ] == "issuer_profile.range_exhausted"

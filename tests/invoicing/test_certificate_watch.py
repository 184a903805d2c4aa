"""The issuer's seal certificate draws to its end: told at 30, 15 and 5 days, each once."""

from datetime import timedelta

import pytest

from invoicing import certificate_watch, check
from invoicing.models import Event
from tests.invoicing.mexico import mx_profile


@pytest.fixture
def ends_in(tenant, actor):
    """Sets the last day, watches, and gives the days told so far."""

    def ends_in(days):
        profile = mx_profile(tenant)
        ends = check.today_in("MX") + timedelta(days=days)
        profile.provider_config["csd_valid_to"] = ends.isoformat()
        profile.save()
        certificate_watch.watch_certificates(actor)
        rows = Event.objects.filter(type="issuer_profile.certificate_expiring").order_by("id")
        assert all(row.issuer_profile == profile for row in rows)
        return [row.data["days_left"] for row in rows]

    return ends_in


def test_each_level_is_told_once(ends_in):
    assert ends_in(31) == []
    assert ends_in(30) == [30]
    assert ends_in(29) == [30]
    assert ends_in(15) == [30, 15]
    assert ends_in(4) == [30, 15, 4]
    assert ends_in(-3) == [30, 15, 4]


def test_a_new_certificate_is_told_of_anew(ends_in):
    assert ends_in(3) == [3]
    assert ends_in(700) == [3]
    assert ends_in(30) == [3, 30]


@pytest.mark.parametrize("text", ["", "soon", "2027-02-30"])
def test_without_a_day_nothing_is_told(tenant, actor, text):
    profile = mx_profile(tenant)
    profile.provider_config["csd_valid_to"] = text
    profile.save()
    certificate_watch.watch_certificates(actor)
    assert not Event.objects.exists()


def test_a_profile_that_is_not_used_is_not_watched(ends_in, tenant):
    profile = mx_profile(tenant)
    profile.deactivated_at = profile.created_at
    profile.save()
    assert ends_in(3) == []

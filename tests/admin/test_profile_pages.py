"""The console's pages of issuer profiles: events, the account at the provider, its ranges. And why
a document waits."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from invoicing import events
from invoicing.models import Event, Submission
from parties.models import IssuerProfile
from providers import secrets
from tests.admin.conftest import ACTOR, logged_in, permit, staff, submitted
from tests.admin.test_document_page import page_of
from tests.invoicing.conftest import new_profile
from tests.providers.conftest import sandbox  # noqa: F401 - a fixture


@pytest.fixture
def unit(sandbox, monkeypatch, settings, ana):  # noqa: F811 - the fixture imported above
    """A unit in the sandbox that Ana's profile is of."""
    found = sandbox.new_unit(nit="900559088")
    monkeypatch.setenv("CO_TOKEN", found["token"])
    secrets.forget("env:CO_TOKEN")
    settings.PROVIDER_URLS = {"co_yabico": f"{sandbox.url}/co/einvoices/v2/"}
    ana.profile.external_ref = found["uid"]
    ana.profile.save()
    return found


def where(name, profile):
    return reverse(f"admin:parties_issuerprofile_{name}", args=[profile.pk])


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_what_was_told_of_the_profile(ana, bea, as_sara):
    events.of_profile(ana.profile, events.PLAN_LOW, ACTOR, {"percent": 80})
    events.of_profile(bea.profile, events.PLAN_LOW, ACTOR, {"percent": 95})
    page = text_of(as_sara.get(where("change", ana.profile)))
    section = page.split('id="profile-events"')[1]
    assert "issuer_profile.plan_low" in section
    assert "80" in section
    assert "95" not in section.split("</fieldset>")[0]
    assert where("account", ana.profile) in page


def test_events_are_for_those_who_may_view_them(ana):
    events.of_profile(ana.profile, events.PLAN_LOW, ACTOR, {"percent": 80})
    viewer = staff("vera", ana.tenant)
    permit(viewer, "view_issuerprofile")
    page = text_of(logged_in(viewer).get(where("change", ana.profile)))
    assert "issuer_profile.plan_low" not in page


def test_the_account_is_shown_with_what_is_left(ana, as_sara, unit):
    page = text_of(as_sara.get(where("account", ana.profile)))
    assert unit["name"] in page
    assert "100000 documents left of 100000" in page
    for shown in ("SETP", "SEDS", "18760000001", where("change", ana.profile)):
        assert shown in page
    assert "fc8eac422eba16e2" not in page
    assert unit["token"] not in page


def test_a_range_is_taken_over_from_the_page_and_only_once(transactional_db, ana, as_sara, unit):
    wanted = f"{unit['uid']} 18760000002 SEDS"
    assert f'value="{wanted}"' in text_of(as_sara.get(where("account", ana.profile)))
    before = IssuerProfile.objects.count()
    for _ in range(2):
        page = text_of(as_sara.post(where("range", ana.profile), {"range": wanted}, follow=True))
        assert IssuerProfile.objects.count() == before + 1
    assert "Nothing is proposed" in page
    made = IssuerProfile.objects.get(numerator_prefix="SEDS")
    assert (made.tenant_id, made.document_types) == (ana.tenant.id, ["SUPPORT_DOCUMENT"])


def test_a_range_is_not_taken_over_by_viewers_strangers_or_a_link(ana, bea, as_sara, unit):
    viewer = staff("vera", ana.tenant)
    permit(viewer, "view_issuerprofile")
    form = {"range": f"{unit['uid']} 18760000002 SEDS"}
    assert logged_in(viewer).post(where("range", ana.profile), form).status_code == 403
    assert as_sara.post(where("range", bea.profile), form).status_code == 404
    assert as_sara.get(where("range", ana.profile)).status_code == 405
    assert as_sara.get(where("account", bea.profile)).status_code == 404
    assert not IssuerProfile.objects.filter(numerator_prefix="SEDS").exists()
    viewed = text_of(logged_in(viewer).get(where("account", ana.profile)))
    assert "<button" not in viewed.split('id="proposals"')[1]


def test_a_provider_that_is_down_is_said_on_the_page(ana, as_sara, unit, settings):
    settings.PROVIDER_URLS = {"co_yabico": "http://127.0.0.1:9/co/"}
    page = text_of(as_sara.get(where("account", ana.profile)))
    assert "The account cannot be shown" in page
    assert "provider_unavailable" in page
    form = {"range": f"{unit['uid']} 18760000002 SEDS"}
    answer = as_sara.post(where("range", ana.profile), form, follow=True)
    assert "The account cannot be shown" in text_of(answer)


def test_a_document_that_waits_says_why(ana, as_sara):
    document = submitted(ana.tenant)
    assert 'id="waiting"' not in page_of(as_sara, document)
    since = timezone.now() - timedelta(minutes=20)
    Submission.objects.filter(document=document).update(
        failing_since=since, last_error="The provider cannot be reached."
    )
    section = page_of(as_sara, document).split('id="waiting"')[1].split("</section>")[0]
    assert "The provider cannot be reached." in section
    assert "no profile with a contingency series" in section
    series = new_profile(
        ana.tenant, 1, 9, numerator_prefix="C", provider_config={"subtype": "CONTINGENCY"}
    )
    assert where("change", series) in page_of(as_sara, document)
    assert not Event.objects.filter(type=events.CONTINGENCY_DUE).exists()

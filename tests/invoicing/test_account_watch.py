"""Limits that draw near are told once for each level and crossing."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from documents.calendar import local_date
from invoicing import account_watch, events, issue, tasks
from invoicing.account_alert import AccountAlert
from invoicing.models import Event
from parties.models import Tenant
from providers import secrets
from providers.account import Plan
from tests.invoicing.conftest import new_draft, new_profile
from tests.invoicing.test_advance import run
from webhooks import event_types

PLAN, RESOLUTION = events.PLAN_LOW, events.RESOLUTION_ENDING


def told(profile, type=PLAN):
    return [e.data for e in Event.objects.filter(issuer_profile=profile, type=type).order_by("id")]


def plan(used, total=100, days=400):
    return Plan(total, used, total - used, valid_to=timezone.now() + timedelta(days=days))


@pytest.fixture
def hold_plan(monkeypatch):
    """The account's plan is what the test says; nobody is asked."""

    def hold(held):
        monkeypatch.setattr(account_watch.account_reading, "ask", lambda *_: held)

    return hold


@pytest.fixture
def watch(profile, actor, hold_plan):
    """Looks at a plan as the hourly task does."""

    def watched(held):
        hold_plan(held)
        account_watch.watch_plan(profile.id, actor)
        return [data.get("percent", data.get("days_left")) for data in told(profile)]

    return watched


def test_each_level_of_use_is_told_once(watch, profile):
    seen = [watch(plan(used)) for used in (79, 80, 85, 90, 94, 95, 100)]
    assert seen == [[], [80], [80], [80, 90], [80, 90], [80, 90, 95], [80, 90, 95]]
    assert told(profile)[0] == {"percent": 80, "total": 100, "used": 80, "left": 20}


def test_a_jump_tells_the_level_reached_and_no_other(watch):
    assert watch(plan(99)) == [95]


def test_a_new_plan_is_watched_anew(watch):
    watch(plan(95))
    assert watch(plan(95, total=1000)) == [95]
    assert watch(plan(950, total=1000)) == [95, 95]


def test_the_end_of_a_plan_is_told_at_30_and_15_days(watch):
    seen = [watch(plan(1, days=days)) for days in (31, 30, 16, 15, 1)]
    assert seen == [[], [30], [30], [30, 15], [30, 15]]
    assert watch(plan(1, days=365)) == [30, 15]
    assert watch(plan(1, days=10)) == [30, 15, 10]


def test_a_plan_that_tells_nothing_is_no_alarm(watch):
    assert watch(Plan(None, None, None)) == []
    assert watch(Plan(0, 0, 0)) == []
    assert watch(None) == []


def test_a_level_that_could_not_be_kept_is_not_told(profile, actor, hold_plan, monkeypatch):
    hold_plan(plan(80))

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(AccountAlert, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            account_watch.watch_plan(profile.id, actor)
    assert told(profile) == []
    account_watch.watch_plan(profile.id, actor)
    assert len(told(profile)) == 1


def test_a_plan_is_really_asked_for(tenant, sandbox, actor, monkeypatch, settings):
    unit = sandbox.new_unit(nit="900559088", planDocuments=1)
    monkeypatch.setenv("CO_TOKEN", unit["token"])
    secrets.forget("env:CO_TOKEN")
    settings.PROVIDER_URLS = {"co_yabico": f"{sandbox.url}/co/einvoices/v2/"}
    settings.SCHEDULE_SCALE = 0.005
    profile = new_profile(tenant, external_ref=unit["uid"])
    account_watch.watch_plan(profile.id, actor)
    assert told(profile) == []
    run(issue.create(tenant, new_draft(), "SUBMIT", actor))
    for _ in range(2):
        account_watch.watch_plan(profile.id, actor)
    assert told(profile) == [{"percent": 95, "total": 1, "used": 1, "left": 0}]


def test_a_provider_that_is_down_changes_nothing(co_profile, actor, settings):
    settings.PROVIDER_URLS = {"co_yabico": "http://127.0.0.1:9/co/"}
    account_watch.watch_plan(co_profile.id, actor)
    assert (told(co_profile), AccountAlert.objects.count()) == ([], 0)


def ending(tenant, days):
    day = local_date("CO", timezone.now()) + timedelta(days=days)
    config = {"resolution_number": "1", "resolution_valid_to": day.isoformat()}
    return new_profile(tenant, provider_config=config)


@pytest.mark.parametrize(("days", "times"), [(31, 0), (30, 1), (16, 1), (15, 1), (0, 1), (-3, 1)])
def test_a_resolution_that_ends_is_told_once(tenant, actor, days, times):
    profile = ending(tenant, days)
    for _ in range(2):
        account_watch.watch_resolutions(actor)
    assert [data["days_left"] for data in told(profile, RESOLUTION)] == [days] * times


def test_a_resolution_is_told_again_at_15_days_and_after_a_renewal(tenant, actor):
    profile = ending(tenant, 30)

    def in_days(days):
        day = local_date("CO", timezone.now()) + timedelta(days=days)
        profile.provider_config["resolution_valid_to"] = day.isoformat()
        profile.save()
        account_watch.watch_resolutions(actor)
        return [data["days_left"] for data in told(profile, RESOLUTION)]

    assert in_days(30) == [30]
    assert in_days(15) == [30, 15]
    assert in_days(700) == [30, 15]
    assert in_days(29) == [30, 15, 29]


def test_deactivated_profiles_and_other_configs_are_left_alone(tenant, actor):
    retired = ending(tenant, 1)
    retired.deactivated_at = timezone.now()
    retired.save()
    new_profile(tenant, 1, 9, numerator_prefix="NC", provider_config={})
    new_profile(
        tenant, 1, 9, numerator_prefix="ND", provider_config={"resolution_valid_to": "soon"}
    )
    account_watch.watch_resolutions(actor)
    assert not Event.objects.filter(type=RESOLUTION).exists()


def test_one_profile_of_each_account_is_asked(tenant):
    first = new_profile(tenant)
    new_profile(tenant, 1, 9, issuer_series="NC", numerator_prefix="NC")
    other = new_profile(tenant, 1, 9, numerator_prefix="B", secret_arn="env:OTHER")
    new_profile(tenant, 1, 9, numerator_prefix="C", secret_arn=None)
    beas = new_profile(Tenant.objects.create(name="Bea's"))
    assert account_watch.to_watch() == [first.id, other.id, beas.id]


def test_the_hourly_task_sees_to_all_of_it(tenant, monkeypatch):
    profile = ending(tenant, 10)
    sent = []
    monkeypatch.setattr("invoicing.lease.nudge", lambda *args: sent.append(args[:2]))
    assert tasks.watch_accounts() == 1
    assert sent == [("invoicing.tasks.watch_plan", profile.id)]
    assert len(told(profile, RESOLUTION)) == 1


def test_the_task_of_an_account_tells(profile, hold_plan):
    hold_plan(plan(90))
    tasks.watch_plan(str(profile.id))
    assert [data["percent"] for data in told(profile)] == [90]


def test_webhooks_know_the_new_events():
    assert {PLAN, RESOLUTION, events.CONTINGENCY_DUE} <= set(event_types.known())


def test_two_watchers_at_once_tell_it_once(transactional_db, profile, actor, hold_plan):
    hold_plan(plan(90))
    gate = threading.Barrier(4)

    def look():
        gate.wait(5)
        account_watch.watch_plan(profile.id, actor)
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [data["percent"] for data in told(profile)] == [90]

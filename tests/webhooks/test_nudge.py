"""Who is told that something is to be sent, and what happens when telling fails."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from invoicing import events
from parties.models import Tenant
from tests.waiting import wait_until
from tests.webhooks.conftest import happen, offsets
from tests.webhooks.receiver import HANGING, Answer, receiver
from webhooks import lease, nudge, subscribe, turns
from webhooks.dispatch import dispatch
from webhooks.models import Subscription

ISSUED = events.ISSUED


@pytest.fixture
def published(monkeypatch):
    """The tasks published, in order."""
    seen = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda name, **_: seen.append(name), raising=False
    )
    return seen


def test_a_thread_is_woken_for_each_that_is_due_and_for_nothing_else(
    tenant, hook, subscribed, published
):
    due, paused = subscribed(), subscribed()
    Subscription.objects.filter(id=paused.id).update(active=False)
    assert nudge.sweep() == 0
    happen(tenant, ISSUED)
    assert nudge.sweep() == 1
    assert published == ["webhooks.tasks.deliver"]
    dispatch(due.id)
    assert nudge.sweep() == 0


def test_no_more_threads_are_woken_than_a_worker_has(tenant, hook, published, monkeypatch):
    monkeypatch.setattr(nudge, "MOST_AT_ONCE", 3)
    for number in range(5):
        other = Tenant.objects.create(name=str(number))
        subscribe.subscribe(other, "ERP", hook.url, ["*"])
        happen(other, ISSUED)
    assert nudge.sweep() == 3


def test_the_one_that_waited_longest_comes_first(tenant, hook, subscribed, clock):
    first, second = subscribed(), subscribed()
    happen(tenant, ISSUED)
    dispatch(first.id)
    clock.now += timedelta(seconds=1)
    dispatch(second.id)
    third = subscribed(from_offset=0)
    happen(tenant, ISSUED)
    assert lease.due(9) == [third.id, first.id, second.id]


def test_tenants_take_turns(tenant, hook, subscribed):
    many = [subscribed().id for _ in range(3)]
    other = Tenant.objects.create(name="Bea's")
    single, _ = subscribe.subscribe(other, "ERP", hook.url, ["*"])
    happen(tenant, ISSUED)
    happen(other, ISSUED)
    assert single.id in lease.due(2)
    assert set(lease.due(9)) == {*many, single.id}


def test_a_tenant_with_many_subscriptions_leaves_room_for_others(tenant, hook, subscribed, clock):
    many = [subscribed() for _ in range(lease.MOST_OF_TENANT + 2)]
    other = Tenant.objects.create(name="Bea's")
    single, _ = subscribe.subscribe(other, "ERP", hook.url, ["*"])
    happen(tenant, ISSUED)
    happen(other, ISSUED)
    assert len(lease.due(99)) == lease.MOST_OF_TENANT + 1
    for one in many[: lease.MOST_OF_TENANT]:
        assert lease.take(one.id)
    assert lease.due(99) == [single.id]
    clock.now += timedelta(days=1)
    assert len(lease.due(99)) == lease.MOST_OF_TENANT + 1


def test_receivers_that_fail_never_take_every_thread(tenant, hook, clock):
    ill = []
    for number in range(lease.MOST_FAILING + 3):
        owner = Tenant.objects.create(name=str(number))
        ill.append(subscribe.subscribe(owner, "ERP", hook.url, ["*"])[0])
        happen(owner, ISSUED)
    Subscription.objects.update(failing_since=clock.now)
    well, _ = subscribe.subscribe(tenant, "ERP", hook.url, ["*"])
    happen(tenant, ISSUED)
    assert len(lease.due(99)) == lease.MOST_FAILING + 1
    for one in ill[: lease.MOST_FAILING]:
        assert lease.take(one.id)
    assert lease.due(99) == [well.id]


def test_of_one_tenant_those_that_are_well_go_before_those_that_fail(tenant, hook, subscribed):
    ill = [subscribed() for _ in range(lease.MOST_OF_TENANT)]
    Subscription.objects.update(failing_since=timezone.now())
    well = subscribed()
    happen(tenant, ISSUED)
    found = lease.due(99)
    assert found[0] == well.id
    assert len(found) == lease.MOST_OF_TENANT
    assert {*found[1:]} < {one.id for one in ill}


def test_serving_goes_on_until_nothing_is_due(tenant, hook, subscribed):
    for _ in range(3):
        subscribed()
    happen(tenant, ISSUED, ISSUED)
    assert turns.serve_due() is False
    assert sorted(offsets(hook)) == [1, 1, 1, 2, 2, 2]
    assert lease.due(9) == []


def test_serving_ends_when_time_is_up(tenant, hook, subscribed, monkeypatch):
    monkeypatch.setattr(turns, "MOST_SECONDS", 0.0)
    subscribed()
    happen(tenant, ISSUED)
    assert turns.serve_due() is True
    assert offsets(hook) == []


def test_one_that_cannot_be_served_hinders_no_other(tenant, hook, subscribed, monkeypatch):
    broken, well = subscribed(), subscribed()
    Subscription.objects.filter(id=broken.id).update(secret_encrypted="broken")
    happen(tenant, ISSUED)
    assert turns.serve_due() is False
    assert offsets(hook) == [1]
    assert Subscription.objects.get(id=well.id).last_published_offset == 1
    assert lease.due(9) == []


def test_without_a_broker_the_sweep_goes_on_later(tenant, hook, subscribed, monkeypatch):
    subscribed()
    happen(tenant, ISSUED)

    def refuse(*_, **__):
        raise ConnectionError

    monkeypatch.setattr("celery.current_app.send_task", refuse, raising=False)
    assert nudge.nudge() is False
    assert nudge.sweep() == 0
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda *a, **k: sent.append(a))
    assert nudge.sweep() == 1
    assert sent == [("webhooks.tasks.deliver",)]


@pytest.mark.parametrize("days", [-3, 3])
def test_a_clock_that_jumps_holds_nothing_up_for_long(
    tenant, hook, subscribed, clock, settings, days
):
    settings.SCHEDULE_SCALE = 1.0
    subscription = subscribed()
    happen(tenant, ISSUED)
    hook.answer = Answer(status=500)
    dispatch(subscription.id)
    assert lease.take(subscription.id) is None
    clock.now += timedelta(days=days)
    assert lease.take(subscription.id) is not None
    clock.now += timedelta(days=-2 * days)
    hook.answer = Answer()
    dispatch(subscription.id)
    assert offsets(hook) == [1, 1]


def test_a_clock_that_jumps_ahead_disables_nobody(tenant, hook, subscribed, clock):
    subscription = subscribed()
    happen(tenant, ISSUED)
    hook.answer = Answer(status=500)
    dispatch(subscription.id)
    clock.now += timedelta(days=400)
    dispatch(subscription.id)
    subscription.refresh_from_db()
    assert (subscription.active, subscription.failures) == (True, 2)


@pytest.mark.django_db(transaction=True)
def test_a_hanging_receiver_does_not_hold_up_another(tenant, hook, subscribed, settings):
    settings.WEBHOOK_TOTAL_TIMEOUT = 10.0
    with receiver(HANGING) as stuck:
        slow, quick = subscribed(url=stuck.url), subscribed()
        happen(tenant, ISSUED)

        def serve():
            dispatch(slow.id)
            connection.close()

        worker = threading.Thread(target=serve)
        worker.start()
        wait_until(lambda: stuck.arrivals)
        dispatch(quick.id)
        assert offsets(hook) == [1]
        assert worker.is_alive()
        stuck.closing.set()
        worker.join()


@pytest.mark.django_db(transaction=True)
def test_a_tenant_whose_receivers_all_hang_slows_no_other(
    tenant, hook, subscribed, settings, monkeypatch
):
    settings.WEBHOOK_TOTAL_TIMEOUT = 20.0
    monkeypatch.setattr(lease, "MOST_OF_TENANT", 2)
    other = Tenant.objects.create(name="Bea's")
    with receiver(HANGING) as stuck:
        for _ in range(5):
            subscribe.subscribe(other, "ERP", stuck.url, ["*"])
        happen(other, ISSUED)
        subscribed()

        def serve():
            turns.serve_due()
            connection.close()

        threads = [threading.Thread(target=serve) for _ in range(2)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(stuck.arrivals) == 2)
        happen(tenant, ISSUED)
        assert turns.serve_due() is False
        assert offsets(hook) == [1]
        assert len(stuck.arrivals) == 2
        assert all(thread.is_alive() for thread in threads)
        stuck.closing.set()
        for thread in threads:
            thread.join()

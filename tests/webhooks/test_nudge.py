"""Who is told that something is to be sent, and what happens when telling fails."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from invoicing import events
from tests.waiting import wait_until
from tests.webhooks.conftest import happen, offsets
from tests.webhooks.receiver import HANGING, Answer, receiver
from webhooks import lease, nudge
from webhooks.dispatch import dispatch
from webhooks.models import Subscription

ISSUED = events.ISSUED


@pytest.fixture
def told(monkeypatch):
    """The subscriptions nudged, in order."""
    seen = []
    monkeypatch.setattr("webhooks.nudge.nudge", lambda one: seen.append(one) or True)
    return seen


def test_only_what_is_due_is_nudged_and_not_twice_at_once(tenant, hook, subscribed, told, clock):
    due, paused = subscribed(), subscribed()
    Subscription.objects.filter(id=paused.id).update(active=False)
    assert nudge.sweep() == 0
    happen(tenant, ISSUED)
    assert [nudge.sweep(), nudge.sweep()] == [1, 0]
    clock.now += timedelta(seconds=11)
    assert nudge.sweep() == 1
    assert told == [due.id, due.id]
    dispatch(due.id)
    assert nudge.sweep() == 0


def test_the_one_that_waited_longest_comes_first(tenant, hook, subscribed, told, clock):
    first, second = subscribed(), subscribed()
    happen(tenant, ISSUED)
    dispatch(first.id)
    clock.now += timedelta(seconds=1)
    dispatch(second.id)
    third = subscribed(from_offset=0)
    happen(tenant, ISSUED)
    nudge.sweep()
    assert told == [third.id, first.id, second.id]


def test_receivers_that_fail_never_take_every_worker(tenant, hook, subscribed, told, clock):
    ill = [subscribed() for _ in range(nudge.FAILING_AT_ONCE + 5)]
    Subscription.objects.update(failing_since=clock.now)
    well = subscribed()
    happen(tenant, ISSUED)
    nudge.sweep()
    assert told[0] == well.id
    assert len(told) == 1 + nudge.FAILING_AT_ONCE
    for one in ill[: nudge.FAILING_AT_ONCE]:
        assert lease.take(one.id)
    del told[:]
    clock.now += timedelta(seconds=11)
    nudge.sweep()
    assert told == [well.id]


def test_without_a_broker_the_sweep_goes_on_later(tenant, hook, subscribed, monkeypatch, clock):
    subscription = subscribed()
    happen(tenant, ISSUED)

    def refuse(*_, **__):
        raise ConnectionError

    monkeypatch.setattr("celery.current_app.send_task", refuse, raising=False)
    assert nudge.nudge(subscription.id) is False
    assert nudge.sweep() == 0
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda *a, **k: sent.append(k["args"]))
    clock.now += timedelta(seconds=11)
    assert nudge.sweep() == 1
    assert sent == [[str(subscription.id)]]


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

"""Workers, writers and the sequencer are killed or race; every event still arrives, in order."""

import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import connection, transaction
from django.utils import timezone

from invoicing import events
from invoicing.models import Event
from parties.models import Tenant
from tests.factories import STAFF
from tests.faults.victim import CRASHES, die, end, run_killed, start
from tests.waiting import wait_until
from tests.webhooks.receiver import HANGING, OK, Answer, Receiver, receiver
from webhooks import deliver, replay, subscribe, turns
from webhooks.deliver import Sender
from webhooks.dispatch import dispatch
from webhooks.models import Attempt, Delivery, Subscription

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="


@pytest.fixture(autouse=True)
def _short_leases(settings, pg_url):
    settings.WEBHOOK_LEASE_SECONDS = 1
    yield
    deliver.forget_connections()


@pytest.fixture
def unhurried(monkeypatch):
    """A group is written when it is full or at its end, however slow the machine."""
    monkeypatch.setattr("webhooks.record.UNWRITTEN_FOR", 60.0)
    monkeypatch.setattr("webhooks.deliver.PATIENCE", 60.0)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver(secret=SECRET) as server:
        yield server


@pytest.fixture
def tenant():
    return Tenant.objects.create(name="Ana's")


@pytest.fixture
def subscription(tenant, hook):
    return subscribe.subscribe(tenant, "ERP", hook.url, ["*"], SECRET)[0]


def happen(tenant, count):
    for n in range(count):
        events.of_tenant(tenant.id, events.ISSUED, STAFF, {"n": n})
    events.sequence()


def offsets(hook):
    return [json.loads(arrival.body)["offset"] for arrival in hook.arrivals]


def first_arrivals(hook):
    return list(dict.fromkeys(offsets(hook)))


def killed(crash, action):
    """Run an action in a fork in which the function named kills its process."""
    with mock.patch.dict(CRASHES, {"here": (crash, die)}):
        run_killed(action, "here")


def serve_until(subscription, condition):
    def met():
        events.sequence()
        dispatch(subscription.id)
        return condition()

    wait_until(met, 20)


def published(subscription):
    subscription.refresh_from_db()
    return subscription.last_published_offset


@pytest.mark.usefixtures("unhurried")
def test_killed_before_a_group_is_written_all_of_it_is_sent_again_under_the_same_ids_in_order(
    tenant, hook, subscription
):
    happen(tenant, 3)
    killed("webhooks.written.write", lambda: dispatch(subscription.id))
    assert offsets(hook) == [1, 2, 3]
    assert published(subscription) == 0
    assert not Delivery.objects.exists()
    serve_until(subscription, lambda: published(subscription) == 3)
    assert offsets(hook) == [1, 2, 3, 1, 2, 3]
    for first, again in zip(hook.arrivals[:3], hook.arrivals[3:], strict=True):
        assert first.headers["webhook-id"] == again.headers["webhook-id"]
        assert first.body == again.body
    assert all(arrival.verified for arrival in hook.arrivals)
    assert Attempt.objects.count() == 3


@pytest.mark.usefixtures("unhurried")
def test_killed_between_a_groups_statement_and_its_commit_nothing_of_it_is_written(
    tenant, hook, subscription
):
    """Without order the statement is not the whole transaction."""
    Subscription.objects.update(ordering="none")
    happen(tenant, 3)
    killed("webhooks.written.publish_prefix", lambda: dispatch(subscription.id))
    assert offsets(hook) == [1, 2, 3]
    assert (published(subscription), Attempt.objects.count()) == (0, 0)
    serve_until(subscription, lambda: published(subscription) == 3)
    assert offsets(hook) == [1, 2, 3, 1, 2, 3]


def killed_while_sending(subscription, offset):
    """Run a worker that dies when it is about to send this offset."""
    real = Sender.send

    def send(self, url, headers, body, meanwhile):
        if json.loads(body)["offset"] == offset:
            die()
        return real(self, url, headers, body, meanwhile)

    with mock.patch.dict(CRASHES, {"here": ("webhooks.deliver.Sender.send", send)}):
        run_killed(lambda: dispatch(subscription.id), "here")


@pytest.mark.usefixtures("unhurried")
def test_killed_in_a_second_group_the_first_stays_delivered(tenant, hook, subscription):
    happen(tenant, 8)
    with mock.patch("webhooks.record.MOST_UNWRITTEN", 3):
        killed_while_sending(subscription, 6)
    assert offsets(hook) == [1, 2, 3, 4, 5]
    assert published(subscription) == 3
    assert list(Attempt.objects.values_list("delivery__offset", flat=True)) == [3, 2, 1]
    serve_until(subscription, lambda: published(subscription) == 8)
    assert offsets(hook) == [1, 2, 3, 4, 5, 4, 5, 6, 7, 8]
    ids = [arrival.headers["webhook-id"] for arrival in hook.arrivals]
    assert ids[3:5] == ids[5:7]


@pytest.mark.usefixtures("unhurried")
def test_no_more_than_a_group_is_ever_unwritten(tenant, hook, subscription, monkeypatch):
    monkeypatch.setattr("webhooks.record.MOST_UNWRITTEN", 4)
    happen(tenant, 15)
    ahead = []
    hook.answer = lambda arrival: ahead.append(unwritten(hook)) or OK
    dispatch(subscription.id)
    assert offsets(hook) == list(range(1, 16))
    assert max(ahead) == 4


def unwritten(hook):
    """How many requests arrived that are not on file, the one under way included."""
    try:
        return len(hook.arrivals) - Attempt.objects.count()
    finally:
        connection.close()


def test_what_was_answered_is_written_while_a_slow_answer_is_waited_for(tenant, hook, subscription):
    """A worker that dies meanwhile repeats the one it waited for and nothing else."""
    happen(tenant, 3)
    held = threading.Event()

    def answer(arrival):
        if json.loads(arrival.body)["offset"] == 3 and not held.is_set():
            return HANGING
        return OK

    hook.answer = answer
    pid = start(lambda: dispatch(subscription.id))
    wait_until(lambda: published(subscription) == 2)
    assert offsets(hook) == [1, 2, 3]
    os.kill(pid, signal.SIGKILL)
    assert end(pid) == -signal.SIGKILL
    held.set()
    serve_until(subscription, lambda: published(subscription) == 3)
    assert offsets(hook) == [1, 2, 3, 3]


@pytest.mark.usefixtures("unhurried")
def test_one_that_loses_its_lease_before_a_group_is_written_writes_nothing_of_it(
    tenant, hook, subscription
):
    happen(tenant, 3)

    def rewound(arrival):
        if json.loads(arrival.body)["offset"] == 2:
            Subscription.objects.update(lease_token=None, leased_until=None)
            connection.close()
        return OK

    hook.answer = rewound
    assert dispatch(subscription.id) is False
    assert offsets(hook) == [1, 2, 3]
    assert (published(subscription), Attempt.objects.count()) == (0, 0)
    hook.answer = OK
    dispatch(subscription.id)
    assert offsets(hook) == [1, 2, 3, 1, 2, 3]
    assert published(subscription) == 3


def test_a_failure_in_the_middle_leaves_what_was_answered_before_it_delivered(
    tenant, hook, subscription
):
    happen(tenant, 4)
    hook.answer = lambda a: Answer(status=500) if json.loads(a.body)["offset"] == 3 else OK
    dispatch(subscription.id)
    assert offsets(hook) == [1, 2, 3]
    assert published(subscription) == 2
    found = Attempt.objects.order_by("id").values_list("delivery__offset", "status")
    assert list(found) == [(1, 200), (2, 200), (3, 500)]
    assert Subscription.objects.get().failures == 1


def test_a_killed_workers_lease_keeps_others_away_until_it_runs_out(
    tenant, hook, subscription, settings
):
    settings.WEBHOOK_LEASE_SECONDS = 60
    happen(tenant, 1)
    killed("webhooks.written.write", lambda: dispatch(subscription.id))
    dispatch(subscription.id)
    assert offsets(hook) == [1]
    Subscription.objects.update(leased_until=timezone.now())
    dispatch(subscription.id)
    assert offsets(hook) == [1, 1]


def test_a_sequencer_killed_before_its_commit_has_numbered_nothing(tenant, hook, subscription):
    for n in range(3):
        events.of_tenant(tenant.id, events.ISSUED, STAFF, {"n": n})
    killed("django.db.transaction.Atomic.__exit__", events.sequence)
    assert not Event.objects.filter(offset__isnull=False).exists()
    dispatch(subscription.id)
    assert offsets(hook) == []
    serve_until(subscription, lambda: published(subscription) == 3)
    assert offsets(hook) == [1, 2, 3]


def test_two_workers_on_one_subscription_never_send_out_of_order(tenant, hook, subscription):
    happen(tenant, 60)

    def work():
        while Subscription.objects.get(id=subscription.id).last_published_offset < 60:
            dispatch(subscription.id)

    with mock.patch("webhooks.jobs.BATCH", 7), mock.patch("webhooks.dispatch.MOST_SECONDS", 0.02):
        workers = [start(work), start(work)]
        assert [end(pid) for pid in workers] == [0, 0]
    assert offsets(hook) == list(range(1, 61))
    assert Attempt.objects.count() == 60


@pytest.mark.usefixtures("unhurried")
def test_one_that_was_held_up_until_its_lease_ran_out_sends_and_writes_no_more(
    tenant, hook, subscription
):
    happen(tenant, 3)
    real = Sender.send

    def send(self, *arguments, **more):
        result = real(self, *arguments, **more)
        slow.stop()
        serve_until(subscription, lambda: published(subscription) == 3)
        return result

    slow = mock.patch.object(Sender, "send", send)
    slow.start()
    dispatch(subscription.id)
    assert offsets(hook) == [1, 1, 2, 3]
    assert published(subscription) == 3
    assert Attempt.objects.count() == 3
    subscription.refresh_from_db()
    assert subscription.lease_token is None


@pytest.mark.usefixtures("unhurried")
def test_a_long_batch_keeps_its_lease(tenant, hook, subscription):
    happen(tenant, 5)
    begun = time.monotonic()

    def answer(arrival):
        wait_until(lambda: time.monotonic() - begun >= 0.3 * len(hook.arrivals))
        return OK

    hook.answer = answer
    pid = start(lambda: dispatch(subscription.id))
    wait_until(lambda: hook.arrivals)
    wait_until(lambda: dispatch(subscription.id) or published(subscription) == 5, 20)
    assert end(pid) == 0
    assert offsets(hook) == [1, 2, 3, 4, 5]


@pytest.mark.usefixtures("unhurried")
def test_a_replay_waits_until_the_former_holder_has_noticed(tenant, hook, subscription):
    happen(tenant, 5)

    def answer(arrival):
        if json.loads(arrival.body)["offset"] == 4 and len(hook.arrivals) == 4:
            replay.rewind(tenant, subscription.id, offset=0)
            connection.close()
        return OK

    hook.answer = answer
    Subscription.objects.update(last_published_offset=0)
    assert dispatch(subscription.id) is False
    assert dispatch(subscription.id) is None
    assert offsets(hook) == [1, 2, 3, 4, 5]
    assert published(subscription) == 0
    serve_until(subscription, lambda: published(subscription) == 5)
    assert offsets(hook) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]


def test_a_row_that_somebody_keeps_locked_keeps_no_thread_busy(
    tenant, hook, subscription, second_connection
):
    other = Tenant.objects.create(name="Bea's")
    subscribe.subscribe(other, "ERP", hook.url, ["*"], SECRET)
    happen(tenant, 1)
    happen(other, 1)
    locking = second_connection()
    locking.execute(
        "SELECT 1 FROM webhooks_subscription WHERE id = %s FOR UPDATE", [subscription.id]
    )
    assert turns.serve_due() is False
    assert [json.loads(a.body)["tenant_id"] for a in hook.arrivals] == [str(other.id)]
    locking.rollback()
    assert turns.serve_due() is False
    assert published(subscription) == 1


def test_eight_writers_commit_out_of_order_and_no_offset_is_skipped(tenant, hook, subscription):
    def write():
        draw = random.Random()
        for _ in range(10):
            with transaction.atomic():
                for _ in range(draw.randint(1, 3)):
                    events.of_tenant(tenant.id, events.ISSUED, STAFF, {})

    writers = [start(write) for _ in range(8)]
    serve_until(subscription, lambda: published(subscription) >= 20)
    assert [end(pid) for pid in writers] == [0] * 8
    total = Event.objects.count()
    serve_until(subscription, lambda: published(subscription) == total)
    assert offsets(hook) == list(range(1, total + 1))
    ids = list(Event.objects.values_list("id", flat=True))
    arrived = [json.loads(arrival.body)["id"] for arrival in hook.arrivals]
    assert sorted(arrived) == sorted(ids)


@pytest.mark.parametrize("ordering", ["offset", "none"])
def test_killed_at_random_everything_arrives_and_the_offset_never_ran_ahead(
    tenant, hook, ordering, monkeypatch
):
    subscription, _ = subscribe.subscribe(tenant, "ERP", hook.url, ["*"], SECRET, ordering=ordering)
    happen(tenant, 12)
    monkeypatch.setattr("webhooks.record.MOST_UNWRITTEN", 1)
    for at in (2, 5, 9):
        real = Sender.send

        def send(self, url, headers, body, meanwhile, at=at, real=real):
            result = real(self, url, headers, body, meanwhile)
            return die() if json.loads(body)["offset"] == at else result

        with mock.patch.dict(CRASHES, {"here": ("webhooks.deliver.Sender.send", send)}):
            run_killed(lambda: dispatch(subscription.id), "here")
        assert published(subscription) == at - 1
        Subscription.objects.update(leased_until=timezone.now())
    hook.answer = OK
    serve_until(subscription, lambda: published(subscription) == 12)
    assert first_arrivals(hook) == list(range(1, 13))
    assert sorted(set(offsets(hook))) == list(range(1, 13))
    assert len(hook.arrivals) == 15

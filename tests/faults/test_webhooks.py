"""Workers, writers and the sequencer are killed or race; every event still arrives, in order."""

import json
import random
from collections.abc import Iterator
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone

from invoicing import events
from invoicing.models import Event
from parties.models import Tenant
from tests.factories import STAFF
from tests.faults.victim import CRASHES, die, end, run_killed, start
from tests.waiting import wait_until
from tests.webhooks.receiver import OK, Receiver, receiver
from webhooks import subscribe
from webhooks.deliver import Sender
from webhooks.dispatch import dispatch
from webhooks.models import Attempt, Delivery, Subscription

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="


@pytest.fixture(autouse=True)
def _short_leases(settings, pg_url):
    settings.WEBHOOK_LEASE_SECONDS = 1


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


@pytest.mark.parametrize("crash", ["webhooks.record.record", "webhooks.record._write"])
def test_killed_after_the_answer_it_is_sent_again_under_the_same_id(
    tenant, hook, subscription, crash
):
    happen(tenant, 3)
    killed(crash, lambda: dispatch(subscription.id))
    assert offsets(hook) == [1]
    assert published(subscription) == 0
    assert not Delivery.objects.exists()
    serve_until(subscription, lambda: published(subscription) == 3)
    assert offsets(hook) == [1, 1, 2, 3]
    one, again = hook.arrivals[:2]
    assert one.headers["webhook-id"] == again.headers["webhook-id"]
    assert one.body == again.body
    assert all(arrival.verified for arrival in hook.arrivals)


def test_killed_between_two_events_the_first_stays_delivered(tenant, hook, subscription):
    happen(tenant, 3)
    real = Sender.send

    def send(self, url, headers, body):
        if json.loads(body)["offset"] == 2:
            die()
        return real(self, url, headers, body)

    with mock.patch.dict(CRASHES, {"here": ("webhooks.deliver.Sender.send", send)}):
        run_killed(lambda: dispatch(subscription.id), "here")
    assert published(subscription) == 1
    assert Attempt.objects.count() == 1
    serve_until(subscription, lambda: published(subscription) == 3)
    assert offsets(hook) == [1, 2, 3]


def test_a_killed_workers_lease_keeps_others_away_until_it_runs_out(
    tenant, hook, subscription, settings
):
    settings.WEBHOOK_LEASE_SECONDS = 60
    happen(tenant, 1)
    killed("webhooks.record.record", lambda: dispatch(subscription.id))
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


def test_one_that_lost_its_lease_while_sending_writes_nothing(tenant, hook, subscription):
    happen(tenant, 3)
    real = Sender.send

    def send(self, *arguments):
        result = real(self, *arguments)
        slow.stop()
        Subscription.objects.update(leased_until=timezone.now())
        dispatch(subscription.id)
        return result

    slow = mock.patch.object(Sender, "send", send)
    slow.start()
    dispatch(subscription.id)
    assert offsets(hook) == [1, 1, 2, 3]
    assert published(subscription) == 3
    assert Attempt.objects.count() == 3
    subscription.refresh_from_db()
    assert subscription.lease_token is None


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
def test_killed_at_random_everything_arrives_and_the_offset_never_ran_ahead(tenant, hook, ordering):
    subscription, _ = subscribe.subscribe(tenant, "ERP", hook.url, ["*"], SECRET, ordering=ordering)
    happen(tenant, 12)
    for at in (2, 5, 9):
        real = Sender.send

        def send(self, url, headers, body, at=at, real=real):
            result = real(self, url, headers, body)
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

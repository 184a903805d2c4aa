"""Sent again: from an offset or a time on, one delivery, a sample; and with a new secret."""

import json
from datetime import timedelta
from unittest import mock

import pytest
from standardwebhooks import Webhook

from invoicing import events
from tests.factories import Api, new_api
from tests.invoicing.api.test_documents import detail_of
from tests.waiting import wait_until
from tests.webhooks.conftest import SECRET, happen, offsets
from tests.webhooks.receiver import OK, Answer
from webhooks import replay
from webhooks.deliver import Sender
from webhooks.dispatch import dispatch
from webhooks.models import Attempt, Delivery, Subscription

ISSUED = events.ISSUED
DOWN = Answer(status=500)


@pytest.fixture
def ana(db: None) -> Api:
    """A caller."""
    return new_api()


@pytest.fixture
def path(ana, hook):
    """The address of a subscription to the receiver."""
    body = ana.subscription(url=hook.url, event_types=["*"], secret=SECRET)
    return f"/v1/webhook-subscriptions/{ana.new('/v1/webhook-subscriptions', body)['id']}"


def serve():
    dispatch(Subscription.objects.get().id)


def published(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["last_published_offset"]


def test_replay_after_an_offset_sends_the_same_again_under_the_same_id(ana, hook, path):
    happen(ana.tenant, *[ISSUED] * 3)
    serve()
    assert published(ana.post(f"{path}/replay", {"offset": 1})) == 1
    serve()
    assert offsets(hook) == [1, 2, 3, 2, 3]
    ids = [arrival.headers["webhook-id"] for arrival in hook.arrivals]
    assert ids[1:3] == ids[3:]
    assert hook.arrivals[1].body == hook.arrivals[3].body
    assert published(ana.get(path)) == 3
    assert list(Delivery.objects.order_by("offset").values_list("attempts", flat=True)) == [1, 2, 2]


def test_replay_from_a_time_on(ana, hook, path, clock):
    happen(ana.tenant, ISSUED)
    clock.now += timedelta(hours=1)
    middle = clock.now
    happen(ana.tenant, ISSUED, ISSUED)
    serve()
    assert published(ana.post(f"{path}/replay", {"time": middle.isoformat()})) == 1
    serve()
    assert offsets(hook) == [1, 2, 3, 2, 3]
    later = (clock.now + timedelta(hours=1)).isoformat()
    assert published(ana.post(f"{path}/replay", {"time": later})) == 3


@pytest.mark.parametrize(
    ("body", "loc", "type"),
    [
        ({}, (), "offset_or_time"),
        ({"offset": 0, "time": "2026-01-01T00:00:00Z"}, (), "offset_or_time"),
        ({"offset": 4}, ("offset",), "offset_unknown"),
        ({"offset": -1}, ("offset",), "greater_than_equal"),
        ({"offset": "1"}, ("offset",), "int_type"),
        ({"time": "2026-01-01T00:00:00"}, ("time",), "timezone_aware"),
    ],
)
def test_a_replay_that_makes_no_sense_is_refused(ana, hook, path, body, loc, type):
    happen(ana.tenant, *[ISSUED] * 3)
    serve()
    assert detail_of(ana.post(f"{path}/replay", body)) == [(("body", *loc), type)]
    assert published(ana.get(path)) == 3


def test_a_worker_that_is_sending_does_not_undo_a_replay(ana, hook, path):
    happen(ana.tenant, *[ISSUED] * 2)
    serve()
    happen(ana.tenant, ISSUED)

    row, real = Subscription.objects.get(), Sender.send

    def send(self, *args, **more):
        result = real(self, *args, **more)
        patch.stop()
        replay.rewind(row.tenant, row.id, offset=0)
        return result

    patch = mock.patch.object(Sender, "send", send)
    patch.start()
    serve()
    assert published(ana.get(path)) == 0
    serve()
    assert offsets(hook) == [1, 2, 3]
    wait_until(lambda: serve() or published(ana.get(path)) == 3)
    assert offsets(hook) == [1, 2, 3, 1, 2, 3]
    assert published(ana.get(path)) == 3


def test_a_subscription_may_begin_in_the_past_or_without_order(ana, hook):
    happen(ana.tenant, *[ISSUED] * 3)
    body = ana.subscription(url=hook.url, secret=SECRET)
    made = ana.new("/v1/webhook-subscriptions", body | {"from_offset": 1, "ordering": "none"})
    assert (made["last_published_offset"], made["ordering"]) == (1, "none")
    serve()
    assert offsets(hook) == [2, 3]
    answer = ana.post("/v1/webhook-subscriptions", body | {"from_offset": 4})
    assert detail_of(answer) == [(("body", "from_offset"), "offset_unknown")]
    answer = ana.post("/v1/webhook-subscriptions", body | {"ordering": "any"})
    assert detail_of(answer) == [(("body", "ordering"), "literal_error")]


def test_deliveries_and_attempts_are_listed(ana, hook, path):
    happen(ana.tenant, *[ISSUED] * 3)
    hook.answer = lambda a: DOWN if len(hook.arrivals) == 1 else OK
    serve()
    Delivery.objects.update(due_at=None)
    Subscription.objects.update(head_due_at=None)
    serve()
    first = ana.get(f"{path}/deliveries?limit=2").json()
    second = ana.get(f"{path}/deliveries?limit=2&after={first['next_after']}").json()
    shown = [*first["items"], *second["items"]]
    assert [row["offset"] for row in shown] == [3, 2, 1]
    assert second["next_after"] is None
    assert [row["attempts"] for row in shown] == [1, 1, 2]
    assert ana.get(f"{path}/deliveries?status=dead").json()["items"] == []
    attempts = ana.get(f"{path}/deliveries/{shown[2]['id']}/attempts").json()["items"]
    assert [(a["number"], a["status"], a["response"]) for a in attempts] == [
        (1, 500, "ok"),
        (2, 200, "ok"),
    ]


def test_a_retry_of_the_waiting_head_sends_it_now(ana, hook, path, settings):
    settings.SCHEDULE_SCALE = 1.0
    happen(ana.tenant, ISSUED, ISSUED)
    hook.answer = DOWN
    serve()
    hook.answer = OK
    serve()
    assert offsets(hook) == [1]
    delivery = Delivery.objects.get()
    answer = ana.post(f"{path}/deliveries/{delivery.id}/retry")
    assert (answer.status_code, answer.json()["status"]) == (202, "retrying")
    serve()
    assert offsets(hook) == [1, 1, 2]


@pytest.mark.parametrize("status", ["dead", "delivered"])
def test_a_retry_of_one_that_is_over_moves_nothing_else(ana, hook, path, status):
    happen(ana.tenant, ISSUED, ISSUED)
    serve()
    delivery = Delivery.objects.get(offset=1)
    Delivery.objects.filter(id=delivery.id).update(status=status)
    ana.post(f"{path}/deliveries/{delivery.id}/retry")
    happen(ana.tenant, ISSUED)
    hook.answer = lambda a: DOWN if json.loads(a.body)["offset"] == 1 else OK
    serve()
    assert offsets(hook)[:2] == [1, 2]
    assert 3 in offsets(hook)
    assert published(ana.get(path)) == 3
    hook.answer = OK
    ana.post(f"{path}/deliveries/{delivery.id}/retry")
    serve()
    delivery.refresh_from_db()
    assert delivery.status == "delivered"


def test_a_sample_is_sent_once_signed_and_counts_for_nothing(ana, hook, path):
    hook.answer = DOWN
    answer = ana.post(f"{path}/test")
    assert answer.status_code == 202
    serve()
    serve()
    (arrival,) = hook.arrivals
    assert arrival.verified
    assert arrival.headers["webhook-id"] == f"test_{answer.json()['id']}"
    assert json.loads(arrival.body)["type"] == "webhook_subscription.test"
    attempts = ana.get(f"{path}/deliveries/{answer.json()['id']}/attempts").json()["items"]
    assert [a["status"] for a in attempts] == [500]
    row = Subscription.objects.get()
    assert (row.failing_since, row.failures, row.active) == (None, 0, True)
    assert (Delivery.objects.get().status, row.last_published_offset) == ("dead", 0)


def test_nothing_is_sent_to_a_paused_subscription_not_even_a_sample(ana, path):
    ana.patch(path, {"active": False})
    answer = ana.post(f"{path}/test")
    assert (answer.status_code, answer.json()["code"]) == (409, "subscription_inactive")
    assert not Delivery.objects.exists()


def test_deleting_keeps_the_history(ana, hook, path):
    happen(ana.tenant, ISSUED)
    serve()
    ana.delete(path)
    happen(ana.tenant, ISSUED)
    serve()
    assert offsets(hook) == [1]
    assert len(ana.get(f"{path}/deliveries").json()["items"]) == 1
    for verb in ("replay", "rotate-secret", "test"):
        assert (
            ana.post(f"{path}/{verb}", {"offset": 0} if verb == "replay" else {}).status_code == 409
        )


def verifies(arrival, secret):
    try:
        Webhook(secret).verify(arrival.body, dict(arrival.headers))
    except Exception:
        return False
    return True


def test_a_new_secret_signs_at_once_and_the_old_one_for_a_day(ana, hook, path, clock):
    new = ana.post(f"{path}/rotate-secret", {}).json()["secret"]
    assert new != SECRET
    happen(ana.tenant, ISSUED)
    serve()
    assert verifies(hook.arrivals[0], SECRET)
    assert verifies(hook.arrivals[0], new)
    clock.now += timedelta(hours=24, seconds=1)
    happen(ana.tenant, ISSUED)
    serve()
    signatures = [len(a.headers["webhook-signature"].split()) for a in hook.arrivals]
    assert signatures == [2, 1]
    row = Subscription.objects.get()
    assert new not in str(row.__dict__)
    assert SECRET not in str(row.__dict__)


def test_secrets_can_be_rotated_again_within_a_day_but_not_for_ever(ana, hook, path):
    for n in range(4):
        body = {"secret": f"a secret of my own, number {n}"}
        assert ana.post(f"{path}/rotate-secret", body).json()["secret"] == body["secret"]
    answer = ana.post(f"{path}/rotate-secret", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_rotations")
    assert ana.post(f"{path}/rotate-secret", {"secret": "short"}).status_code == 422
    happen(ana.tenant, ISSUED)
    serve()
    assert len(hook.arrivals[0].headers["webhook-signature"].split()) == 5
    assert hook.arrivals[0].verified
    assert Attempt.objects.get().status == 200

"""What a receiver gets, in which order, and what is written down of it."""

import json
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from invoicing import events
from invoicing.models import Event
from parties.models import Tenant
from tests.webhooks.conftest import happen, offsets
from tests.webhooks.receiver import HANGING, OK, Answer, receiver
from webhooks import lease, replay, subscribe
from webhooks.crypto import CannotDecrypt
from webhooks.deliver import Sender
from webhooks.dispatch import dispatch
from webhooks.models import Attempt, Delivery, Subscription
from webhooks.schedule import WAITS

ISSUED, FAILED, LOW = events.ISSUED, events.FAILED, events.RANGE_LOW
DOWN = Answer(status=500, body=b"x" * 5000)


def state(subscription):
    """Where it stands: published, sent, and whether it is active."""
    subscription.refresh_from_db()
    return (subscription.last_published_offset, subscription.sent_offset, subscription.active)


def statuses():
    return list(Delivery.objects.order_by("offset", "id").values_list("status", flat=True))


def test_events_arrive_signed_and_in_order_over_one_connection(tenant, hook, subscribed):
    subscription = subscribed()
    made = happen(tenant, ISSUED, LOW, FAILED)
    assert dispatch(subscription.id) is False
    assert offsets(hook) == [1, 2, 3]
    assert all(arrival.verified for arrival in hook.arrivals)
    assert hook.connections == 1
    first = hook.arrivals[0]
    assert first.headers["webhook-id"] == f"evt_{made[0].id}"
    assert first.headers["x-flow-id"] == made[0].flow_id
    assert first.headers["content-type"] == "application/json"
    assert json.loads(first.body) == {
        "id": made[0].id,
        "type": ISSUED,
        "occurred_at": made[0].occurred_at.isoformat().replace("+00:00", "Z"),
        "offset": 1,
        "tenant_id": str(tenant.id),
        "data": {
            "document": None,
            "document_url": None,
            "issuer_profile_id": None,
            "changes": {"n": 0},
        },
    }
    assert state(subscription) == (3, 3, True)
    assert statuses() == ["delivered"] * 3
    kept = Attempt.objects.order_by("id").first()
    assert (kept.number, kept.status, bytes(kept.excerpt), kept.error) == (1, 200, b"ok", "")
    assert kept.url == hook.url


def test_nothing_is_sent_twice_and_nothing_new_is_nothing_to_do(tenant, hook, subscribed):
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    assert lease.take(subscription.id) is None
    dispatch(subscription.id)
    assert offsets(hook) == [1]


@pytest.mark.parametrize(
    ("types", "arrived"),
    [([ISSUED], [1, 4]), (["document.*"], [1, 3, 4]), (["*"], [1, 2, 3, 4]), ([events.VOIDED], [])],
)
def test_only_the_types_asked_for_are_sent_and_the_offset_passes_the_others(
    tenant, hook, subscribed, types, arrived
):
    subscription = subscribed(types=types)
    happen(tenant, ISSUED, LOW, FAILED, ISSUED)
    dispatch(subscription.id)
    assert offsets(hook) == arrived
    assert state(subscription) == (4, 4, True)


def test_more_events_than_a_batch_are_sent_in_order(tenant, hook, subscribed, monkeypatch):
    monkeypatch.setattr("webhooks.jobs.BATCH", 2)
    subscription = subscribed()
    happen(tenant, *[ISSUED] * 5)
    dispatch(subscription.id)
    assert offsets(hook) == [1, 2, 3, 4, 5]


def test_a_worker_out_of_time_leaves_the_rest_to_the_next(tenant, hook, subscribed, monkeypatch):
    monkeypatch.setattr("webhooks.dispatch.MOST_SECONDS", 0.0)
    subscription = subscribed()
    happen(tenant, ISSUED, ISSUED)
    assert dispatch(subscription.id) is True
    assert offsets(hook) == []
    subscription.refresh_from_db()
    assert subscription.leased_until is None


def test_a_failing_head_holds_back_what_follows_until_it_is_delivered(
    tenant, hook, subscribed, clock, settings
):
    settings.SCHEDULE_SCALE = 1.0
    subscription = subscribed()
    happen(tenant, ISSUED, LOW)
    hook.answer = DOWN
    dispatch(subscription.id)
    dispatch(subscription.id)
    assert offsets(hook) == [1]
    assert state(subscription) == (0, 0, True)
    hook.answer = OK
    clock.now += timedelta(seconds=6)
    dispatch(subscription.id)
    assert offsets(hook) == [1, 1, 2]
    ids = [arrival.headers["webhook-id"] for arrival in hook.arrivals]
    assert ids[0] == ids[1]
    assert hook.arrivals[0].body == hook.arrivals[1].body
    stamps = [arrival.headers["webhook-timestamp"] for arrival in hook.arrivals]
    assert int(stamps[1]) - int(stamps[0]) == 6
    assert state(subscription) == (2, 2, True)
    first = Delivery.objects.get(offset=1)
    assert (first.status, first.attempts) == ("delivered", 2)
    numbers = first.log.order_by("id").values_list("number", "status")
    assert list(numbers) == [(1, 500), (2, 200)]
    assert len(bytes(first.log.earliest("id").excerpt)) == 1024


def run_out(subscription, clock):
    """Let every wait pass, with a try after each."""
    for _ in WAITS:
        dispatch(subscription.id)
        clock.now += timedelta(hours=27)


def test_after_the_last_try_it_is_dead_told_and_passed(
    tenant, hook, subscribed, clock, settings, monkeypatch
):
    monkeypatch.setattr("webhooks.record.DISABLE_AFTER", timedelta(days=50))
    subscription = subscribed(types=["document.*", "webhook_delivery.*"])
    (event, _) = happen(tenant, ISSUED, FAILED)
    hook.answer = lambda a: DOWN if json.loads(a.body)["offset"] == event.offset else OK
    run_out(subscription, clock)
    assert offsets(hook) == [1] * len(WAITS) + [2]
    assert statuses() == ["dead", "delivered"]
    dead = Event.objects.get(type=events.DELIVERY_DEAD)
    assert dead.data["offset"] == 1
    assert dead.data["subscription_id"] == str(subscription.id)
    events.sequence()
    dispatch(subscription.id)
    assert json.loads(hook.arrivals[-1].body)["type"] == events.DELIVERY_DEAD
    assert state(subscription) == (3, 3, True)


def test_a_death_is_not_told_of_the_telling_of_a_death(
    tenant, hook, subscribed, clock, monkeypatch
):
    monkeypatch.setattr("webhooks.record.DISABLE_AFTER", timedelta(days=50))
    subscription = subscribed()
    happen(tenant, events.DELIVERY_DEAD)
    hook.answer = DOWN
    run_out(subscription, clock)
    assert statuses() == ["dead"]
    assert Event.objects.count() == 1


@pytest.mark.parametrize("status", [199, 300, 301, 308, 400, 404, 429, 500, 503])
def test_anything_but_2xx_is_a_failure(tenant, hook, subscribed, status):
    if status == 199:
        hook.answer = Answer(raw=b"garbage\r\n\r\n")
    else:
        hook.answer = Answer(status=status, headers={"Location": hook.url})
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    assert len(hook.arrivals) == 1
    assert statuses() == ["retrying"]
    assert state(subscription) == (0, 0, True)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_2xx_is_success(tenant, hook, subscribed, status):
    hook.answer = Answer(status=status, body=b"")
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    assert statuses() == ["delivered"]


@pytest.mark.parametrize(
    ("asked", "least", "most"), [("120", 120, 120), ("1", 4.5, 5.5), ("99999999", 3600, 3600)]
)
def test_retry_after_is_honoured_within_bounds(
    tenant, hook, subscribed, clock, settings, asked, least, most
):
    settings.SCHEDULE_SCALE = 1.0
    hook.answer = Answer(status=503, headers={"Retry-After": asked})
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    subscription.refresh_from_db()
    waits = (subscription.head_due_at - clock.now).total_seconds()
    assert least <= waits <= most


def test_410_deactivates_at_once_tells_it_and_goes_on_there_when_revived(tenant, hook, subscribed):
    subscription = subscribed(types=["document.*"])
    happen(tenant, ISSUED, FAILED)
    hook.answer = Answer(status=410)
    dispatch(subscription.id)
    assert offsets(hook) == [1]
    assert state(subscription) == (0, 0, False)
    assert subscription.disabled_reason == "gone"
    told = Event.objects.get(type=events.SUBSCRIPTION_DISABLED)
    assert told.data["reason"] == "gone"
    assert events.sequence() == 1
    dispatch(subscription.id)
    assert offsets(hook) == [1]
    hook.answer = OK
    subscribe.change(tenant, subscription.id, {"active": True})
    dispatch(subscription.id)
    assert offsets(hook) == [1, 1, 2]
    assert state(subscription) == (3, 3, True)
    assert (subscription.disabled_reason, subscription.failures) == ("", 0)


def test_five_days_of_failures_deactivate_and_reviving_resumes_at_the_offset(
    tenant, hook, subscribed, clock
):
    subscription = subscribed(types=["document.*"])
    happen(tenant, *[ISSUED] * 3)
    hook.answer = DOWN
    for _ in range(4 * len(WAITS)):
        dispatch(subscription.id)
        clock.now += timedelta(hours=6)
    published, _, active = state(subscription)
    assert (active, subscription.disabled_reason) == (False, "failing")
    assert published < 3
    assert Event.objects.filter(type=events.SUBSCRIPTION_DISABLED).count() == 1
    hook.answer = OK
    subscribe.change(tenant, subscription.id, {"active": True})
    before = len(hook.arrivals)
    dispatch(subscription.id)
    assert offsets(hook)[before:] == list(range(published + 1, 4))


def test_one_success_in_between_starts_the_five_days_anew(tenant, hook, subscribed, clock):
    subscription = subscribed()
    happen(tenant, ISSUED)
    hook.answer = DOWN
    dispatch(subscription.id)
    clock.now += timedelta(days=4)
    hook.answer = OK
    dispatch(subscription.id)
    subscription.refresh_from_db()
    assert (subscription.failing_since, subscription.failures) == (None, 0)


def test_without_order_a_failure_holds_nothing_back_but_the_published_offset(
    tenant, hook, subscribed, clock
):
    subscription = subscribed(ordering="none")
    (event, *_) = happen(tenant, ISSUED, LOW, FAILED)
    hook.answer = lambda a: DOWN if json.loads(a.body)["offset"] == event.offset else OK
    dispatch(subscription.id)
    assert sorted(set(offsets(hook))) == [1, 2, 3]
    assert state(subscription) == (0, 3, True)
    assert statuses() == ["retrying", "delivered", "delivered"]
    hook.answer = OK
    clock.now += timedelta(days=2)
    dispatch(subscription.id)
    assert state(subscription) == (3, 3, True)
    assert offsets(hook).count(2) == offsets(hook).count(3) == 1


def test_without_order_410_leaves_what_it_met_to_be_sent_after_reviving(tenant, hook, subscribed):
    subscription = subscribed(ordering="none", types=["document.*"])
    happen(tenant, ISSUED, FAILED)
    hook.answer = Answer(status=410)
    dispatch(subscription.id)
    assert state(subscription) == (0, 1, False)
    hook.answer = OK
    subscribe.change(tenant, subscription.id, {"active": True})
    dispatch(subscription.id)
    assert offsets(hook) == [1, 1, 2]
    assert state(subscription)[0] == 2


def test_a_paused_subscription_gets_nothing_and_goes_on_where_it_was(tenant, hook, subscribed):
    subscription = subscribed()
    subscribe.change(tenant, subscription.id, {"active": False})
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    assert offsets(hook) == []
    subscribe.change(tenant, subscription.id, {"active": True})
    dispatch(subscription.id)
    assert offsets(hook) == [1]


@pytest.mark.django_db(transaction=True)
def test_a_worker_stops_after_the_event_during_which_it_was_paused(
    tenant, hook, subscribed, monkeypatch
):
    monkeypatch.setattr("webhooks.record.MOST_UNWRITTEN", 1)
    subscription = subscribed()
    happen(tenant, ISSUED, ISSUED)

    def pause(arrival):
        subscribe.change(tenant, subscription.id, {"active": False})
        connection.close()
        return OK

    hook.answer = pause
    dispatch(subscription.id)
    assert offsets(hook) == [1]
    assert state(subscription) == (1, 1, False)
    assert statuses() == ["delivered"]


def test_a_receiver_that_never_answers_is_a_failure_with_its_reason(
    tenant, hook, subscribed, settings
):
    settings.WEBHOOK_TOTAL_TIMEOUT = 0.2
    hook.answer = HANGING
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    attempt = Attempt.objects.get()
    assert (attempt.status, attempt.error) == (None, "answer timeout")
    assert state(subscription) == (0, 0, True)


def test_an_address_that_is_not_allowed_is_not_called(tenant, hook, subscribed, settings):
    subscription = subscribed()
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    assert hook.arrivals == []
    assert Attempt.objects.get().error.startswith("blocked")


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_request_is_made(tenant, hook, subscribed, monkeypatch):
    seen = []
    real = Sender.send

    def send(self, *args, **more):
        seen.append(connection.in_atomic_block)
        return real(self, *args, **more)

    monkeypatch.setattr(Sender, "send", send)
    subscription = subscribed()
    happen(tenant, ISSUED, ISSUED)
    dispatch(subscription.id)
    assert seen == [False, False]


def test_a_tenants_events_go_to_its_own_subscriptions(tenant, hook, subscribed):
    other = Tenant.objects.create(name="Bea's")
    with receiver() as theirs:
        bea, _ = subscribe.subscribe(other, "ERP", theirs.url, ["*"])
        ana = subscribed()
        happen(tenant, ISSUED)
        dispatch(ana.id)
        dispatch(bea.id)
        assert (len(hook.arrivals), len(theirs.arrivals)) == (1, 0)
    assert Subscription.objects.get(id=bea.id).sent_offset == 0


def test_a_secret_that_cannot_be_read_sends_nothing_and_pauses(tenant, hook, subscribed, settings):
    subscription = subscribed()
    happen(tenant, ISSUED)
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CannotDecrypt):
        dispatch(subscription.id)
    assert hook.arrivals == []
    assert lease.take(subscription.id) is None


def test_without_order_what_waited_before_a_replay_does_not_hold_the_offset_back(
    tenant, hook, subscribed
):
    subscription = subscribed(ordering="none", types=["document.*"])
    happen(tenant, ISSUED, FAILED)
    hook.answer = lambda a: DOWN if json.loads(a.body)["offset"] == 2 else OK
    dispatch(subscription.id)
    assert state(subscription)[0] == 1
    replay.rewind(tenant, subscription.id, offset=0)
    subscribe.change(tenant, subscription.id, {"event_types": [ISSUED]})
    hook.answer = OK
    dispatch(subscription.id)
    assert state(subscription) == (2, 2, True)
    assert offsets(hook)[-1] == 1


def test_a_paused_and_revived_head_begins_its_schedule_anew(
    tenant, hook, subscribed, clock, settings
):
    settings.SCHEDULE_SCALE = 1.0
    subscription = subscribed()
    happen(tenant, ISSUED)
    hook.answer = DOWN
    dispatch(subscription.id)
    clock.now += timedelta(seconds=6)
    dispatch(subscription.id)
    assert Delivery.objects.get().tries == 2
    subscribe.change(tenant, subscription.id, {"active": False})
    subscribe.change(tenant, subscription.id, {"active": True})
    dispatch(subscription.id)
    assert (Delivery.objects.get().tries, Delivery.objects.get().attempts) == (1, 3)


def test_a_connection_is_kept_from_one_dispatch_to_the_next(tenant, hook, subscribed):
    for subscription in (subscribed(), subscribed()):
        happen(tenant, ISSUED)
        dispatch(subscription.id)
    assert len(hook.arrivals) == 3
    assert hook.connections == 1


def test_a_kept_connection_is_not_used_once_its_address_is_not_allowed(
    tenant, hook, subscribed, settings
):
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    assert offsets(hook) == [1]
    assert Attempt.objects.latest("id").error == "blocked: 127.0.0.1 is loopback"


@pytest.mark.parametrize("ordering", ["offset", "none"])
def test_a_batch_of_successes_costs_no_statement_for_each(
    tenant, hook, subscribed, django_assert_max_num_queries, ordering, monkeypatch
):
    monkeypatch.setattr("webhooks.record.UNWRITTEN_FOR", 60.0)
    monkeypatch.setattr("webhooks.deliver.PATIENCE", 60.0)
    subscription = subscribed(ordering=ordering)
    happen(tenant, *[ISSUED] * 20)
    with django_assert_max_num_queries(12):
        dispatch(subscription.id)
    assert offsets(hook) == list(range(1, 21))
    assert Attempt.objects.count() == 20

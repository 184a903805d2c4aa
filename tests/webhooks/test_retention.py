"""Which deliveries are forgotten, and which never are."""

from datetime import timedelta

import pytest

from invoicing import events
from invoicing.models import Event
from tests.webhooks.conftest import happen, offsets
from tests.webhooks.receiver import Answer
from webhooks import replay, retention
from webhooks.dispatch import dispatch
from webhooks.models import Attempt, Delivery
from webhooks.tasks import forget

ISSUED = events.ISSUED


@pytest.fixture
def clock(clock, settings):
    settings.WEBHOOK_RETENTION_DAYS = 90
    settings.SCHEDULE_SCALE = 1.0
    return clock


def back(days):
    """Make every delivery as old as if it had been made and ended so many days ago."""
    for row in Delivery.objects.all():
        made = row.created_at - timedelta(days=days)
        aged = int(row.id) - (days * 86_400_000 << 80)
        old_id = row.id
        attempts = list(Attempt.objects.filter(delivery_id=old_id))
        row.id = type(old_id)(int=aged)
        Attempt.objects.filter(delivery_id=old_id).delete()
        Delivery.objects.filter(id=old_id).delete()
        row.created_at = made
        row.updated_at -= timedelta(days=days)
        row.save(force_insert=True)
        for attempt in attempts:
            attempt.delivery_id, attempt.pk = row.id, None
            attempt.save(force_insert=True)


def test_what_was_over_long_ago_is_forgotten_with_its_attempts_and_nothing_else(
    tenant, hook, subscribed, clock
):
    subscription = subscribed()
    happen(tenant, ISSUED, ISSUED)
    dispatch(subscription.id)
    back(91)
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    assert forget() == {"deliveries": 2}
    assert list(Delivery.objects.values_list("offset", flat=True)) == [3]
    assert list(Attempt.objects.values_list("delivery__offset", flat=True)) == [3]
    assert Event.objects.count() == 3
    assert forget() == {"deliveries": 0}


def test_what_is_younger_stays(tenant, hook, subscribed, clock):
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    back(89)
    assert retention.forget() == 0
    assert Delivery.objects.count() == 1


def test_one_begun_long_ago_and_over_only_now_stays(tenant, hook, subscribed, clock):
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    back(91)
    Delivery.objects.update(updated_at=clock.now)
    assert retention.forget() == 0


def test_what_is_still_to_be_delivered_stays_however_old(tenant, hook, subscribed, clock):
    hook.answer = Answer(status=500)
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    back(400)
    assert retention.forget() == 0
    assert (Delivery.objects.count(), Attempt.objects.count()) == (1, 1)


def test_it_is_done_in_batches_and_a_run_has_an_end(tenant, hook, subscribed, clock, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "MOST_BATCHES", 2)
    subscription = subscribed()
    happen(tenant, *[ISSUED] * 5)
    dispatch(subscription.id)
    back(91)
    assert [retention.forget(), retention.forget(), retention.forget()] == [4, 1, 0]
    assert not Attempt.objects.exists()


def test_zero_days_keep_everything(tenant, hook, subscribed, clock, settings):
    settings.WEBHOOK_RETENTION_DAYS = 0
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    back(4000)
    assert retention.forget() == 0
    assert Delivery.objects.count() == 1


def test_what_was_forgotten_can_be_replayed_under_its_id(tenant, hook, subscribed, clock):
    subscription = subscribed()
    happen(tenant, ISSUED)
    dispatch(subscription.id)
    back(91)
    retention.forget()
    replay.rewind(tenant, subscription.id, offset=0)
    dispatch(subscription.id)
    assert offsets(hook) == [1, 1]
    first, again = hook.arrivals
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert Delivery.objects.get().attempts == 1

"""The last day to cancel without a fine: told 30, 15 and 5 days ahead, each once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from invoicing import cancel, cancellation_limit, check, document_json, tasks, transitions
from invoicing.models import Event
from tests.invoicing.mexico import motive, told, valid
from webhooks import event_types

LIMIT = "document.cancellation_limit"


@pytest.fixture
def cancelling(tenant, actor, canceller):
    """A document that SAT has not answered about."""
    document = valid(tenant, 1)
    cancel.request_cancellation(tenant, document.id, "Wrong", motive("02"), actor)
    document.refresh_from_db()
    return document


def ends_in(document, days):
    """Have the limit so many days ahead."""
    document.refresh_from_db()
    limit = check.today_in("MX") + timedelta(days=days)
    record = {**document.cancellation, "limit": limit.isoformat()}
    type(document).objects.filter(id=document.id).update(cancellation=record)
    document.refresh_from_db()


def told_data(document):
    rows = Event.objects.filter(document=document, type=LIMIT).order_by("id")
    return [(row.data["days_ahead"], row.data["days_left"]) for row in rows]


@pytest.fixture
def at(cancelling, actor):
    """Sets the days left, watches, and gives what was told so far."""

    def at(days):
        ends_in(cancelling, days)
        cancellation_limit.warn_of_limit(actor)
        return told_data(cancelling)

    return at


def test_each_level_is_told_once(at):
    assert at(31) == []
    assert at(30) == [(30, 30)]
    assert at(16) == [(30, 30)]
    assert at(15) == [(30, 30), (15, 15)]
    assert at(6) == [(30, 30), (15, 15)]
    assert at(5) == [(30, 30), (15, 15), (5, 5)]
    assert at(0) == [(30, 30), (15, 15), (5, 5)]


@pytest.mark.parametrize(("days", "level"), [(29, 30), (12, 15), (3, 5), (0, 5)])
def test_a_late_look_tells_the_level_reached_and_no_other(at, days, level):
    assert at(days) == [(level, days)]
    assert at(days) == [(level, days)]


def test_after_the_limit_nothing_is_told(at):
    assert at(-1) == []


def test_the_event_says_the_day_and_the_number(cancelling, actor):
    ends_in(cancelling, 15)
    before = document_json.document(cancelling, {})["cancellation"]
    assert cancellation_limit.warn_of_limit(actor) == 1
    assert cancellation_limit.warn_of_limit(actor) == 0
    event = Event.objects.get(document=cancelling, type=LIMIT)
    assert event.data == {
        "limit": before["limit"],
        "days_left": 15,
        "days_ahead": 15,
        "number": cancelling.number_text,
    }
    cancelling.refresh_from_db()
    assert transitions.state_of(cancelling) == transitions.CANCELLING
    assert document_json.document(cancelling, {})["cancellation"] == before


def test_nobody_is_told_of_what_is_issued_cancelled_or_has_no_limit(
    tenant, cancelling, actor, canceller
):
    issued = valid(tenant, 2, cancellation=cancelling.cancellation)
    without = valid(tenant, 3, issued_at=None)
    cancel.request_cancellation(tenant, without.id, "Wrong", motive("02"), actor)
    over = valid(tenant, 4)
    cancel.request_cancellation(tenant, over.id, "Wrong", motive("02"), actor)
    for document in (issued, over):
        ends_in(document, 5)
    transitions.move(over, transitions.CANCELLED, actor)
    without.refresh_from_db()
    assert (without.status, without.cancellation["limit"]) == ("CANCELLING", None)
    assert cancellation_limit.warn_of_limit(actor) == 0


def test_one_that_was_refused_and_asked_for_again_is_not_told_twice(at, cancelling, tenant, actor):
    assert at(30) == [(30, 30)]
    cancelling.refresh_from_db()
    cancelling.submissions.update(step="done", due_at=None)
    transitions.move(cancelling, transitions.ISSUED, actor)
    assert at(15) == [(30, 30)]
    cancel.request_cancellation(tenant, cancelling.id, "Wrong", motive("02"), actor)
    assert at(28) == [(30, 30)]
    assert at(15) == [(30, 30), (15, 15)]


def test_more_than_a_turn_takes_are_told_in_the_next(tenant, actor, canceller):
    documents = [valid(tenant, number) for number in (1, 2, 3)]
    for document in documents:
        cancel.request_cancellation(tenant, document.id, "Wrong", motive("02"), actor)
        ends_in(document, 5)
    assert [cancellation_limit.warn_of_limit(actor, limit=2) for _ in range(3)] == [2, 1, 0]


def test_the_hourly_task_sees_to_it_and_webhooks_know_it(cancelling, monkeypatch):
    monkeypatch.setattr("invoicing.lease.nudge", lambda *args: None)
    ends_in(cancelling, 5)
    tasks.watch_accounts()
    assert told_data(cancelling) == [(5, 5)]
    assert told(cancelling)[-1] == "cancellation_limit"
    assert LIMIT in event_types.known()


def test_an_event_that_could_not_be_kept_is_told_next_time(at, cancelling, monkeypatch):
    def broken(*args, **kwargs):
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("invoicing.events.of_document", broken)
        with pytest.raises(ConnectionError):
            at(5)
    version = type(cancelling).objects.get(id=cancelling.id).version
    assert version == cancelling.version
    assert at(5) == [(5, 5)]


def test_two_watchers_at_once_tell_it_once(transactional_db, cancelling, actor):
    ends_in(cancelling, 15)
    gate, counts = threading.Barrier(3), []

    def look():
        gate.wait(5)
        try:
            counts.append(cancellation_limit.warn_of_limit(actor))
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(counts) == [0, 0, 1]
    assert told_data(cancelling) == [(15, 15)]

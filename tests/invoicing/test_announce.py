"""What is told of when events are committed, and that nobody waits for it."""

import threading
import time

import pytest
from django.db import transaction

from invoicing import announce, events
from invoicing.announce import COMMITTED
from invoicing.models import Event
from parties.models import Tenant
from tests.factories import STAFF
from tests.faults.victim import end, start
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(monkeypatch):
    """The tasks published, each with the events that could be seen by then."""
    seen = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda name, **_: seen.append(name), raising=False
    )
    monkeypatch.setattr(announce, "_teller", announce._Teller())
    return seen


@pytest.fixture
def tenant():
    return Tenant.objects.create(name="Ana's")


def write(tenant):
    return events.of_tenant(tenant.id, events.ISSUED, STAFF, {})


def test_it_is_told_after_the_commit_and_not_before(tenant, told):
    with transaction.atomic():
        write(tenant)
        assert announce._teller._thread is None
    wait_until(lambda: told == [COMMITTED])


def test_nothing_is_told_of_what_was_rolled_back(tenant, told):
    with transaction.atomic():
        write(tenant)
        transaction.set_rollback(True)
    assert announce._teller._thread is None
    assert not Event.objects.exists()


def test_many_commits_within_a_window_are_told_of_together(tenant, told, monkeypatch):
    monkeypatch.setattr(announce, "WINDOW_SECONDS", 0.5)
    begun = time.monotonic()
    for _ in range(20):
        write(tenant)
    windows = (time.monotonic() - begun) / 0.5
    wait_until(lambda: len(told) >= 2)
    assert len(told) <= 2 + windows


def test_what_comes_while_one_is_told_of_is_told_of_too(tenant, told, monkeypatch):
    under_way, go_on = threading.Event(), threading.Event()

    def slow(name, **_):
        under_way.set()
        go_on.wait(10)
        told.append(name)

    monkeypatch.setattr("celery.current_app.send_task", slow)
    write(tenant)
    assert under_way.wait(10)
    write(tenant)
    go_on.set()
    wait_until(lambda: len(told) == 2)


def test_a_broker_that_hangs_or_is_away_holds_nobody_up(tenant, told, monkeypatch):
    go_on = threading.Event()

    def away(name, **_):
        go_on.wait(10)
        raise ConnectionError

    monkeypatch.setattr("celery.current_app.send_task", away)
    begun = time.monotonic()
    write(tenant)
    assert time.monotonic() - begun < 5
    assert Event.objects.count() == 1
    go_on.set()
    monkeypatch.setattr("celery.current_app.send_task", lambda name, **_: told.append(name))
    write(tenant)
    wait_until(lambda: told)


def test_a_forked_process_tells_too(tenant, told):
    write(tenant)
    wait_until(lambda: told == [COMMITTED])

    def child():
        write(tenant)
        wait_until(lambda: len(told) == 2)

    assert end(start(child)) == 0

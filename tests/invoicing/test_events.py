"""Offsets: dense, in an order readers can trust, whatever order transactions commit in."""

import threading

import pytest
from django.db import connection, transaction

from invoicing import events, issue
from invoicing.models import Event, EventOffset
from parties.models import Tenant
from tests.invoicing.conftest import new_draft


def offsets(tenant):
    return list(
        Event.objects.filter(tenant=tenant).order_by("offset").values_list("offset", flat=True)
    )


def test_offsets_are_dense_per_tenant(tenant, actor):
    other = Tenant.objects.create(name="Bea's")
    for owner in (tenant, other, tenant):
        issue.create(owner, new_draft(), "DRAFT", actor)
    assert events.sequence() == 3
    issue.create(tenant, new_draft(), "DRAFT", actor)
    assert events.sequence() == 1
    assert offsets(tenant) == [1, 2, 3]
    assert offsets(other) == [1]
    assert events.sequence() == 0


def test_a_limit_leaves_the_rest_for_the_next_round(tenant, actor):
    for _ in range(5):
        issue.create(tenant, new_draft(), "DRAFT", actor)
    assert [events.sequence(limit=2) for _ in range(3)] == [2, 2, 1]
    ordered = list(
        Event.objects.filter(tenant=tenant).order_by("offset").values_list("id", flat=True)
    )
    assert ordered == sorted(ordered)


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_comes_after_those_already_numbered(actor, second_connection):
    tenant = Tenant.objects.create(name="Ana's")
    late = second_connection()
    late.execute(
        "INSERT INTO invoicing_event (tenant_id, type, occurred_at, data, actor, flow_id)"
        " VALUES (%s, 'late', now(), '{}', '', '')",
        [tenant.id],
    )
    issue.create(tenant, new_draft(), "DRAFT", actor)
    assert events.sequence() == 1
    late.commit()
    assert events.sequence() == 1
    assert list(Event.objects.order_by("offset").values_list("type", "offset")) == [
        ("document.created", 1),
        ("late", 2),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_second_sequencer_leaves_the_first_alone(actor, second_connection):
    tenant = Tenant.objects.create(name="Ana's")
    issue.create(tenant, new_draft(), "DRAFT", actor)
    first = second_connection()
    first.execute("SELECT pg_advisory_xact_lock(%s)", [events.SEQUENCER_LOCK])
    assert events.sequence() == 0
    first.rollback()
    assert events.sequence() == 1


@pytest.mark.django_db(transaction=True)
def test_a_sequencer_that_dies_before_its_commit_has_moved_nothing(actor):
    tenant = Tenant.objects.create(name="Ana's")
    issue.create(tenant, new_draft(), "DRAFT", actor)
    with transaction.atomic():
        events.sequence()
        transaction.set_rollback(True)
    assert not EventOffset.objects.exists()
    assert events.sequence() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_writers_and_a_sequencer_beside_them(actor):
    tenant = Tenant.objects.create(name="Ana's")
    seen: list[int] = []
    done = threading.Event()

    def write():
        for _ in range(10):
            issue.create(tenant, new_draft(), "DRAFT", actor)
        connection.close()

    def read():
        while True:
            finished = done.is_set()
            events.sequence()
            after = seen[-1] if seen else 0
            seen.extend(
                Event.objects.filter(tenant=tenant, offset__gt=after)
                .order_by("offset")
                .values_list("offset", flat=True)
            )
            if finished:
                break
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(8)]
    reader = threading.Thread(target=read)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert seen == list(range(1, 81))

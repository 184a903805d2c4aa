"""One statement takes in a draft: document, event and answer together, or nothing of them."""

import json
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from documents import store
from documents.models import Document
from invoicing import announce, draft_at_once, events, idempotency
from invoicing.errors import Unprocessable
from invoicing.idempotency import InFlight, KeyReused
from invoicing.models import Event, IdempotentRequest
from parties.models import Party, Tenant
from tests.invoicing.conftest import new_draft

PRINT = idempotency.fingerprint("POST", "/v1/documents", b"{}")
OTHER_PRINT = idempotency.fingerprint("POST", "/v1/documents", b"{ }")


def headers_of(document):
    return {"ETag": f'"{document.version}"'}


def take_in(tenant, actor, key=None, print=PRINT, **changes):
    return draft_at_once.create(
        tenant, key or uuid4(), print, new_draft(**changes), actor, headers_of
    )


def rows():
    return Document.objects.count(), Event.objects.count(), IdempotentRequest.objects.count()


def deactivate(tenant, tax_id):
    return Party.objects.create(
        tenant=tenant,
        kind="receiver",
        tax_id=tax_id,
        tax_id_type="NIT",
        name="Gone SAS",
        country="CO",
        deactivated_at=timezone.now(),
    )


def test_document_event_and_answer_tell_the_same(tenant, actor):
    answer = take_in(tenant, actor)
    body = json.loads(answer.body)
    document = Document.objects.get()
    event = Event.objects.get()
    request = IdempotentRequest.objects.get()
    assert (body["id"], body["status"]) == (str(document.id), "DRAFT")
    assert body["created_at"] == body["updated_at"]
    assert body["created_at"] == document.created_at.isoformat().replace("+00:00", "Z")
    assert (event.type, event.document_id, event.occurred_at) == (
        events.CREATED,
        document.id,
        document.created_at,
    )
    assert json.loads(event.document_json) == body
    assert (bytes(request.response_body), request.response_status) == (answer.body, 201)
    assert (request.document_id, request.response_headers) == (document.id, {"ETag": '"1"'})


def test_the_same_key_gets_the_first_answer_and_writes_nothing(tenant, actor):
    key = uuid4()
    first, second = take_in(tenant, actor, key), take_in(tenant, actor, key)
    assert (second.body, second.headers, second.replayed) == (first.body, first.headers, True)
    assert rows() == (1, 1, 1)


def test_the_key_of_another_request_is_refused(tenant, actor):
    key = uuid4()
    take_in(tenant, actor, key)
    with pytest.raises(KeyReused):
        take_in(tenant, actor, key, OTHER_PRINT)
    assert rows() == (1, 1, 1)


def test_a_deactivated_receiver_is_named_nothing_is_written_and_the_key_stays_free(tenant, actor):
    key = uuid4()
    gone = deactivate(tenant, new_draft().receiver["tax_id"])
    with pytest.raises(Unprocessable) as refused:
        take_in(tenant, actor, key)
    assert [(f.code, f.path) for f in refused.value.faults] == [
        ("party_deactivated", ("receiver", "tax_id"))
    ]
    assert rows() == (0, 0, 0)
    gone.delete()
    assert take_in(tenant, actor, key).status == 201


def test_a_key_answered_before_the_deactivation_keeps_its_answer(tenant, actor):
    key = uuid4()
    first = take_in(tenant, actor, key)
    deactivate(tenant, new_draft().receiver["tax_id"])
    assert take_in(tenant, actor, key).body == first.body


def test_a_draft_too_large_for_its_event_is_answered_whole(tenant, actor):
    line = new_draft().line_items[0]
    answer = take_in(tenant, actor, line_items=[line | {"description": "x" * 250}] * 100)
    assert len(json.loads(answer.body)["line_items"]) == 100
    assert Event.objects.get().document_json is None


@pytest.mark.django_db(transaction=True)
def test_a_position_already_taken_is_taken_anew(actor, monkeypatch):
    """The clock stands still until it is read for the third time."""
    tenant = Tenant.objects.create(name="Ana's")
    take_in(tenant, actor)
    taken = Document.objects.get().created_at
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY SEQUENCE ticks")
    clock = f"CASE WHEN nextval('ticks') < 3 THEN '{taken.isoformat()}' ELSE clock_timestamp() END"
    statement = draft_at_once._CREATE.replace(store.CLOCK, clock)
    monkeypatch.setattr(draft_at_once, "_CREATE", statement)
    answer = take_in(tenant, actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM ticks")
        assert cursor.fetchone() == (3,)
        cursor.execute("DROP SEQUENCE ticks")
    assert datetime.fromisoformat(json.loads(answer.body)["created_at"]) > taken
    assert rows() == (2, 2, 2)


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_stands_still_writes_nothing(actor, monkeypatch):
    tenant = Tenant.objects.create(name="Ana's")
    take_in(tenant, actor)
    taken = Document.objects.get().created_at
    still = draft_at_once._CREATE.replace(store.CLOCK, f"'{taken.isoformat()}'::timestamptz")
    monkeypatch.setattr(draft_at_once, "_CREATE", still)
    with pytest.raises(store.ClockStandsStill):
        take_in(tenant, actor)
    assert rows() == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_key_somebody_works_on_is_waited_for_briefly(actor, settings, second_connection):
    settings.IDEMPOTENCY_WAIT_SECONDS = 0.05
    tenant = Tenant.objects.create(name="Ana's")
    key, first = uuid4(), second_connection()
    first.execute(
        "INSERT INTO invoicing_idempotentrequest"
        " (tenant_id, key, fingerprint, response_headers, created_at)"
        " VALUES (%s, %s, %s, '{}', now())",
        [tenant.id, key, PRINT],
    )
    with pytest.raises(InFlight):
        take_in(tenant, actor, key)
    first.rollback()
    assert rows() == (0, 0, 0)
    assert take_in(tenant, actor, key).status == 201


@pytest.mark.django_db(transaction=True)
def test_a_new_draft_is_told_of_and_a_repeated_one_is_not(actor, monkeypatch):
    tenant, key, told = Tenant.objects.create(name="Ana's"), uuid4(), []
    monkeypatch.setattr(announce._teller, "tell", lambda: told.append(Event.objects.count()))
    take_in(tenant, actor, key)
    take_in(tenant, actor, key)
    assert told == [1]

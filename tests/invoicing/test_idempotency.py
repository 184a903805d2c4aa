"""The same key, the same answer; another request, a refusal; two at once, one effect."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from documents.models import Document
from invoicing import idempotency, issue
from invoicing.errors import Unprocessable
from invoicing.idempotency import Answer, InFlight, KeyReused, run_once
from invoicing.models import IdempotentRequest
from parties.models import Tenant
from tests.invoicing.conftest import new_draft

PRINT = idempotency.fingerprint("POST", "/v1/documents", b"{}")


def create(tenant, actor):
    def work():
        document = issue.create(tenant, new_draft(), "DRAFT", actor)
        return Answer(201, str(document.id).encode(), {"ETag": '"1"'}, document.id)

    return work


def never():
    raise AssertionError("must not be done twice")


def test_the_second_call_gets_the_first_answer(tenant, actor):
    key = uuid4()
    first = run_once(tenant, key, PRINT, create(tenant, actor))
    second = run_once(tenant, key, PRINT, never)
    assert (second.status, second.body, second.headers) == (201, first.body, {"ETag": '"1"'})
    assert (first.replayed, second.replayed) == (False, True)
    assert Document.objects.count() == 1


def test_another_body_is_refused(tenant, actor):
    key = uuid4()
    run_once(tenant, key, PRINT, create(tenant, actor))
    with pytest.raises(KeyReused) as refused:
        run_once(tenant, key, idempotency.fingerprint("POST", "/v1/documents", b"{ }"), never)
    assert (refused.value.status, refused.value.code) == (422, "idempotency_key_reuse")


def test_another_path_is_another_request(tenant, actor):
    key = uuid4()
    run_once(tenant, key, PRINT, create(tenant, actor))
    with pytest.raises(KeyReused):
        run_once(tenant, key, idempotency.fingerprint("POST", "/v1/documents/1/void", b"{}"), never)


def test_tenants_do_not_share_keys(tenant, actor):
    other = Tenant.objects.create(name="Bea's")
    key = uuid4()
    run_once(tenant, key, PRINT, create(tenant, actor))
    run_once(other, key, PRINT, create(other, actor))
    assert Document.objects.count() == 2


def test_a_refusal_is_not_stored_and_leaves_the_key_free(tenant, actor):
    key = uuid4()

    def refuse():
        issue.create(tenant, new_draft(line_items=[]), "SUBMIT", actor)

    with pytest.raises(Unprocessable):
        run_once(tenant, key, PRINT, refuse)
    assert not IdempotentRequest.objects.exists()
    assert run_once(tenant, key, PRINT, create(tenant, actor)).status == 201


def test_the_row_knows_its_document(tenant, actor):
    answer = run_once(tenant, uuid4(), PRINT, create(tenant, actor))
    assert IdempotentRequest.objects.get().document_id == answer.document_id


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_the_work_once(actor, settings):
    settings.IDEMPOTENCY_WAIT_SECONDS = 30
    tenant = Tenant.objects.create(name="Ana's")
    key, answers = uuid4(), []
    barrier = threading.Barrier(4)

    def call():
        barrier.wait()
        answers.append(run_once(tenant, key, PRINT, create(tenant, actor)))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.body for answer in answers}) == 1
    assert sorted(answer.replayed for answer in answers) == [False, True, True, True]
    assert Document.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_in_flight_waits_briefly_and_says_so(actor, settings, second_connection):
    settings.IDEMPOTENCY_WAIT_SECONDS = 0.05
    tenant = Tenant.objects.create(name="Ana's")
    key, first = uuid4(), second_connection()
    reserve = (
        "INSERT INTO invoicing_idempotentrequest"
        " (tenant_id, key, fingerprint, response_headers, created_at)"
        " VALUES (%s, %s, %s, '{}', now())"
    )
    first.execute(reserve, [tenant.id, key, PRINT])
    with pytest.raises(InFlight) as refused:
        run_once(tenant, key, PRINT, never)
    assert (refused.value.status, refused.value.retry_after) == (409, 1)
    first.rollback()
    assert run_once(tenant, key, PRINT, create(tenant, actor)).status == 201

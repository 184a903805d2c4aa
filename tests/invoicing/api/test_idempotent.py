"""The same key, the same answer: over HTTP, and from two callers at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from documents.models import Document
from invoicing import issue
from invoicing.models import Event, IdempotentRequest
from parties.models import IssuerProfile
from tests.factories import dumps, new_api
from tests.invoicing.api.test_documents import detail_of

KEY = "5f0c3c1e-2f5d-4a36-9d0e-6a1f0b7c9d42"


def test_the_same_request_gets_the_same_answer_and_one_document(ana):
    body = ana.ready_to_submit()
    first = ana.post("/v1/documents", body, Idempotency_Key=KEY)
    again = ana.post("/v1/documents", body, Idempotency_Key=f'"{KEY.upper()}"')
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert Document.objects.count() == 1
    assert IssuerProfile.objects.get().numerator_current == 990000000


def test_a_key_for_another_body_is_refused(ana):
    ana.post("/v1/documents", ana.document("CO"), Idempotency_Key=KEY)
    answer = ana.post("/v1/documents", ana.document("MX"), Idempotency_Key=KEY)
    assert detail_of(answer) == [(("header", "Idempotency-Key"), "idempotency_key_reuse")]
    assert Document.objects.count() == 1


def test_a_key_for_another_path_is_refused(ana):
    first = ana.new("/v1/documents", ana.document("CO"))
    second = ana.new("/v1/documents", ana.document("CO"))
    assert ana.post(f"/v1/documents/{first['id']}/void", {}, Idempotency_Key=KEY).status_code == 200
    answer = ana.post(f"/v1/documents/{second['id']}/void", {}, Idempotency_Key=KEY)
    assert detail_of(answer) == [(("header", "Idempotency-Key"), "idempotency_key_reuse")]


def test_keys_of_two_tenants_have_nothing_to_do_with_each_other(ana, bea):
    for api in (ana, bea):
        answer = api.post("/v1/documents", api.document("CO"), Idempotency_Key=KEY)
        assert answer.status_code == 201
        assert "Idempotent-Replayed" not in answer


@pytest.mark.parametrize(
    ("key", "type"),
    [
        (None, "missing"),
        ("", "uuid_parsing"),
        ("1", "uuid_parsing"),
        (f'"{KEY}', "uuid_parsing"),
        (KEY.replace("-", ""), "uuid_parsing"),
        (f"{{{KEY}}}", "uuid_parsing"),
    ],
)
def test_a_missing_or_malformed_key_is_named(ana, key, type):
    draft = ana.new("/v1/documents", ana.document("CO"))
    path = f"/v1/documents/{draft['id']}"
    answers = [
        ana.post("/v1/documents", ana.document("CO"), Idempotency_Key=key),
        ana.patch(path, {"metadata": {}}, Idempotency_Key=key),
        ana.post(f"{path}/submit", Idempotency_Key=key),
        ana.post(f"{path}/cancel", {}, Idempotency_Key=key),
        ana.post(f"{path}/void", {}, Idempotency_Key=key),
    ]
    for answer in answers:
        assert detail_of(answer) == [(("header", "Idempotency-Key"), type)]
    assert ana.get(path).json() == draft


def test_a_refusal_leaves_the_key_free(ana):
    body = ana.ready_to_submit()
    wrong = body | {"emission_date": "1999-01-01"}
    assert ana.post("/v1/documents", wrong, Idempotency_Key=KEY).status_code == 422
    assert ana.post("/v1/documents", {}, Idempotency_Key=KEY).status_code == 422
    assert not IdempotentRequest.objects.exists()
    assert ana.post("/v1/documents", body, Idempotency_Key=KEY).status_code == 201


@pytest.mark.parametrize("action", ["submit", "void", "patch"])
def test_every_change_of_a_document_is_done_once(ana, action):
    draft = ana.new("/v1/documents", ana.ready_to_submit() | {"intent": "DRAFT"})
    path = f"/v1/documents/{draft['id']}"
    send = {
        "submit": lambda: ana.post(f"{path}/submit", Idempotency_Key=KEY),
        "void": lambda: ana.post(f"{path}/void", {"reason": "x"}, Idempotency_Key=KEY),
        "patch": lambda: ana.patch(path, {"metadata": {"a": "b"}}, Idempotency_Key=KEY),
    }[action]
    first, again = send(), send()
    assert first.status_code == 200, first.content
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert again["Idempotent-Replayed"] == "true"
    assert Event.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_eight_callers_with_one_key_one_does_the_work():
    api = new_api()
    body = dumps(api.ready_to_submit())
    start = threading.Barrier(8)

    def call(_: int) -> tuple[int, bytes, bool]:
        try:
            start.wait(10)
            answer = api.post("/v1/documents", body, Idempotency_Key=KEY)
            return answer.status_code, answer.content, "Idempotent-Replayed" in answer
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(8)))
    assert {status for status, _, _ in answers} == {201}
    assert len({content for _, content, _ in answers}) == 1
    assert sorted(replayed for _, _, replayed in answers) == [False] + [True] * 7
    assert Document.objects.count() == 1
    assert IssuerProfile.objects.get().numerator_current == 990000000


@pytest.mark.django_db(transaction=True)
def test_a_caller_who_waited_in_vain_is_told_when_to_come_back(settings, monkeypatch):
    settings.IDEMPOTENCY_WAIT_SECONDS = 0.05
    api = new_api()
    body = dumps(api.ready_to_submit())
    working, done = threading.Event(), threading.Event()
    create = issue.create

    def slow_create(*args):
        working.set()
        assert done.wait(20)
        return create(*args)

    def first():
        try:
            return api.post("/v1/documents", body, Idempotency_Key=KEY)
        finally:
            connection.close()

    monkeypatch.setattr(issue, "create", slow_create)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(first)
        assert working.wait(20)
        second = api.post("/v1/documents", body, Idempotency_Key=KEY)
        done.set()
        assert answer.result(20).status_code == 201
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_key_in_flight")
    assert second["Retry-After"] == "1"
    third = api.post("/v1/documents", body, Idempotency_Key=KEY)
    assert third["Idempotent-Replayed"] == "true"
    assert Document.objects.count() == 1

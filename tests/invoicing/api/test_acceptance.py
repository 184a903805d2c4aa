"""Acceptance events as callers meet them."""

from uuid import uuid4

import pytest

from documents.models import Document
from tests.factories import Api, received_document
from tests.invoicing.api.test_access import refused
from tests.invoicing.api.test_documents import detail_of
from tests.invoicing.conftest import new_profile
from tests.invoicing.test_acceptance_send import PERSON, decided

BODY = {"type": "RECEIPT_ACKNOWLEDGEMENT", "person": PERSON}


@pytest.fixture
def where(ana, provider):
    """The acceptance of an invoice that Ana received."""
    new_profile(ana.tenant)
    new_profile(
        ana.tenant,
        1,
        99,
        issuer_series="AR",
        numerator_prefix="AR",
        document_types=["ACCEPTANCE_EVENT"],
    )
    received = received_document(ana.tenant)
    return f"/v1/received-documents/{received.id}/acceptance-events"


def test_an_event_is_queued_and_listed_with_what_may_come_next(ana, where):
    answer = ana.post(where, BODY)
    assert answer.status_code == 201, answer.content
    item = answer.json()["items"][0]
    assert (item["type"], item["status"], item["direction"]) == (
        "RECEIPT_ACKNOWLEDGEMENT",
        "PENDING",
        "sent",
    )
    assert answer["Location"] == f"/v1/documents/{item['document_id']}"
    document = ana.get(answer["Location"]).json()
    assert (document["document_type"], document["number"]) == ("ACCEPTANCE_EVENT", "AR1")
    assert ana.get(where).json() == answer.json()


def test_the_same_key_sends_once(ana, where):
    key = str(uuid4())
    first = ana.post(where, BODY, Idempotency_Key=key)
    again = ana.post(where, BODY, Idempotency_Key=key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert Document.objects.filter(document_type="ACCEPTANCE_EVENT").count() == 1
    assert refused(ana.post(where, BODY), 409, "acceptance_event_in_progress")


def test_events_are_listed_among_the_documents_only_when_asked_for(ana, where):
    sent = ana.post(where, BODY).json()["items"][0]["document_id"]
    assert ana.get("/v1/documents").json()["items"] == []
    found = ana.get("/v1/documents?document_type=ACCEPTANCE_EVENT").json()["items"]
    assert [item["id"] for item in found] == [sent]


def test_an_event_is_not_created_as_a_document(ana, where):
    body = ana.document("CO", document_type="ACCEPTANCE_EVENT")
    answer = ana.post("/v1/documents", body)
    assert detail_of(answer) == [(("body", "document_type"), "literal_error")]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, (("body", "type"), "missing")),
        ({"type": "EXPRESS_ACCEPTANCE"}, (("body", "type"), "event_too_early")),
        ({"type": "TACIT_ACCEPTANCE"}, (("body", "type"), "event_other_party")),
        (
            BODY | {"issuer_profile_id": str(uuid4())},
            (("body", "issuer_profile_id"), "profile_not_found"),
        ),
        ({"type": "034"}, (("body", "type"), "literal_error")),
        (BODY | {"a": 1}, (("body", "a"), "extra_forbidden")),
        (
            {"type": "CLAIM", "claim_concept": "05", "reason": "x"},
            (("body", "claim_concept"), "string_pattern_mismatch"),
        ),
        (
            {"type": "RECEIPT_ACKNOWLEDGEMENT"},
            (("body", "person"), "event_person_missing"),
        ),
        (
            BODY | {"person": PERSON | {"id_type": "RUC"}},
            (
                ("body", "person", "id_type"),
                "country_specific_invalid",
            ),
        ),
        (
            {"type": "GOODS_RECEIVED", "person": PERSON, "received_at": "2026-11-20"},
            (("body", "received_at"), "country_specific_invalid"),
        ),
    ],
)
def test_what_is_wrong_is_named(ana, where, body, problem):
    assert problem in detail_of(ana.post(where, body))
    assert not Document.objects.exists()


def test_a_status_to_filter_by(ana, where, actor):
    sent = ana.post(where, BODY).json()["items"][0]["document_id"]
    decided(Document.objects.get(id=sent), actor)
    shown = ana.get(where).json()
    assert shown["acceptance_status"] == "acknowledged"
    assert [item["status"] for item in shown["items"]] == ["ISSUED"]
    found = ana.get("/v1/received-documents?acceptance_status=acknowledged").json()["items"]
    assert len(found) == 1
    assert ana.get("/v1/documents?acceptance_status=acknowledged").json()["items"] == []


def test_a_reader_sends_nothing(ana, where):
    assert refused(Api(ana.tenant, "read").post(where, BODY), 403, "scope_required")

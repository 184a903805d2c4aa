"""Received documents as callers meet them."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from documents.models import ReceivedDocument
from invoicing.advance_follow_up import advance
from invoicing.models import FollowUp
from providers.base import ErrorKind, ProviderError
from tests.invoicing.api.test_access import refused
from tests.invoicing.api.test_documents import detail_of
from tests.invoicing.conftest import new_profile
from tests.invoicing.purchases import (
    CUFE,
    purchase,
    remote,
)

PATH = "/v1/received-documents"


@pytest.fixture(autouse=True)
def offered(provider, ana):
    """Ana has a profile, and the provider takes purchases in."""
    new_profile(ana.tenant)


def added(api, **changes):
    body = {"document_type": "INVOICE", "fiscal_id": CUFE} | changes
    return api.new(PATH, body)


def taken_in(api, **changes):
    """A purchase as the provider has taken it in."""
    document = added(api, **changes)
    advance(FollowUp.objects.get(received_document=document["id"], purpose="purchase").id)
    return api.get(f"{PATH}/{document['id']}").json()


def test_adding_answers_at_once_and_reading_tells_the_rest(ana):
    answer = ana.post(PATH, {"document_type": "INVOICE", "fiscal_id": CUFE, "metadata": {"a": "b"}})
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    body = answer.json()
    assert answer["Location"] == f"{PATH}/{body['id']}"
    assert (body["status"], body["total"], body["issuer"]) == ("ADDING", None, None)
    advance(FollowUp.objects.get().id)
    found = ana.get(answer["Location"]).json()
    assert (found["status"], found["total"], found["number"]) == ("RECEIVED", "119000.00", "FV100")
    assert found["issuer"]["tax_id"] == "900373076-4"
    assert found["metadata"] == {"a": "b"}
    assert set(found["file_urls"]) == {"xml"}


def test_the_same_key_gets_the_same_answer_and_another_one_the_document_as_it_is(ana):
    key, body = str(uuid4()), {"document_type": "INVOICE", "fiscal_id": CUFE}
    first = ana.post(PATH, body, Idempotency_Key=key)
    advance(FollowUp.objects.get().id)
    again = ana.post(PATH, body, Idempotency_Key=key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    other = ana.post(PATH, body)
    assert (other.status_code, other.json()["status"]) == (200, "RECEIVED")
    assert other.json()["id"] == first.json()["id"]


def test_why_it_could_not_be_taken_in(ana, provider):
    message = "Its acquirer is somebody else."
    provider.adding = [ProviderError(ErrorKind.REJECT, "purchase_wrong_acquirer", message)]
    found = taken_in(ana)
    assert found["status"] == "FAILED"
    assert (found["failure"]["code"], found["failure"]["message"]) == (
        "purchase_wrong_acquirer",
        message,
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"fiscal_id": CUFE}, (("body", "document_type"), "missing")),
        (
            {"document_type": "CANCELLATION", "fiscal_id": CUFE},
            (("body", "document_type"), "literal_error"),
        ),
        ({"document_type": "INVOICE"}, (("body", "fiscal_id"), "missing")),
        (
            {"document_type": "INVOICE", "fiscal_id": "x"},
            (("body", "fiscal_id"), "fiscal_id_malformed"),
        ),
        (
            {"document_type": "INVOICE", "fiscal_id": CUFE, "a": 1},
            (("body", "a"), "extra_forbidden"),
        ),
        (
            {"document_type": "INVOICE", "fiscal_id": CUFE, "issuer_profile_id": str(uuid4())},
            (("body", "issuer_profile_id"), "profile_not_found"),
        ),
    ],
)
def test_what_is_wrong_is_named(ana, body, problem):
    assert detail_of(ana.post(PATH, body)) == [problem]
    assert not ReceivedDocument.objects.exists()


def test_a_key_is_needed(ana):
    answer = ana.post(PATH, {"document_type": "INVOICE", "fiscal_id": CUFE}, Idempotency_Key=None)
    assert detail_of(answer) == [(("header", "Idempotency-Key"), "missing")]


def test_listing_filters_and_pages_newest_first(ana, provider):
    first = taken_in(ana)
    others = [added(ana, fiscal_id=f"{i:096x}")["id"] for i in range(3)]
    page = ana.get(f"{PATH}?limit=2").json()
    assert [item["id"] for item in page["items"]] == others[:0:-1]
    rest = ana.get(f"{PATH}?limit=9&after={page['next_after']}").json()
    assert [item["id"] for item in rest["items"]] == [others[0], first["id"]]
    assert rest["next_after"] is None

    def ids(query):
        return [item["id"] for item in ana.get(f"{PATH}?{query}").json()["items"]]

    assert ids("status=RECEIVED") == [first["id"]]
    assert ids("issuer_tax_id=900373076-4") == [first["id"]]
    assert ids("issuer_tax_id=900373076") == [first["id"]]
    assert ids(f"fiscal_id={CUFE}") == [first["id"]]
    assert ids(f"fiscal_id={CUFE.upper()}") == [first["id"]]
    assert ids("document_type=CREDIT_NOTE") == []
    assert ids("order=asc&limit=1") == [first["id"]]
    assert ana.get(f"{PATH}?status=NOPE").status_code == 422


def test_events_evidence_and_files(ana):
    found = taken_in(ana)
    where = f"{PATH}/{found['id']}"
    events = ana.get(f"{where}/events").json()["items"]
    assert [event["type"].partition(".")[2] for event in events] == [
        "adding",
        "received",
        "updated",
    ]
    assert {event["data"]["received_document_id"] for event in events} == {found["id"]}
    entries = ana.get(f"{where}/evidence?limit=1").json()
    entry = entries["items"][0]
    assert (entry["operation"], entry["request_payload"]) == ("addPurchase", {"add": CUFE})
    assert entries["next_after"] == entry["seq"]
    raw = ana.get(f"{where}/evidence/{entry['id']}/request")
    assert raw.content == b'{"add": "' + CUFE.encode() + b'"}'
    file = ana.get(f"{where}/files/xml")
    assert (file.content, file["Content-Type"]) == (b"<Invoice/>", "application/xml")
    assert refused(ana.get(f"{where}/files/pdf"), 404, "not_found")


def test_another_tenant_meets_nothing_of_it(ana, bea):
    found = taken_in(ana)
    where = f"{PATH}/{found['id']}"
    entry = ana.get(f"{where}/evidence").json()["items"][0]["id"]
    for path in (
        "",
        "/events",
        "/evidence",
        f"/evidence/{entry}/request",
        "/files/xml",
        "/acceptance-events",
    ):
        assert ana.get(where + path).status_code == 200, path
        assert refused(bea.get(where + path), 404, "not_found"), path
    assert refused(bea.post(f"{where}/acceptance-events", {}), 404, "not_found")
    assert bea.get(PATH).json()["items"] == []


def test_what_others_sent_is_shown(ana, provider):
    acknowledged = remote("030", datetime(2026, 11, 19, 16, 0, tzinfo=UTC))
    provider.adding = [purchase(events=(acknowledged,))]
    found = taken_in(ana)
    assert found["acceptance_status"] == "acknowledged"
    shown = ana.get(f"{PATH}/{found['id']}/acceptance-events").json()
    assert [(item["type"], item["direction"]) for item in shown["items"]] == [
        ("RECEIPT_ACKNOWLEDGEMENT", "received")
    ]
    assert ana.get(f"{PATH}?acceptance_status=acknowledged").json()["items"][0]["id"] == found["id"]

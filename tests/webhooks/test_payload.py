"""The document in an event is the one GET answered when the event was written."""

import json

import pytest

from documents.models import Document
from invoicing import document_json, events
from invoicing.models import Event
from parties.models import IssuerProfile
from tests.factories import STAFF, Api, issued, new_api
from tests.webhooks.conftest import happen
from webhooks import payload

PATH = "/v1/documents"


@pytest.fixture
def ana(db: None) -> Api:
    """A caller."""
    return new_api()


def frozen(type):
    """The document in the payload of the only event of a type."""
    return json_of(Event.objects.get(type=type))["data"]["document"]


def json_of(event):
    """An event's payload."""
    return json.loads(payload.of_event(event))


def test_a_new_documents_event_has_what_the_create_call_answered(ana):
    body = ana.document(metadata={"order": '{"a": "}'})
    answer = ana.new(PATH, body)
    assert frozen(events.CREATED) == answer
    assert answer["created_at"] is not None


@pytest.mark.parametrize("country", ["CO", "MX", "EC", "PE"])
def test_so_it_is_in_every_country(ana, country):
    assert ana.new(PATH, ana.document(country)) == frozen(events.CREATED)


def test_a_submitted_documents_events_have_it_before_and_after(ana):
    answer = ana.new(PATH, ana.ready_to_submit())
    assert frozen(events.UPDATED) == answer
    before = frozen(events.CREATED)
    assert (before["status"], before["number"]) == ("DRAFT", None)
    assert (answer["status"], answer["number"]) == ("PENDING", "SETP990000000")


def test_what_happens_later_does_not_change_it(ana):
    document = ana.new(PATH, ana.ready_to_submit())
    before = payload.of_event(Event.objects.get(type=events.UPDATED))
    issued(document["id"])
    assert payload.of_event(Event.objects.get(type=events.UPDATED)) == before
    assert frozen(events.ISSUED)["status"] == "ISSUED"
    assert frozen(events.ISSUED)["fiscal_id"] == "ab" * 48


def test_its_links_to_files_last_and_need_the_key(ana):
    document = issued(ana.new(PATH, ana.ready_to_submit())["id"])
    events.of_document(document, events.UPDATED, STAFF, {"files": ["xml"]})
    event = Event.objects.order_by("-id").first()
    url = json_of(event)["data"]["document"]["fiscal_document_urls"]["xml"]
    assert "?" not in url
    path = url[url.index("/v1/") :]
    assert ana.get(path).content == b"<Invoice/>"
    assert ana.get(path, Authorization=None).status_code == 401


def test_what_changed_is_told_with_the_address_of_the_document(ana):
    document = issued(ana.new(PATH, ana.ready_to_submit())["id"])
    event = Event.objects.get(type=events.ISSUED)
    data = json_of(event)["data"]
    assert data["changes"] == event.data
    assert data["changes"]["previous_status"] == "PENDING"
    assert data["document_url"].endswith(f"/v1/documents/{document.id}")


def test_a_large_document_is_a_link(ana):
    line = ana.document()["line_items"][0]
    made = ana.new(PATH, ana.document(line_items=[line] * 200))
    event = Event.objects.get()
    assert event.document_json is None
    data = json_of(event)["data"]
    assert data["document"] is None
    assert data["document_url"].endswith(made["id"])
    assert data["changes"] == {"status": "DRAFT"}


def test_no_body_is_larger_than_the_limit(ana):
    ana.new(PATH, ana.document())
    event = Event.objects.get()
    document = Document.objects.get()
    document.metadata = {"a": "x" * 17_500}
    event.document_json = document_json.frozen(document)
    assert event.document_json is not None
    event.data = {"b": "y" * 5_000}
    shown = json_of(event)
    assert shown["data"]["document"] is None
    assert shown["data"]["changes"] == event.data
    event.data = {"b": "y" * 50_000}
    assert json_of(event)["data"]["changes"] is None
    assert len(payload.of_event(event)) <= payload.MOST_BYTES


def test_a_range_that_runs_low_names_its_profile(ana):
    ana.ready_to_submit()
    profile = IssuerProfile.objects.get()
    event = events.of_profile(profile, events.RANGE_LOW, STAFF, {"left": 3})
    data = json_of(event)["data"]
    assert (data["issuer_profile_id"], data["changes"]) == (str(profile.id), {"left": 3})


def test_an_event_of_before_has_a_link_only(tenant):
    (event,) = happen(tenant, events.ISSUED)
    assert json_of(event)["data"]["document"] is None

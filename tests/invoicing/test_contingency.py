"""A provider that is down: what a document waits for, and invoices of the issuer's own
contingency."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.models import Document
from invoicing import contingency, events, issue, transitions, waiting
from invoicing.advance import advance
from invoicing.errors import Unprocessable
from invoicing.models import Event, Submission
from providers import secrets
from tests.factories import Api
from tests.invoicing.conftest import new_draft, new_profile
from tests.invoicing.test_advance import run

NOWHERE = {"co_yabico": "http://127.0.0.1:9/co/"}
CONTINGENCY = {"type": "co_dian.v2024_11", "subtype": "CONTINGENCY"}
PAPER = {
    "environment": "2",
    "resolution_number": "18760000003",
    "resolution_valid_from": "2019-01-19",
    "resolution_valid_to": "2030-01-19",
    "subtype": "CONTINGENCY",
}


@pytest.fixture(autouse=True)
def plain_http(settings):
    """The test client speaks http."""
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def api(tenant):
    """A caller of the tenant."""
    return Api(tenant)


def paper_series(profile, **more):
    return new_profile(
        profile.tenant,
        1,
        5000,
        issuer_series="CONT",
        numerator_prefix="CONT",
        external_ref=profile.external_ref,
        **{"provider_config": PAPER, **more},
    )


def advanced(document):
    submission = document.submissions.get()
    advance(submission.id)
    submission.refresh_from_db()
    document.refresh_from_db()
    return submission


def failing_for(document, **ago):
    since = timezone.now() - timedelta(**ago)
    Submission.objects.filter(document=document).update(failing_since=since)


@pytest.fixture
def stuck(tenant, co_profile, actor, settings):
    """A document that cannot be sent: nobody is at the provider's address."""
    up = settings.PROVIDER_URLS
    settings.PROVIDER_URLS = NOWHERE
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    advanced(document)
    return document, up


def shown(api, document):
    answer = api.get(f"/v1/documents/{document.id}")
    assert answer.status_code == 200
    return answer.json()["waiting"]


def test_a_document_says_why_it_waits_and_until_when(stuck, api):
    document, _ = stuck
    assert transitions.state_of(document) == transitions.PENDING
    found = shown(api, document)
    assert "provider" in found["reason"]
    assert found["since"] < found["next_try_at"]
    assert found["contingency"] == {
        "possible": False,
        "why_not": "The failure has not lasted 15 minutes yet.",
        "issuer_profile_id": None,
        "transmit_by": None,
    }
    (listed,) = api.get("/v1/documents").json()["items"]
    assert listed["waiting"] == found


def test_since_is_the_first_of_the_failures(stuck):
    document, _ = stuck
    before = document.submissions.get().failing_since
    Submission.objects.update(due_at=timezone.now())
    after = advanced(document)
    assert after.checks == 2
    assert after.failing_since == before


def test_contingency_is_offered_after_a_quarter_of_an_hour_and_with_a_series(stuck, api):
    document, _ = stuck
    failing_for(document, minutes=14)
    series = paper_series(document.issuer_profile)
    assert shown(api, document)["contingency"]["possible"] is False
    failing_for(document, minutes=16)
    found = shown(api, document)["contingency"]
    assert (found["possible"], found["why_not"]) == (True, None)
    assert found["issuer_profile_id"] == str(series.id)


def test_without_a_series_it_is_not_offered(stuck, api):
    document, _ = stuck
    failing_for(document, hours=1)
    assert "no profile" in shown(api, document)["contingency"]["why_not"]
    retired = paper_series(document.issuer_profile, deactivated_at=timezone.now())
    assert shown(api, document)["contingency"]["possible"] is False
    assert retired.deactivated_at


def test_a_series_that_is_named_needs_no_mark(stuck, api):
    document, _ = stuck
    failing_for(document, hours=1)
    config = {name: value for name, value in PAPER.items() if name != "subtype"}
    series = paper_series(document.issuer_profile, provider_config=config)
    assert shown(api, document)["contingency"]["possible"] is False
    profile = document.issuer_profile
    profile.provider_config["contingency_profile_id"] = str(series.id)
    profile.save()
    assert shown(api, document)["contingency"]["issuer_profile_id"] == str(series.id)


def test_once_the_provider_is_back_it_is_issued_and_waits_for_nothing(stuck, api, settings):
    document, up = stuck
    settings.PROVIDER_URLS = up
    failing_for(document, hours=1)
    run(document)
    assert transitions.state_of(document) == transitions.ISSUED
    assert shown(api, document) is None
    assert document.submissions.get().failing_since is None


def test_an_unknown_outcome_says_why(tenant, co_profile, co_unit, actor, sandbox, api):
    sandbox.arm(co_unit["uid"], "500", operation="createInvoice")
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    advanced(document)
    assert transitions.state_of(document) == transitions.UNKNOWN
    assert "500" in shown(api, document)["reason"]


def test_what_is_only_queued_waits_for_nothing(tenant, co_profile, actor, api):
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    assert shown(api, document) is None


def test_a_listing_asks_once_for_all_of_them(stuck, tenant, actor, api):
    def queries():
        rows = list(Document.objects.all())
        with CaptureQueriesContext(connection) as caught:
            assert len(waiting.of(rows)) == len(rows)
        return len(caught)

    document, _ = stuck
    paper_series(document.issuer_profile)
    alone = queries()
    for _ in range(2):
        advanced(issue.create(tenant, new_draft(), "SUBMIT", actor))
    assert queries() == alone == 2


@pytest.fixture
def paper(tenant, sandbox, monkeypatch, settings):
    """A unit with a sales range and a paper range, and a profile of each."""
    dates = {"validFrom": "2019-01-19", "validTo": "2030-01-19"}
    ranges = [
        {"prefix": "SETP", "from": 990000000, "to": 995000000, "documentType": "01"}
        | {"resolution": "18760000001", "technicalKey": "fc8eac422eba16e22ffd8c6f94b3f40a6e38162c"}
        | dates,
        {"prefix": "CONT", "from": 1, "to": 5000, "documentType": "03"}
        | {"resolution": "18760000003"}
        | dates,
    ]
    unit = sandbox.new_unit(nit="900559088", ranges=ranges)
    monkeypatch.setenv("CO_TOKEN", unit["token"])
    secrets.forget("env:CO_TOKEN")
    settings.PROVIDER_URLS = {"co_yabico": f"{sandbox.url}/co/einvoices/v2/"}
    settings.SCHEDULE_SCALE = 0.005
    usual = new_profile(tenant, external_ref=unit["uid"])
    return usual, paper_series(usual), unit


def in_contingency(tenant, actor):
    return issue.create(tenant, new_draft(country_specific=CONTINGENCY), "SUBMIT", actor)


def test_an_invoice_of_type_03_has_its_series_and_is_transmitted(tenant, paper, actor, sandbox):
    usual, series, unit = paper
    document = in_contingency(tenant, actor)
    assert (document.issuer_profile_id, document.number_text) == (series.id, "CONT1")
    run(document)
    assert transitions.state_of(document) == transitions.ISSUED
    (sent,) = sandbox.requests(unit["uid"], "createInvoice")
    assert "CONTIGENCY_INVOICE" in str(sent["variables"])
    ordinary = issue.create(tenant, new_draft(), "SUBMIT", actor)
    assert ordinary.issuer_profile_id == usual.id


def test_an_ordinary_invoice_may_not_take_the_contingency_series(tenant, paper, actor):
    _, series, _ = paper
    with pytest.raises(Unprocessable) as caught:
        issue.create(tenant, new_draft(issuer_profile_id=series.id), "SUBMIT", actor)
    assert caught.value.code == "profile_contingency"
    series.refresh_from_db()
    assert series.numerator_current == 0


def test_a_note_in_contingency_hears_of_the_rule_not_of_the_series(tenant, paper, actor):
    new_profile(
        tenant, 1, 9, issuer_series="NC", numerator_prefix="NC", document_types=["CREDIT_NOTE"]
    )
    draft = new_draft(document_type="CREDIT_NOTE", country_specific=CONTINGENCY)
    with pytest.raises(Unprocessable) as caught:
        issue.create(tenant, draft, "SUBMIT", actor)
    assert "subtype_not_of_document" in {fault.code for fault in caught.value.faults}


def test_dians_contingency_is_refused_with_the_reason(api):
    body = api.ready_to_submit() | {
        "country_specific": {"type": "co_dian.v2024_11", "subtype": "CONTINGENCY_DIAN"}
    }
    answer = api.post("/v1/documents", body)
    assert answer.status_code == 422
    found = {item["type"]: item["msg"] for item in answer.json()["detail"]}
    assert "type 04" in found["contingency_not_offered"]
    assert not Document.objects.exists()


def due_events(document):
    return list(Event.objects.filter(document=document, type=events.CONTINGENCY_DUE))


def created_before(document, **ago):
    instant = timezone.now() - timedelta(**ago)
    Document.objects.filter(id=document.id).update(created_at=instant)
    return instant


def test_the_deadline_is_shown_and_told_once_ahead(tenant, paper, actor, settings, api):
    settings.PROVIDER_URLS = NOWHERE
    document = in_contingency(tenant, actor)
    advanced(document)
    assert contingency.warn_of_due(actor) == 0
    instant = created_before(document, hours=37)
    found = shown(api, document)["contingency"]
    deadline = instant + timedelta(hours=48)
    assert found["possible"] is False
    assert found["transmit_by"] == deadline.isoformat().replace("+00:00", "Z")
    assert [contingency.warn_of_due(actor) for _ in range(2)] == [1, 0]
    (event,) = due_events(document)
    assert event.data == {"transmit_by": deadline.isoformat(), "number": "CONT1"}


def test_what_was_transmitted_or_is_ordinary_is_not_told(tenant, paper, actor, settings):
    sent = in_contingency(tenant, actor)
    run(sent)
    settings.PROVIDER_URLS = NOWHERE
    ordinary = issue.create(tenant, new_draft(), "SUBMIT", actor)
    draft = issue.create(tenant, new_draft(country_specific=CONTINGENCY), "DRAFT", actor)
    for minutes, document in enumerate((sent, ordinary, draft)):
        created_before(document, hours=40, minutes=minutes)
    assert contingency.warn_of_due(actor) == 0

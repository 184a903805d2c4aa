"""Documents over HTTP: created, read, listed, changed, submitted."""

from copy import deepcopy
from datetime import datetime
from uuid import uuid4

import pytest

from documents.models import Document
from invoicing.models import Event, IdempotentRequest, Submission
from tests.factories import Api, in_doubt, issued


def detail_of(answer):
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/json"
    return [(tuple(item["loc"]), item["type"]) for item in answer.json()["detail"]]


@pytest.mark.parametrize("country", ["CO", "MX", "EC", "PE"])
def test_a_draft_can_be_made_in_every_country(ana, country):
    answer = ana.post("/v1/documents", ana.document(country))
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["status"], body["fiscal_status"]) == ("DRAFT", "not_submitted")
    assert body["line_items"][0]["quantity"] == 2
    assert body["totals"]["subtotal"] == "100000.00"
    assert body["number"] is None
    assert answer["ETag"] == '"1"'
    assert answer["Location"] == f"/v1/documents/{body['id']}"
    again = ana.get(answer["Location"])
    assert again.json() == body
    assert again["ETag"] == '"1"'


@pytest.mark.parametrize("country", ["EC", "PE"])
def test_submitting_where_there_is_no_provider_yet_is_refused(ana, country):
    answer = ana.post("/v1/documents", ana.document(country, intent="SUBMIT"))
    assert (("body", "country"), "country_not_supported") in detail_of(answer)
    assert not Document.objects.exists()
    assert not IdempotentRequest.objects.exists()


def test_a_colombian_document_is_submitted_with_a_number(ana):
    answer = ana.post("/v1/documents", ana.ready_to_submit(), X_Flow_Id="flow-7")
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["status"], body["number"]) == ("PENDING", "SETP990000000")
    assert body["totals"]["total"] == "119000.00"
    assert body["totals"]["taxes"] == [
        {"tax_code": "IVA19", "rate": "19", "base": "100000.00", "amount": "19000.00"}
    ]
    assert Submission.objects.get().flow_id == "flow-7"
    assert {event.flow_id for event in Event.objects.all()} == {"flow-7"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2016-02-29"])
def test_a_draft_may_carry_any_date_and_a_submission_only_its_own(ana, day):
    body = ana.ready_to_submit() | {"emission_date": day}
    draft = ana.post("/v1/documents", body | {"intent": "DRAFT"})
    assert draft.status_code in (201, 422), draft.content
    answer = ana.post("/v1/documents", body)
    assert "emission_date" in str(answer.json()["detail"])
    assert answer.status_code == 422


def test_every_broken_rule_is_named_and_no_number_is_spent(ana):
    body = ana.ready_to_submit()
    broken = deepcopy(body)
    broken["line_items"][0]["description"] = "x" * 301
    broken["country_specific"] = {"type": "co_dian.v2024_11", "payment_form": "CREDIT"}
    found = detail_of(ana.post("/v1/documents", broken))
    assert {loc for loc, _ in found} == {
        ("body", "line_items", 0, "description"),
        ("body", "country_specific", "payment_due_date"),
    }
    assert ana.new("/v1/documents", body)["number"] == "SETP990000000"


def test_a_draft_is_submitted_by_a_call_of_its_own(ana):
    draft = ana.new("/v1/documents", ana.ready_to_submit() | {"intent": "DRAFT"})
    answer = ana.post(f"/v1/documents/{draft['id']}/submit")
    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "PENDING"
    assert answer["ETag"] == '"2"'
    second = ana.post(f"/v1/documents/{draft['id']}/submit")
    assert (second.status_code, second.json()["code"]) == (409, "not_submittable")


def test_a_draft_is_submitted_by_its_status_along_with_a_last_change(ana):
    draft = ana.new("/v1/documents", ana.ready_to_submit() | {"intent": "DRAFT"})
    changes = {"status": "SUBMITTED", "metadata": {"order": "9"}, "emission_date": None}
    answer = ana.patch(f"/v1/documents/{draft['id']}", changes, If_Match='"1"')
    assert answer.status_code == 200, answer.content
    assert (answer.json()["status"], answer.json()["metadata"]) == ("PENDING", {"order": "9"})


def test_a_refused_submission_undoes_the_change_before_it(ana):
    draft = ana.new("/v1/documents", ana.document("MX"))
    changes = {"status": "SUBMITTED", "metadata": {"order": "9"}}
    assert ana.patch(f"/v1/documents/{draft['id']}", changes).status_code == 422
    assert ana.get(f"/v1/documents/{draft['id']}").json() == draft


def test_a_drafts_own_fields_change_and_its_totals_with_them(ana):
    draft = ana.new("/v1/documents", ana.document("CO"))
    line = draft["line_items"][0] | {"quantity": 2.5, "discount": {"percent": "10"}}
    changes = {
        "line_items": [line],
        "payment": {"amount": "10.00", "currency": "COP"},
        "emission_date": "2026-11-20",
        "country_specific": None,
    }
    answer = ana.patch(f"/v1/documents/{draft['id']}", changes)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["line_items"][0]["quantity"] == 2.5
    assert body["totals"]["subtotal"] == "112500.00"
    assert body["emission_date"] == "2026-11-20"
    assert body["country_specific"] is None
    assert body["payment"] == changes["payment"]


def test_what_a_document_must_have_cannot_become_null(ana):
    draft = ana.new("/v1/documents", ana.document("CO"))
    answer = ana.patch(f"/v1/documents/{draft['id']}", {"issuer": None, "line_items": None})
    assert detail_of(answer) == [
        (("body", "issuer"), "not_null"),
        (("body", "line_items"), "not_null"),
    ]


def test_a_patch_of_nothing_changes_nothing(ana):
    draft = ana.new("/v1/documents", ana.document("CO"))
    nothing = {"status": None, "metadata": None, "fiscal_id": None, "failure_reason": None}
    answer = ana.patch(f"/v1/documents/{draft['id']}", nothing)
    assert (answer.status_code, answer.json()) == (200, draft)
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        ('"1"', 200),
        ("1", 200),
        ("*", 200),
        ('"2"', 412),
        ('W/"1"', 412),
        ('"x"', 412),
        ('"1", "2"', 422),
    ],
)
def test_a_patch_of_a_stale_version_is_refused(ana, if_match, status):
    draft = ana.new("/v1/documents", ana.document("CO"))
    path = f"/v1/documents/{draft['id']}"
    answer = ana.patch(path, {"metadata": {"a": "b"}}, If_Match=if_match)
    assert answer.status_code == status, answer.content
    if status == 412:
        assert answer.json()["code"] == "stale_version"
        assert ana.patch(path, {}, If_Match=if_match).status_code == 412


def test_settling_an_unknown_outcome_needs_the_reconcile_scope(ana):
    document = ana.new("/v1/documents", ana.ready_to_submit())
    in_doubt(document["id"])
    path = f"/v1/documents/{document['id']}"
    outcome = {
        "status": "ISSUED",
        "fiscal_id": "ab" * 48,
        "fiscal_document_urls": {"pdf": "https://authority.example/1"},
        "metadata": {"by": "staff"},
    }
    refused = ana.patch(path, outcome)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_required")
    assert ana.get(path).json()["metadata"] == document["metadata"]
    staff = Api(ana.tenant, "read", "write", "reconcile")
    mixed = staff.patch(path, outcome | {"emission_date": None})
    assert detail_of(mixed) == [(("body",), "mixed_changes")]
    misshapen = staff.patch(path, outcome | {"fiscal_id": "AB" * 48})
    assert detail_of(misshapen) == [(("body", "fiscal_id"), "fiscal_id_malformed")]
    answer = staff.patch(path, outcome)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["status"], body["fiscal_id"]) == ("ISSUED", "ab" * 48)
    assert body["fiscal_document_urls"] == {"pdf": "https://authority.example/1"}
    assert body["metadata"] == {"by": "staff"}


def test_a_draft_can_be_voided_once(ana):
    draft = ana.new("/v1/documents", ana.document("PE"))
    answer = ana.post(f"/v1/documents/{draft['id']}/void", {"reason": "Twice"})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["status"], body["cancellation_reason"]) == ("VOIDED", "Twice")
    again = ana.post(f"/v1/documents/{draft['id']}/void", {})
    assert (again.status_code, again.json()["code"]) == (409, "not_voidable")


def test_a_draft_cannot_be_cancelled_and_the_country_fields_are_checked_first(ana):
    draft = ana.new("/v1/documents", ana.document("CO"))
    path = f"/v1/documents/{draft['id']}/cancel"
    wrong = ana.post(path, {"country_specific": {"type": "mx_cfdi.v4_0"}})
    assert detail_of(wrong) == [
        (("body", "country_specific", "type"), "unknown_country_specific_type")
    ]
    assert "co_dian.v2024_11" in wrong.json()["detail"][0]["msg"]
    answer = ana.post(path, {"reason": "Wrong receiver"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_cancellable")


def test_a_preview_names_totals_and_every_fault_and_writes_nothing(ana):
    body = ana.ready_to_submit()
    good = ana.post("/v1/documents/preview", body)
    assert good.status_code == 200, good.content
    assert good.json()["totals"]["total"] == "119000.00"
    assert good.json()["issuer_profile_id"] == body["issuer_profile_id"]
    assert [f for f in good.json()["faults"] if f["severity"] == "error"] == []
    body["receiver"]["tax_id"] = "900373076-1"
    body["line_items"][0]["quantity"] = 3
    bad = ana.post("/v1/documents/preview", body).json()
    assert bad["totals"]["subtotal"] == "150000.00"
    at_tax_id = [f for f in bad["faults"] if f["loc"] == ["body", "receiver", "tax_id"]]
    assert [f["type"] for f in at_tax_id] == ["nit_check_digit"]
    peruvian = ana.post("/v1/documents/preview", ana.document("PE")).json()
    assert "country_not_supported" in [fault["type"] for fault in peruvian["faults"]]
    assert not Document.objects.exists()
    assert not IdempotentRequest.objects.exists()


def test_wrong_tax_ids_are_refused_and_doubtful_ones_shown(ana):
    body = ana.document("CO")
    body["receiver"]["tax_id"] = "900373076-1"
    assert detail_of(ana.post("/v1/documents", body)) == [
        (("body", "receiver", "tax_id"), "nit_check_digit")
    ]
    body = ana.document("MX")
    body["receiver"] |= {"tax_id": "ure-180429-tm0"}
    created = ana.new("/v1/documents", body)
    assert created["receiver"]["tax_id"] == "URE180429TM0"
    assert [(w["code"], w["loc"]) for w in created["warnings"]] == [
        ("rfc_check_digit", ["receiver", "tax_id"])
    ]
    draft = ana.new("/v1/documents", ana.document("CO"))
    changes = {"receiver": draft["receiver"] | {"tax_id": "900373076-1"}}
    assert ana.patch(f"/v1/documents/{draft['id']}", changes).status_code == 422


def test_deactivated_parties_and_profiles_issue_nothing_more(ana):
    body = ana.ready_to_submit()
    profile = body["issuer_profile_id"]
    assert ana.post(f"/v1/issuer-profiles/{profile}/deactivate").status_code == 200
    assert detail_of(ana.post("/v1/documents", body)) == [
        (("body", "issuer_profile_id"), "profile_deactivated")
    ]
    party = ana.get(f"/v1/issuer-profiles/{profile}").json()["party_id"]
    assert ana.post(f"/v1/parties/{party}/deactivate").status_code == 200
    draft = ana.document("CO")
    assert detail_of(ana.post("/v1/documents", draft)) == [
        (("body", "issuer", "tax_id"), "party_deactivated")
    ]


def test_a_profile_that_is_not_there_is_named_as_such(ana, bea):
    theirs = bea.ready_to_submit()["issuer_profile_id"]
    for profile in (theirs, str(uuid4())):
        answer = ana.post("/v1/documents", ana.document("CO", issuer_profile_id=profile))
        assert detail_of(answer) == [(("body", "issuer_profile_id"), "profile_not_found")]


def test_events_come_in_order_with_who_did_it(ana):
    document = ana.new("/v1/documents", ana.ready_to_submit())
    in_doubt(document["id"])
    items = ana.get(f"/v1/documents/{document['id']}/events").json()["items"]
    assert [item["type"] for item in items] == [
        "document.created",
        "document.updated",
        "document.outcome_unknown",
    ]
    assert [item["id"] for item in items] == sorted(item["id"] for item in items)
    assert items[0]["actor"] == ana.key.rsplit("_", ana.key.count("_") - 1)[0]
    assert items[-1]["actor"] == "staff"
    for item in items:
        assert datetime.fromisoformat(item["occurred_at"]).tzinfo is not None


def test_listing_shows_the_tenants_own_documents_only(ana, bea):
    mine = ana.new("/v1/documents", ana.document("CO"))
    bea.new("/v1/documents", bea.document("CO"))
    page = ana.get("/v1/documents").json()
    assert page == {"items": [mine], "next_after": None}


def test_an_issued_document_lists_links_to_its_files(ana):
    document = ana.new("/v1/documents", ana.ready_to_submit())
    issued(document["id"])
    one = ana.get(f"/v1/documents/{document['id']}").json()
    listed = ana.get("/v1/documents").json()["items"][0]
    for body in (one, listed):
        assert list(body["fiscal_document_urls"]) == ["xml"]
        assert f"/v1/documents/{document['id']}/files/xml?" in body["fiscal_document_urls"]["xml"]


def test_evidence_is_not_asked_for_a_document_of_somebody_else(ana, bea):
    document = Document.objects.get(id=ana.new("/v1/documents", ana.document("CO"))["id"])
    assert ana.get(f"/v1/documents/{document.id}/evidence").json() == {
        "items": [],
        "next_after": None,
    }
    assert bea.get(f"/v1/documents/{document.id}/evidence").status_code == 404

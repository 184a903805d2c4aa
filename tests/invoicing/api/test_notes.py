"""Notes, cancellations and support documents over HTTP: what is taken and what is shown."""

from uuid import uuid4

import pytest

from documents.models import Document
from documents.values import Relation
from tests.factories import issued
from tests.invoicing.api.test_documents import detail_of

TAG = "co_dian.v2024_11"


@pytest.fixture
def invoice(ana):
    """Ana's valid invoice, and a series for its notes."""
    body = ana.ready_to_submit()
    of_notes = {
        "issuer_series": "NC",
        "numerator_prefix": "NC",
        "numerator_range_min": 1,
        "document_types": ["CREDIT_NOTE", "DEBIT_NOTE"],
    }
    party = ana.get("/v1/parties").json()["items"][0]["id"]
    ana.new("/v1/issuer-profiles", ana.profile(party, **of_notes))
    created = ana.new("/v1/documents", body)
    issued(created["id"])
    return ana.get(f"/v1/documents/{created['id']}").json()


def note(invoice, **more):
    """A body for a credit note of one of the invoice's two units."""
    kept = ("tenant_id", "country", "issuer", "receiver")
    return {
        **{name: invoice[name] for name in kept},
        "document_type": "CREDIT_NOTE",
        "intent": "SUBMIT",
        "line_items": [{**invoice["line_items"][0], "quantity": 1}],
        "references": [{"relation": "CREDITS", "document_id": invoice["id"]}],
        "country_specific": {"type": TAG, "reason": "One too many"},
        **more,
    }


def cancellation(invoice, **more):
    """A body for a CANCELLATION without lines."""
    cancels = [{"relation": "CANCELS", "document_id": invoice["id"]}]
    kept = {"document_type": "CANCELLATION", "references": cancels, "line_items": [], **more}
    return note(invoice, **kept)


def test_an_invoice_shows_its_balance_and_who_refers_to_it(ana, invoice):
    assert (invoice["balance"], invoice["referenced_by"]) == (None, [])
    path = f"/v1/documents/{invoice['id']}"
    ana.new("/v1/documents", note(invoice, intent="DRAFT"))
    assert ana.get(path).json()["referenced_by"] == []
    credit = ana.new("/v1/documents", note(invoice))
    assert (credit["number"], credit["references"]) == ("NC1", note(invoice)["references"])
    waiting = ana.get(path).json()
    assert waiting["balance"] is None
    assert [one["status"] for one in waiting["referenced_by"]] == ["PENDING"]
    issued(credit["id"])
    shown = ana.get(path).json()
    assert shown["balance"] == {
        "currency": "COP",
        "total": "119000.00",
        "credited": "59500.00",
        "debited": "0.00",
        "paid": "0.00",
        "left": "59500.00",
    }
    assert shown["referenced_by"] == [
        {
            "document_id": credit["id"],
            "document_type": "CREDIT_NOTE",
            "relation": "CREDITS",
            "status": "ISSUED",
            "number": "NC1",
            "paid": None,
            "instalment": None,
        }
    ]
    listed = {row["id"]: row for row in ana.get("/v1/documents").json()["items"]}
    assert listed[invoice["id"]]["balance"] == shown["balance"]
    assert listed[credit["id"]]["balance"] is None


def test_a_list_asks_once_for_what_refers_to_its_documents(ana, invoice, django_assert_num_queries):
    for _ in range(2):
        issued(ana.new("/v1/documents", note(invoice))["id"])
    ana.get("/v1/documents")
    with django_assert_num_queries(4):
        ana.get("/v1/documents")


def test_two_notes_cannot_credit_more_than_the_invoice(ana, invoice):
    ana.new("/v1/documents", note(invoice))
    whole = note(invoice, line_items=invoice["line_items"])
    faults = detail_of(ana.post("/v1/documents", whole))
    assert (("body", "line_items", 0, "quantity"), "quantity_above_left") in faults
    preview = ana.post("/v1/documents/preview", note(invoice)).json()
    assert preview["faults"] == []
    assert Document.objects.filter(document_type="CREDIT_NOTE").count() == 1


def test_a_relation_nobody_knows_is_refused_with_those_there_are(ana, invoice):
    wrong = [{"relation": "credits", "document_id": invoice["id"]}]
    for answer in (
        ana.post("/v1/documents", note(invoice, references=wrong)),
        ana.patch(f"/v1/documents/{invoice['id']}", {"references": wrong}),
    ):
        assert detail_of(answer) == [(("body", "references", 0, "relation"), "enum")]
        assert all(f"'{relation}'" in answer.json()["detail"][0]["msg"] for relation in Relation)


def test_cancelling_answers_with_the_invoice_on_its_way_out_once_per_key(ana, invoice):
    path, key = f"/v1/documents/{invoice['id']}", str(uuid4())
    asked = {"reason": "Wrong receiver", "country_specific": {"type": TAG, "notes": ["N 7"]}}
    answer = ana.post(f"{path}/cancel", asked, Idempotency_Key=key)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["status"], body["fiscal_status"]) == ("CANCELLING", "cancellation_pending")
    assert body["cancellation_reason"] == "Wrong receiver"
    again = ana.post(f"{path}/cancel", asked, Idempotency_Key=key)
    assert (again.content, again["Idempotent-Replayed"]) == (answer.content, "true")
    ended = Document.objects.get(document_type="CANCELLATION")
    assert [one["document_id"] for one in body["referenced_by"]] == [str(ended.id)]
    assert ended.country_specific["reason"] == "Wrong receiver"
    assert ended.country_specific["notes"] == ["N 7"]
    other_key = ana.post(f"{path}/cancel", asked)
    assert (other_key.status_code, other_key.json()["code"]) == (409, "not_cancellable")


def test_without_a_series_for_notes_a_cancellation_says_so(ana):
    created = ana.new("/v1/documents", ana.ready_to_submit())
    issued(created["id"])
    answer = ana.post(f"/v1/documents/{created['id']}/cancel", {})
    assert detail_of(answer) == [(("body", "issuer_profile_id"), "profile_required")]
    assert "CREDIT_NOTE" in answer.json()["detail"][0]["msg"]


@pytest.mark.parametrize("intent", ["SUBMIT", "DRAFT"])
def test_a_cancellation_without_lines_takes_those_of_the_invoice(ana, invoice, intent):
    body = ana.new("/v1/documents", cancellation(invoice, intent=intent))
    assert (body["line_items"], body["totals"]) == (invoice["line_items"], invoice["totals"])
    shown = ana.get(f"/v1/documents/{invoice['id']}").json()
    assert shown["status"] == ("CANCELLING" if intent == "SUBMIT" else "ISSUED")


def test_a_preview_of_a_cancellation_names_its_series_and_what_is_wrong(ana, invoice):
    good = ana.post("/v1/documents/preview", cancellation(invoice)).json()
    assert (good["faults"], good["totals"]) == ([], invoice["totals"])
    wrong = cancellation(invoice, line_items=note(invoice)["line_items"])
    faults = ana.post("/v1/documents/preview", wrong).json()["faults"]
    assert "cancels_whole" in {fault["type"] for fault in faults}
    assert not Document.objects.filter(document_type="CANCELLATION").exists()


@pytest.mark.parametrize("kind", ["SUPPORT_DOCUMENT", "ADJUSTMENT_NOTE"])
@pytest.mark.parametrize("country", ["MX", "EC", "PE"])
def test_colombias_own_documents_are_refused_elsewhere(ana, country, kind):
    wrong = [(("body", "document_type"), "document_type_of_another_country")]
    body = ana.document(country, document_type=kind)
    assert detail_of(ana.post("/v1/documents", body)) == wrong
    faults = ana.post("/v1/documents/preview", body).json()["faults"]
    assert [f["type"] for f in faults].count("document_type_of_another_country") == 1
    draft = ana.new("/v1/documents", ana.document(country))
    change = {"document_type": kind}
    assert detail_of(ana.patch(f"/v1/documents/{draft['id']}", change)) == wrong


def test_a_support_document_is_kept_as_a_draft(ana):
    draft = ana.new("/v1/documents", ana.document(document_type="SUPPORT_DOCUMENT"))
    assert (draft["status"], draft["document_type"]) == ("DRAFT", "SUPPORT_DOCUMENT")


def test_acceptance_events_are_not_made_here(ana):
    body = ana.document(document_type="ACCEPTANCE_EVENT")
    wrong = [(("body", "document_type"), "literal_error")]
    assert detail_of(ana.post("/v1/documents", body)) == wrong
    draft = ana.new("/v1/documents", ana.document())
    change = {"document_type": "ACCEPTANCE_EVENT"}
    assert detail_of(ana.patch(f"/v1/documents/{draft['id']}", change)) == wrong


def test_another_tenants_invoice_can_neither_be_credited_nor_cancelled(ana, bea, invoice):
    path = f"/v1/documents/{invoice['id']}/cancel"
    assert bea.post(path, {}).status_code == 404
    body = note(invoice, tenant_id=bea.tenant_id)
    missing = (("body", "references", 0, "document_id"), "reference_not_found")
    assert missing in detail_of(bea.post("/v1/documents", body))

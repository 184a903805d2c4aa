"""What the service really answers, held against its own description."""

import json

import jsonschema
import pytest
from django.test import Client

from tests.factories import Api, exchange, in_doubt, issued, new_api


@pytest.fixture(autouse=True)
def plain_http(settings):
    """The test client speaks http."""
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def ana(db) -> Api:
    """A caller who may do everything."""
    return new_api("Ana SA", "read", "write", "reconcile")


@pytest.fixture(scope="module")
def schemas():
    """The description's components and the schema of each operation's answers, by status."""
    served = json.loads(Client().get("/v1/openapi.json", secure=True).content)
    answers = {
        (operation["operationId"], int(status)): media["schema"]
        for methods in served["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        for media in answer.get("content", {}).values()
    }
    return served["components"], answers


@pytest.fixture
def fits(schemas):
    """Checks an answer against the schema of its operation and status; gives its body."""
    components, answers = schemas

    def check(operation, answer):
        schema = answers[operation, answer.status_code] | {"components": components}
        jsonschema.Draft202012Validator(schema).validate(answer.json())
        return answer.json()

    return check


@pytest.mark.parametrize("country", ["CO", "MX", "EC", "PE"])
def test_what_a_country_needs_is_answered_as_described(ana, fits, country):
    party = fits("create_party", ana.post("/v1/parties", ana.party(country)))
    profile = ana.profile(party["id"], country)
    fits("create_issuer_profile", ana.post("/v1/issuer-profiles", profile))
    draft = fits("create_document", ana.post("/v1/documents", ana.document(country)))
    fits("get_document", ana.get(f"/v1/documents/{draft['id']}"))
    fits("preview_document", ana.post("/v1/documents/preview", ana.document(country)))
    fits("list_tax_codes", ana.get(f"/v1/tax-codes?country={country}"))
    fits("get_party", ana.get(f"/v1/parties/{party['id']}"))
    fits("list_parties", ana.get("/v1/parties"))
    fits("list_issuer_profiles", ana.get("/v1/issuer-profiles"))
    fits("void_document", ana.post(f"/v1/documents/{draft['id']}/void", {"reason": "x"}))


def test_a_full_document_is_answered_as_described(ana, fits):
    body = ana.ready_to_submit()
    other = ana.new("/v1/documents", ana.document("CO"))
    body["line_items"][0] |= {
        "quantity": 1.5,
        "discount": {"percent": "10", "reason": "Loyalty"},
        "code": "SKU-1",
        "unit": "EA",
        "metadata": {"a": "b"},
        "country_specific": {"type": "co_dian.v2024_11", "brand": "X"},
    }
    body["country_specific"] = {"type": "co_dian.v2024_11", "notes": ["Gracias"]}
    body["references"] = [
        {"relation": "RELATED", "document_id": other["id"], "external": {"fiscal_id": "x"}}
    ]
    body["payment"] = {"amount": "1.00", "currency": "COP", "payment_date": "2026-11-20"}
    draft = fits("create_document", ana.post("/v1/documents", body | {"intent": "DRAFT"}))
    assert draft["references"] == body["references"]
    assert draft["line_items"] == body["line_items"]
    assert draft["payment"] == body["payment"]
    path = f"/v1/documents/{draft['id']}"
    fits("patch_document", ana.patch(path, {"metadata": {"a": "b"}, "references": []}))
    sent = fits("submit_document", ana.post(f"{path}/submit"))
    exchange(in_doubt(sent["id"]), b"{}", b"\xff")
    fits("patch_document", ana.patch(path, {"status": "FAILED", "failure_reason": "Not there"}))
    fits("get_document", ana.get(path))
    fits("get_document_events", ana.get(f"{path}/events"))
    fits("get_document_evidence", ana.get(f"{path}/evidence"))
    fits("list_documents", ana.get("/v1/documents?limit=1"))


def test_the_rest_is_answered_as_described(ana, fits):
    fits("get_tenant", ana.get("/v1/tenant"))
    document = issued(ana.new("/v1/documents", ana.ready_to_submit())["id"])
    fits("get_document", ana.get(f"/v1/documents/{document.id}"))
    path = "/v1/webhook-subscriptions"
    hook = fits("create_webhook_subscription", ana.post(path, ana.subscription()))
    fits("list_webhook_subscriptions", ana.get(path))
    fits("get_webhook_subscription", ana.get(f"{path}/{hook['id']}"))
    fits("update_webhook_subscription", ana.patch(f"{path}/{hook['id']}", {"active": False}))
    fits("delete_webhook_subscription", ana.delete(f"{path}/{hook['id']}"))


def test_refusals_are_answered_as_described(ana, fits):
    draft = ana.new("/v1/documents", ana.document("CO"))
    path = f"/v1/documents/{draft['id']}"
    fits("create_document", ana.post("/v1/documents", {}))
    fits("create_document", ana.post("/v1/documents", ana.document("MX", intent="SUBMIT")))
    fits("create_document", ana.post("/v1/documents", {}, Content_Type="text/plain"))
    fits("get_document", ana.get("/v1/documents/x"))
    fits("get_document", ana.get(path, Authorization=None))
    fits("get_document", ana.get(path, X_Tenant_Id="x"))
    fits("patch_document", ana.patch(path, {"metadata": {}}, If_Match='"9"'))
    fits("cancel_document", ana.post(f"{path}/cancel", {}))
    fits("get_party", ana.get("/v1/parties/01930000-0000-7000-8000-000000000001"))


@pytest.mark.parametrize("country", ["CO", "MX", "EC", "PE"])
def test_nothing_is_doubtful_about_an_example(ana, country):
    party = ana.new("/v1/parties", ana.party(country))
    assert party["warnings"] == []
    profile = ana.new("/v1/issuer-profiles", ana.profile(party["id"], country))
    assert "technical_key" not in str(profile["warnings"])
    assert ana.new("/v1/documents", ana.document(country))["warnings"] == []


def test_a_file_is_sent_as_it_is_described(ana):
    document = issued(ana.new("/v1/documents", ana.ready_to_submit())["id"])
    sent = ana.get(f"/v1/documents/{document.id}/files/xml")["Content-Type"]
    served = json.loads(Client().get("/v1/openapi.json").content)
    described = served["paths"]["/v1/documents/{document_id}/files/{kind}"]["get"]["responses"]
    assert sent in described["200"]["content"]

"""GET /v1/issuer-profiles/{id}/provider-account over the real sandbox."""

import json
from uuid import uuid4

import jsonschema
import pytest
from django.test import Client

from documents.models import Evidence
from invoicing import issue
from invoicing.advance import advance
from parties.models import Party
from providers import secrets
from tests.factories import Api
from tests.invoicing.conftest import new_draft, new_profile
from tests.waiting import wait_until

LIMITS = {"low": 990000000, "high": 995000000}


@pytest.fixture
def caller(tenant, co_unit):
    """A caller of the tenant whose documents go to the unit."""
    return Api(tenant)


@pytest.fixture
def ask(caller, co_profile):
    """Asks for the profile's account."""

    def asked(query="", api=caller, profile=co_profile):
        return api.get(f"/v1/issuer-profiles/{profile.id}/provider-account{query}")

    return asked


def issued(tenant, actor):
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    submission = document.submissions.get()

    def done():
        advance(submission.id)
        document.refresh_from_db()
        return document.status == "ISSUED"

    wait_until(done, 20)
    return document


def test_the_account_with_what_is_left_theirs_and_ours(ask, co_profile, co_unit, tenant, actor):
    issued(tenant, actor)
    answer = ask()
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["organization"]["name"] == co_unit["name"]
    assert [(u["id"], u["active"]) for u in body["units"]] == [(co_unit["uid"], True)]
    sales = next(r for r in body["ranges"] if r["prefix"] == "SETP")
    assert (sales["current"], sales["left"]) == (990000000, 5000000)
    (ours,) = sales["issuer_profiles"]
    assert (ours["id"], ours["left"]) == (str(co_profile.id), 5000000)
    assert sales["days_left"] > 0
    support = next(r for r in body["ranges"] if r["prefix"] == "SEDS")
    assert (support["left"], support["issuer_profiles"]) == (1000001, [])
    assert (body["plan"]["used"], body["plan"]["total"] - body["plan"]["left"]) == (1, 1)
    looked_up = ("invoicer", "unit", "resolution", "transaction", "transactions")
    assert [body[name] for name in looked_up] == [None] * 5


def test_the_answer_is_as_described(ask, tenant, actor):
    served = json.loads(Client().get("/v1/openapi.json").content)
    described = served["paths"]["/v1/issuer-profiles/{profile_id}/provider-account"]["get"]
    content = described["responses"]["200"]["content"]["application/json"]
    schema = content["schema"] | {"components": served["components"]}
    check = jsonschema.Draft202012Validator(schema).validate
    document = issued(tenant, actor)
    resolution = ask().json()["ranges"][0]["resolution_id"]
    asked = f"?invoicer=830080150&transactions_of={document.id}&resolution_id={resolution}"
    check(ask(asked).json())
    for example in content["examples"].values():
        check(example["value"])


def test_nobody_hears_the_technical_key_or_the_token(ask, co_unit):
    text = ask("?invoicer=830080150").content.decode()
    for unit_range in co_unit["ranges"]:
        assert not unit_range.get("technicalKey") or unit_range["technicalKey"] not in text
    assert "fc8eac422eba16e2" not in text
    assert co_unit["token"] not in text
    kept = Evidence.objects.all()
    assert kept.count() > 0
    assert not any(co_unit["token"] in json.dumps(row.request_headers) for row in kept)


def test_what_was_asked_is_evidence_of_no_document(transactional_db, ask, tenant):
    ask()
    rows = Evidence.objects.filter(tenant=tenant)
    assert {"organization", "planSummary", "billingResolutions"} <= {r.operation for r in rows}
    assert {row.document_id for row in rows} == {None}
    assert {row.phase for row in rows} == {"sent", "answered"}


def test_an_electronic_invoicer_is_looked_up(ask):
    known = ask("?invoicer=830080150-1").json()["invoicer"]
    assert (known["invoices_electronically"], known["tax_id"]) == (True, "830080150")
    assert known["since"]
    unknown = ask("?invoicer=900373076-4").json()["invoicer"]
    assert (unknown["invoices_electronically"], unknown["tax_id"]) == (False, "900373076")
    assert ask("?invoicer=nobody").status_code == 422


def test_what_was_exchanged_about_a_document(ask, tenant, actor):
    document = issued(tenant, actor)
    body = ask(f"?transactions_of={document.id}").json()
    assert body["transactions"]
    one = body["transactions"][0]
    again = ask(f"?transaction_id={one['id']}").json()
    assert again["transaction"] == one
    assert again["transactions"] is None


def test_a_unit_and_a_resolution_are_looked_up_by_the_providers_ids(ask, co_unit):
    body = ask().json()
    resolution = body["ranges"][0]["resolution_id"]
    found = ask(f"?unit_id={co_unit['uid']}&resolution_id={resolution}").json()
    assert found["unit"] == body["units"][0]
    assert found["resolution"][0]["prefix"] == body["ranges"][0]["prefix"]
    assert problem_of(ask(f"?unit_id={uuid4()}"), 409)["code"] == "issuer_not_enabled"


def test_a_draft_has_no_exchanges_and_a_strangers_document_is_not_there(ask, tenant, actor):
    draft = issue.create(tenant, new_draft(), "DRAFT", actor)
    assert ask(f"?transactions_of={draft.id}").json()["transactions"] == []
    assert ask(f"?transactions_of={uuid4()}").status_code == 404


def test_a_document_of_another_account_is_refused(ask, tenant, actor, co_profile):
    other = new_profile(tenant, 1, 9, issuer_series="B", numerator_prefix="B", secret_arn="env:B")
    draft = issue.create(tenant, new_draft(issuer_profile_id=other.id), "DRAFT", actor)
    answer = ask(f"?transactions_of={draft.id}")
    assert answer.status_code == 422
    (detail,) = answer.json()["detail"]
    assert (detail["type"], detail["loc"]) == (
        "document_of_another_account",
        ["query", "transactions_of"],
    )


def test_another_tenants_profile_is_not_there(ask, bea):
    assert ask(api=bea).status_code == 404
    assert Evidence.objects.count() == 0


def test_a_country_whose_provider_shows_no_account(ask, tenant):
    party = Party.objects.create(
        tenant=tenant, kind="issuer", tax_id="AAA010101AAA", tax_id_type="RFC", country="MX"
    )
    profile = new_profile(tenant, 1, 9)
    profile.country, profile.party = "MX", party
    profile.save()
    answer = ask(profile=profile)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["type"] == "account_not_offered"


def problem_of(answer, status):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()


def test_a_provider_that_is_down_is_503(ask, settings):
    settings.PROVIDER_URLS = {"co_yabico": "http://127.0.0.1:9/co/"}
    answer = ask()
    assert problem_of(answer, 503)["code"] == "provider_unavailable"
    assert int(answer["Retry-After"]) > 0
    assert Evidence.objects.filter(phase="answered").exclude(error="").exists()


@pytest.mark.parametrize("scenario", ["500", "garbage", "429"])
def test_a_provider_that_is_ill_is_503(ask, sandbox, co_unit, scenario):
    sandbox.arm(co_unit["uid"], scenario, operation="planSummary")
    answer = ask()
    assert problem_of(answer, 503)["code"] == "provider_unavailable"
    assert int(answer["Retry-After"]) > 0
    assert ask().status_code == 200


def test_a_wrong_credential_says_what_to_mend(ask, monkeypatch, co_unit):
    monkeypatch.setenv("CO_TOKEN", "wrong-token")
    secrets.forget("env:CO_TOKEN")
    body = problem_of(ask(), 409)
    assert body["code"] == "credential_refused"
    assert "secret_arn" in body["detail"]
    monkeypatch.setenv("CO_TOKEN", co_unit["token"])
    assert ask().status_code == 200


def test_no_credential_at_all_is_said(ask, co_profile):
    co_profile.secret_arn = None
    co_profile.save()
    assert problem_of(ask(), 409)["code"] == "credential_missing"

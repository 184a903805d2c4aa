"""GET /v1/issuer-profiles/{id}/provider-purchases over the real sandbox."""

from decimal import Decimal
from uuid import uuid4

import pytest

from documents.models import Evidence
from invoicing.jobs import account_of
from invoicing.recorder import EvidenceRecorder, Reading
from parties.models import Tenant
from providers import registry, secrets
from providers.purchases import PurchaseJob
from tests.factories import Api
from tests.invoicing.test_purchases_end_to_end import taken_in


@pytest.fixture
def caller(tenant, co_unit):
    """A caller of the tenant whose purchases are in the unit's account."""
    return Api(tenant)


@pytest.fixture
def ask(caller, co_profile):
    """Asks for the purchases of the profile's account."""

    def asked(query="", api=caller, profile=co_profile):
        return api.get(f"/v1/issuer-profiles/{profile.id}/provider-purchases{query}")

    return asked


def issued_to(sandbox, unit):
    """A seller's invoice to the unit, which DIAN has; its CUFE."""
    return sandbox.control("POST", "/purchases", unit=unit["uid"], amount="100000")["cufe"]


def came_by_mail(profile, cufe):
    """The provider takes the purchase in without us."""
    provider = registry.for_country("CO")
    recorder = EvidenceRecorder(Reading(profile.tenant_id, "mail"), provider.name)
    provider.add_purchase(PurchaseJob("INVOICE", cufe, account_of(profile, provider), recorder))


def test_what_was_taken_in_here_is_told_from_what_was_not(
    ask, sandbox, co_unit, co_profile, tenant, actor
):
    here, elsewhere = issued_to(sandbox, co_unit), issued_to(sandbox, co_unit)
    row = taken_in(tenant, actor, here)
    came_by_mail(co_profile, elsewhere)
    answer = ask()
    assert answer.status_code == 200, answer.content
    found = {item["fiscal_id"]: item for item in answer.json()["items"]}
    assert {cufe: item["received_document_id"] for cufe, item in found.items()} == {
        here: str(row.id),
        elsewhere: None,
    }
    assert Decimal(found[here]["total"]) == row.total
    assert found[here]["issuer_tax_id"] == row.issuer["tax_id"]
    assert ask("?document_type=CREDIT_NOTE").json() == {"items": [], "next_after": None}


def test_pages_follow_each_other_to_the_end(ask, sandbox, co_unit, co_profile):
    cufes = [issued_to(sandbox, co_unit) for _ in range(3)]
    for cufe in cufes:
        came_by_mail(co_profile, cufe)
    first = ask("?limit=2").json()
    second = ask(f"?limit=2&after={first['next_after']}").json()
    assert second["next_after"] is None
    seen = [item["fiscal_id"] for item in (*first["items"], *second["items"])]
    assert sorted(seen) == sorted(cufes)


def test_asking_is_evidence_without_a_document(ask, tenant):
    before = Evidence.objects.filter(tenant=tenant).count()
    assert ask().status_code == 200
    rows = Evidence.objects.filter(tenant=tenant)
    assert rows.count() > before
    assert all(row.document_id is None for row in rows)


@pytest.mark.parametrize("query", ["?document_type=RECEIPT", "?limit=0", "?limit=101", "?page=2"])
def test_a_wrong_parameter_is_named(ask, query):
    assert ask(query).status_code == 422


def test_a_provider_that_is_away_is_told_with_when_to_come_back(ask, monkeypatch, settings):
    settings.PROVIDER_URLS = {**settings.PROVIDER_URLS, "co_yabico": "http://127.0.0.1:9/x/"}
    answer = ask()
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")
    assert int(answer["Retry-After"]) > 0


def test_a_wrong_credential_is_told_with_its_fix(ask, monkeypatch):
    monkeypatch.setenv("CO_TOKEN", "wrong")
    secrets.forget("env:CO_TOKEN")
    answer = ask()
    assert answer.status_code == 409
    assert "secret_arn" in answer.json()["detail"]
    secrets.forget("env:CO_TOKEN")


def test_another_tenants_profile_is_not_there(ask, caller, co_profile):
    other = Api(Tenant.objects.create(name="Bea's"))
    assert ask(api=other).status_code == 404
    assert caller.get(f"/v1/issuer-profiles/{uuid4()}/provider-purchases").status_code == 404

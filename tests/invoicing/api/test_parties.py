"""Parties and issuer profiles over HTTP."""

import pytest

from parties.models import IssuerProfile
from tests.invoicing.api.test_documents import detail_of

COUNTRIES = ("CO", "MX", "EC", "PE")


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_party_and_its_profile_are_made_and_read_in_every_country(ana, country):
    party = ana.new("/v1/parties", ana.party(country))
    assert ana.get(f"/v1/parties/{party['id']}").json() == party
    profile = ana.new("/v1/issuer-profiles", ana.profile(party["id"], country))
    assert ana.get(f"/v1/issuer-profiles/{profile['id']}").json() == profile
    assert profile["numerator_current"] == profile["numerator_range_min"] - 1
    assert "secret_arn" not in profile
    assert IssuerProfile.objects.get().secret_arn


def test_keys_and_pins_of_a_profile_are_kept_and_never_answered(ana):
    party = ana.new("/v1/parties", ana.party("CO"))
    given = {"technical_key": "ab" * 20, "software_pin": "Pin12345", "environment": "2"}
    profile = ana.new("/v1/issuer-profiles", ana.profile(party["id"], "CO", provider_config=given))
    shown = {"technical_key": "***", "software_pin": "***", "environment": "2"}
    assert profile["provider_config"] == shown
    one = ana.get(f"/v1/issuer-profiles/{profile['id']}")
    every = ana.get("/v1/issuer-profiles")
    ended = ana.post(f"/v1/issuer-profiles/{profile['id']}/deactivate")
    for answer in (one, every, ended):
        assert answer.status_code == 200
        assert b"Pin12345" not in answer.content
        assert b"abab" not in answer.content
    assert IssuerProfile.objects.get().provider_config == given


def test_a_masked_key_is_not_taken_for_a_key(ana):
    party = ana.new("/v1/parties", ana.party("CO"))
    for name in ("technical_key", "software_pin"):
        body = ana.profile(party["id"], "CO", provider_config={name: "***"})
        refused = detail_of(ana.post("/v1/issuer-profiles", body))
        assert refused == [(("body", "provider_config", name), "config_malformed")]


def test_a_party_keeps_all_it_was_given(ana):
    given = ana.party(
        "CO",
        kind="both",
        email="a@b.example",
        address={"line1": "CRA 7", "city": "11001", "country": "CO", "region": "11"},
        metadata={"erp": "C-1"},
    )
    party = ana.new("/v1/parties", given)
    assert {name: party[name] for name in given} == given
    assert (party["deactivated_at"], party["warnings"]) == (None, [])


def test_what_is_doubtful_about_a_tax_id_is_shown(ana):
    party = ana.new("/v1/parties", ana.party("MX", tax_id="EKU9003173C8"))
    assert [w["code"] for w in party["warnings"]] == ["rfc_check_digit"]


@pytest.mark.parametrize(
    ("changes", "loc", "type"),
    [
        ({"tax_id": "900559088-3"}, ("tax_id",), "nit_check_digit"),
        ({"kind": "x"}, ("kind",), "literal_error"),
        (
            {"country_specific": {"type": "ec_sri.v2_34"}},
            ("country_specific", "type"),
            "unknown_country_specific_type",
        ),
        (
            {"country_specific": {"type": "co_dian.v2024_11", "city_code": "1"}},
            ("country_specific", "city_code"),
            "string_pattern_mismatch",
        ),
        ({"address": {"city": "x", "country": "CO"}}, ("address", "line1"), "missing"),
        ({"deactivated_at": None}, ("deactivated_at",), "extra_forbidden"),
        ({"tenant_id": "x"}, ("tenant_id",), "tenant_mismatch"),
    ],
)
def test_a_partys_mistakes_are_named(ana, changes, loc, type):
    assert detail_of(ana.post("/v1/parties", ana.party(**changes))) == [(("body", *loc), type)]


@pytest.mark.parametrize(
    ("changes", "loc", "type"),
    [
        ({"issuer_series": ""}, ("issuer_series",), "string_too_short"),
        ({"numerator_range_min": -1}, ("numerator_range_min",), "greater_than_equal"),
        ({"numerator_range_min": 1.5}, ("numerator_range_min",), "int_type"),
        ({"numerator_range_min": "1"}, ("numerator_range_min",), "int_type"),
        ({"numerator_range_max": 2**63}, ("numerator_range_max",), "less_than_equal"),
        ({"numerator_range_max": 1}, ("numerator_range_max",), "range_order"),
        ({"numerator_prefix": "A B"}, ("numerator_prefix",), "string_pattern_mismatch"),
        (
            {"provider_config": {"environment": "3"}},
            ("provider_config", "environment"),
            "config_malformed",
        ),
        ({"provider_config": {"token": "x"}}, ("provider_config", "token"), "secret_in_config"),
        (
            {"provider_config": {"environment": 2}},
            ("provider_config", "environment"),
            "string_type",
        ),
        ({"secret_arn": "hunter2"}, ("secret_arn",), "secret_reference"),
        ({"document_types": []}, ("document_types",), "too_short"),
        ({"document_types": ["X"]}, ("document_types", 0), "literal_error"),
        ({"country": "MX"}, ("country",), "party_country"),
        ({"numerator_current": 5}, ("numerator_current",), "extra_forbidden"),
    ],
)
def test_a_profiles_mistakes_are_named(ana, changes, loc, type):
    party = ana.new("/v1/parties", ana.party())
    answer = ana.post("/v1/issuer-profiles", ana.profile(party["id"], **changes))
    assert detail_of(answer) == [(("body", *loc), type)]
    assert not IssuerProfile.objects.exists()


def test_another_tenants_party_is_not_there_for_a_profile(ana, bea):
    party = bea.new("/v1/parties", bea.party())
    answer = ana.post("/v1/issuer-profiles", ana.profile(party["id"]))
    assert detail_of(answer) == [(("body", "party_id"), "party_not_found")]


def test_overlapping_ranges_are_refused(ana):
    body = ana.ready_to_submit()
    party = ana.get(f"/v1/issuer-profiles/{body['issuer_profile_id']}").json()["party_id"]
    answer = ana.post("/v1/issuer-profiles", ana.profile(party, issuer_series="B"))
    assert detail_of(answer) == [(("body", "numerator_range_min"), "range_overlap")]


def test_biggest_numbers_survive_the_way(ana):
    party = ana.new("/v1/parties", ana.party("PE"))
    body = ana.profile(party["id"], "PE", numerator_range_min=9007199254740993)
    del body["numerator_range_max"]
    profile = ana.new("/v1/issuer-profiles", body)
    assert profile["numerator_range_min"] == 9007199254740993
    assert profile["numerator_range_max"] == 9223372036854775807


@pytest.mark.parametrize("path", ["parties", "issuer-profiles"])
def test_deactivating_twice_is_the_same_answer(ana, path):
    party = ana.new("/v1/parties", ana.party())
    profile = ana.new("/v1/issuer-profiles", ana.profile(party["id"]))
    row = {"parties": party, "issuer-profiles": profile}[path]
    first = ana.post(f"/v1/{path}/{row['id']}/deactivate")
    second = ana.post(f"/v1/{path}/{row['id']}/deactivate", {})
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["deactivated_at"] is not None
    assert first.content == second.content
    assert ana.get(f"/v1/{path}/{row['id']}").json() == first.json()
    assert ana.get(f"/v1/{path}").json()["items"] == []
    assert ana.get(f"/v1/{path}?include_deactivated=true").json()["items"] == [first.json()]


def test_profiles_are_found_by_country_series_and_reference(ana):
    co = ana.ready_to_submit()["issuer_profile_id"]
    party = ana.new("/v1/parties", ana.party("MX"))
    mx = ana.new("/v1/issuer-profiles", ana.profile(party["id"], "MX", external_ref="r"))["id"]
    shown = {
        "": [co, mx],
        "?country=MX": [mx],
        "?issuer_series=SETP": [co],
        "?external_ref=r": [mx],
        "?external_ref=r&country=CO": [],
    }
    for query, ids in shown.items():
        items = ana.get(f"/v1/issuer-profiles{query}").json()["items"]
        assert [item["id"] for item in items] == ids, query


def test_lists_are_the_tenants_own(ana, bea):
    bea.ready_to_submit()
    bea.new("/v1/webhook-subscriptions", bea.subscription())
    for path in ("parties", "issuer-profiles", "webhook-subscriptions"):
        assert ana.get(f"/v1/{path}").json() == {"items": []}


def test_tax_codes_are_those_of_the_day(ana):
    def codes(query):
        return {c["code"]: c for c in ana.get(f"/v1/tax-codes?{query}").json()["items"]}

    now = codes("country=CO")
    assert (now["IVA19"]["rate"], now["IVA19"]["kind"]) == ("19", "tax")
    assert now["IVA19"]["valid_from"] == "2017-01-01"
    assert "IVA19" not in codes("country=CO&on=2016-12-31")
    assert "IVA16" in codes("country=MX&on=2026-11-20")
    assert detail_of(ana.get("/v1/tax-codes")) == [(("query", "country"), "missing")]
    assert ana.get("/v1/tax-codes?country=CO&on=2016-02-30").status_code == 422

"""What an issuer profile may say to the Mexican provider."""

import pytest

from documents.values import Severity
from providers.base import Account, ErrorKind, ProviderError
from providers.mx_facturagreen.assumptions import FIELDS, SWITCHES, assumptions_of
from providers.mx_facturagreen.config import address_of, config_faults, headers_of

COMPLETE = {
    "business_uuid": "e-business-1001-11111111-2222-4333-8444-666666666666",
    "account_uuid": "0000",
    "lugar_expedicion": "42501",
    "issuer_regimen_fiscal": "601",
    "webhook_secret_arn": "arn:aws:secretsmanager:us-east-1:1:secret:x",
    "csd_valid_to": "2027-03-31",
}


def errors(config):
    return {f.path[0] for f in config_faults(config) if f.severity is Severity.ERROR}


def test_the_key_is_not_shown():
    headers = headers_of(Account("profile-1", "key-of-ana", "business-1"))
    assert headers.as_sent()["x-application-key"] == "key-of-ana"
    assert "key-of-ana" not in repr(headers)


def test_a_complete_config_has_no_faults():
    assert config_faults(COMPLETE) == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("business_uuid", "e/business"),
        ("lugar_expedicion", "4250"),
        ("issuer_regimen_fiscal", "602"),
        ("issuer_regimen_fiscal", "6010"),
        ("webhook_secret_arn", "the-secret-itself"),
        ("csd_valid_to", "2027-02-30"),
        ("assume_list", "maybe"),
        ("assume_reference_field", "a b"),
    ],
)
def test_what_is_malformed_is_an_error_at_its_key(key: str, value: str):
    assert errors({**COMPLETE, key: value}) == {key}


def test_an_empty_config_is_told_what_it_lacks_and_is_no_error():
    absent = {f.path[0] for f in config_faults({})}
    assert absent == {
        "business_uuid",
        "lugar_expedicion",
        "issuer_regimen_fiscal",
    }
    assert errors({}) == set()


@pytest.mark.parametrize("key", ["sat_certificates", "consulta_url", "lugar"])
def test_a_key_that_is_not_the_profiles_is_warned_of(key: str):
    [fault] = config_faults({**COMPLETE, key: "x"})
    assert (fault.code, fault.severity) == ("config_key_unknown", Severity.WARNING)


def test_a_list_switched_off_is_warned_of():
    [fault] = config_faults({**COMPLETE, "assume_list": "no"})
    assert fault.severity is Severity.WARNING


def test_the_assumptions_are_those_of_the_page_unless_the_account_says_otherwise():
    assumed = assumptions_of({})
    assert (assumed.reference_field, assumed.substitute_field) == ("reference", "substitute")
    assert assumed.can_look_up
    other = assumptions_of({**dict.fromkeys(SWITCHES, "no"), "assume_type_field": "kind"})
    switched = (other.list, other.number_fields, other.line_taxes, other.header_fields)
    assert switched == (False, False, False, False)
    assert other.type_field == "kind"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, True),
        ({"assume_list": "no"}, False),
        ({"assume_reference_field": ""}, True),
        ({"assume_reference_field": "", "assume_number_fields": "no"}, False),
    ],
)
def test_a_document_can_be_looked_up_only_by_something(config, expected: bool):
    assert assumptions_of(config).can_look_up is expected


def test_every_assumption_may_be_configured():
    changed = {**dict.fromkeys(FIELDS, "other"), **dict.fromkeys(SWITCHES, "no")}
    assert errors({**COMPLETE, **changed}) == set()


@pytest.mark.parametrize("address", ["", "ftp://x", "http://api.example.com", "https://"])
def test_an_address_that_is_none_or_not_https_is_refused(address: str):
    with pytest.raises(ProviderError) as caught:
        address_of(Account("1", "s", config={"base_url": address}))
    assert caught.value.kind is ErrorKind.CONFIG


def test_the_business_is_that_of_the_config_or_else_the_profiles_reference():
    assert headers_of(Account("1", "s", "ref", {"business_uuid": "b"})).business == "b"
    assert headers_of(Account("1", "s", "ref", {})).business == "ref"
    with pytest.raises(ProviderError) as caught:
        headers_of(Account("1", "s", None, {}))
    assert caught.value.code == "business_missing"

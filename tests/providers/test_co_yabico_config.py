"""What an issuer profile may say."""

import pytest

from documents.values import Severity
from providers.base import Account, ErrorKind, ProviderError
from providers.co_yabico.config import address_of, config_faults, limits_of, unit_of
from providers.http import LIMITS

WHOLE = {
    "organizational_unit_id": "11111111-2222-4333-8444-555555555555",
    "environment": "2",
    "technical_key": "fc8eac422eba16e22ffd8c6f94b3f40a6e38162c",
    "resolution_number": "18760000001",
    "resolution_valid_from": "2019-01-19",
    "resolution_valid_to": "2030-01-19",
}


def errors(**changes: str) -> list[tuple[str, str]]:
    found = config_faults({**WHOLE, **changes})
    return [(f.code, str(f.path[0])) for f in found if f.severity is Severity.ERROR]


def account(external_ref: str | None = None, **config: str) -> Account:
    return Account("p", "s", external_ref, config)


def test_a_whole_config_has_no_fault():
    assert config_faults(WHOLE) == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("organizational_unit_id", ""),
        ("organizational_unit_id", 'x"}'),
        ("environment", "3"),
        ("environment", "test"),
        ("technical_key", "fc8eac422eba16e22ffd8c6f94b3f40a6e3816"),
        ("technical_key", "z" * 40),
        ("technical_key", "a" * 65),
        ("software_pin", ""),
        ("software_pin", "12 45"),
        ("tacit_acceptance", "always"),
        ("contingency_profile_id", "another one"),
        ("resolution_number", "18.76"),
        ("resolution_valid_from", "19/01/2019"),
        ("resolution_valid_to", "2030-02-30"),
    ],
)
def test_a_malformed_value_is_an_error_at_its_key(key, value):
    assert errors(**{key: value}) == [("config_malformed", key)]


@pytest.mark.parametrize("key", ["a" * 40, "A" * 64, "0" * 50])
def test_technical_keys_of_every_length_seen(key):
    assert errors(technical_key=key) == []


def test_a_resolution_does_not_end_before_it_starts():
    found = errors(resolution_valid_from="2030-01-19", resolution_valid_to="2019-01-19")
    assert found == [("config_dates_reversed", "resolution_valid_to")]


@pytest.mark.parametrize("missing", ["technical_key", "environment", "organizational_unit_id"])
def test_what_is_likely_forgotten_is_a_warning(missing):
    config = {key: value for key, value in WHOLE.items() if key != missing}
    (fault,) = config_faults(config)
    assert fault.severity is Severity.WARNING


@pytest.mark.parametrize("key", ["base_url", "read_timeout"])
def test_what_the_operator_sets_is_not_a_profiles_to_say(key):
    (fault,) = config_faults({**WHOLE, key: "1"})
    assert (fault.code, fault.severity) == ("config_key_unknown", Severity.WARNING)


def test_an_unknown_key_is_a_warning():
    (fault,) = config_faults({**WHOLE, "tecnical_key": "x"})
    assert (fault.code, fault.path, fault.severity) == (
        "config_key_unknown",
        ("tecnical_key",),
        Severity.WARNING,
    )


def test_the_unit_is_the_configs_else_the_profiles_external_ref():
    assert unit_of(account("ref-1", organizational_unit_id="u-1")) == "u-1"
    assert unit_of(account("ref-1")) == "ref-1"
    with pytest.raises(ProviderError) as caught:
        unit_of(account())
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONFIG, "unit_missing")


@pytest.mark.parametrize(
    "url", ["https://api.yabi.co/", "http://127.0.0.1:8010/co/", "http://sandbox:8010/"]
)
def test_credentials_go_to_https_or_to_this_network(url):
    assert address_of(account(base_url=url)) == url


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "endpoint_missing"),
        ("http://api.yabi.co/", "endpoint_invalid"),
        ("ftp://sandbox/", "endpoint_invalid"),
        ("https://", "endpoint_invalid"),
    ],
)
def test_credentials_go_nowhere_else(url, code):
    with pytest.raises(ProviderError) as caught:
        address_of(account(base_url=url))
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONFIG, code)


def test_time_outs_of_the_account():
    made = limits_of(account(connect_timeout="1.5", read_timeout="7"))
    assert (made.connect, made.read, made.body) == (1.5, 7.0, LIMITS.body)
    assert limits_of(account(read_timeout="nan")) == LIMITS

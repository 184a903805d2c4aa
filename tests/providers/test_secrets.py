"""Credentials: resolved through one door, kept for a while, never shown."""

import sys

import boto3
import pytest
from moto import mock_aws

from providers.base import ErrorKind, ProviderError
from providers.secrets import SecretResolver

VALUE = "tok-f00d"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def resolver(clock: Clock) -> SecretResolver:
    return SecretResolver(seconds=300, clock=clock)


@pytest.fixture
def aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="sa-east-1")


def refused(resolver, reference) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        resolver.resolve(reference)
    return caught.value


def test_of_the_environment(resolver, monkeypatch):
    monkeypatch.setenv("YABI_TOKEN", f" {VALUE}\n")
    assert resolver.resolve("env:YABI_TOKEN") == VALUE


def test_of_a_file(resolver, tmp_path):
    (tmp_path / "token").write_text(f"{VALUE}\n")
    assert resolver.resolve(f"file:{tmp_path}/token") == VALUE


def test_of_a_json_object(resolver, tmp_path):
    (tmp_path / "token").write_text('{"token": "tok-f00d", "other": 1}')
    assert resolver.resolve(f"file:{tmp_path}/token") == VALUE


def test_of_secrets_manager(resolver, aws):
    arn = aws.create_secret(Name="co/yabi", SecretString=VALUE)["ARN"]
    assert resolver.resolve(arn) == VALUE


def test_of_secrets_manager_as_json(resolver, aws):
    arn = aws.create_secret(Name="co/yabi", SecretString='{"token": "tok-f00d"}')["ARN"]
    assert resolver.resolve(arn) == VALUE


def test_missing_in_secrets_manager(resolver, aws):
    arn = "arn:aws:secretsmanager:sa-east-1:123456789012:secret:none-abcdef"
    error = refused(resolver, arn)
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "credential_missing")
    assert arn in error.message


def test_a_binary_secret_counts_as_missing(resolver, aws):
    arn = aws.create_secret(Name="co/yabi", SecretBinary=b"\x00\x01")["ARN"]
    assert refused(resolver, arn).code == "credential_missing"


@pytest.mark.parametrize("reference", ["env:NOT_SET_ANYWHERE", "file:/no/such/file"])
def test_missing(resolver, reference):
    error = refused(resolver, reference)
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "credential_missing")
    assert reference in error.message


@pytest.mark.parametrize("reference", ["", "env:", "vault:x", "plain-token", "arn:aws"])
def test_no_reference(resolver, reference):
    error = refused(resolver, reference)
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "credential_reference_invalid")


def test_the_value_is_in_no_error(resolver, tmp_path):
    (tmp_path / "token").write_text('{"token": {"inner": "tok-f00d"}}')
    error = refused(resolver, f"file:{tmp_path}/token")
    assert error.code == "credential_unreadable"
    assert VALUE not in f"{error!r} {error.message} {error.__context__!r} {error.__cause__!r}"


def test_the_value_is_in_no_broken_json_error(resolver, tmp_path):
    (tmp_path / "token").write_text('{"token": "tok-f00d"')
    error = refused(resolver, f"file:{tmp_path}/token")
    assert VALUE not in f"{error!r} {error.__cause__!r}"
    assert error.__suppress_context__ or error.__context__ is None


def test_the_value_is_in_no_repr(resolver, monkeypatch):
    monkeypatch.setenv("YABI_TOKEN", VALUE)
    resolver.resolve("env:YABI_TOKEN")
    assert VALUE not in repr(resolver)


def test_kept_for_its_time_and_no_longer(resolver, clock, monkeypatch):
    monkeypatch.setenv("YABI_TOKEN", "old")
    resolver.resolve("env:YABI_TOKEN")
    monkeypatch.setenv("YABI_TOKEN", "new")
    clock.now += 299
    assert resolver.resolve("env:YABI_TOKEN") == "old"
    clock.now += 1
    assert resolver.resolve("env:YABI_TOKEN") == "new"


def test_forgotten_on_request(resolver, monkeypatch):
    monkeypatch.setenv("YABI_TOKEN", "old")
    resolver.resolve("env:YABI_TOKEN")
    monkeypatch.setenv("YABI_TOKEN", "new")
    resolver.forget("env:YABI_TOKEN")
    assert resolver.resolve("env:YABI_TOKEN") == "new"


def test_a_missing_credential_is_asked_for_again(resolver, monkeypatch):
    monkeypatch.delenv("YABI_TOKEN", raising=False)
    assert refused(resolver, "env:YABI_TOKEN").code == "credential_missing"
    monkeypatch.setenv("YABI_TOKEN", VALUE)
    assert resolver.resolve("env:YABI_TOKEN") == VALUE


def test_without_the_aws_extra(resolver, monkeypatch):
    monkeypatch.setitem(sys.modules, "boto3", None)
    error = refused(resolver, "arn:aws:secretsmanager:sa-east-1:1:secret:x")
    assert (error.kind, error.code) == (ErrorKind.CONFIG, "credential_unreadable")
    assert "'aws' extra" in error.message


def test_a_store_that_is_down_is_asked_again_later(resolver, aws, monkeypatch):
    def down(*args, **kwargs):
        from botocore.exceptions import EndpointConnectionError

        raise EndpointConnectionError(endpoint_url="https://secretsmanager")

    monkeypatch.setattr("boto3.client", down)
    error = refused(resolver, "arn:aws:secretsmanager:sa-east-1:1:secret:x")
    assert (error.kind, error.code) == (ErrorKind.RETRY, "credential_unavailable")

"""Keys: shown once, stored as a digest, remembered for a moment, revoked for good."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from parties import api_keys
from parties.errors import NotThere
from parties.models import ApiKey, Tenant


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Keys of earlier tests are gone with their rows."""
    api_keys.forget_all()


@pytest.fixture
def tenant(db):
    """A tenant."""
    return Tenant.objects.create(name="Ana SA")


def test_only_a_digest_and_the_prefix_are_stored(tenant):
    made = api_keys.create(tenant, "erp", ["write", "read", "read"])
    row = ApiKey.objects.get()
    assert made.secret.startswith(f"{row.prefix}_")
    assert len(made.secret) == len(row.prefix) + 44
    stored = {str(getattr(row, field.attname)) for field in ApiKey._meta.concrete_fields}
    assert not any(made.secret[12:] in value for value in stored)
    assert row.scopes == ["read", "write"]
    assert made.secret not in repr(made)


def test_a_key_is_who_it_was_made_for(tenant):
    made = api_keys.create(tenant, "erp", ["read"])
    found = api_keys.authenticate(made.secret)
    assert (found.tenant, found.prefix) == (tenant, made.key.prefix)
    assert found.scopes == {"read"}


@pytest.mark.parametrize(
    "text", ["", "x", "ik_abcdefgh_", "ik_abcdefgh_" + "x" * 43, "\x00", "é" * 50]
)
def test_what_is_no_key_is_nobodys(tenant, text):
    with pytest.raises(api_keys.InvalidKey):
        api_keys.authenticate(text)


def test_the_prefix_alone_opens_nothing(tenant):
    made = api_keys.create(tenant, "erp", ["read"])
    with pytest.raises(api_keys.InvalidKey):
        api_keys.authenticate(made.key.prefix + "_" + "A" * 43)


def test_a_key_costs_one_query_and_then_none(tenant, django_assert_num_queries):
    made = api_keys.create(tenant, "erp", ["read"])
    ApiKey.objects.update(last_used_at=timezone.now())
    with django_assert_num_queries(1):
        api_keys.authenticate(made.secret)
    with django_assert_num_queries(0):
        for _ in range(3):
            api_keys.authenticate(made.secret)


def test_a_wrong_key_is_never_remembered(tenant, django_assert_num_queries):
    with django_assert_num_queries(2):
        for _ in range(2):
            with pytest.raises(api_keys.InvalidKey):
                api_keys.authenticate("ik_abcdefgh_" + "x" * 43)


def test_another_process_takes_a_revoked_key_for_five_seconds_at_most(tenant, monkeypatch):
    made = api_keys.create(tenant, "erp", ["read"])
    api_keys.authenticate(made.secret)
    ApiKey.objects.update(revoked_at=timezone.now())
    api_keys.authenticate(made.secret)
    later = api_keys.time.monotonic() + api_keys.CACHE_SECONDS
    monkeypatch.setattr(api_keys.time, "monotonic", lambda: later)
    with pytest.raises(api_keys.InvalidKey):
        api_keys.authenticate(made.secret)


def test_a_key_expires_to_the_moment_though_it_is_remembered(tenant, monkeypatch):
    expires_at = timezone.now() + timedelta(seconds=2)
    made = api_keys.create(tenant, "erp", ["read"], expires_at)
    api_keys.authenticate(made.secret)
    monkeypatch.setattr(api_keys.timezone, "now", lambda: expires_at)
    with pytest.raises(api_keys.InvalidKey):
        api_keys.authenticate(made.secret)


def test_use_is_written_once_a_minute(tenant, django_assert_num_queries):
    made = api_keys.create(tenant, "erp", ["read"])
    api_keys.authenticate(made.secret)
    first = ApiKey.objects.get().last_used_at
    assert first is not None
    api_keys.forget_all()
    with django_assert_num_queries(1):
        api_keys.authenticate(made.secret)
    assert ApiKey.objects.get().last_used_at == first
    ApiKey.objects.update(last_used_at=first - timedelta(seconds=61))
    api_keys.forget_all()
    api_keys.authenticate(made.secret)
    assert ApiKey.objects.get().last_used_at > first


def test_the_memory_of_keys_does_not_grow_without_end(tenant, monkeypatch):
    monkeypatch.setattr(api_keys, "CACHE_SIZE", 3)
    for number in range(5):
        api_keys.authenticate(api_keys.create(tenant, str(number), ["read"]).secret)
    assert len(api_keys._cache) == 3


def test_a_taken_prefix_is_not_given_again(tenant, monkeypatch):
    letters = iter("a" * 8 + "a" * 8 + "b" * 8)
    monkeypatch.setattr(api_keys.secrets, "choice", lambda _: next(letters))
    assert api_keys.create(tenant, "one", ["read"]).key.prefix == "ik_aaaaaaaa"
    assert api_keys.create(tenant, "two", ["read"]).key.prefix == "ik_bbbbbbbb"


def test_revoking_twice_keeps_the_first_instant(tenant):
    prefix = api_keys.create(tenant, "erp", ["read"]).key.prefix
    first = api_keys.revoke(prefix).revoked_at
    assert api_keys.revoke(prefix).revoked_at == first
    with pytest.raises(NotThere):
        api_keys.revoke("ik_nobody")


def run(*arguments):
    """A command's standard output."""
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


def test_the_commands_make_a_tenant_with_a_key_and_end_the_key(db):
    tenant = run("create_tenant", "Ana SA")
    assert Tenant.objects.get().id.hex == tenant.replace("-", "")
    key = run("create_api_key", tenant, "--scope", "read", "--expires-in-days", "3")
    found = api_keys.authenticate(key)
    assert (found.scopes, str(found.tenant.id)) == ({"read"}, tenant)
    assert timedelta(days=2) < found.expires_at - timezone.now() < timedelta(days=3)
    run("revoke_api_key", found.prefix)
    with pytest.raises(api_keys.InvalidKey):
        api_keys.authenticate(key)


def test_a_key_reads_and_writes_unless_told_otherwise(tenant):
    key = run("create_api_key", str(tenant.id))
    assert api_keys.authenticate(key).scopes == {"read", "write"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("create_tenant", " "),
        ("create_tenant", "x" * 201),
        ("create_api_key", "x"),
        ("create_api_key", "01930000-0000-7000-8000-000000000001"),
        ("revoke_api_key", "ik_nobody"),
        ("revoke_api_key", ""),
    ],
)
def test_the_commands_say_what_is_wrong(db, arguments):
    with pytest.raises(CommandError):
        run(*arguments)
    assert not ApiKey.objects.exists()
    assert not Tenant.objects.exists()


def test_a_key_cannot_be_made_expired(tenant):
    with pytest.raises(CommandError):
        run("create_api_key", str(tenant.id), "--expires-in-days", "0")


@pytest.mark.parametrize(
    "wrong", [("--expires-in-days", "999999999"), ("--name", "x" * 101), ("--name", " ")]
)
def test_a_key_of_unusable_name_or_life_is_refused_in_words(tenant, wrong):
    with pytest.raises(CommandError, match=wrong[0]):
        run("create_api_key", str(tenant.id), *wrong)
    assert not ApiKey.objects.exists()


def test_a_leaked_key_can_be_pasted_whole_and_is_not_repeated(tenant):
    made = api_keys.create(tenant, "erp", ["read"])
    said = run("revoke_api_key", made.secret)
    assert made.key.prefix in said
    assert made.secret not in said
    with pytest.raises(api_keys.InvalidKey):
        api_keys.authenticate(made.secret)


def test_an_unknown_key_pasted_whole_is_not_repeated_either(db):
    secret = "ik_aaaaaaaa_" + "s" * 43
    with pytest.raises(CommandError) as refusal:
        run("revoke_api_key", secret)
    assert str(refusal.value) == "There is no key ik_aaaaaaaa."

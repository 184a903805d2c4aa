"""Profiles without a credential are told of before their documents fail."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from config.credential_check import provider_credentials
from parties.models import IssuerProfile, Party, Tenant
from providers import secrets

SEES = ["default"]


def new_profile(country, reference, **more):
    tenant = Tenant.objects.create(name="Ana's")
    party = Party.objects.create(
        tenant=tenant,
        kind="issuer",
        tax_id="900559088-2",
        tax_id_type="NIT",
        name="Ana SAS",
        country=country,
    )
    return IssuerProfile.objects.create(
        tenant=tenant,
        party=party,
        country=country,
        issuer_series="A",
        numerator_current=0,
        secret_arn=reference,
        **more,
    )


@pytest.fixture(autouse=True)
def production(db, settings, monkeypatch):
    settings.DEBUG = False
    monkeypatch.setenv("THERE", "token")
    for name in ("env:THERE", "env:NOT_THERE"):
        secrets.forget(name)


@pytest.mark.parametrize("reference", [None, "", "env:NOT_THERE", "file:/nowhere/token", "what"])
def test_a_profile_whose_credential_cannot_be_had_is_named(reference):
    profile = new_profile("CO", reference)
    (found,) = provider_credentials(databases=SEES)
    assert (found.id, found.is_serious()) == ("invoicing.W001", False)
    assert str(profile.id) in found.msg
    assert "secret_arn" in found.hint
    assert "token" not in found.msg


def test_credentials_that_are_there_or_kept_elsewhere_are_not():
    for reference in ("env:THERE", "arn:aws:secretsmanager:us-east-1:1:secret:x"):
        new_profile("CO", reference)
    assert provider_credentials(databases=SEES) == []


def test_nor_are_profiles_out_of_use_or_of_a_country_without_provider():
    new_profile("CO", None, deactivated_at=timezone.now())
    new_profile("PE", None)
    assert provider_credentials(databases=SEES) == []


def test_without_a_database_to_look_at_nothing_is_looked_at():
    new_profile("CO", None)
    assert provider_credentials() == []


def test_manage_check_prints_it(capsys):
    profile = new_profile("CO", None)
    call_command("check", databases=SEES, tags=["database"])
    assert str(profile.id) in capsys.readouterr().err

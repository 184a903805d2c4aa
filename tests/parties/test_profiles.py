"""Issuer profiles: what is refused, and that no number can be printed twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from parties import profiles, register
from parties.errors import Finding, NotThere, Refused
from parties.models import IssuerProfile, Party, Tenant


def party_of(tenant, **changes):
    parts = {
        "kind": "issuer",
        "tax_id": "900559088-2",
        "tax_id_type": "NIT",
        "name": "Empresa SAS",
        "country": "CO",
    }
    return register.register(tenant, register.NewParty(**parts | changes))


@pytest.fixture
def tenant(db):
    """A tenant."""
    return Tenant.objects.create(name="Ana SA")


@pytest.fixture
def party(tenant):
    """Its Colombian issuer."""
    return party_of(tenant)


def new(party, **changes):
    parts = {
        "party_id": party.id,
        "country": "CO",
        "issuer_series": "SETP",
        "numerator_prefix": "SETP",
        "numerator_range_min": 1000,
        "numerator_range_max": 1999,
    }
    return profiles.NewProfile(**parts | changes)


def nothing_wrong(country, config):
    return ()


def create(party, **changes):
    return profiles.create(party.tenant, new(party, **changes), nothing_wrong)


def codes_of(party, **changes):
    with pytest.raises(Refused) as refusal:
        create(party, **changes)
    return [(finding.code, finding.path) for finding in refusal.value.findings]


def test_a_profile_begins_before_its_first_number(party):
    profile = create(party)
    assert (profile.numerator_current, profile.document_types) == (999, ["INVOICE"])
    assert (
        create(
            party, issuer_series="X", numerator_prefix="X", numerator_range_min=0
        ).numerator_current
        == -1
    )


def test_elsewhere_a_series_is_for_every_type(tenant):
    party = party_of(tenant, country="MX", tax_id_type="RFC", tax_id="EKU9003173C9")
    profile = create(party, country="MX", issuer_series="A", numerator_prefix=None)
    assert profile.document_types == list(profiles.EVERY_DOCUMENT_TYPE)


def test_a_partys_state_is_checked(tenant, party):
    other = Tenant.objects.create(name="Bea SL")
    assert codes_of(Party(id=uuid4(), tenant=tenant)) == [("party_not_found", ("party_id",))]
    assert codes_of(Party(id=party.id, tenant=other)) == [("party_not_found", ("party_id",))]
    assert codes_of(party, country="MX") == [("party_country", ("country",))]
    receiver = party_of(tenant, kind="receiver")
    assert codes_of(receiver) == [("party_not_issuer", ("party_id",))]
    register.deactivate(tenant, party.id)
    assert codes_of(party) == [("party_deactivated", ("party_id",))]
    assert not IssuerProfile.objects.exists()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"numerator_range_max": 999}, [("range_order", ("numerator_range_max",))]),
        ({"secret_arn": "file:/etc/passwd"}, [("secret_reference", ("secret_arn",))]),
        ({"secret_arn": "env:SECRET_KEY"}, [("secret_reference", ("secret_arn",))]),
        ({"secret_arn": "sk_live_123"}, [("secret_reference", ("secret_arn",))]),
        *(
            ({"provider_config": {name: "x"}}, [("secret_in_config", ("provider_config", name))])
            for name in ("token", "api_key", "apiKey", "Password", "client_secret", "privateKey")
        ),
        (
            {"provider_config": {"base_url": "https://evil.example"}},
            [("config_not_yours", ("provider_config", "base_url"))],
        ),
    ],
)
def test_what_does_not_belong_in_a_profile_is_refused(party, settings, changes, found):
    settings.SECRET_REFERENCE_PREFIXES = ["arn:aws:secretsmanager:"]
    assert codes_of(party, **changes) == found
    assert not IssuerProfile.objects.exists()


def test_a_tenant_may_be_kept_to_its_own_place_in_the_secret_store(party, settings):
    settings.SECRET_REFERENCE_PREFIXES = ["arn:aws:secretsmanager:x:1:secret:{tenant}/"]
    theirs = f"arn:aws:secretsmanager:x:1:secret:{uuid4()}/yabico"
    assert codes_of(party, secret_arn=theirs) == [("secret_reference", ("secret_arn",))]
    own = f"arn:aws:secretsmanager:x:1:secret:{party.tenant_id}/yabico"
    assert create(party, secret_arn=own).secret_arn == own


def test_the_providers_opinion_counts(party):
    wrong = Finding("config_malformed", ("provider_config", "environment"), "1 or 2.")
    asked = []

    def check(country, config):
        asked.append((country, config))
        return (wrong,)

    with pytest.raises(Refused) as refusal:
        profiles.create(party.tenant, new(party, provider_config={"environment": "3"}), check)
    assert refusal.value.findings == (wrong,)
    assert asked == [("CO", {"environment": "3"})]


@pytest.mark.parametrize(
    ("changes", "overlaps"),
    [
        ({}, True),
        ({"numerator_range_min": 1999, "numerator_range_max": 3000}, True),
        ({"numerator_range_min": 1, "numerator_range_max": 1000}, True),
        ({"numerator_range_min": 1200, "numerator_range_max": 1300}, True),
        ({"issuer_series": "OTHER"}, True),
        ({"issuer_series": "SETP", "numerator_prefix": None}, True),
        ({"document_types": ("INVOICE", "CREDIT_NOTE")}, True),
        ({"numerator_range_min": 2000, "numerator_range_max": 3000}, False),
        ({"numerator_range_min": 1, "numerator_range_max": 999}, False),
        ({"numerator_prefix": "NC"}, False),
        ({"document_types": ("CREDIT_NOTE",)}, False),
    ],
)
def test_two_ranges_never_print_the_same_number(party, changes, overlaps):
    create(party)
    if overlaps:
        assert codes_of(party, **changes) == [("range_overlap", ("numerator_range_min",))]
    else:
        assert create(party, **changes).id


def test_an_issuer_is_known_by_its_nit_with_or_without_check_digit(tenant, party):
    create(party)
    assert codes_of(party_of(tenant, tax_id="900559088")) == [
        ("range_overlap", ("numerator_range_min",))
    ]
    assert create(party_of(tenant, tax_id="800197268-4")).id


def test_a_deactivated_profile_and_another_tenant_are_in_nobodys_way(party):
    first = create(party)
    profiles.deactivate(party.tenant, first.id)
    assert create(party).id
    assert create(party_of(Tenant.objects.create(name="Bea SL"))).id


def test_deactivating_twice_changes_nothing_more(party):
    profile = create(party)
    first = profiles.deactivate(party.tenant, profile.id)
    second = profiles.deactivate(party.tenant, profile.id)
    assert first.deactivated_at is not None
    assert (second.deactivated_at, second.updated_at) == (first.deactivated_at, first.updated_at)
    with pytest.raises(NotThere):
        profiles.deactivate(Tenant.objects.create(name="Bea SL"), profile.id)


@pytest.mark.django_db(transaction=True)
def test_of_four_overlapping_profiles_made_at_once_one_is_made():
    party = party_of(Tenant.objects.create(name="Ana SA"))
    start = Barrier(4)

    def make(_):
        try:
            start.wait(10)
            return create(party).id
        except Refused as refusal:
            return refusal.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(make, range(4)))
    assert made.count("range_overlap") == 3
    assert IssuerProfile.objects.count() == 1

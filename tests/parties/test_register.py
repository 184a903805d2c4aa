"""Parties: registered with a checked tax id, read by their tenant, deactivated once."""

import pytest

from parties import register
from parties.errors import NotThere, Refused
from parties.models import Party, Tenant


@pytest.fixture
def tenant(db):
    """A tenant."""
    return Tenant.objects.create(name="Ana SA")


@pytest.fixture
def other(db):
    """Another tenant."""
    return Tenant.objects.create(name="Bea SL")


def new(**changes):
    parts = {
        "kind": "both",
        "tax_id": "900.559.088-2",
        "tax_id_type": "NIT",
        "name": "Empresa SAS",
        "country": "CO",
    }
    return register.NewParty(**parts | changes)


def test_a_party_is_stored_with_its_tax_id_in_usual_writing(tenant):
    party = register.register(tenant, new())
    assert Party.objects.get().tax_id == party.tax_id == "900559088-2"
    assert register.get(tenant, party.id) == party


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tax_id": "900559088-3"}, "nit_check_digit"),
        ({"tax_id": "ABC"}, "nit_format"),
        ({"tax_id": "..."}, "nit_format"),
        ({"country": "PE", "tax_id_type": "RUC", "tax_id": "20100070971"}, "ruc_check_digit"),
        ({"country": "MX"}, "tax_id_type_not_used"),
    ],
)
def test_a_wrong_tax_id_is_refused(tenant, changes, code):
    with pytest.raises(Refused) as refusal:
        register.register(tenant, new(**changes))
    assert [(f.code, f.path) for f in refusal.value.findings] == [(code, ("tax_id",))]
    assert not Party.objects.exists()


def test_a_doubtful_tax_id_is_taken(tenant):
    party = register.register(tenant, new(country="MX", tax_id_type="RFC", tax_id="ure180429tm0"))
    assert party.tax_id == "URE180429TM0"


def test_nobody_else_sees_or_deactivates_a_party(tenant, other):
    party = register.register(tenant, new())
    with pytest.raises(NotThere):
        register.get(other, party.id)
    with pytest.raises(NotThere):
        register.deactivate(other, party.id)
    assert list(register.listed(other, include_deactivated=True)) == []
    assert Party.objects.get().deactivated_at is None


def test_deactivating_twice_changes_nothing_more(tenant):
    party = register.register(tenant, new())
    first = register.deactivate(tenant, party.id)
    second = register.deactivate(tenant, party.id)
    assert first.deactivated_at is not None
    assert (second.deactivated_at, second.updated_at) == (first.deactivated_at, first.updated_at)
    assert list(register.listed(tenant, include_deactivated=False)) == []
    assert list(register.listed(tenant, include_deactivated=True)) == [second]

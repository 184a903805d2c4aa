"""Which provider serves which country."""

import pytest

from documents.values import Country
from providers import registry


def test_colombia():
    provider = registry.for_country("CO")
    assert provider is not None
    assert provider.name == "co_yabico"
    assert registry.get("co_yabico") is provider


@pytest.mark.parametrize("country", ["", "co", "XX", "US"])
def test_nobody_serves_what_is_no_country_of_ours(country):
    assert registry.for_country(country) is None


def test_the_tables_agree():
    assert set(registry.BY_COUNTRY) <= {country.value for country in Country}
    for country, name in registry.BY_COUNTRY.items():
        provider = registry.PROVIDERS[name]
        assert (provider.name, provider.country) == (name, country)

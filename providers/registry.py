"""Which provider serves which country: two plain tables. A new provider is a line in each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from providers.base import Provider
from providers.co_yabico.provider import YabicoProvider
from providers.mx_facturagreen.provider import FacturaGreenProvider

PROVIDERS: Final[Mapping[str, Provider]] = MappingProxyType(
    {"co_yabico": YabicoProvider(), "mx_facturagreen": FacturaGreenProvider()}
)

BY_COUNTRY: Final[Mapping[str, str]] = MappingProxyType(
    {"CO": "co_yabico", "MX": "mx_facturagreen"}
)


def get(name: str) -> Provider | None:
    """The provider of that name, or None."""
    return PROVIDERS.get(name)


def for_country(country: str) -> Provider | None:
    """The provider that serves a country (ISO 3166-1 alpha-2), or None."""
    return get(BY_COUNTRY.get(country, ""))

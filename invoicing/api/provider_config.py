"""What a country's provider has to say of an issuer profile's provider_config."""

from collections.abc import Mapping
from dataclasses import replace

from documents.values import Fault
from providers import registry


def config_faults(country: str, config: Mapping[str, str]) -> tuple[Fault, ...]:
    """What is malformed (errors) or likely forgotten (warnings), each at its path in the profile;
    none for a country without a provider."""
    provider = registry.for_country(country)
    faults = provider.config_faults(config) if provider else ()
    return tuple(replace(fault, path=("provider_config", *fault.path)) for fault in faults)

"""What the demo issues, country by country. A new country is a new entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.demo import colombia


@dataclass(frozen=True, slots=True)
class DemoIssuer:
    """An issuer known to its country's sandbox, with its numbering range."""

    country: str
    tax_id: str
    tax_id_type: str
    name: str
    address: Mapping[str, str]
    series: str
    prefix: str
    range_min: int
    range_max: int
    secret: str
    external_ref: str | None
    provider_config: Mapping[str, str]
    documents: tuple[Mapping[str, Any], ...]


COUNTRIES: dict[str, DemoIssuer] = {
    "CO": DemoIssuer(**colombia.ISSUER, documents=colombia.DOCUMENTS)
}

CREDENTIALS = colombia.CREDENTIALS

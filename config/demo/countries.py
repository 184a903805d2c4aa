"""What the demo issues, country by country. A new country is a new entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.demo import colombia


@dataclass(frozen=True, slots=True)
class DemoSeries:
    """A numbering range for documents that are no invoices."""

    document_types: tuple[str, ...]
    prefix: str
    range_min: int
    range_max: int
    provider_config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Further:
    """What follows once the document at a place of `DemoIssuer.documents` is valid: a document that
    refers to it, or where there is no body its cancellation.
    """

    of: int
    relation: str
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DemoIssuer:
    """An issuer known to its country's sandbox, with its numbering range for invoices, its further
    series, and what it issues.
    """

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
    series_of_others: tuple[DemoSeries, ...] = ()
    further: tuple[Further, ...] = ()


COUNTRIES: dict[str, DemoIssuer] = {
    "CO": DemoIssuer(
        **colombia.ISSUER,
        documents=colombia.DOCUMENTS,
        series_of_others=tuple(DemoSeries(**each) for each in colombia.SERIES),
        further=tuple(Further(*each) for each in colombia.FURTHER),
    )
}

CREDENTIALS = colombia.CREDENTIALS

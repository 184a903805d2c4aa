"""What the demo issues, country by country. A new country is a new entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.demo import colombia, mexico


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
    """An issuer known to its country's sandbox, with its numbering range for invoices and whatever
    else is in `document_types`, its further series, and what it issues. `cancellation` is the body
    that asks for one.
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
    document_types: tuple[str, ...] = ()
    cancellation: Mapping[str, Any] = field(default_factory=lambda: {"reason": "Pedido repetido"})


COUNTRIES: dict[str, DemoIssuer] = {
    "CO": DemoIssuer(
        **colombia.ISSUER,
        documents=colombia.DOCUMENTS,
        series_of_others=tuple(DemoSeries(**each) for each in colombia.SERIES),
        further=tuple(Further(*each) for each in colombia.FURTHER),
    ),
    "MX": DemoIssuer(
        **mexico.ISSUER,
        documents=mexico.DOCUMENTS,
        series_of_others=tuple(DemoSeries(**each) for each in mexico.SERIES),
        further=tuple(Further(*each) for each in mexico.FURTHER),
        cancellation=mexico.CANCELLATION,
    ),
}

CREDENTIALS = colombia.CREDENTIALS | mexico.CREDENTIALS

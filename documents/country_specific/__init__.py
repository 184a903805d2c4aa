"""Country-specific fields: models tagged by `type`, one per country, version and place.

The place is where in a request the fields stand: "document", "line_item" or "party".
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from documents.country_specific import co, ec, mx, pe

DOCUMENT: Final = "document"
LINE_ITEM: Final = "line_item"
PARTY: Final = "party"
PLACES: Final = (DOCUMENT, LINE_ITEM, PARTY)


class Schema(NamedTuple):
    """One model and where it may stand."""

    country: str
    place: str
    tag: str
    model: type[BaseModel]


_SCHEMAS: Final = (
    Schema("CO", DOCUMENT, co.TAG, co.CoDocument),
    Schema("CO", LINE_ITEM, co.TAG, co.CoLine),
    Schema("CO", PARTY, co.TAG, co.CoParty),
    Schema("MX", DOCUMENT, mx.TAG, mx.MxDocument),
    Schema("MX", LINE_ITEM, mx.TAG, mx.MxLine),
    Schema("MX", PARTY, mx.TAG, mx.MxParty),
    Schema("EC", DOCUMENT, ec.TAG, ec.EcDocument),
    Schema("EC", LINE_ITEM, ec.TAG, ec.EcLine),
    Schema("EC", PARTY, ec.TAG, ec.EcParty),
    Schema("PE", DOCUMENT, pe.TAG, pe.PeDocument),
    Schema("PE", LINE_ITEM, pe.TAG, pe.PeLine),
    Schema("PE", PARTY, pe.TAG, pe.PeParty),
)


def schemas() -> tuple[Schema, ...]:
    """Every model with its country, place and tag, e.g. for the API's description."""
    return _SCHEMAS


def known_tags(country: str, place: str) -> tuple[str, ...]:
    """The tags a country knows at a place, oldest first; empty for an unknown country or place."""
    return tuple(s.tag for s in _SCHEMAS if s.country == country and s.place == place)


def parse(country: str, place: str, data: Mapping[str, Any]) -> BaseModel:
    """The model of `data["type"]`, validated. `data` is a JSON object as received or stored.

    Raises pydantic.ValidationError only: an unknown or absent tag has `loc` ("type",) and lists the
    known tags; a wrong field keeps the `loc` of the field.
    """
    tag = data.get("type")
    for schema in _SCHEMAS:
        if (schema.country, schema.place, schema.tag) == (country, place, tag):
            return schema.model.model_validate(dict(data))
    raise _unknown_tag(country, place, tag)


def _unknown_tag(country: str, place: str, tag: object) -> ValidationError:
    known = ", ".join(known_tags(country, place)) or "none"
    problem = PydanticCustomError(
        "unknown_country_specific_type",
        "type must be one of: {known} (country {country}, place {place})",
        {"known": known, "country": country, "place": place},
    )
    detail = InitErrorDetails(type=problem, loc=("type",), input=tag)
    return ValidationError.from_exception_data("country_specific", [detail])

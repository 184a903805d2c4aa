"""Field types that request bodies share. Money is a decimal string, a quantity a JSON number."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from documents import country_specific, currencies

TAGGED_AT = "x-tagged-at"

_DECIMAL = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Body(BaseModel):
    """Base of every request body: strict about types, and an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Query(BaseModel):
    """Base of a set of query parameters; an unknown one is an error."""

    model_config = ConfigDict(extra="forbid")


def _decimal_text(integers: int, decimals: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        match = _DECIMAL.fullmatch(value)
        if match is None:
            raise PydanticCustomError(
                "decimal_text", 'Give a decimal number as text, such as "1250.50"'
            )
        if len(match[1].lstrip("0")) > integers:
            raise PydanticCustomError("decimal_whole_digits", "Too large a number")
        if len(match[2] or "") > decimals:
            raise PydanticCustomError(
                "decimal_max_places",
                "Give no more than {decimals} decimals",
                {"decimals": decimals},
            )
        return value

    return check


def _known_currency(value: str) -> str:
    if not currencies.is_known(value):
        raise PydanticCustomError(
            "unknown_currency", "Give a currency code of ISO 4217, such as COP"
        )
    return value


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise PydanticCustomError("email", "Give an e-mail address")
    return value


def _day_or_instant(value: str) -> str:
    try:
        date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError(
            "date_text", "Give a date, or a date and time (ISO 8601)"
        ) from error
    return value


def _number_only(value: object) -> object:
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        raise PydanticCustomError("number_type", "Give a JSON number")
    return value


def _exact_quantity(value: Decimal) -> Decimal:
    _, digits, exponent = value.as_tuple()
    decimals = max(-int(exponent), 0)
    if decimals > 6:
        raise PydanticCustomError("decimal_max_places", "Give no more than 6 decimals")
    if max(len(digits), decimals) + max(int(exponent), 0) > 15:
        raise PydanticCustomError("decimal_max_digits", "Give no more than 15 digits")
    return value


def _plain(value: Decimal) -> str:
    return format(value, "f")


Code = Annotated[str, StringConstraints(min_length=1, max_length=50, strip_whitespace=True)]
TaxId = Annotated[str, StringConstraints(min_length=1, max_length=30, strip_whitespace=True)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
OptionalLine = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Amount = Annotated[str, StringConstraints(max_length=40), AfterValidator(_decimal_text(14, 6))]
Percent = Annotated[str, StringConstraints(max_length=40), AfterValidator(_decimal_text(3, 4))]
Rate = Annotated[str, StringConstraints(max_length=40), AfterValidator(_decimal_text(12, 6))]
Currency = Annotated[str, AfterValidator(_known_currency)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
DayOrInstant = Annotated[str, StringConstraints(max_length=40), AfterValidator(_day_or_instant)]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Quantity = Annotated[
    Decimal,
    BeforeValidator(_number_only),
    Field(strict=False, gt=0),
    AfterValidator(_exact_quantity),
    PlainSerializer(_plain, return_type=str),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "examples": [2, 0.5]}),
]
Metadata = Annotated[
    dict[
        Annotated[str, StringConstraints(min_length=1, max_length=100)],
        Annotated[str, StringConstraints(max_length=2000)],
    ],
    Field(max_length=100),
]


def _tagged_at(place: str) -> WithJsonSchema:
    """A mark in a schema that the API's description replaces by the union of the place's models.
    Which of them applies depends on the country, so it is checked once the country is known."""
    return WithJsonSchema({"type": "object", "required": ["type"], TAGGED_AT: place})


DocumentFields = Annotated[dict[str, Any], _tagged_at(country_specific.DOCUMENT)]
LineFields = Annotated[dict[str, Any], _tagged_at(country_specific.LINE_ITEM)]
PartyFields = Annotated[dict[str, Any], _tagged_at(country_specific.PARTY)]

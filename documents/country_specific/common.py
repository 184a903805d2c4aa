"""Field types and models that several countries' `country_specific` tags share.

Amounts are money of the document's currency with up to 6 decimals, percentages 0-100, days
calendar dates (ISO 8601).
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

_WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written_day(value: object) -> object:
    """A date, or a text that looks like one: pydantic would take a number for seconds since 1970,
    and a wrong day for a right one."""
    if isinstance(value, date) or (isinstance(value, str) and _WRITTEN_DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_text", "Give a date, such as 2026-11-20")


def _plain(value: Decimal) -> str:
    return format(value, "f")


_Plain = PlainSerializer(_plain, return_type=str, when_used="json")

Day = Annotated[date, BeforeValidator(written_day)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4), _Plain]
Amount = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=6), _Plain]
Units = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6), _Plain]


class Strict(BaseModel):
    """Base of every `country_specific` model: frozen, and an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnitTax(Strict):
    """A nominal tax: money per unit times units. `tax_code` is one of kind per-unit."""

    tax_code: Text
    amount_per_unit: Amount
    units: Units


class RatedTax(Strict):
    """A tax in percent of the line's base whose rate the law leaves to the case (a city, a
    product)."""

    tax_code: Text
    percent: Percent

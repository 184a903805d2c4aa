"""Field types and models that several countries' `country_specific` tags share.

Amounts are money of the document's currency with up to 6 decimals, percentages 0-100.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=6)]
Units = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]


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

"""Tax codes by country and date: data, no arithmetic.

A code may have several rows with dates that do not overlap (a rate that rises each year).
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from documents.taxes import co, ec, mx, pe
from documents.taxes.tax_code import TaxCode, TaxKind

__all__ = [
    "MissingTaxRate",
    "TaxCode",
    "TaxKind",
    "UnknownTaxCode",
    "codes",
    "find",
    "get",
    "latest",
]

_TABLES: Final[Mapping[str, tuple[TaxCode, ...]]] = {
    "CO": co.CODES,
    "MX": mx.CODES,
    "EC": ec.CODES,
    "PE": pe.CODES,
}


class UnknownTaxCode(LookupError):
    """A tax code the country does not have, or not on that date (None: not on any)."""

    def __init__(self, country: str, code: str, on: date | None) -> None:
        when = f" on {on.isoformat()}" if on else ""
        super().__init__(f"{country} has no tax code {code}{when}")
        self.country = country
        self.code = code
        self.on = on


class MissingTaxRate(LookupError):
    """A code whose rate the caller must give, used where no rate was given."""

    def __init__(self, row: TaxCode) -> None:
        place = "unit_taxes" if row.per_unit else "rated_taxes"
        super().__init__(f"{row.country} tax code {row.code} needs its rate in {place}")
        self.row = row


@lru_cache(maxsize=1024)
def codes(country: str, on: date) -> tuple[TaxCode, ...]:
    """The country's codes valid on a date, in the table's order; empty for an unknown country."""
    return tuple(row for row in _TABLES.get(country, ()) if row.valid_on(on))


@lru_cache(maxsize=4096)
def find(country: str, code: str, on: date) -> TaxCode | None:
    """The row of a code valid on a date, or None."""
    return next((row for row in codes(country, on) if row.code == code), None)


def latest(country: str, code: str) -> TaxCode | None:
    """The most recent row of a code, whether or not it is still valid, or None."""
    rows = [row for row in _TABLES.get(country, ()) if row.code == code]
    return max(rows, key=lambda row: row.valid_from, default=None)


def get(country: str, code: str, on: date | None) -> TaxCode:
    """The row valid on `on`, or the latest where no date is known yet. Raises UnknownTaxCode."""
    row = latest(country, code) if on is None else find(country, code, on)
    if row is None:
        raise UnknownTaxCode(country, code, on)
    return row

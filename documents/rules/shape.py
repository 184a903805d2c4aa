"""What must hold before a document's other rules can be read or its money computed.

`country_specific` must fit its tagged schema, and numbers must be numbers of a size money can have.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from documents import country_specific
from documents.values import DocumentValue, Fault

Path = tuple[str | int, ...]

# UBL and CFDI amounts have at most 18 digits before the point; 15 leaves room for sums of lines.
_LIMIT: Final = Decimal(10) ** 15


def check(document: DocumentValue) -> Iterator[Fault]:
    """Faults of shape: `country_specific_invalid`, `number_invalid`, `amount_too_large`."""
    yield from fields_fit_schema(document)
    for path, number in _numbers(document):
        yield from number_is_sane(path, number)


def fields_fit_schema(document: DocumentValue) -> Iterator[Fault]:
    """Each `country_specific` is one of the country's tagged models for its place."""
    country = document.country
    yield from _schema_faults(
        country, country_specific.DOCUMENT, document.country_specific, ("country_specific",)
    )
    for i, line in enumerate(document.line_items):
        path = ("line_items", i, "country_specific")
        yield from _schema_faults(country, country_specific.LINE_ITEM, line.country_specific, path)


def number_is_sane(path: Path, number: Decimal) -> Iterator[Fault]:
    """A number is neither NaN nor infinite nor beyond 15 digits before the point."""
    if not number.is_finite():
        yield Fault("number_invalid", path, "Write a number with digits only.")
    elif abs(number) >= _LIMIT:
        yield Fault("amount_too_large", path, "Write a number below 1,000,000,000,000,000.")


def _schema_faults(
    country: str, place: str, data: Mapping[str, Any], path: Path
) -> Iterator[Fault]:
    if not data:
        return
    try:
        country_specific.parse(country, place, data)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_context=False):
            yield Fault("country_specific_invalid", path + problem["loc"], f"{problem['msg']}.")


def _numbers(document: DocumentValue) -> Iterator[tuple[Path, Decimal]]:
    for i, line in enumerate(document.line_items):
        yield ("line_items", i, "quantity"), line.quantity
        yield ("line_items", i, "unit_price", "amount"), line.unit_price
        if line.discount is not None and line.discount.amount is not None:
            yield ("line_items", i, "discount", "amount"), line.discount.amount
        if line.discount is not None and line.discount.percent is not None:
            yield ("line_items", i, "discount", "percent"), line.discount.percent
    if document.payment is not None and document.payment.amount is not None:
        yield ("payment", "amount"), document.payment.amount
    if document.payment is not None and document.payment.exchange_rate is not None:
        yield ("payment", "exchange_rate"), document.payment.exchange_rate

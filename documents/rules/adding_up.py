"""The few rules without which a document's lines cannot be added up: a draft must hold these
already.
"""

from collections.abc import Iterator
from datetime import date

from documents.rules import common, shape, tax_codes
from documents.values import DocumentValue, Fault, Severity

RULES = (
    common.one_currency,
    common.known_currency,
    common.discount_shaped,
    tax_codes.tax_codes_known,
    tax_codes.tax_codes_rated,
    tax_codes.rated_taxes_fit,
    tax_codes.unit_taxes_fit,
)


def check(document: DocumentValue, on: date) -> tuple[Fault, ...]:
    """The errors that keep `amounts.compute` from adding the document up; `on` is its date, or
    today.
    """
    misshapen = tuple(shape.check(document))
    return misshapen or tuple(_errors(document, on))


def _errors(document: DocumentValue, on: date) -> Iterator[Fault]:
    for rule in RULES:
        for fault in rule(document, on):
            if fault.severity is Severity.ERROR:
                yield fault

"""Rules on tax codes, the same in every country: known on the day, and rated where the law has no
rate."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from documents import taxes
from documents.taxes import TaxCode, TaxKind
from documents.values import DocumentValue, Fault, LineItem

Path = tuple[str | int, ...]

# Colombia's withholdings stand in `withholdings`, never among the taxes charged.
_WITHHOLDING_BY_CODE: Final = frozenset({"MX"})


def tax_code_given(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """A line says how it is taxed, if only that it is excluded."""
    for i, line in enumerate(document.line_items):
        if line.tax_code is None and not line.extra_tax_codes and not _other_taxes(line):
            message = "Give a tax_code; a line without tax has one too, such as EXCL in Colombia."
            yield Fault("tax_code_missing", ("line_items", i, "tax_code"), message)


def tax_codes_known(document: DocumentValue, on: date) -> Iterator[Fault]:
    """Every code is one of the country's on the issue date."""
    for path, code in _codes(document):
        if taxes.find(document.country, code, on) is None:
            known = ", ".join(row.code for row in taxes.codes(document.country, on))
            message = f"Use a tax code of {document.country} valid on {on.isoformat()}: {known}."
            yield Fault("unknown_tax_code", path, message)


def tax_codes_rated(document: DocumentValue, on: date) -> Iterator[Fault]:
    """`tax_code` and `extra_tax_codes` name codes with a rate of their own, and no withholding
    where those have a place of their own."""
    for path, code in _line_codes(document):
        row = taxes.find(document.country, code, on)
        if row is None or row.kind == TaxKind.EXCLUDED:
            continue
        if row.kind == TaxKind.WITHHOLDING and document.country not in _WITHHOLDING_BY_CODE:
            message = f"Move {code} to the line's country_specific.withholdings."
            yield Fault("withholding_as_tax", path, message)
        elif row.rate is None:
            place = "unit_taxes" if row.per_unit else "rated_taxes"
            message = f"Move {code} to the line's country_specific.{place} with its rate."
            yield Fault("tax_rate_missing", path, message)


def rated_taxes_fit(document: DocumentValue, on: date) -> Iterator[Fault]:
    """`rated_taxes` names codes in percent whose rate the law leaves open."""
    for path, code in _listed(document, "rated_taxes"):
        row = taxes.find(document.country, code, on)
        if row is not None and not _open_percent(row):
            message = (
                f"Use {code} as tax_code instead: it is not a tax in percent with an open rate."
            )
            yield Fault("rated_tax_code", path, message)


def unit_taxes_fit(document: DocumentValue, on: date) -> Iterator[Fault]:
    """`unit_taxes` names codes of kind per-unit."""
    for path, code in _listed(document, "unit_taxes"):
        row = taxes.find(document.country, code, on)
        if row is not None and not row.per_unit:
            known = ", ".join(r.code for r in taxes.codes(document.country, on) if r.per_unit)
            yield Fault("unit_tax_code", path, f"Use a tax counted per unit here: {known}.")


def _open_percent(row: TaxCode) -> bool:
    return row.caller_rated and not row.per_unit and row.kind != TaxKind.EXCLUDED


def _codes(document: DocumentValue) -> Iterator[tuple[Path, str]]:
    yield from _line_codes(document)
    yield from _listed(document, "rated_taxes")
    yield from _listed(document, "unit_taxes")


def _line_codes(document: DocumentValue) -> Iterator[tuple[Path, str]]:
    for i, line in enumerate(document.line_items):
        if line.tax_code is not None:
            yield ("line_items", i, "tax_code"), line.tax_code
        for j, code in enumerate(line.extra_tax_codes):
            yield ("line_items", i, "extra_tax_codes", j), code


def _listed(document: DocumentValue, name: str) -> Iterator[tuple[Path, str]]:
    for i, line in enumerate(document.line_items):
        entries: list[dict[str, Any]] = line.country_specific.get(name) or []
        for j, entry in enumerate(entries):
            yield ("line_items", i, "country_specific", name, j, "tax_code"), entry["tax_code"]


def _other_taxes(line: LineItem) -> bool:
    return bool(line.country_specific.get("rated_taxes") or line.country_specific.get("unit_taxes"))

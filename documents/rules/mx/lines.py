"""Mexico: lines (node Concepto) and their taxes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from documents import taxes
from documents.line_amounts import line_amounts
from documents.rounding import exact
from documents.rules.mx.facts import MxFacts
from documents.sat.taxation import IEPS, IVA, OBJETOS_IMP, rate_known
from documents.taxes import TaxCode, TaxKind
from documents.values import DocumentValue, Fault, LineItem

Path = tuple[str | int, ...]

_UNIT_LENGTH: Final = 20
_CODE_LENGTH: Final = 100
_HUNDRED: Final = Decimal(100)

_MISSING: Final = {
    "clave_prod_serv": ("Give SAT's class of what is sold, 8 digits.", "CFDI40162"),
    "clave_unidad": ("Give SAT's unit, such as H87 piece or E48 service.", "CFDI40165"),
    "objeto_imp": ("Say whether the line is an object of tax: 01 no, 02 yes.", "CFDI40170"),
}


def classed(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40162, CFDI40165, CFDI40170: a line has SAT's class, unit and tax object."""
    for i, line in enumerate(facts.lines):
        for name, (message, law) in _MISSING.items():
            if getattr(line, name) is None:
                yield Fault(f"{name}_missing", _place(i, name), message, law)


def tax_object_known(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40170: the tax object is a key of c_ObjetoImp on the day."""
    for i, line in enumerate(facts.lines):
        key = line.objeto_imp
        if key is not None and OBJETOS_IMP.find(key, facts.on) is None:
            message = f"Use one of SAT's: {', '.join(OBJETOS_IMP.keys(facts.on))}."
            yield Fault("objeto_imp_unknown", _place(i, "objeto_imp"), message, "CFDI40170")


def taxes_fit_object(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40171, CFDI40172: a line of object 02 says its taxes, one of 01, 03, 04, 05 none; of 06
    and 08 IVA and IEPS are left out, of 07 IVA, and IEPS is said (c_ObjetoImp)."""
    for i, (item, line) in enumerate(zip(document.line_items, facts.lines, strict=True)):
        key, path = line.objeto_imp, _place(i, "objeto_imp")
        charged = {row.tribute for row in _said(item, facts) if row.kind != TaxKind.WITHHOLDING}
        any_tax = bool(_said(item, facts))
        if key == "02" and not any_tax:
            message = "Give the line's taxes, IVA_EXENTO or IVA0 among them, or another objeto_imp."
            yield Fault("taxes_missing", path, message, "CFDI40171")
        elif key in {"01", "03", "04", "05"} and any_tax:
            message = f"Give NO_OBJETO as the line's tax_code, or objeto_imp 02: {key} has none."
            yield Fault("taxes_not_itemised", path, message, "CFDI40172")
        elif key in {"06", "08"} and charged:
            message = f"Remove IVA and IEPS from the line: objeto_imp {key} charges neither."
            yield Fault("taxes_not_transferred", path, message, "c_ObjetoImp")
        elif key == "07" and (IVA in charged or IEPS not in charged):
            message = "Charge IEPS and no IVA on a line of objeto_imp 07."
            yield Fault("taxes_not_transferred", path, message, "c_ObjetoImp")


def price_above_zero(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """CFDI40166: a price is above zero; a gift is a discount."""
    for i, item in enumerate(document.line_items):
        if item.unit_price == 0:
            path = ("line_items", i, "unit_price", "amount")
            message = "Give a price above zero; for a gift, discount it."
            yield Fault("price_zero", path, message, "CFDI40166")


def discount_within_line(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40169: a discount does not exceed the line."""
    for i, item in enumerate(document.line_items):
        gross = item.quantity * item.unit_price
        discount = item.discount.amount if item.discount else None
        if discount is not None and discount > gross > 0:
            path = ("line_items", i, "discount", "amount")
            yield Fault("discount_above_line", path, f"Discount at most {gross}.", "CFDI40169")


def taxed_base_above_zero(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40174, CFDI40181: a tax is on a base above zero; what is given away whole has none."""
    for i, item in enumerate(document.line_items):
        if facts.lines[i].objeto_imp != "02" or item.unit_price <= 0 or item.quantity <= 0:
            continue
        if any(base == 0 for base in _bases(item, facts)):
            message = "Discount less than the whole line, or say objeto_imp 01 and NO_OBJETO."
            yield Fault("taxed_base_zero", _place(i, "objeto_imp"), message, "CFDI40174")


def rates_published(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40179, CFDI40185: a rate the caller gives is within c_TasaOCuota."""
    for path, row, rate in _given_rates(document, facts):
        withheld = row.kind == TaxKind.WITHHOLDING
        if not rate_known(row.tribute, row.category, rate, facts.on, withheld=withheld):
            message = f"Check the rate: SAT publishes none like it for {row.code}."
            law = "CFDI40185" if withheld else "CFDI40179"
            yield Fault("rate_not_published", path, message, law)


def taxes_once(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A line says each tax once per rate, transferred or withheld (CFDI40208 and CFDI40218 want
    the document's sums so)."""
    for i, item in enumerate(document.line_items):
        seen: set[tuple[str, bool, str, Decimal]] = set()
        for path, row, rate in _rated(i, item, facts):
            key = (row.tribute, row.kind == TaxKind.WITHHOLDING, row.category, rate)
            if key in seen:
                yield Fault("tax_twice", path, f"Remove {row.code}: the line has it already.")
            seen.add(key)


def texts_without_pipe(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """Description, code and unit have no pipe, which separates the fields of what is sealed; code
    and unit have at most 100 and 20 characters (schema cfdv40)."""
    for i, item in enumerate(document.line_items):
        texts = (("description", item.description, 1000), ("code", item.code or "", _CODE_LENGTH))
        for name, text, longest in (*texts, ("unit", item.unit or "", _UNIT_LENGTH)):
            if "|" in text or len(text) > longest:
                message = f"Write it with at most {longest} characters and without |."
                yield Fault("text_form", ("line_items", i, name), message)


def _place(i: int, name: str) -> Path:
    return ("line_items", i, "country_specific", name)


def _said(item: LineItem, facts: MxFacts) -> tuple[TaxCode, ...]:
    """The taxes written on a line; that it is no object of tax is none."""
    listed: list[dict[str, Any]] = [
        *(item.country_specific.get("rated_taxes") or ()),
        *(item.country_specific.get("unit_taxes") or ()),
    ]
    codes = (item.tax_code, *item.extra_tax_codes, *(entry["tax_code"] for entry in listed))
    rows = (taxes.find("MX", code, facts.on) for code in codes if code)
    return tuple(row for row in rows if row is not None and row.kind != TaxKind.EXCLUDED)


def _bases(item: LineItem, facts: MxFacts) -> Iterator[Decimal]:
    try:
        with exact():
            computed = line_amounts("MX", item, facts.on)
    except (taxes.UnknownTaxCode, taxes.MissingTaxRate):
        return
    for tax in (*computed.taxes, *computed.withholdings):
        yield tax.units if tax.per_unit and tax.units is not None else tax.base


def _given_rates(
    document: DocumentValue, facts: MxFacts
) -> Iterator[tuple[Path, TaxCode, Decimal]]:
    for i, item in enumerate(document.line_items):
        for path, row, rate in _rated(i, item, facts):
            if path[-1] != "tax_code" and "extra_tax_codes" not in path:
                yield path, row, rate


def _rated(i: int, item: LineItem, facts: MxFacts) -> Iterator[tuple[Path, TaxCode, Decimal]]:
    """Each tax of a line with its rate as SAT writes it: 0.16 of the base, or pesos a unit."""
    for path, code in _coded(i, item):
        row = taxes.find("MX", code, facts.on)
        if row is not None and row.rate is not None and row.kind != TaxKind.EXCLUDED:
            yield path, row, row.rate if row.per_unit else row.rate / _HUNDRED
    for j, rated in enumerate(facts.lines[i].rated_taxes):
        row = taxes.find("MX", rated.tax_code, facts.on)
        if row is not None:
            yield (*_place(i, "rated_taxes"), j, "percent"), row, rated.percent / _HUNDRED
    for j, unit in enumerate(facts.lines[i].unit_taxes):
        row = taxes.find("MX", unit.tax_code, facts.on)
        if row is not None:
            yield (*_place(i, "unit_taxes"), j, "amount_per_unit"), row, unit.amount_per_unit


def _coded(i: int, item: LineItem) -> Iterator[tuple[Path, str]]:
    if item.tax_code is not None:
        yield ("line_items", i, "tax_code"), item.tax_code
    for j, code in enumerate(item.extra_tax_codes):
        yield ("line_items", i, "extra_tax_codes", j), code


RULES: Final = (
    classed,
    tax_object_known,
    taxes_fit_object,
    price_above_zero,
    discount_within_line,
    taxed_base_above_zero,
    rates_published,
    taxes_once,
    texts_without_pipe,
)

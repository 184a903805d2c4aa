"""Totals of published Colombian documents, to the cent."""

from decimal import Decimal

import pytest

from documents.amounts import compute
from documents.values import Discount
from tests.conformance.data import load
from tests.documents.samples import co, invoice, line

CASES = {case["id"]: case for case in load("co/cases.json")["cases"]}
CODES = {("01", 19): "IVA19", ("01", 5): "IVA5", ("01", 0): "IVA0", ("04", 8): "INC8"}


def line_of(given):
    fields = {}
    if "charge" in given:
        fields["charges"] = [{"amount": given["charge"]}]
    if "reference_price" in given:
        fields["reference_price"] = given["reference_price"]
    if "nominal_tax" in given:
        fields["unit_taxes"] = [
            {"tax_code": "BOLSAS", "amount_per_unit": each, "units": units}
            for _code, each, units, _amount in given["nominal_tax"]
        ]
    discount = given.get("discount")
    return line(
        given["price"],
        given["qty"],
        tax_code=code_of(given),
        discount=Discount(amount=Decimal(discount)) if discount else None,
        country_specific=co(**fields) if fields else {},
    )


def code_of(given):
    if "tax" in given and not given["tax"]:
        return "EXCL"
    [tax] = given.get("tax", [None])
    return None if tax is None else CODES[(tax[0], int(Decimal(tax[1])))]


def document_of(case):
    modifiers = {
        "discounts": [{"amount": amount} for amount in case.get("doc_discounts", [])],
        "charges": [{"amount": amount} for amount in case.get("doc_charges", [])],
    }
    return invoice(*map(line_of, case["lines"]), country_specific=co(**modifiers))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_totals(case):
    totals, expected = compute(document_of(case)), case["totals"]
    taxed = totals.subtotal + sum(tax.amount for tax in totals.taxes)
    found = {
        "line_extension": totals.subtotal,
        "tax_exclusive": totals.tax_exclusive,
        "tax_inclusive": taxed,
        "allowance": totals.discounts,
        "charge": totals.charges,
        "payable": totals.total,
    }
    assert {name: str(found[name]) for name in expected} == expected


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_lines(case):
    for computed, given in zip(compute(document_of(case)).lines, case["lines"], strict=True):
        assert str(computed.extension) == given["ext"]
        percents = [t for t in computed.taxes if not t.per_unit]
        assert [[t.tribute, str(t.base), str(t.amount)] for t in percents] == [
            [tribute, base, amount] for tribute, _rate, base, amount in given.get("tax", [])
        ]
        nominal = [t for t in computed.taxes if t.per_unit]
        assert [[t.tribute, str(t.amount)] for t in nominal] == [
            [tribute, amount] for tribute, _each, _units, amount in given.get("nominal_tax", [])
        ]


def test_withholdings_of_the_governments_sample():
    """ReteIVA of the IVA at 19 %, ReteRenta of the second line; neither lowers the total."""
    case = CASES["dian-ds-residente"]
    first, second = map(line_of, case["lines"])
    rete_iva, rete_renta = case["withholdings"]
    held = (
        with_withholding(first, "RETEIVA", rete_iva[1]),
        with_withholding(second, "RETERENTA", rete_renta[1]),
    )
    modifiers = {"discounts": [{"amount": "393799.00"}], "charges": [{"amount": "214445.00"}]}
    totals = compute(invoice(*held, country_specific=co(**modifiers)))
    assert [[w.tribute, str(w.base), str(w.amount)] for w in totals.withholdings] == [
        [code, base, amount] for code, _rate, base, amount in case["withholdings"]
    ]
    assert str(totals.total) == case["totals"]["payable"]


def with_withholding(item, code, percent):
    fields = {**co(), **item.country_specific, "withholdings": [{"code": code, "percent": percent}]}
    return line(
        str(item.unit_price),
        str(item.quantity),
        tax_code=item.tax_code,
        discount=item.discount,
        country_specific=fields,
    )

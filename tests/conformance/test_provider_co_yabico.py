"""The Colombian provider's mapping and codes against facts gathered from its reference."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from documents.amounts import compute
from documents.rules.co_receiver import receiver_profile
from documents.values import Discount
from providers.base import ErrorKind
from providers.co_yabico.codes import UNKNOWN_ERROR, codes_in, meaning
from providers.co_yabico.mapping import invoice_input
from tests.providers.co_documents import document, line

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("CONFORMANCE_DATA") or ROOT.parent / "shared" / "data")

pytestmark = pytest.mark.skipif(
    not (DATA / "co").is_dir(), reason=f"no conformance data at {DATA}; set CONFORMANCE_DATA"
)


def load(name: str):
    return json.loads((DATA / "co" / name).read_text("utf-8"))


def test_every_documented_error_code_has_a_meaning():
    entries = load("yabi/error-codes.json")
    assert len(entries) > 100
    unknown = {e["code"] for e in entries if meaning(e["code"]) == UNKNOWN_ERROR}
    assert unknown == {"000-99"}


def test_every_documented_error_code_is_recognised_in_a_text():
    codes = {e["code"] for e in load("yabi/error-codes.json") if "-" in e["code"]}
    assert {code for code in codes if codes_in(f"{code}: said") != (code,)} == set()


def test_no_documented_error_means_that_a_document_may_blindly_be_sent_again():
    kinds = {meaning(entry["code"])[0] for entry in load("yabi/error-codes.json")}
    assert ErrorKind.RETRY not in kinds


def sent(value):
    return invoice_input(value, compute(value), receiver_profile(value), "unit-1")


def test_every_required_path_is_sent():
    entries = load("yabi/required-paths.json")["InvoiceInput"]
    paths = [e.partition(" : ")[0].removeprefix("InvoiceInput.") for e in entries]
    assert len(paths) > 30
    assert [path for path in paths if not holds(sent(document()), path)] == []


def holds(value, path: str) -> bool:
    head, _, rest = path.replace("[]", "").partition(".")
    if isinstance(value, list):
        return bool(value) and all(holds(item, path) for item in value)
    if value.get(head) is None:
        return False
    return not rest or holds(value[head], rest)


def test_the_six_lines_of_the_checked_invoice_give_its_totals():
    case = next(c for c in load("cases.json")["cases"] if c["id"] == "ubl21dian-invoice-6-lines")
    lines = [line_of(entry) for entry in case["lines"]]
    own = {
        "discounts": [{"amount": amount} for amount in case["doc_discounts"]],
        "charges": [{"amount": amount} for amount in case["doc_charges"]],
    }
    totals = sent(document(*lines, own=own))["documentTotals"]
    expected = case["totals"]
    assert totals == {
        "lineExtensionAmount": expected["line_extension"],
        "taxExclusiveAmount": expected["tax_exclusive"],
        "taxInclusiveAmount": expected["tax_inclusive"],
        "allowanceTotalAmount": expected["allowance"],
        "chargeTotalAmount": expected["charge"],
        "prePaidAmount": "0.00",
        "payableAmount": expected["payable"],
    }


def line_of(entry):
    own = {}
    if entry.get("reference_price"):
        own["reference_price"] = entry["reference_price"]
    if entry.get("charge"):
        own["charges"] = [{"amount": entry["charge"]}]
    if entry.get("nominal_tax"):
        own["unit_taxes"] = [
            {"tax_code": "BOLSAS", "amount_per_unit": per_unit, "units": units}
            for _, per_unit, units, _ in entry["nominal_tax"]
        ]
    discount = entry.get("discount")
    taxed = "IVA19" if entry.get("tax") else None if own.get("unit_taxes") else "EXCL"
    return line(
        entry["price"],
        entry["qty"],
        tax_code=taxed,
        discount=Discount(amount=Decimal(discount)) if discount else None,
        own=own,
    )

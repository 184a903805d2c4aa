"""The Colombian provider's mapping and codes against facts gathered from its reference."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from documents.amounts import compute
from documents.values import Discount
from providers.base import ErrorKind
from providers.co_yabico.codes import UNKNOWN_ERROR, codes_in, meaning
from providers.co_yabico.kinds import kind_of
from providers.co_yabico.mapping.draft import Draft
from providers.co_yabico.mapping.invoice import invoice_input
from tests.providers.co_documents import document, line
from tests.providers.test_co_yabico_mapping_kinds import EXAMPLES, mapped

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
    return invoice_input(Draft(value, compute(value), "unit-1"))


def test_every_required_path_is_sent():
    entries = load("yabi/required-paths.json")["InvoiceInput"]
    paths = [e.partition(" : ")[0].removeprefix("InvoiceInput.") for e in entries]
    assert len(paths) > 30
    assert [path for path in paths if not holds(sent(document()), path)] == []


DRAFTED = {kind_of(value).input_type: mapped(value) for name, value in EXAMPLES.items()}


@pytest.mark.parametrize("input_type", sorted(DRAFTED.keys() - {"InvoiceInput"}))
def test_every_required_path_of_every_input_is_sent(input_type):
    entries = load("yabi/required-paths.json")[input_type]
    paths = [e.partition(" : ")[0].removeprefix(f"{input_type}.") for e in entries]
    assert len(paths) >= 3
    assert [path for path in paths if not holds(DRAFTED[input_type], path)] == []


GENERIC = {"provider_validation", "provider_error_unknown", "provider_data_not_found"}


def test_errors_of_notes_events_and_purchases_have_words_of_their_own():
    about = ("001-E", "001-LI", "001-LA4", "001-PV", "001-AIU", "001-AL", "001-AT", "001-PEI")
    about += ("001-AS", "100-E", "100-NE", "100-AS", "004-DC", "200-")
    codes = {e["code"] for e in load("yabi/error-codes.json") if e["code"].startswith(about)}
    assert len(codes) > 30
    assert {code for code in codes if meaning(code)[1] in GENERIC} == set()


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

"""From a document's value to the provider's InvoiceInput, field by field and as whole examples.

`UPDATE_GOLDEN=1 pytest tests/providers/test_co_yabico_mapping.py` writes the examples anew.
"""

import json
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from documents.amounts import compute
from documents.values import Discount, DocumentValue, Party
from providers.co_yabico.mapping.draft import Draft
from providers.co_yabico.mapping.invoice import invoice_input
from providers.co_yabico.mapping.money import money, percent, plain
from providers.co_yabico.needs import SENT
from tests.providers.co_documents import BUYER, document, line, person

GOLDEN = Path(__file__).parents[1] / "golden" / "co"
UNIT = "11111111-2222-4333-8444-555555555555"


def mapped(value: DocumentValue) -> dict[str, Any]:
    return without_none(invoice_input(Draft(value, compute(value), UNIT)))


def without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_none(item) for key, item in value.items() if item is not None}
    return [without_none(item) for item in value] if isinstance(value, list) else value


EXAMPLES = {
    "one-line": document(),
    "final-consumer": document(
        line("8400.00", "1", tax_code="INC8"),
        receiver=Party("222222222222", "GENERIC_ID", "Consumidor final", None, BUYER.address),
    ),
    "natural-person-on-credit": document(
        receiver=person(),
        own={
            "receiver": {"id_type": "CC", "phone": "3001234567"},
            "payment_form": "CREDIT",
            "payment_means_code": "47",
            "payment_due_date": "2026-12-20",
            "payment_terms": "30 días",
            "notes": ["Orden 4711", "Entregar en bodega"],
        },
    ),
    "lines-of-every-kind": document(
        line("300000.00", "1", discount=Discount(amount=Decimal("50000"), reason="Antiguo")),
        line("0", "1", own={"reference_price": "100000"}),
        line("1400000.00", "1", own={"charges": [{"amount": "10000", "reason": "Flete"}]}),
        line("20000.00", "1", tax_code="EXCL"),
        line("12345.678901", "2.5", tax_code="IVA5", unit="KGM"),
        line(
            "0",
            "2",
            tax_code=None,
            own={
                "reference_price": "200",
                "unit_taxes": [{"tax_code": "BOLSAS", "amount_per_unit": "30", "units": "2"}],
            },
        ),
        line("40000.00", "1", tax_code="IVA0", own={"brand": "Acme", "model": "X-1"}),
        own={
            "discounts": [{"amount": "10000"}, {"percent": "1.5", "reason_code": "M09"}],
            "charges": [{"amount": "15000", "reason": "Empaque"}],
        },
    ),
    "withholdings": document(
        line(
            "1000000.00",
            "1",
            own={
                "withholdings": [
                    {"code": "RETEIVA", "percent": "15"},
                    {"code": "RETERENTA", "percent": "2.5"},
                    {"code": "RETEICA", "percent": "0.966"},
                ]
            },
        ),
        line("500000.00", "1", own={"withholdings": [{"code": "RETERENTA", "percent": "2.5"}]}),
    ),
    "in-dollars": document(
        line(
            "100.00",
            "3",
            currency="USD",
            own={"standard_item": {"scheme": "GTIN", "id": "7701234567897"}},
        ),
        own={"exchange_rate": {"rate": "4123.55", "date": "2026-11-20"}},
    ),
}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_examples(name):
    path = GOLDEN / f"yabico-invoice-{name}.json"
    made = json.dumps(mapped(EXAMPLES[name]), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(made, "utf-8")
    assert made == path.read_text("utf-8")


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_lines_add_up_to_the_document_in_what_is_sent(name):
    sent = mapped(EXAMPLES[name])
    totals = {key: Decimal(value) for key, value in sent["documentTotals"].items()}
    lines = sent["documentLines"]
    assert total_of(x["lineExtensionAmount"] for x in lines) == totals["lineExtensionAmount"]
    taxes = total_of(group["taxAmount"] for group in sent["taxDescription"])
    assert taxes == total_of(g["taxAmount"] for x in lines for g in x["taxDescription"])
    assert totals["taxInclusiveAmount"] == totals["lineExtensionAmount"] + taxes
    modifiers = sent.get("documentModifiers", [])
    assert totals["allowanceTotalAmount"] == total_of(amounts(modifiers, "DISCOUNT"))
    assert totals["chargeTotalAmount"] == total_of(amounts(modifiers, "CHARGE"))
    payable = totals["taxInclusiveAmount"] - totals["allowanceTotalAmount"]
    assert totals["payableAmount"] == payable + totals["chargeTotalAmount"]
    for sent_line in lines:
        gross = Decimal(sent_line["quantity"]) * Decimal(sent_line["price"]["priceAmount"])
        own = sent_line.get("priceModifier", [])
        net = total_of(amounts(own, "CHARGE")) - total_of(amounts(own, "DISCOUNT"))
        assert abs(gross + net - Decimal(sent_line["lineExtensionAmount"])) <= Decimal("0.01")


def total_of(texts) -> Decimal:
    return sum((Decimal(text) for text in texts), Decimal(0))


def amounts(modifiers, kind):
    return [m["amount"] for m in modifiers if m["chargeIndicator"] == kind]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_comparison_knows_every_field_that_may_be_sent(name):
    known = frozenset().union(*SENT.values())
    assert fields_of(mapped(EXAMPLES[name])) <= known


def fields_of(value) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(fields_of, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    return set(value) | set().union(*map(fields_of, value.values()))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_money_is_text_and_nothing_is_a_float_but_percentages(name):
    def floats(value, key=""):
        if isinstance(value, dict):
            return [k for name, item in value.items() for k in floats(item, name)]
        if isinstance(value, list):
            return [k for item in value for k in floats(item, key)]
        return [key] if isinstance(value, float) else []

    assert set(floats(mapped(EXAMPLES[name]))) <= {"percent", "percentage"}


def test_all_seven_totals_are_sent_zeros_included():
    assert mapped(document())["documentTotals"] == {
        "lineExtensionAmount": "100000.00",
        "taxExclusiveAmount": "100000.00",
        "taxInclusiveAmount": "119000.00",
        "allowanceTotalAmount": "0.00",
        "chargeTotalAmount": "0.00",
        "prePaidAmount": "0.00",
        "payableAmount": "119000.00",
    }


def test_a_line_discount_stands_in_the_line_only():
    sent = mapped(document(line(discount=Discount(percent=Decimal(10), reason="Promo"))))
    (modifier,) = sent["documentLines"][0]["priceModifier"]
    assert modifier["chargeIndicator"] == "DISCOUNT"
    assert (modifier["baseAmount"], modifier["percentage"]) == ("100000.00", 10)
    assert modifier["amount"] == "10000.00"
    assert "documentModifiers" not in sent
    assert sent["documentTotals"]["allowanceTotalAmount"] == "0.00"
    assert sent["documentTotals"]["payableAmount"] == "107100.00"


def test_a_document_discount_stands_in_the_document_only_and_lowers_no_tax():
    sent = mapped(document(own={"discounts": [{"amount": "10000"}]}))
    assert "priceModifier" not in sent["documentLines"][0]
    assert sent["documentTotals"]["allowanceTotalAmount"] == "10000.00"
    assert sent["documentTotals"]["payableAmount"] == "109000.00"
    assert sent["taxDescription"][0]["taxAmount"] == "19000.00"


def test_an_excluded_line_has_no_tax_group_and_an_exempt_one_has_zero_percent():
    excluded, exempt = mapped(document(line(tax_code="EXCL"), line(tax_code="IVA0")))[
        "documentLines"
    ]
    assert excluded["taxDescription"] == []
    subtotal = exempt["taxDescription"][0]["taxSubtotal"][0]
    assert subtotal == {"percent": 0, "taxableAmount": "100000.00", "taxAmount": "0.00"}


def test_one_group_per_tribute_and_one_subtotal_per_rate():
    (group,) = mapped(document(line(), line(tax_code="IVA5"), line()))["taxDescription"]
    assert group["taxName"] == "CO_01"
    assert group["roundingAmount"] == "0"
    assert [s["percent"] for s in group["taxSubtotal"]] == [5, 19]
    assert [s["taxableAmount"] for s in group["taxSubtotal"]] == ["100000.00", "200000.00"]


def test_withholdings_are_sent_and_not_subtracted():
    sent = mapped(EXAMPLES["withholdings"])
    names = [group["withholdingName"] for group in sent["withholdingsDescription"]]
    assert names == ["CO_05", "CO_06", "CO_07"]
    assert sent["documentTotals"]["payableAmount"] == "1785000.00"


def test_cash_is_the_default_and_credit_has_a_due_date_of_bogota():
    assert mapped(document())["paymentDescription"]["paymentMeans"] == [
        {"paymentMeanId": "IN_CASH", "paymentMeanCode": "CO_10"}
    ]
    (mean,) = mapped(EXAMPLES["natural-person-on-credit"])["paymentDescription"]["paymentMeans"]
    assert mean["paymentMeanId"] == "CREDIT"
    assert mean["paymentDueDate"] == "2026-12-20T00:00:00-05:00"


def test_the_identifier_goes_without_check_digit():
    customer = mapped(document())["documentParties"]["accountingCustomerParty"]
    assert customer["personId"] == {"idType": "NIT", "identifier": "900373076"}
    assert customer["partyTaxScheme"]["compStringId"] == customer["personId"]
    assert customer["partyTaxScheme"]["taxLevelCode"] == ["R_99_PN"]


def test_the_final_consumer_has_a_name_and_an_address():
    sent = mapped(EXAMPLES["final-consumer"])
    customer = sent["documentParties"]["accountingCustomerParty"]
    assert customer["additionalAccountId"] == "NATURAL_PERSON"
    assert customer["personId"] == {"idType": "CC", "identifier": "222222222222"}
    assert customer["personName"]["firstName"]
    assert customer["personName"]["firstSurname"]
    assert customer["physicalLocation"]["city"] == "11001"


def test_without_a_number_there_is_nothing_to_send():
    value = document()
    assert value.numbering is not None
    with pytest.raises(ValueError, match="number"):
        mapped(replace(value, numbering=replace(value.numbering, number=None)))


def test_without_a_kind_of_identity_document_there_is_nothing_to_send():
    with pytest.raises(ValueError, match="identity document"):
        mapped(document(receiver=person()))


def test_the_issue_date_is_the_documents_and_in_bogota():
    sent = mapped(document(emission_date=date(2026, 11, 20)))
    assert sent["generalInformation"]["issueDateTime"] == "2026-11-20T00:00:00-05:00"


@pytest.mark.parametrize(
    ("value", "least", "text"),
    [
        ("2.500000", 0, "2.5"),
        ("2.500000", 2, "2.50"),
        ("100", 0, "100"),
        ("1E+2", 2, "100.00"),
        ("0.000001", 2, "0.000001"),
        ("0", 2, "0.00"),
    ],
)
def test_plain_numbers(value, least, text):
    assert plain(Decimal(value), least) == text


def test_money_has_two_decimals_and_refuses_more():
    assert money(Decimal("1E+3")) == "1000.00"
    assert money(Decimal("5")) == "5.00"
    with pytest.raises(ValueError, match="two decimals"):
        money(Decimal("0.001"))


@pytest.mark.parametrize(("value", "sent"), [("19", "19"), ("19.00", "19"), ("0.966", "0.966")])
def test_percentages_are_numbers_that_print_as_they_were_given(value, sent):
    assert json.dumps(percent(Decimal(value))) == sent

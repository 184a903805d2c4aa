"""Colombia's rules on kinds of operation, exports, contingency, AIU and support documents."""

from decimal import Decimal

import pytest

from documents import rules
from documents.values import Discount, Severity
from tests.documents.samples import (
    CONFIG,
    TODAY,
    address,
    adjustment_note,
    cancellation,
    co,
    company,
    credit_note,
    debit_note,
    invoice,
    line,
    person,
    purchase,
    support_document,
)

D = Decimal
LINE, OPERATION = ("line_items", 0), ("country_specific", "operation_type")
SUBTYPE = ("country_specific", "subtype")
OWN = (*LINE, "country_specific")
ABROAD = company(
    tax_id="X-77", tax_id_type="GENERIC_ID", address=address(city="Lima", country="PE")
)
FOREIGN = {"receiver": {"id_type": "NIT_FOREIGN"}}
PRINCIPAL = {"id_type": "NIT", "id": "890903938", "name": "Mandante SA"}
WAYBILL = {"filing_number": "8812", "waybill_number": "R-1", "freight": "100"}
PAPER = {"resolution_number": "18760000009"}


def operating(operation, *lines, **changes):
    return invoice(*lines, country_specific=co(operation_type=operation), **changes)


def part(name, price, tax_code="EXCL", **changes):
    own = {"aiu_part": name} if name else {}
    return line(price, "1", tax_code=tax_code, country_specific=co(**own), **changes)


def aiu(*lines):
    return operating("AIU", *lines)


def utility(price="100", tax_code="IVA19", **changes):
    return part("UTILITY", price, tax_code, **changes)


def export(*lines, receiver=ABROAD):
    return invoice(*lines, receiver=receiver, country_specific=co(subtype="EXPORT", **FOREIGN))


def bought(operation, receiver):
    fields = FOREIGN if receiver is ABROAD else {}
    return support_document(
        receiver=receiver, country_specific=co(operation_type=operation, **fields)
    )


WORK = part("ADMINISTRATION", "900")

# case: (code, document, path, law)
BROKEN = {
    "an invoice that refunds": (
        "operation_type_not_of_document",
        operating("PARTIAL_REFUND"),
        OPERATION,
        "",
    ),
    "a debit note of an invoice's operation": (
        "operation_type_not_of_document",
        debit_note(country_specific=co(operation_type="AIU")),
        OPERATION,
        "",
    ),
    "a credit note that rebates": (
        "credit_concept_unsupported",
        credit_note(country_specific=co(operation_type="PARTIAL_OR_TOTAL_DISCOUNT")),
        OPERATION,
        "001-PV1",
    ),
    "a credit note that corrects prices": (
        "credit_concept_unsupported",
        credit_note(country_specific=co(operation_type="PRICE_ADJUSTMENT")),
        OPERATION,
        "001-PV1",
    ),
    "a note of contingency": (
        "subtype_not_of_document",
        credit_note(country_specific=co(subtype="CONTINGENCY")),
        SUBTYPE,
        "",
    ),
    "a cancellation of a subtype": (
        "subtype_not_of_document",
        cancellation(country_specific=co(subtype="EXPORT")),
        SUBTYPE,
        "",
    ),
    "an export to Colombia": (
        "export_to_colombia",
        export(line(tax_code="IVA0"), receiver=company()),
        ("receiver", "address", "country"),
        "",
    ),
    "an export to nowhere": (
        "export_to_colombia",
        export(line(tax_code="IVA0"), receiver=company(address=None)),
        ("receiver", "address", "country"),
        "",
    ),
    "an export with IVA": ("export_with_iva", export(), (*LINE, "tax_code"), ""),
    "contingency from the usual range": (
        "contingency_range",
        invoice(country_specific=co(subtype="CONTINGENCY")),
        ("issuer_profile_id",),
        "",
    ),
    "contingency from no range": (
        "contingency_range",
        invoice(country_specific=co(subtype="CONTINGENCY"), provider_config={}),
        ("issuer_profile_id",),
        "",
    ),
    "contingency of DIAN's": (
        "contingency_not_offered",
        invoice(country_specific=co(subtype="CONTINGENCY_DIAN")),
        SUBTYPE,
        "",
    ),
    "a part of no AIU": (
        "line_field_of_other_operation",
        invoice(part("UTILITY", "1", "IVA19")),
        (*OWN, "aiu_part"),
        "",
    ),
    "a principal of no mandate": (
        "line_field_of_other_operation",
        invoice(line(country_specific=co(principal=PRINCIPAL))),
        (*OWN, "principal"),
        "",
    ),
    "a waybill of no transport": (
        "line_field_of_other_operation",
        operating("MANDATES", line(country_specific=co(principal=PRINCIPAL, transport=WAYBILL))),
        (*OWN, "transport"),
        "",
    ),
    "a mandate of nobody": (
        "principal_missing",
        operating("MANDATES"),
        ("line_items",),
        "",
    ),
    "a transport of nothing": (
        "waybill_missing",
        operating("TRANSPORTATION"),
        ("line_items",),
        "",
    ),
    "AIU of three lines": (
        "aiu_lines",
        aiu(part("ADMINISTRATION", "600"), part("CONTINGENCIES", "300"), utility()),
        ("line_items",),
        "001-AL1",
    ),
    "AIU of an unnamed part": (
        "aiu_part_missing",
        aiu(part(None, "900"), utility()),
        (*OWN, "aiu_part"),
        "001-AIU1",
    ),
    "AIU without utility": ("aiu_utility_missing", aiu(WORK), ("line_items",), "001-AIU1"),
    "AIU with a discount": (
        "aiu_line_modified",
        aiu(part("ADMINISTRATION", "900", discount=Discount(amount=D("1"))), utility()),
        LINE,
        "001-ALM1",
    ),
    "AIU with a taxed cost": (
        "aiu_tax_beside_utility",
        aiu(part("ADMINISTRATION", "900", "IVA19"), utility()),
        (*LINE, "tax_code"),
        "001-AT1",
    ),
    "AIU with another tax": (
        "aiu_utility_tax",
        aiu(WORK, utility(tax_code="INC8")),
        ("line_items", 1, "tax_code"),
        "001-AT1",
    ),
    "AIU of a small utility": (
        "aiu_utility_low",
        aiu(WORK, utility("99.99")),
        ("line_items", 1, "unit_price", "amount"),
        "001-AIU2",
    ),
    "a purchase from nobody": (
        "seller_nameless",
        support_document(receiver=person(tax_id="222222222222")),
        ("receiver", "tax_id"),
        "",
    ),
    "a resident abroad": (
        "seller_residence",
        bought("RESIDENT_PURCHASE", ABROAD),
        OPERATION,
        "",
    ),
    "a non-resident at home": (
        "seller_residence",
        bought("NON_RESIDENT_PURCHASE", company()),
        OPERATION,
        "",
    ),
    "a purchase of no day": (
        "purchase_date_missing",
        support_document(line()),
        (*OWN, "purchased_on"),
        "DSFC02a",
    ),
    "a purchase to come": (
        "purchase_date_future",
        support_document(purchase(purchased_on="2026-11-21")),
        (*OWN, "purchased_on"),
        "DSFC02a",
    ),
    "a sale with a day of purchase": (
        "purchase_date_not_of_document",
        invoice(purchase()),
        (*OWN, "purchased_on"),
        "",
    ),
    "single and weekly purchases": (
        "transmission_mixed",
        support_document(purchase(), purchase(transmission="WEEKLY")),
        ("line_items", 1, "country_specific", "transmission"),
        "",
    ),
    "purchases of two weeks": (
        "week_mixed",
        support_document(
            purchase(transmission="WEEKLY", purchased_on="2026-11-16"),
            purchase(transmission="WEEKLY", purchased_on="2026-11-15"),
        ),
        ("line_items", 1, "country_specific", "purchased_on"),
        "",
    ),
    "an expired resolution of support documents": (
        "resolution_expired",
        support_document(provider_config={**CONFIG, "resolution_valid_to": "2026-11-19"}),
        ("issuer_profile_id",),
        "FAD09a/b",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_at_its_path(name):
    code, document, path, law = BROKEN[name]
    [fault] = [fault for fault in rules.check(document, TODAY) if fault.code == code]
    assert (fault.path, fault.law, fault.severity) == (path, law, Severity.ERROR)
    assert fault.message.endswith(".")


PASSING = {
    "standard by name": operating("STD"),
    "money exchange": operating("MONEY_EXCHANGE"),
    "mandate": operating("MANDATES", line(), line(country_specific=co(principal=PRINCIPAL))),
    "transport": operating("TRANSPORTATION", line(country_specific=co(transport=WAYBILL))),
    "AIU at the border": aiu(WORK, utility()),
    "AIU of a utility alone": aiu(utility()),
    "a credit note of an AIU invoice repeats its part": credit_note(
        line(quantity="1", country_specific=co(aiu_part="UTILITY"))
    ),
    "export exempt": export(line(tax_code="IVA0")),
    "export excluded": export(line(tax_code="EXCL")),
    "contingency from a paper range": invoice(
        country_specific=co(subtype="CONTINGENCY"), provider_config=PAPER
    ),
    "partial refund by name": credit_note(country_specific=co(operation_type="PARTIAL_REFUND")),
    "interest": debit_note(country_specific=co(operation_type="INTEREST")),
    "adjustment by discount": adjustment_note(
        country_specific=co(operation_type="PARTIAL_OR_TOTAL_DISCOUNT")
    ),
    "support document": support_document(),
    "support document of a non-resident": bought("NON_RESIDENT_PURCHASE", ABROAD),
    "support document of a day before": support_document(purchase(purchased_on="2026-10-01")),
    "support document of a week": support_document(
        purchase(transmission="WEEKLY", purchased_on="2026-11-16"),
        purchase(transmission="WEEKLY", purchased_on="2026-11-20"),
    ),
    "adjustment of a purchase": adjustment_note(purchase()),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_is_just_allowed_passes(name):
    assert rules.check(PASSING[name], TODAY) == ()


def test_a_part_of_an_aiu_invoice_stands_once():
    faults = rules.check(aiu(utility(), utility()), TODAY)
    assert [(fault.code, fault.path[1]) for fault in faults] == [
        ("aiu_part_twice", 0),
        ("aiu_part_twice", 1),
    ]


def test_the_least_utility_is_named_in_money():
    [fault] = rules.check(aiu(WORK, utility("99.99")), TODAY)
    assert "100.00" in fault.message


@pytest.mark.parametrize("country", ["MX", "EC", "PE"])
def test_support_documents_are_colombian(country):
    other = support_document(line(), country=country, provider_config={})
    codes = {fault.code for fault in rules.check(other, TODAY)}
    assert "document_type_of_another_country" in codes

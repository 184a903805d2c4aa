"""Each rule once kept and once broken, without HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from providers.co_yabico.sandbox.checks import (
    CHECKS,
    MONEY_CHECKS,
    TARGET_CHECKS,
    WHOLE_CHECKS,
    aiu,
    faults_of,
    header,
    lines,
    notes,
    numbering,
    parties,
    payment,
    sums,
    support,
    taxes,
    totals,
    values,
    withholdings,
)
from providers.co_yabico.sandbox.checks.case import Case
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.draft import draft
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.kinds import Kind
from providers.co_yabico.sandbox.seed import SEED, UNIT_UID

from . import operations, payloads

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
Spoil = Callable[[dict[str, Any]], None]
ALL_CHECKS = [*CHECKS, *MONEY_CHECKS, *WHOLE_CHECKS]


def case(content: dict[str, Any], **more: Any) -> Case:
    return Case(**{"content": content, "unit": SEED, "dialect": "live", "now": NOW, **more})


def run(check: Any, given: Case) -> list[Fault]:
    if check in WHOLE_CHECKS:
        return list(check(given, draft(given.content)))
    return list(check(draft(given.content) if check in MONEY_CHECKS else given))


def put(path: str, value: Any) -> Spoil:
    """Sets the value at `a.b.0.c` of a payload."""

    def spoil(content: dict[str, Any]) -> None:
        *way, last = path.split(".")
        node: Any = content
        for step in way:
            node = node[int(step)] if step.isdigit() else node[step]
        node[int(last) if last.isdigit() else last] = value

    return spoil


BUYER = "documentParties.accountingCustomerParty"
LINE = "documentLines.0"
TAX = f"{LINE}.taxDescription.0"
WITHHELD = f"{LINE}.withholdingsDescription.0"
SUPPLIER = "documentParties.accountingSupplierParty"
BOUGHT = {"kind": Kind.SUPPORT_DOCUMENT}
BOUGHT_CONTENT = {**BOUGHT, "content": operations.support_document(UNIT_UID)}
MEANS = "paymentDescription.paymentMeans.0"
INACTIVE = {"unit": SEED.from_json({**SEED.as_json(), "active": False})}
IVA = payloads.tax("CO_01", 19.0, "1.00", "0.19")
RETENTION = payloads.withholding("CO_06", 11.0, "1.00", "0.11")


def again(path: str) -> Spoil:
    """Repeats the first element of a list."""

    def spoil(content: dict[str, Any]) -> None:
        node: Any = content
        for step in path.split("."):
            node = node[int(step)] if step.isdigit() else node[step]
        node.append(node[0])

    return spoil


def document(uid: str, **more: Any) -> Document:
    """A document validated long ago."""
    return Document(
        **{
            "uid": uid,
            "unit": UNIT_UID,
            "organization": SEED.organization,
            "dialect": "live",
            "prefix": "SETP",
            "number": 990000001,
            "content": payloads.rich(UNIT_UID),
            "accepted_at": "2026-11-20T10:00:00+00:00",
            "issued_at": "2026-11-20T05:00:00-05:00",
            "step_seconds": 1,
            "cufe": "c" * 96,
            "qr": "",
            **more,
        }
    )


def about(**more: Any) -> dict[str, Any]:
    """What makes the case one of a credit note to the same invoice."""
    return {"kind": Kind.CREDIT_NOTE, "target": document("invoice"), **more}


def buying(spoil: Spoil = lambda content: None) -> Spoil:
    """Makes the content a support document's, then spoils it."""

    def changed(content: dict[str, Any]) -> None:
        content.clear()
        content.update(operations.support_document(UNIT_UID))
        spoil(content)

    return changed


def of_aiu(content: dict[str, Any]) -> None:
    content["generalInformation"]["operationCode"] = "AIU"


def utility(share: str) -> Spoil:
    """An AIU invoice of 100,000 of which `share` is taxed with IVA."""

    def changed(content: dict[str, Any]) -> None:
        iva = [payloads.tax("CO_01", 19.0, share, "1.00")]
        content["generalInformation"]["operationCode"] = "AIU"
        content["documentLines"] = [payloads.line(1, "1", "100000.00", "100000.00", iva)]

    return changed


NOTE_FAULTS: list[tuple[Any, str, Spoil, dict[str, Any]]] = [
    (
        notes.target_is_of_the_unit,
        "001-OU2",
        lambda c: None,
        about(target=document("invoice", unit="another")),
    ),
    (
        notes.target_is_validated,
        "001-EI2",
        lambda c: None,
        about(target=document("invoice", step_seconds=1e9)),
    ),
    (
        notes.target_is_validated,
        "001-PEI2",
        lambda c: None,
        about(target=document("bought", step_seconds=1e9, **BOUGHT_CONTENT)),
    ),
    (
        notes.target_is_not_void,
        "001-EC1",
        lambda c: None,
        about(earlier=(document("void", voids=True, kind=Kind.CREDIT_NOTE),)),
    ),
    (
        notes.target_is_not_accepted,
        "001-EC1",
        lambda c: None,
        about(standing="TACIT_ACCEPTANCE"),
    ),
    (
        notes.target_may_be_voided,
        "001-EI2",
        lambda c: None,
        about(voids=True, earlier=(document("note", kind=Kind.CREDIT_NOTE),)),
    ),
    (
        notes.target_may_be_voided,
        "001-EI2",
        lambda c: None,
        about(voids=True, standing="EXPRESS_ACCEPTANCE"),
    ),
    (notes.lines_are_the_targets, "001-LI1", put(f"{LINE}.lineId", 99), about()),
    (
        notes.prices_are_the_targets,
        "001-PV1",
        put(f"{LINE}.price.priceAmount", "299999.99"),
        about(),
    ),
    (
        notes.lines_leave_something,
        "001-LA4",
        put(f"{LINE}.lineExtensionAmount", "250000.01"),
        about(),
    ),
    (
        notes.lines_leave_something,
        "001-LA4",
        lambda c: None,
        about(earlier=(document("note", kind=Kind.CREDIT_NOTE),)),
    ),
]
SUPPORT_FAULTS: list[tuple[Any, str, Spoil, dict[str, Any]]] = [
    (
        support.supplier_lives_where_it_says,
        "001-AS1",
        buying(put("generalInformation.operationCode", "NON_RESIDENT_PURCHASE")),
        BOUGHT,
    ),
    (
        support.supplier_is_not_the_unit,
        "001-AS1",
        buying(put(f"{SUPPLIER}.personId.identifier", "900559088-2")),
        BOUGHT,
    ),
    (support.lines_say_when, "001-F2", buying(put(f"{LINE}.invoicePeriod", None)), BOUGHT),
    (
        support.purchases_are_not_in_the_future,
        "001-D1",
        buying(put(f"{LINE}.invoicePeriod.startDate", "2199-11-21")),
        BOUGHT,
    ),
]
AIU_FAULTS: list[tuple[Any, str, Spoil, dict[str, Any]]] = [
    (aiu.few_lines, "001-AL1", of_aiu, {}),
    (aiu.no_modifiers, "001-ALM1", of_aiu, {}),
    (aiu.only_iva, "001-AT1", of_aiu, {}),
    (aiu.base_is_a_tenth, "001-AIU2", utility("9999.00"), {}),
    (aiu.bases_agree, "001-ALM2", utility("10000.00"), {}),
]
BROKEN: list[tuple[Any, str, Spoil, dict[str, Any]]] = [
    (numbering.unit_may_issue, "001-OU2", lambda c: None, {"unit": None}),
    (numbering.unit_may_issue, "001-OU1", lambda c: None, INACTIVE),
    (numbering.plan_is_not_used_up, "001-O1", lambda c: None, {"issued": 100000}),
    (numbering.consecutive_is_complete, "001-F2", put("id.prefix", None), {}),
    (numbering.consecutive_is_complete, "001-F2", put("id.number", None), {}),
    (numbering.prefix_is_authorised, "001-DC1", put("id.prefix", "FE"), {}),
    (numbering.number_is_in_range, "001-DC2", put("id.number", 989999999), {}),
    (numbering.number_is_in_range, "001-DC2", put("id.number", 995000001), {}),
    (
        numbering.issue_date_is_authorised,
        "001-D2",
        lambda c: None,
        {"now": datetime(2030, 1, 20, 15, tzinfo=UTC)},
    ),
    (numbering.number_is_free, "200-EI1", lambda c: None, {"holder": "somebody"}),
    (numbering.number_is_free, "200-ED1", lambda c: None, {"holder": "x", "kind": "DEBIT_NOTE"}),
    (numbering.number_is_not_too_large, "001-V1", put("id.number", 0), {}),
    (numbering.number_is_not_too_large, "001-V2", put("id.number", 1_000_000_000), {}),
    (
        header.references_are_older,
        "001-ID1",
        put("referencedDocuments", [{"issueDate": "2026-11-21"}]),
        {},
    ),
    (
        header.references_are_older,
        "001-ID1",
        put("paymentDescription.prepayments", [{"receivedDate": "2026-11-21"}]),
        {},
    ),
    *NOTE_FAULTS,
    *SUPPORT_FAULTS,
    *AIU_FAULTS,
    (
        header.issued_today,
        "001-D1",
        put("generalInformation.issueDateTime", "2026-11-19T23:59:59-05:00"),
        {},
    ),
    (
        header.period_is_in_order,
        "001-D1",
        put(
            "generalInformation.documentPeriod",
            {"startDate": "2026-11-02", "endDate": "2026-11-01"},
        ),
        {},
    ),
    (header.currency_has_a_rate, "001-F2", put("generalInformation.currency", "USD"), {}),
    (header.document_has_lines, "001-F2", put("documentLines", []), {}),
    (header.line_ids_are_unique, "001-DL1", put("documentLines.1.lineId", 1), {}),
    (header.texts_fit, "001-V9", put(f"{LINE}.description.text", "x" * 501), {}),
    (
        header.texts_fit,
        "001-V9",
        put(f"{BUYER}.personName", {"firstName": "x" * 30, "firstSurname": "y" * 30}),
        {},
    ),
    (header.required_texts_are_filled, "001-F2", put(f"{LINE}.description.text", " "), {}),
    (
        header.required_texts_are_filled,
        "001-F2",
        put(f"{LINE}.itemDescription.standardItemId.id", ""),
        {},
    ),
    (
        header.item_codes_are_gtins,
        "001-V6",
        put(
            f"{LINE}.itemDescription.standardItemId", {"standardId": "GTIN", "id": "7701234567891"}
        ),
        {},
    ),
    (parties.name_is_given, "001-N1", put(f"{BUYER}.personName", {}), {}),
    (
        parties.natural_person_has_names,
        "001-N2",
        put(BUYER, {**payloads.NATURAL, "personName": {"firstSurname": "Díaz"}}),
        {},
    ),
    (
        parties.natural_person_has_names,
        "001-N3",
        put(BUYER, {**payloads.NATURAL, "personName": {"firstName": "Ana"}}),
        {},
    ),
    (
        parties.legal_entity_has_a_corporate_name,
        "001-N4",
        put(f"{BUYER}.personName", {"firstName": "Ana", "firstSurname": "Díaz"}),
        {},
    ),
    (parties.one_kind_of_name, "001-F1", put(f"{BUYER}.personName.firstName", "Ana"), {}),
    (parties.identifier_is_complete, "001-F2", put(f"{BUYER}.personId.identifier", None), {}),
    (parties.nits_are_nits, "001-V7", put(f"{BUYER}.personId.identifier", "800197268-5"), {}),
    (
        parties.nits_are_nits,
        "001-V7",
        put(f"{BUYER}.partyTaxScheme.compStringId.identifier", "800.197.268"),
        {},
    ),
    (parties.city_is_known, "001-F2", put(f"{BUYER}.physicalLocation.city", None), {}),
    (parties.city_is_known, "001-EI1", put(f"{BUYER}.physicalLocation.city", "Bogotá"), {}),
    (parties.city_is_known, "001-EI1", put(f"{BUYER}.physicalLocation.city", "12001"), {}),
    (
        parties.responsibilities_are_allowed,
        "001-EI1",
        put(f"{BUYER}.partyTaxScheme.taxLevelCode", ["O_13", "O_99"]),
        {},
    ),
    (payment.means_are_given, "001-F2", put("paymentDescription.paymentMeans", []), {}),
    (payment.credit_has_a_due_date, "001-F2", put(f"{MEANS}.paymentDueDate", None), {}),
    (
        payment.due_date_is_not_before_issue,
        "001-D1",
        put(f"{MEANS}.paymentDueDate", "2026-11-19T12:00:00-05:00"),
        {},
    ),
    (
        payment.prepayments_are_positive,
        "001-PD1",
        put("paymentDescription.prepayments", [{"paidAmount": "0"}]),
        {},
    ),
    (values.numbers_are_numbers, "001-FN1", put(f"{LINE}.quantity", "two"), {}),
    (values.numbers_are_numbers, "001-FN1", put(f"{LINE}.quantity", "NaN"), {}),
    (values.decimals_fit, "001-V4", put("documentTotals.payableAmount", "1.001"), {}),
    (values.decimals_fit, "001-V4", put(f"{LINE}.price.priceAmount", "1.0000001"), {}),
    (values.nothing_is_negative, "001-V1", put("documentTotals.payableAmount", "-1"), {}),
    (values.quantities_are_positive, "001-V1", put(f"{LINE}.quantity", "0"), {}),
    (
        values.percentages_are_percentages,
        "001-V8",
        put(f"{TAX}.taxSubtotal.0.percent", 19.125),
        {},
    ),
    (values.percentages_are_percentages, "001-V8", lambda c: None, {"dialect": "printed"}),
    (values.percentages_are_percentages, "001-V8", put(f"{TAX}.taxSubtotal.0.percent", 101.0), {}),
    (lines.extension_adds_up, "001-LA2", put(f"{LINE}.lineExtensionAmount", "250000.01"), {}),
    (
        lines.extension_is_not_negative,
        "001-LA3",
        put(f"{LINE}.priceModifier.0.amount", "300000.01"),
        {},
    ),
    (
        lines.modifiers_are_base_by_rate,
        "001-PC1",
        put("documentModifiers.0.amount", "19050.01"),
        {},
    ),
    (taxes.groups_are_single, "001-TD2", again(f"{LINE}.taxDescription"), {}),
    (taxes.groups_have_subtotals, "001-TS1", put(f"{TAX}.taxSubtotal", []), {}),
    (taxes.groups_are_the_sum_of_subtotals, "001-TD3", put(f"{TAX}.taxAmount", "47500.01"), {}),
    (
        taxes.subtotals_are_base_by_rate,
        "001-TD4",
        put(f"{TAX}.taxSubtotal.0.taxAmount", "47500.01"),
        {},
    ),
    (
        taxes.subtotals_are_base_by_rate,
        "001-TD4",
        put("taxDescription.0.taxSubtotal.0.taxAmount", "87402.01"),
        {},
    ),
    (
        taxes.subtotals_are_base_by_rate,
        "001-TD4",
        put("documentLines.5.taxDescription", [payloads.bags("61.00")]),
        {},
    ),
    (taxes.rates_are_single, "001-TS4", again(f"{TAX}.taxSubtotal"), {}),
    (taxes.bases_are_not_negative, "001-TS2", put(f"{TAX}.taxSubtotal.0.taxableAmount", "-1"), {}),
    (
        taxes.bases_fit_the_line,
        "001-TS3",
        put(f"{TAX}.taxSubtotal.0.taxableAmount", "250000.01"),
        {},
    ),
    (taxes.iva_rates_exist, "001-TS5", put(f"{TAX}.taxSubtotal.0.percent", 18.0), {}),
    (
        taxes.taxes_say_how_they_are_computed,
        "001-TD1",
        put(f"{TAX}.taxSubtotal.0.percent", None),
        {},
    ),
    (
        taxes.taxes_say_how_they_are_computed,
        "001-TD1",
        put("taxDescription.1.taxSubtotal.0.percent", 7.0),
        {},
    ),
    (withholdings.groups_are_single, "001-DW4", again(f"{LINE}.withholdingsDescription"), {}),
    (
        withholdings.groups_have_subtotals,
        "001-DW7",
        put(f"{WITHHELD}.withholdingSubtotal", []),
        {},
    ),
    (
        withholdings.groups_are_the_sum_of_subtotals,
        "001-DW5",
        put(f"{WITHHELD}.withholdingAmount", "27500.01"),
        {},
    ),
    (
        withholdings.groups_are_base_by_rate,
        "001-DW6",
        put(f"{WITHHELD}.withholdingAmount", "27500.01"),
        {},
    ),
    (
        withholdings.subtotals_are_base_by_rate,
        "001-DW8",
        put(f"{WITHHELD}.withholdingSubtotal.0.taxAmount", "27500.01"),
        {},
    ),
    (withholdings.rates_are_single, "001-DW11", again(f"{WITHHELD}.withholdingSubtotal"), {}),
    (
        withholdings.bases_are_not_negative,
        "001-DW9",
        put(f"{WITHHELD}.withholdingSubtotal.0.taxableAmount", "-1"),
        {},
    ),
    (
        withholdings.bases_fit_the_line,
        "001-DW10",
        put(f"{WITHHELD}.withholdingSubtotal.0.taxableAmount", "250000.01"),
        {},
    ),
    (
        sums.document_taxes_are_in_lines,
        "001-T2",
        put("taxDescription.2", payloads.tax("CO_03", 1.0, "100.00", "1.00")),
        {},
    ),
    (sums.line_taxes_are_in_document, "001-T3", put("taxDescription", []), {}),
    (sums.line_taxes_are_in_document, "001-T8", put("taxDescription", []), {}),
    (sums.tax_amounts_agree, "001-T5", put("taxDescription.0.taxAmount", "87400.01"), {}),
    (sums.roundings_agree, "001-T6", put("taxDescription.0.roundingAmount", "0.01"), {}),
    (sums.amounts_agree_per_tax, "001-LT1", put("taxDescription.0.taxAmount", "87400.01"), {}),
    (
        sums.rates_agree,
        "001-DS3",
        put("taxDescription.0.taxSubtotal.1.percent", 5.0),
        {},
    ),
    (
        sums.amounts_agree_per_rate,
        "001-DS4",
        put("taxDescription.0.taxSubtotal.0.taxAmount", "87400.01"),
        {},
    ),
    (
        sums.bases_agree_per_rate,
        "001-DS5",
        put("taxDescription.0.taxSubtotal.0.taxableAmount", "460000.01"),
        {},
    ),
    (sums.withholdings_agree, "001-DW2", put("withholdingsDescription", []), {}),
    (
        sums.withholding_subtotals_agree,
        "001-DS1",
        put("withholdingsDescription.0.withholdingSubtotal.0.taxableAmount", "250000.01"),
        {},
    ),
    (
        totals.discounts_match,
        "001-DT1",
        put("documentTotals.allowanceTotalAmount", "19050.01"),
        {},
    ),
    (totals.charges_match, "001-DT2", put("documentTotals.chargeTotalAmount", "0"), {}),
    (
        totals.extension_matches,
        "001-DT3",
        put("documentTotals.lineExtensionAmount", "381000.01"),
        {},
    ),
    (
        totals.exclusive_matches,
        "001-DT4",
        put("documentTotals.taxExclusiveAmount", "571000.00"),
        {},
    ),
    (
        totals.inclusive_matches,
        "001-DT5",
        put("documentTotals.taxInclusiveAmount", "477260.01"),
        {},
    ),
    (totals.prepaid_matches, "001-DT6", put("documentTotals.prePaidAmount", "1"), {}),
    (totals.payable_matches, "001-DT7", put("documentTotals.payableAmount", "459210.01"), {}),
]


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda c: c.__name__)
def test_a_document_that_keeps_the_rules_breaks_none(check: Any) -> None:
    assert run(check, case(payloads.rich(UNIT_UID))) == []


@pytest.mark.parametrize(
    ("check", "code", "spoil", "more"), BROKEN, ids=[f"{b[0].__name__}-{b[1]}" for b in BROKEN]
)
def test_a_broken_rule_is_told(check: Any, code: str, spoil: Spoil, more: dict[str, Any]) -> None:
    content = payloads.rich(UNIT_UID)
    spoil(content)
    assert code in [fault.code for fault in run(check, case(content, **more))]


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("voids", [False, True])
def test_a_note_that_keeps_the_rules_breaks_none(check: Any, voids: bool) -> None:
    assert run(check, case(payloads.rich(UNIT_UID), **about(voids=voids))) == []


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda c: c.__name__)
def test_a_support_document_that_keeps_the_rules_breaks_none(check: Any) -> None:
    assert run(check, case(operations.support_document(UNIT_UID), **BOUGHT)) == []


def test_an_aiu_invoice_of_a_tenth_is_taken() -> None:
    content = payloads.invoice(UNIT_UID)
    iva = [payloads.tax("CO_01", 19.0, "10000.00", "1900.00")]
    of_aiu(content)
    content["documentLines"][0]["taxDescription"] = content["taxDescription"] = iva
    content["documentTotals"].update(
        taxExclusiveAmount="10000.00", taxInclusiveAmount="101900.00", payableAmount="101900.00"
    )
    assert faults_of(case(content)) == []


def test_what_voids_is_judged_by_number_and_target_alone() -> None:
    content = payloads.rich(UNIT_UID)
    put(f"{LINE}.lineExtensionAmount", "1.00")(content)
    assert faults_of(case(content, **about(voids=True))) == []
    assert {check for check, *_ in NOTE_FAULTS} >= set(TARGET_CHECKS)


def test_every_rule_is_broken_by_a_test() -> None:
    assert {broken[0] for broken in BROKEN} == set(ALL_CHECKS)


def test_all_faults_come_together_with_their_general_codes() -> None:
    content = payloads.rich(UNIT_UID)
    put(f"{LINE}.lineExtensionAmount", "1.00")(content)
    put(f"{BUYER}.physicalLocation.city", None)(content)
    codes = [fault.code for fault in faults_of(case(content))]
    assert codes == ["001-F2", "001-LA2", "001-LA1", "001-DT3", "001-DT5"]


def test_a_general_code_is_told_once_for_each_place() -> None:
    content = payloads.rich(UNIT_UID)
    put(f"{LINE}.lineExtensionAmount", "1.00")(content)
    put("documentLines.2.lineExtensionAmount", "1.00")(content)
    places = [f.where for f in faults_of(case(content)) if f.code == "001-LA1"]
    assert places == ["documentLines[1]", "documentLines[3]"]


def test_amounts_are_not_compared_while_one_is_no_number() -> None:
    content = payloads.rich(UNIT_UID)
    put("documentTotals.payableAmount", "much")(content)
    assert [fault.code for fault in faults_of(case(content))] == ["001-FN1"]


def test_totals_of_discounts_may_be_those_of_the_lines() -> None:
    content = payloads.rich(UNIT_UID)
    put("documentTotals.allowanceTotalAmount", "50000.00")(content)
    assert run(totals.discounts_match, case(content)) == []


def test_prepayments_may_be_subtracted_or_not() -> None:
    content = payloads.rich(UNIT_UID)
    put("paymentDescription.prepayments", [{"id": "1", "paidAmount": "10.00"}])(content)
    put("documentTotals.prePaidAmount", "10.00")(content)
    assert faults_of(case(content)) == []
    put("documentTotals.payableAmount", "459200.00")(content)
    assert faults_of(case(content)) == []


def test_a_document_tax_may_differ_from_base_by_rate_by_two_pesos() -> None:
    content = payloads.invoice(UNIT_UID)
    content["taxDescription"][0]["taxSubtotal"][0]["taxAmount"] = "19002.00"
    assert run(taxes.subtotals_are_base_by_rate, case(content)) == []


def test_two_hundred_rounded_lines_add_up() -> None:
    content = payloads.invoice(UNIT_UID)
    iva = payloads.tax("CO_01", 19.0, "0.99", "0.19")
    content["documentLines"] = [payloads.line(n, "1", "0.99", "0.99", [iva]) for n in range(200)]
    content["taxDescription"] = [payloads.tax("CO_01", 19.0, "198.00", "38.00")]
    content["documentTotals"] = payloads.totals(
        lineExtension="198.00", taxExclusive="198.00", taxInclusive="236.00", payable="236.00"
    )
    assert faults_of(case(content)) == []


def test_the_printed_dialect_wants_at_least_one_percent() -> None:
    content = payloads.invoice(UNIT_UID)
    assert faults_of(case(content, dialect="printed")) == []


def test_a_legal_entity_abroad_needs_no_dane_city() -> None:
    content = payloads.rich(UNIT_UID)
    put(f"{BUYER}.physicalLocation", {"address": "1 Main St", "country": "US", "city": "MIAMI"})(
        content
    )
    assert faults_of(case(content)) == []


def test_a_foreign_currency_with_rate_and_date_is_taken() -> None:
    content = payloads.rich(UNIT_UID)
    put("generalInformation.currency", "USD")(content)
    rate = {"calculationRate": "4012.35", "date": "2026-11-20"}
    put("paymentDescription.paymentExchangeRate", rate)(content)
    assert faults_of(case(content)) == []


def test_the_day_is_bogotas() -> None:
    late = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
    content = payloads.invoice(UNIT_UID)
    put("generalInformation.issueDateTime", "2026-11-20T23:30:00-05:00")(content)
    assert run(header.issued_today, case(content, now=late)) == []

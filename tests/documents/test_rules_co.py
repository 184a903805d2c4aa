"""Colombia's rules: for each a document that breaks it and, at its border, one that does not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from documents import rules
from documents.amounts import compute
from documents.rules.co.payment import PAYMENT_MEANS
from documents.values import Discount, Numbering, Severity
from tests.documents.samples import (
    CONFIG,
    TODAY,
    address,
    co,
    company,
    credit_note,
    invoice,
    issuer,
    line,
    person,
)

D = Decimal
LINE = ("line_items", 0)
PROFILE = ("issuer_profile_id",)
RECEIVER = ("country_specific", "receiver")


def numbered(prefix="SETP", low=1, high=999_999_999, number=None, **changes):
    return invoice(numbering=Numbering("S", prefix, low, high, number), **changes)


def configured(**config):
    return invoice(provider_config={**CONFIG, **config})


def receiver(party=None, **fields):
    return invoice(receiver=party or company(), country_specific=co(receiver=fields))


def lined(**fields):
    return invoice(line(country_specific=co(**fields)))


def dated(**fields):
    return invoice(country_specific=co(**fields))


def final_consumer(**fields):
    who = person(tax_id="222222222222", name="Consumidor final", address=None)
    return receiver(who, **fields) if fields else invoice(receiver=who)


def in_dollars(**fields):
    return invoice(line(currency="USD"), country_specific=co(**fields))


RATE = {"rate": "4100.50", "date": "2026-11-20"}
WITHHELD = {"code": "RETEIVA", "percent": "15"}
GTIN, UNSPSC = {"scheme": "GTIN"}, {"scheme": "UNSPSC"}

# code: (document, path, law)
BROKEN = {
    "numbering_prefix": (numbered("FACTU"), PROFILE, "FAD05a"),
    "numbering_length": (numbered("SETP", number=10**16), PROFILE, "FAD05a"),
    "numbering_range": (numbered(high=10**9), PROFILE, "FAD05a"),
    "number_out_of_range": (numbered(low=1, high=10, number=11), PROFILE, "FAD05d"),
    "resolution_number": (configured(resolution_number="18760-1"), PROFILE, ""),
    "resolution_date": (configured(resolution_valid_to="19/01/2028"), PROFILE, ""),
    "resolution_dates_order": (configured(resolution_valid_to="2025-01-01"), PROFILE, ""),
    "resolution_not_yet_valid": (
        configured(resolution_valid_from="2026-11-21"),
        ("emission_date",),
        "FAD09a/b",
    ),
    "resolution_expired": (configured(resolution_valid_to="2026-11-19"), PROFILE, "FAD09a/b"),
    "technical_key": (configured(technical_key="fc8eac422e" * 3 + "fc8eac42"), PROFILE, ""),
    "issuer_without_nit": (
        invoice(issuer=issuer(tax_id_type="GENERIC_ID", tax_id="123")),
        ("issuer", "tax_id_type"),
        "",
    ),
    "id_type_missing": (invoice(receiver=person(name="Ana Ruiz")), (*RECEIVER, "id_type"), ""),
    "id_type_conflict": (receiver(id_type="CC"), (*RECEIVER, "id_type"), ""),
    "nit_check_digit": (
        receiver(person(tax_id="800197268-5"), id_type="NIT"),
        ("receiver", "tax_id"),
        "FAK24",
    ),
    "person_name_incomplete": (
        receiver(person(name="Madonna"), id_type="CC"),
        (*RECEIVER, "first_surname"),
        "",
    ),
    "company_with_person_name": (receiver(first_name="Ana"), (*RECEIVER, "first_name"), ""),
    "party_name_too_long": (invoice(receiver=company(name="x" * 451)), ("receiver", "name"), ""),
    "responsibility_twice": (
        receiver(responsibilities=["O_13", "O_13"]),
        (*RECEIVER, "responsibilities"),
        "",
    ),
    "responsibility_conflict": (
        receiver(responsibilities=["O_13", "R_99_PN"]),
        (*RECEIVER, "responsibilities"),
        "",
    ),
    "final_consumer_fields": (
        final_consumer(person_type="LEGAL_ENTITY"),
        (*RECEIVER, "person_type"),
        "",
    ),
    "address_line_missing": (
        invoice(receiver=company(address=address(line1=" "))),
        ("receiver", "address", "line1"),
        "",
    ),
    "address_missing": (
        invoice(receiver=company(address=None), issuer=issuer(address=None)),
        ("receiver", "address"),
        "",
    ),
    "city_code_unknown": (receiver(city_code="99999"), (*RECEIVER, "city_code"), ""),
    "city_code_abroad": (
        receiver(company(address=address(city="Lima", country="PE")), city_code="11001"),
        (*RECEIVER, "city_code"),
        "",
    ),
    "city_unknown": (
        invoice(receiver=company(address=address(city="Springfield"))),
        ("receiver", "address", "city"),
        "",
    ),
    "city_ambiguous": (
        invoice(receiver=company(address=address(city="Armenia"))),
        ("receiver", "address", "city"),
        "",
    ),
    "discount_above_line": (
        invoice(line("10", "1", discount=Discount(amount=D("10.01")))),
        (*LINE, "discount", "amount"),
        "FAV06",
    ),
    "gift_reference_price": (
        invoice(line("0")),
        (*LINE, "country_specific", "reference_price"),
        "",
    ),
    "reference_price_on_sale": (
        lined(reference_price="10"),
        (*LINE, "country_specific", "reference_price"),
        "",
    ),
    "tribute_twice": (
        invoice(line(extra_tax_codes=("INC8", "IVA5"))),
        (*LINE, "extra_tax_codes", 1),
        "FAS01",
    ),
    "rate_decimals": (
        lined(rated_taxes=[{"tax_code": "ICA", "percent": "0.966"}]),
        (*LINE, "country_specific", "rated_taxes", 0, "percent"),
        "",
    ),
    "withholding_twice": (
        lined(withholdings=[WITHHELD, WITHHELD]),
        (*LINE, "country_specific", "withholdings"),
        "",
    ),
    "rete_iva_without_iva": (
        invoice(line(tax_code="IVA0", country_specific=co(withholdings=[WITHHELD]))),
        (*LINE, "country_specific", "withholdings", 0, "code"),
        "",
    ),
    "unit_format": (invoice(line(unit="unidad")), (*LINE, "unit"), "FAV05"),
    "item_code_length": (invoice(line(code="x" * 51)), (*LINE, "code"), ""),
    "gtin": (
        lined(standard_item={**GTIN, "id": "7702001044507"}),
        (*LINE, "country_specific", "standard_item", "id"),
        "",
    ),
    "unspsc": (
        lined(standard_item={**UNSPSC, "id": "8011"}),
        (*LINE, "country_specific", "standard_item", "id"),
        "",
    ),
    "payment_means_unknown": (
        dated(payment_means_code="55"),
        ("country_specific", "payment_means_code"),
        "FAN03",
    ),
    "due_date_missing": (
        dated(payment_form="CREDIT"),
        ("country_specific", "payment_due_date"),
        "FAN04",
    ),
    "due_date_past": (
        dated(payment_form="CREDIT", payment_due_date="2026-11-19"),
        ("country_specific", "payment_due_date"),
        "FAN04",
    ),
    "exchange_rate_missing": (in_dollars(), ("country_specific", "exchange_rate"), "FAR02"),
    "exchange_rate_on_cop": (
        dated(exchange_rate=RATE),
        ("country_specific", "exchange_rate"),
        "FAR02",
    ),
    "exchange_rate_future": (
        in_dollars(exchange_rate={**RATE, "date": "2026-11-21"}),
        ("country_specific", "exchange_rate", "date"),
        "",
    ),
    "payable_negative": (
        dated(discounts=[{"amount": "119000.01"}]),
        ("country_specific", "discounts"),
        "FAU14",
    ),
    "tax_rounding": (invoice(*[line("0.03", "1")] * 470), ("line_items",), "FAS07"),
}

WARNED = {
    "address_placeholder": (invoice(receiver=company(address=None)), ("receiver", "address")),
    "due_date_on_cash": (
        dated(payment_due_date="2026-12-01"),
        ("country_specific", "payment_due_date"),
    ),
    "discounts_in_two_places": (
        invoice(
            line(discount=Discount(amount=D("1"))),
            country_specific=co(discounts=[{"amount": "1"}]),
        ),
        ("country_specific", "discounts"),
    ),
    "charges_in_two_places": (
        invoice(
            line(country_specific=co(charges=[{"amount": "1"}])),
            country_specific=co(charges=[{"amount": "1"}]),
        ),
        ("country_specific", "charges"),
    ),
    "foreign_currency": (in_dollars(exchange_rate=RATE), (*LINE, "unit_price", "currency")),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_rule_is_reported_at_its_path(code):
    document, path, law = BROKEN[code]
    [fault] = [fault for fault in rules.check(document, TODAY) if fault.code == code]
    assert (fault.path, fault.law, fault.severity) == (path, law, Severity.ERROR)
    assert fault.message.endswith(".")


@pytest.mark.parametrize("code", WARNED)
def test_a_doubt_is_a_warning_alone(code):
    document, path = WARNED[code]
    [fault] = rules.check(document, TODAY)
    assert (fault.code, fault.path, fault.severity) == (code, path, Severity.WARNING)


PASSING = {
    "no prefix": numbered(""),
    "prefix of 4": numbered("F1A2"),
    "first number of the range": numbered(low=5, high=5, number=5),
    "no number yet": numbered(low=5, high=5),
    "no numbering at all": invoice(numbering=None),
    "no configuration": invoice(provider_config={}),
    "first day of the resolution": configured(resolution_valid_from="2026-11-20"),
    "last day of the resolution": configured(resolution_valid_to="2026-11-20"),
    "technical key of 64": configured(technical_key="a1" * 32),
    "a note needs no resolution": credit_note(
        provider_config={**CONFIG, "resolution_valid_to": "2026-11-19"}
    ),
    "a note's range is internal": credit_note(numbering=Numbering("NC", "NC", 1, 10**12)),
    "tax rounding inside the tolerance": invoice(*[line("0.03", "1")] * 460),
    "discounts on lines alone": invoice(line(discount=Discount(amount=D("1")))),
    "person with a cedula": receiver(person(name="Ana Ruiz"), id_type="CC"),
    "person with names apart": receiver(
        person(name="Madonna"), id_type="PASSPORT", first_name="Madonna", first_surname="Ciccone"
    ),
    "company by its own word": receiver(
        person(name="Madonna"), id_type="NIT_FOREIGN", person_type="LEGAL_ENTITY"
    ),
    "person with a NIT": invoice(receiver=company(tax_id="41261533-2", name="Ana Ruiz")),
    "final consumer": final_consumer(),
    "final consumer said in full": final_consumer(
        id_type="CC", person_type="NATURAL_PERSON", tax_scheme="CO_ZZ", responsibilities=["R_99_PN"]
    ),
    "city by code": receiver(city_code="76001"),
    "city by name and department": invoice(
        receiver=company(address=address(city="armenia", region="quindio"))
    ),
    "city abroad": invoice(receiver=company(address=address(city="Lima", country="PE"))),
    "discount of the whole line": invoice(line("10", "1", discount=Discount(amount=D("10")))),
    "gift": invoice(line("0", country_specific=co(reference_price="10"))),
    "two tributes": invoice(line(extra_tax_codes=("INC8",))),
    "excluded from IVA with INC": invoice(line(tax_code="EXCL", extra_tax_codes=("INC8",))),
    "two withholdings": lined(withholdings=[WITHHELD, {"code": "RETEICA", "percent": "0.966"}]),
    "unit": invoice(line(unit="KGM")),
    "unit as the provider writes it": invoice(line(unit="CO_94")),
    "item code of 50": invoice(line(code="x" * 50)),
    "gtin": lined(standard_item={**GTIN, "id": "7702001044504"}),
    "unspsc": lined(standard_item={**UNSPSC, "id": "80111600"}),
    "mutual agreement": dated(payment_means_code="ZZZ"),
    "due on the day": dated(payment_form="CREDIT", payment_due_date="2026-11-20"),
    "discount of everything": dated(discounts=[{"amount": "119000"}]),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_is_just_allowed_passes(name):
    assert rules.check(PASSING[name], TODAY) == ()


@settings(max_examples=80, deadline=None)
@given_any(
    price=st.decimals("0", "1000", places=3),
    quantity=st.decimals("0.1", "10", places=1),
    discount=st.decimals("0", "2000", places=2),
    whole=st.decimals("0", "3000", places=2),
    code=st.sampled_from(["IVA19", "IVA0", "EXCL", "ICA", "IVA99"]),
)
def test_without_errors_nothing_is_below_zero(price, quantity, discount, whole, code):
    given = line(str(price), str(quantity), tax_code=code, discount=Discount(amount=discount))
    document = invoice(given, country_specific=co(discounts=[{"amount": str(whole)}]))
    if rules.stops(rules.check(document, TODAY)):
        return
    totals = compute(document, TODAY)
    assert totals.total >= 0
    assert all(computed.extension >= 0 for computed in totals.lines)


class TestDates:
    def test_a_due_date_is_compared_with_the_documents_own_date(self):
        fields = co(payment_form="CREDIT", payment_due_date="2026-11-25")
        later = invoice(emission_date=date(2026, 11, 26), country_specific=fields)
        assert [fault.code for fault in rules.check(later, TODAY)] == ["due_date_past"]

    @pytest.mark.parametrize("day", [None, TODAY])
    def test_a_document_of_today_may_be_signed(self, day):
        assert rules.check_emission_date(invoice(emission_date=day), TODAY) == ()

    @pytest.mark.parametrize("days", [-1, 1])
    def test_a_document_of_another_day_may_not(self, days):
        other = invoice(emission_date=TODAY + timedelta(days=days))
        [fault] = rules.check_emission_date(other, TODAY)
        assert (fault.code, fault.path, fault.law) == (
            "emission_date_not_today",
            ("emission_date",),
            "FAD09e",
        )
        assert "emission_date_not_today" not in {f.code for f in rules.check(other, TODAY)}


class TestManyAtOnce:
    def test_a_line_without_code_or_currency_of_its_own_does_not_hide_the_rest(self):
        document = invoice(
            line(tax_code="IVA99"),
            line("0"),
            receiver=company(address=address(city="Springfield")),
            country_specific=co(payment_form="CREDIT"),
        )
        assert {fault.code for fault in rules.check(document, TODAY)} == {
            "unknown_tax_code",
            "gift_reference_price",
            "city_unknown",
            "due_date_missing",
        }

    def test_one_fault_per_line_that_breaks_a_rule(self):
        faults = rules.check(invoice(line("0"), line(), line("0")), TODAY)
        assert [fault.path[1] for fault in faults] == [0, 2]


def test_the_list_of_payment_means_has_dians_75_codes():
    assert len(PAYMENT_MEANS) == 75
    assert {"1", "10", "42", "47", "48", "49", "ZZZ"} <= PAYMENT_MEANS
    assert PAYMENT_MEANS.isdisjoint({"0", "54", "71", "98"})


def test_a_city_named_in_two_departments_is_answered_with_both():
    [fault] = rules.check(BROKEN["city_ambiguous"][0], TODAY)
    assert "Antioquia (05059)" in fault.message
    assert "Quindío (63001)" in fault.message


def test_a_missing_identification_lists_the_kinds():
    [fault] = rules.check(BROKEN["id_type_missing"][0], TODAY)
    assert all(kind in fault.message for kind in ("CC", "CE", "PASSPORT", "PEP"))

"""Rules of every country, and how `check` puts them together."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from documents import rules
from documents.rules import common
from documents.rules.common import decimals_of
from documents.values import Discount, Payment, Severity
from tests.documents.samples import TODAY, address, co, company, foreign, invoice, issuer, line

D = Decimal


def discounted(**given):
    return line(discount=Discount(**{k: D(v) for k, v in given.items()}))


def paid(**fields):
    return invoice(payment=Payment(**fields))


LINE = ("line_items", 0)

BROKEN = {
    "document_type_of_another_country": (
        replace(foreign("MX", "MXN", line()), document_type="SUPPORT_DOCUMENT"),
        ("document_type",),
    ),
    "no_line_items": (replace(invoice(), line_items=()), ("line_items",)),
    "mixed_currency": (
        invoice(line(), line(), line(currency="USD")),
        ("line_items", 2, "unit_price", "currency"),
    ),
    "unknown_currency": (invoice(line(currency="XYZ")), (*LINE, "unit_price", "currency")),
    "quantity_not_positive": (invoice(line(quantity="0")), (*LINE, "quantity")),
    "price_negative": (invoice(line("-1")), (*LINE, "unit_price", "amount")),
    "too_many_decimals": (invoice(line("1.1234567")), (*LINE, "unit_price", "amount")),
    "discount_shape": (invoice(discounted()), (*LINE, "discount")),
    "discount_negative": (invoice(discounted(amount="-1")), (*LINE, "discount", "amount")),
    "discount_percent": (invoice(discounted(percent="101")), (*LINE, "discount", "percent")),
    "description_missing": (invoice(line(description=" ")), (*LINE, "description")),
    "description_too_long": (invoice(line(description="x" * 301)), (*LINE, "description")),
    "tax_code_missing": (invoice(line(tax_code=None)), (*LINE, "tax_code")),
    "unknown_tax_code": (invoice(line(tax_code="IVA99")), (*LINE, "tax_code")),
    "tax_rate_missing": (invoice(line(tax_code="ICA")), (*LINE, "tax_code")),
    "withholding_as_tax": (
        invoice(line(extra_tax_codes=("RETEIVA",))),
        (*LINE, "extra_tax_codes", 0),
    ),
    "rated_tax_code": (
        invoice(line(country_specific=co(rated_taxes=[{"tax_code": "INC8", "percent": "8"}]))),
        (*LINE, "country_specific", "rated_taxes", 0, "tax_code"),
    ),
    "unit_tax_code": (
        invoice(
            line(
                country_specific=co(
                    unit_taxes=[{"tax_code": "INC8", "amount_per_unit": "1", "units": "1"}]
                )
            )
        ),
        (*LINE, "country_specific", "unit_taxes", 0, "tax_code"),
    ),
    "nit_check_digit": (invoice(receiver=company(tax_id="800197268-5")), ("receiver", "tax_id")),
    "nit_format": (invoice(issuer=issuer(tax_id="SAS")), ("issuer", "tax_id")),
    "tax_id_type_not_used": (
        invoice(receiver=company(tax_id_type="RFC")),
        ("receiver", "tax_id_type"),
    ),
    "party_name_missing": (invoice(receiver=company(name=" ")), ("receiver", "name")),
    "control_characters": (invoice(line(description="a\x00b")), (*LINE, "description")),
    "unknown_country": (
        invoice(receiver=company(address=address(country="COL"))),
        ("receiver", "address", "country"),
    ),
    "payment_missing": (invoice(document_type="PAYMENT_COMPLEMENT"), ("payment",)),
    "payment_amount": (paid(amount=D("0")), ("payment", "amount")),
    "payment_rate": (paid(exchange_rate=D("-1")), ("payment", "exchange_rate")),
    "payment_date": (paid(payment_date="20/11/2026"), ("payment", "payment_date")),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_rule_is_reported_at_its_path(code):
    document, path = BROKEN[code]
    [fault] = [fault for fault in rules.check(document, TODAY) if fault.code == code]
    assert fault.path == path
    assert fault.severity is Severity.ERROR
    assert fault.message.endswith(".")


@pytest.mark.parametrize("rule", common.RULES, ids=lambda rule: rule.__name__)
def test_every_rule_has_a_document_that_breaks_it(rule):
    assert any(tuple(rule(document, TODAY)) for document, _path in BROKEN.values())


@pytest.mark.parametrize("rule", common.RULES, ids=lambda rule: rule.__name__)
def test_a_sound_document_breaks_no_rule(rule):
    assert tuple(rule(invoice(), TODAY)) == ()


@pytest.mark.parametrize(
    "document",
    [
        invoice(),
        invoice(line("0.000001", "0.000001")),
        invoice(line("1.1000000000")),
        invoice(discounted(percent="100")),
        invoice(discounted(amount="100000")),
        invoice(line(description="x" * 300)),
        invoice(line(tax_code="EXCL")),
        invoice(line(description="uno\ndos")),
        invoice(
            line(
                tax_code=None,
                country_specific=co(
                    unit_taxes=[{"tax_code": "BOLSAS", "amount_per_unit": "73", "units": "1"}]
                ),
            )
        ),
        invoice(
            line(country_specific=co(rated_taxes=[{"tax_code": "ICA", "percent": "0.69"}])),
        ),
        paid(amount=D("0.01"), exchange_rate=D("1"), payment_date="2026-11-20", currency="COP"),
    ],
)
def test_what_is_just_allowed_passes(document):
    assert rules.check(document, TODAY) == ()


def test_an_unknown_code_lists_those_of_the_day():
    [fault] = rules.check(invoice(line(tax_code="IVA16")), TODAY)
    assert fault.code == "unknown_tax_code"
    assert "IVA19" in fault.message
    assert "IVA16," not in fault.message
    assert "2026-11-20" in fault.message


def test_the_day_of_a_code_is_the_documents_own():
    old = invoice(line(tax_code="IVA16"), emission_date=date(2016, 12, 31))
    assert "unknown_tax_code" not in {fault.code for fault in rules.check(old, TODAY)}


def test_every_fault_is_found_at_once():
    bad = invoice(line("-1", "0", tax_code="IVA99"), line(currency="USD", description=""))
    codes = {fault.code for fault in rules.check(bad, TODAY)}
    assert codes >= {
        "price_negative",
        "quantity_not_positive",
        "unknown_tax_code",
        "mixed_currency",
        "description_missing",
    }


@pytest.mark.parametrize(
    ("document", "code", "path"),
    [
        (invoice(line("NaN")), "number_invalid", (*LINE, "unit_price", "amount")),
        (invoice(line(quantity="Infinity")), "number_invalid", (*LINE, "quantity")),
        (invoice(line("sNaN")), "number_invalid", (*LINE, "unit_price", "amount")),
        (invoice(line("1E+15")), "amount_too_large", (*LINE, "unit_price", "amount")),
        (invoice(line("1E+999999")), "amount_too_large", (*LINE, "unit_price", "amount")),
        (invoice(discounted(amount="NaN")), "number_invalid", (*LINE, "discount", "amount")),
        (paid(amount=D("NaN")), "number_invalid", ("payment", "amount")),
        (
            invoice(country_specific=co(payment_form="LATER")),
            "country_specific_invalid",
            ("country_specific", "payment_form"),
        ),
        (
            invoice(line(country_specific={"type": "mx_cfdi.v4_0"})),
            "country_specific_invalid",
            (*LINE, "country_specific", "type"),
        ),
        (
            invoice(line(country_specific=co(charges=[{"amount": "1"}, {"amount": "x"}]))),
            "country_specific_invalid",
            (*LINE, "country_specific", "charges", 1, "amount"),
        ),
    ],
)
def test_what_cannot_be_read_is_reported_alone(document, code, path):
    [fault] = rules.check(document, TODAY)
    assert (fault.code, fault.path) == (code, path)


@pytest.mark.parametrize(
    ("country", "currency", "code", "id_type", "tax_id"),
    [
        ("EC", "USD", "IVA15", "RUC", "1760001550001"),
        ("PE", "PEN", "IGV18", "RUC", "20131312955"),
    ],
)
def test_other_countries_have_the_common_rules(country, currency, code, id_type, tax_id):
    who = company(tax_id_type=id_type, tax_id=tax_id)
    sound = foreign(country, currency, line(tax_code=code), issuer=who, receiver=who)
    assert rules.check(sound, TODAY) == ()
    assert rules.check_emission_date(replace(sound, emission_date=date(2026, 1, 1)), TODAY) == ()
    foreign_code = replace(sound, line_items=(replace(sound.line_items[0], tax_code="IVA5_X"),))
    assert [fault.code for fault in rules.check(foreign_code, TODAY)] == ["unknown_tax_code"]


def test_annex_rules_are_named_for_colombia_only():
    broken = line("1", "0", tax_code="IVA16")
    [fault] = [f for f in rules.check(foreign("MX", "MXN", broken), TODAY) if "quan" in f.code]
    assert fault.law == ""
    [fault] = [f for f in rules.check(invoice(line("1", "0")), TODAY) if "quan" in f.code]
    assert fault.law == "FAV04b"


def test_a_warning_stops_nothing():
    warned = rules.check(invoice(receiver=company(tax_id="8001972684")), TODAY)
    assert [fault.severity for fault in warned] == [Severity.WARNING]
    assert not rules.stops(warned)
    assert rules.stops(rules.check(invoice(line("-1")), TODAY))
    assert not rules.stops(())


@pytest.mark.parametrize(
    ("number", "expected"),
    [("1", 0), ("1.50", 1), ("100", 0), ("1E+3", 0), ("0.000000", 0), ("0." + "0" * 40 + "1", 41)],
)
def test_decimals_that_matter(number, expected):
    assert decimals_of(D(number)) == expected

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from documents.amounts import MissingTaxRate, UnknownTaxCode, compute, document_modifiers
from documents.line_amounts import modifiers_of
from documents.values import Discount
from tests.documents.samples import co, event, foreign, invoice, line

D = Decimal


def taxes(document):
    return {(t.tribute, t.kind, t.rate): (t.base, t.amount) for t in compute(document).taxes}


class TestColombia:
    def test_one_line(self):
        totals = compute(invoice(line("50000", "2")))
        assert (totals.currency, totals.subtotal, totals.tax_exclusive, totals.total) == (
            "COP",
            D("100000.00"),
            D("100000.00"),
            D("119000.00"),
        )
        assert totals.taxes[0].amount == D("19000.00")

    def test_every_amount_has_two_decimals(self):
        totals = compute(invoice(line("0.333333", "3"), line("10", "1", tax_code="EXCL")))
        amounts = [totals.subtotal, totals.discounts, totals.charges, totals.tax_exclusive]
        amounts += [totals.withheld, totals.total, *(t.amount for t in totals.taxes)]
        amounts += [m for x in totals.lines for m in (x.gross, x.discount, x.charges, x.extension)]
        assert {amount.as_tuple().exponent for amount in amounts} == {-2}

    def test_a_document_without_lines_is_zero(self):
        totals = compute(replace(invoice(), line_items=()))
        assert (totals.currency, totals.total, totals.taxes) == ("", D("0.00"), ())

    def test_an_acceptance_event_adds_up_to_zero(self):
        totals = compute(event("CLAIM"))
        assert (totals.subtotal, totals.total, totals.lines) == (D("0.00"), D("0.00"), ())

    def test_of_an_aiu_invoice_only_the_utility_is_taxed(self):
        work = line("900", "1", tax_code="EXCL", country_specific=co(aiu_part="ADMINISTRATION"))
        utility = line("100", "1", country_specific=co(aiu_part="UTILITY"))
        totals = compute(invoice(work, utility, country_specific=co(operation_type="AIU")))
        money = (totals.subtotal, totals.tax_exclusive, totals.taxes[0].amount, totals.total)
        assert money == (D("1000.00"), D("100.00"), D("19.00"), D("1019.00"))

    @pytest.mark.parametrize(
        ("price", "expected"),
        [("0.125", "0.12"), ("0.135", "0.14"), ("0.145", "0.14"), ("0.1250001", "0.13")],
    )
    def test_halves_go_to_the_even_cent(self, price, expected):
        assert compute(invoice(line(price, "1", tax_code="EXCL"))).total == D(expected)

    def test_line_taxes_are_rounded_and_then_added(self):
        """Three times 0.19 x 0.50 = 0.095 is 3 x 0.10 by lines, 0.285 = 0.28 on the sum."""
        totals = compute(invoice(*[line("0.50", "1")] * 3))
        assert [x.taxes[0].amount for x in totals.lines] == [D("0.10")] * 3
        assert totals.taxes[0].amount == D("0.30")

    def test_discount_in_money_and_in_percent(self):
        in_money = line("1000", "1", discount=Discount(amount=D("100")))
        in_percent = line("1000", "1", discount=Discount(percent=D("10")))
        totals = compute(invoice(in_money, in_percent))
        assert [x.extension for x in totals.lines] == [D("900.00"), D("900.00")]
        assert [x.discount for x in totals.lines] == [D("100.00"), D("100.00")]
        assert totals.taxes[0].base == D("1800.00")

    def test_a_line_charge_raises_the_base(self):
        charged = line("1000", "1", country_specific=co(charges=[{"percent": "5", "reason": "x"}]))
        totals = compute(invoice(charged))
        assert totals.lines[0].charges == D("50.00")
        assert totals.taxes[0] == replace(totals.taxes[0], base=D("1050.00"), amount=D("199.50"))

    def test_a_gift_is_taxed_on_its_reference_price_and_costs_its_tax_only(self):
        gift = line("0", "2", country_specific=co(reference_price="100"))
        totals = compute(invoice(gift))
        assert (totals.subtotal, totals.tax_exclusive, totals.total) == (
            D("0.00"),
            D("200.00"),
            D("38.00"),
        )

    def test_a_reference_price_adds_nothing_to_a_line_that_has_a_price(self):
        sold = line("80", "2", country_specific=co(reference_price="100"))
        assert compute(invoice(sold)).tax_exclusive == D("160.00")

    def test_excluded_is_no_group_and_no_base_but_exempt_is_both(self):
        excluded, exempt = line("100", "1", tax_code="EXCL"), line("10", "1", tax_code="IVA0")
        document = invoice(excluded, exempt)
        assert compute(document).tax_exclusive == D("10.00")
        assert taxes(document) == {("01", "exempt", D(0)): (D("10.00"), D("0.00"))}

    def test_a_base_with_two_tributes_counts_once(self):
        both = line("1000", "1", extra_tax_codes=("INC8",))
        totals = compute(invoice(both, line("50", "1")))
        assert totals.tax_exclusive == D("1050.00")
        assert [(t.tribute, t.amount) for t in totals.taxes] == [
            ("01", D("199.50")),
            ("04", D("80.00")),
        ]

    def test_a_unit_tax_is_money_per_unit_and_no_base(self):
        bags = {"tax_code": "BOLSAS", "amount_per_unit": "73", "units": "3"}
        line_with_bags = line("1000", "1", country_specific=co(unit_taxes=[bags]))
        totals = compute(invoice(line_with_bags, line_with_bags))
        nominal = totals.taxes[1]
        assert (nominal.tribute, nominal.base, nominal.amount, nominal.units, nominal.rate) == (
            "22",
            D("0.00"),
            D("438.00"),
            D("6"),
            D("73"),
        )
        assert totals.tax_exclusive == D("2000.00")

    def test_a_line_with_only_a_unit_tax_is_outside_the_taxable_amount(self):
        bags = {"tax_code": "BOLSAS", "amount_per_unit": "30", "units": "2"}
        only = line("0", "2", tax_code=None)
        gift = replace(only, country_specific=co(unit_taxes=[bags], reference_price="200"))
        totals = compute(invoice(gift))
        assert (totals.tax_exclusive, totals.total) == (D("0.00"), D("60.00"))

    def test_a_rate_given_by_the_caller(self):
        ica = {"tax_code": "ICA", "percent": "0.69"}
        taxed = line("1000", "1", country_specific=co(rated_taxes=[ica]))
        assert taxes(invoice(taxed))[("03", "tax", D("0.69"))] == (D("1000.00"), D("6.90"))

    def test_document_discounts_and_charges_change_the_total_only(self):
        fields = co(discounts=[{"percent": "10"}, {"amount": "5"}], charges=[{"amount": "7"}])
        totals = compute(invoice(line("1000", "1"), country_specific=fields))
        assert (totals.discounts, totals.charges) == (D("105.00"), D("7.00"))
        assert totals.taxes[0].base == D("1000.00")
        assert totals.total == D("1092.00")

    def test_withholdings_are_told_and_not_subtracted(self):
        held = [{"code": c, "percent": p} for c, p in (("RETEIVA", "15"), ("RETERENTA", "11"))]
        totals = compute(invoice(line("1000", "1", country_specific=co(withholdings=held))))
        assert [(w.tribute, w.base, w.amount) for w in totals.withholdings] == [
            ("05", D("190.00"), D("28.50")),
            ("06", D("1000.00"), D("110.00")),
        ]
        assert (totals.withheld, totals.total) == (D("138.50"), D("1190.00"))

    def test_numbers_at_the_limit_stay_exact(self):
        """29 digits: one more than a default decimal context has."""
        totals = compute(invoice(line("999999999999999.99", "999999999999.99", tax_code="EXCL")))
        assert totals.total == D("999999999999989990000000000.00")

    def test_unknown_and_expired_codes_are_named(self):
        with pytest.raises(UnknownTaxCode, match="IVA99"):
            compute(invoice(line(tax_code="IVA99")))
        with pytest.raises(UnknownTaxCode, match="IVA16"):
            compute(invoice(line(tax_code="IVA16")), date(2026, 1, 1))

    def test_the_emission_date_outranks_the_day_given(self):
        old = invoice(line(tax_code="IVA16"), emission_date=date(2016, 12, 31))
        assert compute(old, date(2026, 1, 1)).taxes[0].rate == D(16)

    def test_a_code_without_rate_is_refused(self):
        with pytest.raises(MissingTaxRate, match="rated_taxes"):
            compute(invoice(line(tax_code="ICA")))

    def test_fields_of_another_country_are_refused(self):
        with pytest.raises(ValidationError, match="co_dian"):
            compute(invoice(line(country_specific={"type": "mx_cfdi.v4_0"})))

    def test_modifiers_show_the_base_of_each_percentage(self):
        given = line("1000", "1", discount=Discount(percent=D("10"), reason="Cliente fiel"))
        assert [(m.is_charge, m.base, m.amount, m.reason) for m in modifiers_of("CO", given)] == [
            (False, D("1000.00"), D("100.00"), "Cliente fiel")
        ]
        fields = co(charges=[{"percent": "10", "reason": "Propina", "reason_code": "M00"}])
        [tip] = document_modifiers(invoice(country_specific=fields), D("5000.00"))
        assert (tip.is_charge, tip.base, tip.amount, tip.reason_code) == (
            True,
            D("5000.00"),
            D("500.00"),
            "M00",
        )


class TestMexico:
    def test_lines_keep_six_decimals_and_totals_two(self):
        totals = compute(foreign("MX", "MXN", line("10.123456", "3", tax_code="IVA16")))
        assert totals.lines[0].extension == D("30.370368")
        assert totals.lines[0].taxes[0].amount == D("4.859259")
        assert (totals.subtotal, totals.taxes[0].amount, totals.total) == (
            D("30.37"),
            D("4.86"),
            D("35.23"),
        )

    def test_halves_go_up(self):
        totals = compute(foreign("MX", "MXN", line("0.125", "1", tax_code="NO_OBJETO")))
        assert totals.total == D("0.13")

    def test_withheld_taxes_lower_the_total(self):
        codes = ("RET_IVA_10_6667", "RET_ISR_10")
        fees = line("1000", "1", tax_code="IVA16", extra_tax_codes=codes)
        totals = compute(foreign("MX", "MXN", fees))
        assert totals.withheld == D("206.67")
        assert totals.total == D("953.33")

    def test_ieps_is_part_of_the_base_of_iva(self):
        beer = line("100", "1", tax_code="IVA16", extra_tax_codes=("IEPS26_5",))
        assert taxes(foreign("MX", "MXN", beer)) == {
            ("002", "tax", D(16)): (D("126.50"), D("20.24")),
            ("003", "tax", D("26.5")): (D("100.00"), D("26.50")),
        }

    def test_exempt_and_zero_rate_are_apart_and_no_object_is_no_group(self):
        lines = [line("10", "1", tax_code=c) for c in ("IVA0", "IVA_EXENTO", "NO_OBJETO")]
        assert set(taxes(foreign("MX", "MXN", *lines))) == {
            ("002", "tax", D(0)),
            ("002", "exempt", D(0)),
        }

    def test_yen_have_no_decimals(self):
        totals = compute(foreign("MX", "JPY", line("10.5", "1", tax_code="IVA0")))
        assert str(totals.total) == "11"


class TestEcuador:
    def test_tax_is_taken_of_the_sum_of_a_rates_bases(self):
        lines = [line("0.10", "1", tax_code="IVA15")] * 3
        totals = compute(foreign("EC", "USD", *lines))
        assert [x.taxes[0].amount for x in totals.lines] == [D("0.02")] * 3
        assert totals.taxes[0].amount == D("0.05")
        assert totals.total == D("0.35")

    def test_the_tip_is_part_of_the_total(self):
        fields = {"type": "ec_sri.v2_34", "propina": "1.50"}
        document = foreign("EC", "USD", line("10", "1", tax_code="IVA15"), country_specific=fields)
        assert (compute(document).charges, compute(document).total) == (D("1.50"), D("13.00"))

    def test_ice_is_part_of_the_base_of_iva(self):
        ice = {"type": "ec_sri.v2_34", "rated_taxes": [{"tax_code": "ICE", "percent": "10"}]}
        taxed = line("100", "1", tax_code="IVA15", country_specific=ice)
        assert taxes(foreign("EC", "USD", taxed))[("2", "tax", D(15))] == (D("110.00"), D("16.50"))


class TestPeru:
    def test_a_gift_shows_its_tax_and_costs_nothing(self):
        fields = {"type": "pe_sunat.v2_1", "reference_price": "50"}
        gift = line("0", "1", tax_code="GRA12", country_specific=fields)
        document = foreign("PE", "PEN", gift, line("100", "1", tax_code="IGV18"))
        totals = compute(document)
        assert taxes(document)[("9996", "free", D(18))] == (D("50.00"), D("9.00"))
        assert (totals.tax_exclusive, totals.total) == (D("100.00"), D("118.00"))

    @pytest.mark.parametrize(("year", "each"), [(2020, "0.20"), (2026, "0.50")])
    def test_bags_cost_what_their_year_says(self, year, each):
        bags = line("1", "4", tax_code="IGV18", extra_tax_codes=("ICBPER",))
        totals = compute(foreign("PE", "PEN", bags), date(year, 5, 1))
        assert totals.taxes[1].amount == D(each) * 4
        assert totals.tax_exclusive == D("4.00")


MONEY = st.decimals("0", "999999.999999", places=6)
QUANTITY = st.decimals("0.000001", "9999", places=6)
CODES = st.sampled_from(["IVA19", "IVA5", "IVA0", "EXCL", "INC8"])
DISCOUNT = st.none() | st.builds(Discount, percent=st.decimals("0", "100", places=4))
LINES = st.lists(
    st.builds(
        lambda price, quantity, code, discount: line(
            str(price), str(quantity), tax_code=code, discount=discount
        ),
        MONEY,
        QUANTITY,
        CODES,
        DISCOUNT,
    ),
    min_size=1,
    max_size=8,
)


class TestAnyColombianInvoice:
    @settings(max_examples=60, deadline=None)
    @given(lines=LINES)
    def test_totals_are_the_sums_of_the_lines(self, lines):
        totals = compute(invoice(*lines))
        charged = sum((t.amount for x in totals.lines for t in x.taxes), D(0))
        assert totals.subtotal == sum(x.extension for x in totals.lines)
        assert sum((t.amount for t in totals.taxes), D(0)) == charged
        assert totals.tax_exclusive == sum(x.taxable_base for x in totals.lines)
        assert totals.total == totals.subtotal + charged

    @settings(max_examples=60, deadline=None)
    @given(lines=LINES, data=st.data())
    def test_the_order_of_lines_changes_no_total(self, lines, data):
        shuffled = data.draw(st.permutations(lines))
        one, other = compute(invoice(*lines)), compute(invoice(*shuffled))
        assert replace(one, lines=()) == replace(other, lines=())

    @settings(max_examples=60, deadline=None)
    @given(lines=LINES)
    def test_tax_groups_are_unique_and_no_line_is_below_zero(self, lines):
        totals = compute(invoice(*lines))
        keys = [(t.tribute, t.kind, t.rate) for t in totals.taxes]
        assert len(keys) == len(set(keys))
        assert all(x.extension >= 0 for x in totals.lines)

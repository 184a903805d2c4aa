from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.cfdi.money import (
    Limits,
    currency_decimals,
    decimals_of,
    half_up,
    importe_limits,
    line_importe,
    retencion,
    tax_limits,
    traslado,
)

D = Decimal
AMOUNT = st.decimals("0.01", "999999999", places=6)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.125", "0.13"), ("0.135", "0.14"), ("0.124999", "0.12"), ("-0.001", "0.00")],
)
def test_a_half_goes_up(amount, rounded):
    assert str(half_up(D(amount), 2)) == rounded


def test_products_of_the_widest_numbers_are_exact():
    widest = D("999999999999999999.999999")
    assert line_importe(widest, D("0.5")) == D("500000000000000000.000000")
    assert line_importe(widest, D(3)) == D("2999999999999999999.999997")


def test_a_lines_amount_keeps_six_decimals():
    assert str(line_importe(D("3"), D("33.3333335"))) == "100.000001"


def test_a_rate_is_written_with_six_decimals():
    tax = traslado(D("100.00"), "002", "Tasa", D("0.16"))
    assert (str(tax.tasa_o_cuota), str(tax.importe)) == ("0.160000", "16.000000")


def test_a_quota_is_of_the_quantity_of_the_taxed_unit():
    tax = traslado(D("25.5"), "003", "Cuota", D("3.0887"), decimals=2)
    assert str(tax.importe) == "78.76"


def test_an_exempt_tax_has_no_amount():
    tax = traslado(D("100.00"), "002", "Exento")
    assert (tax.tasa_o_cuota, tax.importe) == (None, None)


@pytest.mark.parametrize(("factor", "rate"), [("Exento", D(0)), ("Tasa", None), ("Cuota", None)])
def test_a_rate_goes_with_all_but_exempt(factor, rate):
    with pytest.raises(ValueError, match="does not go with"):
        traslado(D(1), "002", factor, rate)


def test_two_thirds_of_iva_withheld():
    tax = retencion(D("1000.00"), "002", "Tasa", D("0.106667"), decimals=2)
    assert str(tax.importe) == "106.67"


def test_nothing_exempt_is_withheld():
    with pytest.raises(ValueError, match="never exempt"):
        retencion(D(1), "002", "Exento", D(0))


def test_limits_of_a_lines_amount():
    assert importe_limits(D("3"), D("10.55"), 2) == Limits(D("26.36"), D("36.95"))
    assert importe_limits(D("3.000"), D("10.55"), 2) == Limits(D("31.62"), D("31.68"))
    assert importe_limits(D("3.000000"), D("10.550000"), 6) == Limits(
        D("31.649993"), D("31.650007")
    )


def test_an_upper_limit_excludes_what_would_round_to_the_next():
    assert tax_limits(D("1"), D("1"), 1).upper == D("1.5")
    assert tax_limits(D("1.0"), D("0.160000"), 2) == Limits(D("0.15"), D("0.17"))


def test_an_amount_beyond_the_limits_is_outside_and_the_limits_are_inside():
    limits = importe_limits(D("3.000"), D("10.55"), 2)
    assert D("31.62") in limits
    assert D("31.68") in limits
    assert D("31.61") not in limits
    assert D("31.69") not in limits


def test_limits_are_never_below_nothing():
    assert importe_limits(D("0"), D("0"), 2).lower == 0


@given(AMOUNT, AMOUNT)
def test_a_computed_amount_is_always_within_its_limits(quantity, price):
    for decimals in (2, 6):
        amount = line_importe(quantity, price, decimals)
        assert amount in importe_limits(quantity, price, decimals)


@given(AMOUNT)
def test_a_computed_tax_is_always_within_its_limits(base):
    for decimals in (2, 6):
        amount = line_importe(base, D("0.160000"), decimals)
        assert amount in tax_limits(base, D("0.160000"), decimals)


@pytest.mark.parametrize(("amount", "count"), [("1", 0), ("1.50", 2), ("1E+2", 0), ("0.000001", 6)])
def test_decimals_are_those_written(amount, count):
    assert decimals_of(D(amount)) == count


def test_a_currencys_decimals_are_sats():
    assert [currency_decimals(each) for each in ("MXN", "JPY", "KWD", "XXX")] == [2, 0, 3, 0]
    with pytest.raises(ValueError, match="'MEX' is not in c_Moneda"):
        currency_decimals("MEX")

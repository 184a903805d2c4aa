from decimal import Decimal

import pytest

from documents.cfdi.model import ImpuestosComprobante, RetencionTotal, Traslado
from documents.cfdi.summary import summarise
from tests.documents.cfdi.samples import concepto, exempt, iva, withheld

D = Decimal


def test_lines_without_taxes():
    found = summarise([concepto("100.00"), concepto("0.50")], "MXN")
    assert (found.sub_total, found.descuento, found.impuestos, found.total) == (
        D("100.50"),
        None,
        None,
        D("100.50"),
    )


def test_sums_are_rounded_once_and_a_half_goes_up():
    lines = [concepto("0.0025", iva("0.0025", "0.0004")) for _ in range(2)]
    found = summarise([*lines, concepto("0.01")], "MXN")
    assert str(found.sub_total) == "0.02"
    [tax] = found.impuestos.traslados
    assert (str(tax.base), str(tax.importe)) == ("0.01", "0.00")


def test_a_summary_is_the_sum_of_the_lines_never_base_times_rate():
    lines = [concepto("1.03", iva("1.03", "0.16")) for _ in range(10)]
    [tax] = summarise(lines, "MXN").impuestos.traslados
    assert tax.base * D("0.16") == D("1.648")
    assert tax.importe == D("1.60")


def test_taxes_are_grouped_by_tax_factor_and_rate_in_the_order_met():
    ieps = Traslado(
        base=D("25.5"),
        impuesto="003",
        tipo_factor="Cuota",
        tasa_o_cuota=D("3.088700"),
        importe=D("78.76"),
    )
    lines = [
        concepto("100.00", iva("100.00", "16.00"), ieps),
        concepto("50.00", iva("50.00", "0.00", "0.000000"), exempt("7.00")),
        concepto("10.00", iva("10.00", "1.60", "0.16")),
    ]
    found = summarise(lines, "MXN").impuestos
    keys = [(t.impuesto, t.tipo_factor, str(t.tasa_o_cuota)) for t in found.traslados]
    assert keys == [
        ("002", "Tasa", "0.160000"),
        ("003", "Cuota", "3.088700"),
        ("002", "Tasa", "0.000000"),
        ("002", "Exento", "None"),
    ]
    assert [t.importe for t in found.traslados] == [D("17.60"), D("78.76"), D("0.00"), None]
    assert found.total_impuestos_trasladados == D("96.36")


def test_what_is_withheld_is_grouped_by_tax_alone():
    lines = [
        concepto("100.00", retenciones=[withheld("100.00", "10.00"), withheld("1", "0.2", "002")]),
        concepto("100.00", retenciones=[withheld("100.00", "1.25", tasa="0.012500")]),
    ]
    found = summarise(lines, "MXN")
    assert found.impuestos == ImpuestosComprobante(
        total_impuestos_retenidos=D("11.45"),
        retenciones=(
            RetencionTotal(impuesto="001", importe=D("11.25")),
            RetencionTotal(impuesto="002", importe=D("0.20")),
        ),
    )
    assert found.total == D("188.55")


def test_exempt_lines_alone_have_no_total_of_taxes():
    found = summarise([concepto("100.00", exempt("100.00"))], "MXN")
    assert found.impuestos.total_impuestos_trasladados is None
    [tax] = found.impuestos.traslados
    assert (tax.base, tax.tasa_o_cuota, tax.importe) == (D("100.00"), None, None)


def test_a_rate_of_nothing_has_a_total_of_nothing():
    found = summarise([concepto("100.00", iva("100.00", "0", "0.000000"))], "MXN")
    assert found.impuestos.total_impuestos_trasladados == 0


def test_discounts_are_summed_where_a_line_has_one():
    lines = [concepto("100.00", descuento=D("10.005")), concepto("50.00")]
    found = summarise(lines, "MXN")
    assert (found.descuento, found.total) == (D("10.01"), D("139.99"))


@pytest.mark.parametrize(
    ("moneda", "total"), [("MXN", "1.24"), ("JPY", "1"), ("KWD", "1.235"), ("XXX", "1")]
)
def test_totals_have_the_currencys_decimals(moneda, total):
    assert str(summarise([concepto("1.235")], moneda).total) == total


def test_no_lines_come_to_nothing():
    assert summarise([], "MXN").total == 0


def test_more_discount_than_goods_is_refused():
    with pytest.raises(ValueError, match="less than nothing"):
        summarise([concepto("1.00", descuento=D("1.01"))], "MXN")


def test_another_currency_is_refused():
    with pytest.raises(ValueError, match="c_Moneda"):
        summarise([concepto("1.00")], "MEX")

from dataclasses import replace
from decimal import Decimal

import pytest

from documents.cfdi.instalment import impuestos_dr
from documents.cfdi.model import Totales
from documents.cfdi.pagos import complement, impuestos_p, least_monto, totales
from tests.documents.cfdi.samples import IMPUESTOS_P, concepto, docto, exempt, iva, pago, withheld

D = Decimal


def test_a_payment_in_pesos():
    paid = docto(iva("100.00", "16.00"), retenciones=[withheld("100.00", "10.00")])
    assert impuestos_p(pago(paid)) == IMPUESTOS_P
    assert complement([pago(paid)]).totales == Totales(
        total_retenciones_isr=D("10.00"),
        total_traslados_base_iva16=D("100.00"),
        total_traslados_impuesto_iva16=D("16.00"),
        monto_total_pagos=D("116.00"),
    )


def test_a_payment_of_untaxed_documents():
    paid = pago(docto(pagado="50.00"), monto="50.00")
    assert impuestos_p(paid) is None
    assert totales([paid]) == Totales(monto_total_pagos=D("50.00"))


def test_taxes_are_divided_by_the_rate():
    first = docto(iva("1.00", "0.16"), equivalencia_dr=D("1.3"))
    [tax] = impuestos_p(pago(first, first)).traslados
    assert (tax.base, tax.importe) == (D("1.538462"), D("0.246154"))


def test_rounding_each_document_would_give_another_sum():
    third = docto(iva("1.00", "0.16"), equivalencia_dr=D(3))
    [tax] = impuestos_p(pago(third, third, third)).traslados
    assert (tax.base, tax.importe) == (D("1.000000"), D("0.160000"))


def test_totals_are_in_pesos_and_rounded_once():
    dollars = pago(
        docto(iva("0.01", "0.0016"), moneda_dr="USD"),
        moneda_p="USD",
        tipo_cambio_p=D("17.25"),
        monto="0.01",
    )
    found = complement([dollars, dollars]).totales
    assert found.total_traslados_base_iva16 == D("0.35")
    assert found.total_traslados_impuesto_iva16 == D("0.06")
    assert found.monto_total_pagos == D("0.35")


def test_every_rate_of_iva_has_its_totals_and_other_taxes_none():
    ieps = replace(iva("10.00", "0.80", "0.080000"), impuesto="003")
    paid = docto(
        iva("100.00", "16.00"),
        iva("50.00", "4.00", "0.08"),
        iva("7.00", "0", "0.000000"),
        exempt("3.00"),
        ieps,
        retenciones=[withheld("1", "1.00", "002"), withheld("1", "2.00", "003")],
    )
    assert complement([pago(paid)]).totales == Totales(
        total_retenciones_iva=D("1.00"),
        total_retenciones_ieps=D("2.00"),
        total_traslados_base_iva16=D("100.00"),
        total_traslados_impuesto_iva16=D("16.00"),
        total_traslados_base_iva8=D("50.00"),
        total_traslados_impuesto_iva8=D("4.00"),
        total_traslados_base_iva0=D("7.00"),
        total_traslados_impuesto_iva0=D("0.00"),
        total_traslados_base_iva_exento=D("3.00"),
        monto_total_pagos=D("116.00"),
    )


def test_an_exempt_tax_of_a_payment_has_only_a_base():
    [tax] = impuestos_p(pago(docto(exempt("3.00")))).traslados
    assert (tax.base, tax.tasa_o_cuota, tax.importe) == (D("3.000000"), None, None)


def test_a_payment_in_another_currency_needs_its_rate():
    with pytest.raises(ValueError, match="USD needs TipoCambioP"):
        complement([pago(moneda_p="USD", tipo_cambio_p=None)])


def test_a_payment_in_pesos_needs_none():
    assert totales([pago(tipo_cambio_p=None)]).monto_total_pagos == D("116.00")


def test_what_documents_take_of_a_payment_is_truncated():
    dollars = docto(pagado="100.00", moneda_dr="MXN", equivalencia_dr=D("17.3608"))
    assert least_monto([dollars], "USD") == D("5.76")
    assert least_monto([docto(equivalencia_dr=None)], "MXN") == D("116.00")


LINES = (
    concepto("60.00", iva("60.00", "9.60"), retenciones=[withheld("60.00", "6.00")]),
    concepto("40.00", iva("40.00", "6.40"), exempt("5.00")),
)


def test_the_whole_of_an_invoice_has_its_taxes():
    found = impuestos_dr(LINES, D("110.00"), D("110.00"))
    assert found.traslados == (iva("100.000000", "16.000000"), exempt("5.000000"))
    assert found.retenciones == (withheld("60.000000", "6.000000"),)


def test_a_part_has_its_proportion_to_six_decimals():
    found = impuestos_dr(LINES, D("110.00"), D("37.00"))
    assert found.traslados[0] == iva("33.636364", "5.381818")
    assert found.retenciones == (withheld("20.181818", "2.018182"),)


def test_a_part_too_small_for_a_base_has_none():
    assert impuestos_dr([concepto("0.01", iva("0.01", "0.00"))], D(1000000), D("0.01")) is None


def test_an_invoice_without_taxes_has_none():
    assert impuestos_dr([concepto("100.00")], D("100.00"), D("1.00")) is None


@pytest.mark.parametrize("pagado", ["0", "-1", "110.01"])
def test_a_part_is_more_than_nothing_and_not_more_than_the_whole(pagado):
    with pytest.raises(ValueError, match="not a part"):
        impuestos_dr(LINES, D("110.00"), D(pagado))

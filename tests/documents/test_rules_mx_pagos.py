"""SAT's rules of a finished payment complement: by each code a document that breaks it, and one
that does not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from documents.cfdi.model import Impuestos
from documents.rules import mx_cfdi
from tests.documents.samples_cfdi import (
    DOCTO,
    INVOICE,
    ON,
    OTHER_UUID,
    PAGO,
    PAID_ISR,
    PAID_IVA,
    PAYMENT_LINE,
    changed,
    payment,
)
from tests.documents.test_rules_mx_cfdi import codes_of, path_of

D = Decimal
PAYMENT = payment()
P = "pagos.pagos.0"
DR = f"{P}.doctos_relacionados.0"
TAX = f"{DR}.impuestos_dr.traslados.0"
KEPT = f"{DR}.impuestos_dr.retenciones.0"
SUM = f"{P}.impuestos_p.traslados.0"
KEPT_SUM = f"{P}.impuestos_p.retenciones.0"
TOTALS = "pagos.totales"
PROOF = {"tipo_cad_pago": "01", "cert_pago": "Q0VSVA==", "cad_pago": "||1||", "sello_pago": "UFU="}


def paying(place, new):
    return changed(PAYMENT, place, new)


def paid(**changes):
    """One payment with changes, its taxes and totals computed."""
    return payment(replace(PAGO, **changes))


def of(docto=DOCTO, *more, **changes):
    return paid(doctos_relacionados=(docto, *more), **changes)


def docto(**changes):
    return replace(DOCTO, **changes)


def taxed(*traslados, retenciones=(), **changes):
    taxes = Impuestos(traslados=traslados, retenciones=retenciones)
    return of(docto(impuestos_dr=taxes, **changes))


def rated(tax, rate, amount, **changes):
    return replace(tax, tasa_o_cuota=D(rate), importe=D(amount), **changes)


def without(name):
    return paid(**{key: value for key, value in PROOF.items() if key != name})


EXEMPT = replace(PAID_IVA, tipo_factor="Exento", tasa_o_cuota=None, importe=None)
IVA8 = rated(PAID_IVA, "0.080000", "27.586207")
IVA0 = rated(PAID_IVA, "0.000000", "0")
IEPS = rated(PAID_IVA, "0.080000", "27.586207", impuesto="003")
IVA_KEPT = rated(PAID_ISR, "0.106667", "36.781725", impuesto="002")
IEPS_KEPT = rated(PAID_ISR, "0.080000", "27.586207", impuesto="003")
UNTAXED = docto(objeto_imp_dr="01", impuestos_dr=None)
IN_DOLLARS = docto(
    moneda_dr="MXN", equivalencia_dr=D("18.000000"), objeto_imp_dr="01", impuestos_dr=None
)


def dollars(**changes):
    given = {"moneda_p": "USD", "tipo_cambio_p": D("18.1"), "monto": D("22.22"), **changes}
    return of(IN_DOLLARS, **given)


# (law, place, document)
BROKEN = [
    ("CRP20101", "tipo_de_comprobante", replace(PAYMENT, tipo_de_comprobante="I")),
    ("CRP20102", "exportacion", replace(PAYMENT, exportacion="04")),
    ("CRP20103", "sub_total", replace(PAYMENT, sub_total=D("0.01"))),
    ("CRP20104", "moneda", replace(PAYMENT, moneda="MXN")),
    ("CRP20105", "forma_pago", replace(PAYMENT, forma_pago="03")),
    ("CRP20106", "metodo_pago", replace(PAYMENT, metodo_pago="PUE")),
    ("CRP20107", "condiciones_de_pago", replace(PAYMENT, condiciones_de_pago="30 días")),
    ("CRP20108", "descuento", replace(PAYMENT, descuento=D("0"))),
    ("CRP20109", "tipo_cambio", replace(PAYMENT, tipo_cambio=D("1"))),
    ("CRP20110", "total", replace(PAYMENT, total=D("0.01"))),
    ("CRP20111", "conceptos", replace(PAYMENT, conceptos=(PAYMENT_LINE, PAYMENT_LINE))),
    ("CRP20112", "conceptos.0.cuenta_predial", paying("conceptos.0.cuenta_predial", ("1",))),
    ("CRP20112", "conceptos.0.impuestos", paying("conceptos.0.impuestos", Impuestos())),
    ("CRP20113", "conceptos.0.clave_prod_serv", paying("conceptos.0.clave_prod_serv", "80101500")),
    ("CRP20114", "conceptos.0.no_identificacion", paying("conceptos.0.no_identificacion", "1")),
    ("CRP20115", "conceptos.0.cantidad", paying("conceptos.0.cantidad", "2")),
    ("CRP20116", "conceptos.0.clave_unidad", paying("conceptos.0.clave_unidad", "E48")),
    ("CRP20117", "conceptos.0.unidad", paying("conceptos.0.unidad", "Pago")),
    ("CRP20118", "conceptos.0.descripcion", paying("conceptos.0.descripcion", "Pagos")),
    ("CRP20119", "conceptos.0.valor_unitario", paying("conceptos.0.valor_unitario", "0.01")),
    ("CRP20120", "conceptos.0.importe", paying("conceptos.0.importe", "0.01")),
    ("CRP20121", "conceptos.0.descuento", paying("conceptos.0.descuento", D("0"))),
    ("CRP20122", "conceptos.0.objeto_imp", paying("conceptos.0.objeto_imp", "03")),
    ("CRP20123", "impuestos", replace(PAYMENT, impuestos=INVOICE.impuestos)),
    (
        "CRP20201",
        f"{TOTALS}.total_retenciones_iva",
        changed(
            taxed(PAID_IVA, retenciones=(IVA_KEPT,)), f"{TOTALS}.total_retenciones_iva", "36.79"
        ),
    ),
    (
        "CRP20202",
        f"{TOTALS}.total_retenciones_isr",
        paying(f"{TOTALS}.total_retenciones_isr", "4.32"),
    ),
    (
        "CRP20203",
        f"{TOTALS}.total_retenciones_ieps",
        changed(
            taxed(PAID_IVA, retenciones=(IEPS_KEPT,)), f"{TOTALS}.total_retenciones_ieps", "27.58"
        ),
    ),
    (
        "CRP20204",
        f"{TOTALS}.total_traslados_base_iva16",
        paying(f"{TOTALS}.total_traslados_base_iva16", "344.82"),
    ),
    (
        "CRP20205",
        f"{TOTALS}.total_traslados_impuesto_iva16",
        paying(f"{TOTALS}.total_traslados_impuesto_iva16", "55.18"),
    ),
    (
        "CRP20206",
        f"{TOTALS}.total_traslados_base_iva8",
        changed(taxed(IVA8), f"{TOTALS}.total_traslados_base_iva8", "344.82"),
    ),
    (
        "CRP20207",
        f"{TOTALS}.total_traslados_impuesto_iva8",
        changed(taxed(IVA8), f"{TOTALS}.total_traslados_impuesto_iva8", "27.58"),
    ),
    (
        "CRP20208",
        f"{TOTALS}.total_traslados_base_iva0",
        changed(taxed(IVA0), f"{TOTALS}.total_traslados_base_iva0", "344.82"),
    ),
    (
        "CRP20209",
        f"{TOTALS}.total_traslados_impuesto_iva0",
        changed(taxed(IVA0), f"{TOTALS}.total_traslados_impuesto_iva0", D("0.01")),
    ),
    (
        "CRP20210",
        f"{TOTALS}.total_traslados_base_iva_exento",
        changed(taxed(EXEMPT), f"{TOTALS}.total_traslados_base_iva_exento", "344.82"),
    ),
    (
        "CRP20210",
        f"{TOTALS}.total_traslados_base_iva_exento",
        paying(f"{TOTALS}.total_traslados_base_iva_exento", D("1.00")),
    ),
    ("CRP20211", f"{TOTALS}.monto_total_pagos", paying(f"{TOTALS}.monto_total_pagos", "400.01")),
    ("CRP20212", f"{P}.forma_de_pago_p", paid(forma_de_pago_p="99")),
    ("CRP20212", f"{P}.forma_de_pago_p", paid(forma_de_pago_p="98")),
    ("CRP20213", f"{P}.moneda_p", of(UNTAXED, moneda_p="XXX")),
    ("CRP20214", f"{P}.tipo_cambio_p", changed(dollars(), f"{P}.tipo_cambio_p", None)),
    ("CRP20215", f"{P}.tipo_cambio_p", paid(tipo_cambio_p=D("1.01"))),
    ("CRP20215", f"{P}.tipo_cambio_p", paid(tipo_cambio_p=None)),
    ("CRP20217", f"{P}.monto", paid(monto=D("399.99"))),
    ("CRP20218", f"{P}.monto", paid(monto=D("0"))),
    ("CRP20219", f"{P}.monto", paid(monto=D("400.000"))),
    ("CRP20221", f"{P}.rfc_emisor_cta_ord", paid(forma_de_pago_p="01", rfc_emisor_cta_ord="B")),
    ("CRP20223", f"{P}.nom_banco_ord_ext", paid(rfc_emisor_cta_ord="XEXX010101000")),
    ("CRP20224", f"{P}.cta_ordenante", paid(forma_de_pago_p="01", cta_ordenante="1" * 18)),
    ("CRP20225", f"{P}.cta_ordenante", paid(cta_ordenante="1" * 17)),
    ("CRP20226", f"{P}.cta_beneficiario", paid(cta_beneficiario="1" * 16)),
    ("CRP20227", f"{P}.rfc_emisor_cta_ben", paid(forma_de_pago_p="06", rfc_emisor_cta_ben="B")),
    ("CRP20228", f"{P}.cta_beneficiario", paid(forma_de_pago_p="06", cta_beneficiario="1" * 10)),
    ("CRP20229", f"{P}.tipo_cad_pago", paid(forma_de_pago_p="02", **PROOF)),
    ("CRP20230", f"{P}.cert_pago", without("cert_pago")),
    ("CRP20231", f"{P}.cert_pago", paid(cert_pago="UFU=")),
    ("CRP20232", f"{P}.cad_pago", without("cad_pago")),
    ("CRP20233", f"{P}.cad_pago", paid(cad_pago="||")),
    ("CRP20234", f"{P}.sello_pago", without("sello_pago")),
    ("CRP20235", f"{P}.sello_pago", paid(sello_pago="UFU=")),
    ("CRP20236", f"{DR}.moneda_dr", of(docto(moneda_dr="XXX"))),
    ("CRP20237", f"{DR}.equivalencia_dr", changed(dollars(), f"{DR}.equivalencia_dr", None)),
    ("CRP20238", f"{DR}.equivalencia_dr", of(docto(equivalencia_dr=D("1.0000000001")))),
    ("CRP20238", f"{DR}.equivalencia_dr", of(docto(equivalencia_dr=None))),
    (
        "CRP20239",
        f"{DR}.imp_saldo_ant",
        of(docto(imp_saldo_ant=D("0"), imp_saldo_insoluto=D("0"))),
    ),
    ("CRP20240", f"{DR}.imp_saldo_ant", of(docto(imp_saldo_ant=D("1160.000")))),
    ("CRP20241", f"{DR}.imp_pagado", of(docto(imp_pagado=D("0")))),
    ("CRP20242", f"{DR}.imp_pagado", of(docto(imp_pagado=D("400.000")))),
    ("CRP20243", f"{DR}.imp_saldo_insoluto", of(docto(imp_saldo_insoluto=D("760.000")))),
    ("CRP20244", f"{DR}.imp_saldo_insoluto", of(docto(imp_saldo_insoluto=D("760.01")))),
    (
        "CRP20244",
        f"{DR}.imp_saldo_insoluto",
        of(docto(imp_saldo_ant=D("399.99"), imp_saldo_insoluto=D("-0.01"))),
    ),
    ("CRP20245", f"{DR}.objeto_imp_dr", of(docto(objeto_imp_dr="09"))),
    ("CRP20246", f"{DR}.impuestos_dr", of(docto(impuestos_dr=None))),
    ("CRP20247", f"{DR}.impuestos_dr", of(docto(objeto_imp_dr="01"))),
    ("CRP20248", f"{DR}.impuestos_dr", taxed()),
    ("CRP20249", f"{KEPT}.base", taxed(PAID_IVA, retenciones=(replace(PAID_ISR, base=D("0")),))),
    (
        "CRP20250",
        f"{KEPT}.impuesto",
        taxed(PAID_IVA, retenciones=(replace(PAID_ISR, impuesto="004"),)),
    ),
    (
        "CRP20251",
        f"{KEPT}.tipo_factor",
        taxed(PAID_IVA, retenciones=(replace(PAID_ISR, tipo_factor="Taza"),)),
    ),
    (
        "CRP20252",
        f"{KEPT}.tipo_factor",
        taxed(PAID_IVA, retenciones=(replace(PAID_ISR, tipo_factor="Exento"),)),
    ),
    (
        "CRP20253",
        f"{KEPT}.tasa_o_cuota",
        taxed(PAID_IVA, retenciones=(rated(PAID_ISR, "0.350001", "120.69"),)),
    ),
    (
        "CRP20254",
        f"{KEPT}.importe",
        taxed(PAID_IVA, retenciones=(replace(PAID_ISR, importe=D("4.310347")),)),
    ),
    ("CRP20255", f"{TAX}.base", taxed(replace(PAID_IVA, base=D("0")))),
    ("CRP20256", f"{TAX}.impuesto", taxed(replace(PAID_IVA, impuesto="001"))),
    ("CRP20257", f"{TAX}.tipo_factor", taxed(replace(PAID_IVA, tipo_factor="Taza"))),
    ("CRP20258", f"{TAX}.tasa_o_cuota", taxed(replace(EXEMPT, tasa_o_cuota=D("0.000000")))),
    ("CRP20258", f"{TAX}.importe", taxed(replace(EXEMPT, importe=D("0")))),
    ("CRP20259", f"{TAX}.importe", taxed(replace(PAID_IVA, importe=None))),
    ("CRP20260", f"{TAX}.tasa_o_cuota", taxed(rated(PAID_IVA, "0.150000", "51.724138"))),
    ("CRP20261", f"{TAX}.importe", taxed(replace(PAID_IVA, importe=D("55.172416")))),
    ("CRP20262", f"{KEPT_SUM}.impuesto", paying(f"{KEPT_SUM}.impuesto", "004")),
    (
        "CRP20263",
        f"{P}.impuestos_p.retenciones.1",
        paying(
            f"{P}.impuestos_p.retenciones",
            PAYMENT.pagos.pagos[0].impuestos_p.retenciones * 2,
        ),
    ),
    (
        "CRP20264",
        f"{TOTALS}.total_retenciones_isr",
        paying(f"{TOTALS}.total_retenciones_isr", None),
    ),
    ("CRP20265", f"{KEPT_SUM}.importe", paying(f"{KEPT_SUM}.importe", "4.310344")),
    ("CRP20265", f"{P}.impuestos_p", paying(f"{P}.impuestos_p.retenciones", ())),
    (
        "CRP20266",
        f"{SUM}.importe",
        changed(taxed(EXEMPT), f"{SUM}.importe", D("0")),
    ),
    (
        "CRP20267",
        f"{TOTALS}.total_traslados_base_iva16",
        paying(f"{TOTALS}.total_traslados_base_iva16", None),
    ),
    ("CRP20268", f"{SUM}.base", paying(f"{SUM}.base", "344.827585")),
    ("CRP20268", f"{P}.impuestos_p", paying(f"{P}.impuestos_p.traslados", ())),
    ("CRP20268", f"{P}.impuestos_p", paying(f"{P}.impuestos_p", None)),
    ("CRP20269", f"{SUM}.base", changed(taxed(EXEMPT), f"{SUM}.base", "344.82")),
    ("CRP20270", f"{SUM}.impuesto", paying(f"{SUM}.impuesto", "001")),
    (
        "CRP20271",
        f"{P}.impuestos_p.traslados.1",
        paying(f"{P}.impuestos_p.traslados", PAYMENT.pagos.pagos[0].impuestos_p.traslados * 2),
    ),
    ("CRP20272", f"{SUM}.tasa_o_cuota", paying(f"{SUM}.tasa_o_cuota", "0.150000")),
    (
        "CRP20273",
        f"{TOTALS}.total_traslados_impuesto_iva16",
        paying(f"{TOTALS}.total_traslados_impuesto_iva16", None),
    ),
    ("CRP20274", f"{SUM}.importe", paying(f"{SUM}.importe", "55.172413")),
    ("CRP20276", f"{P}.monto", dollars(monto=D("22.21"))),
    ("CRP20278", f"{DR}.impuestos_dr", taxed(PAID_IVA, objeto_imp_dr="06")),
    ("CRP20278", f"{DR}.impuestos_dr", taxed(retenciones=(IEPS_KEPT,), objeto_imp_dr="08")),
    ("CRP20279", f"{DR}.impuestos_dr", taxed(PAID_IVA, IEPS, objeto_imp_dr="07")),
    ("CRP20279", f"{DR}.impuestos_dr", taxed(retenciones=(PAID_ISR,), objeto_imp_dr="07")),
]

PASSING = {
    "a payment": PAYMENT,
    "of an untaxed invoice": of(UNTAXED),
    "of two invoices": of(
        docto(imp_pagado=D("150.00"), imp_saldo_insoluto=D("1010.00")),
        docto(id_documento=OTHER_UUID, imp_pagado=D("250.00"), imp_saldo_insoluto=D("910.00")),
    ),
    "of all that is left": of(docto(imp_saldo_ant=D("400.00"), imp_saldo_insoluto=D("0.00"))),
    "two payments": payment(PAGO, PAGO),
    "more received than owed": paid(monto=D("500.00")),
    "of several rates": taxed(PAID_IVA, IVA8, IVA0, EXEMPT),
    "of an excise": taxed(IEPS, objeto_imp_dr="07"),
    "of ISR withheld": taxed(retenciones=(PAID_ISR,), objeto_imp_dr="06"),
    "of everything withheld": taxed(PAID_IVA, retenciones=(PAID_ISR, IVA_KEPT, IEPS_KEPT)),
    "dollars for pesos": dollars(),
    "accounts": paid(cta_ordenante="1" * 18, cta_beneficiario="1" * 10),
    "a foreign bank": paid(rfc_emisor_cta_ord="XEXX010101000", nom_banco_ord_ext="ACME BANK"),
    "a proof": paid(**PROOF),
    "cash": paid(forma_de_pago_p="01"),
    "sums written to two decimals": changed(
        changed(PAYMENT, f"{SUM}.importe", "55.17"), f"{KEPT_SUM}.importe", "4.31"
    ),
}


@pytest.mark.parametrize(("law", "place", "cfdi"), BROKEN)
def test_a_broken_rule_is_reported_by_its_code_at_its_place(law, place, cfdi):
    faults = mx_cfdi.check(cfdi, ON)
    matching = [f for f in faults if (f.law, f.path) == (law, path_of(place))]
    assert len(matching) == 1, faults
    assert matching[0].code == law.lower()
    assert matching[0].message.endswith(".")


@pytest.mark.parametrize("name", PASSING)
def test_what_is_just_allowed_passes(name):
    assert mx_cfdi.check(PASSING[name], ON) == ()


def test_every_code_has_a_document_that_breaks_it():
    assert codes_of(mx_cfdi.PAGOS_RULES) == {law for law, _place, _cfdi in BROKEN}


@pytest.mark.parametrize("rule", mx_cfdi.PAGOS_RULES, ids=lambda rule: rule.__name__)
def test_every_rule_is_broken_by_some_document_and_kept_by_another(rule):
    assert any(tuple(rule(cfdi, ON)) for _law, _place, cfdi in BROKEN)
    assert tuple(rule(PAYMENT, ON)) == ()


def test_rules_of_payments_are_not_asked_of_an_invoice():
    assert mx_cfdi.check(INVOICE, ON) == ()


def test_a_rate_that_is_none_hides_no_other_fault_and_raises_nothing():
    cfdi = changed(dollars(monto=D("0")), f"{P}.moneda_p", "XXY")
    laws = {fault.law for fault in mx_cfdi.check(changed(cfdi, f"{P}.tipo_cambio_p", None), ON)}
    assert {"CRP20213", "CRP20214", "CRP20218"} <= laws

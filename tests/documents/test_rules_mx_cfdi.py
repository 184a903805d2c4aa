"""SAT's rules of a finished CFDI: by each code a document that breaks it, and one that does not."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from documents.cfdi.model import ACuentaTerceros, CfdiRelacionados, Impuestos, Parte
from documents.cfdi.summary import summarise
from documents.rules import mx_cfdi
from tests.documents.samples_cfdi import (
    EXEMPT,
    FOREIGN,
    GLOBAL,
    INVOICE,
    ISR,
    IVA,
    LINE,
    ON,
    UUID,
    changed,
    payment,
)

D = Decimal
OURS = {"cfdi_pagos_missing", "cfdi_descuento_sum", "cfdi_objeto_imp_taxes"}
CODES = re.compile(r"(CFDI|CRP)(\d{5})(?: to (?:CFDI|CRP)(\d{5}))?")
PARTE = Parte(
    clave_prod_serv="80101500",
    cantidad=D("1"),
    descripcion="Parte",
    valor_unitario=D("10.00"),
    importe=D("10.00"),
    informacion_aduanera=("15  48  3009  0001234",),
)
THIRD = ACuentaTerceros(
    rfc_a_cuenta_terceros="CACX7605101P8",
    nombre_a_cuenta_terceros="XOCHILT CASAS CHAVEZ",
    regimen_fiscal_a_cuenta_terceros="612",
    domicilio_fiscal_a_cuenta_terceros="36257",
)
WITH_PARTS = changed(INVOICE, "conceptos.0.partes", (PARTE,))
FOR_THIRD = changed(INVOICE, "conceptos.0.a_cuenta_terceros", THIRD)
TRADE = (b'<cce20:ComercioExterior xmlns:cce20="http://www.sat.gob.mx/ComercioExterior20"/>',)
LOCAL = (b'<implocal:ImpuestosLocales xmlns:implocal="http://www.sat.gob.mx/implocal"/>',)
TRASLADO = replace(
    changed(INVOICE, "conceptos.0", replace(LINE, descuento=None, objeto_imp="01", impuestos=None)),
    tipo_de_comprobante="T",
    moneda="XXX",
    sub_total=D("0"),
    total=D("0"),
    descuento=None,
    forma_pago=None,
    metodo_pago=None,
    impuestos=None,
)


def invoice(place, new):
    return changed(INVOICE, place, new)


def of(*lines, **changes):
    """An invoice of some lines, added up."""
    sums = summarise(lines, changes.get("moneda", "MXN"))
    given = {
        "sub_total": sums.sub_total,
        "descuento": sums.descuento,
        "impuestos": sums.impuestos,
        "total": sums.total,
    }
    return replace(INVOICE, conceptos=lines, **{**given, **changes})


def taxed(*traslados, retenciones=(), objeto_imp="02", **changes):
    impuestos = Impuestos(traslados=traslados, retenciones=retenciones)
    return of(replace(LINE, impuestos=impuestos, objeto_imp=objeto_imp), **changes)


def untaxed(objeto_imp):
    return of(replace(LINE, impuestos=None, objeto_imp=objeto_imp))


def rated(tax, rate, amount, **changes):
    return replace(tax, tasa_o_cuota=D(rate), importe=D(amount), **changes)


ALL_EXEMPT = taxed(EXEMPT)
IEPS = rated(IVA, "0.080000", "152.00", impuesto="003")
FINE = replace(LINE, importe=D("2000.0000"), descuento=D("100.0001"))
TAX = "conceptos.0.impuestos.traslados.0"
KEPT = "conceptos.0.impuestos.retenciones.0"

# (law, place, document)
BROKEN = [
    ("CFDI40103", "forma_pago", replace(TRASLADO, forma_pago="03")),
    ("CFDI40103", "forma_pago", replace(payment(), forma_pago="03")),
    ("CFDI40104", "forma_pago", invoice("forma_pago", "98")),
    ("CFDI40105", "forma_pago", invoice("metodo_pago", "PPD")),
    ("CFDI40107", "sub_total", invoice("sub_total", "2000.000")),
    ("CFDI40108", "sub_total", invoice("sub_total", "2000.01")),
    ("CFDI40109", "sub_total", replace(TRASLADO, sub_total=D("0.01"))),
    ("CFDI40110", "descuento", invoice("descuento", "2000.01")),
    ("", "descuento", invoice("descuento", "99.99")),
    ("", "descuento", invoice("descuento", None)),
    ("CFDI40111", "conceptos.0.descuento", changed(TRASLADO, "conceptos.0.descuento", D("1.00"))),
    ("CFDI40112", "descuento", invoice("descuento", "100.000")),
    ("CFDI40113", "moneda", invoice("moneda", "MEX")),
    ("CFDI40114", "tipo_cambio", invoice("tipo_cambio", D("1.01"))),
    ("CFDI40115", "tipo_cambio", invoice("moneda", "USD")),
    ("CFDI40116", "tipo_cambio", replace(TRASLADO, tipo_cambio=D("1"))),
    ("CFDI40119", "total", invoice("total", "2014.01")),
    ("CFDI40119", "total", replace(payment(), total=D("0.01"))),
    ("CFDI40121", "tipo_de_comprobante", invoice("tipo_de_comprobante", "X")),
    ("CFDI40122", "exportacion", invoice("exportacion", "02")),
    ("CFDI40123", "exportacion", invoice("exportacion", "05")),
    ("CFDI40124", "metodo_pago", invoice("metodo_pago", "PXX")),
    ("CFDI40125", "metodo_pago", replace(TRASLADO, metodo_pago="PUE")),
    ("CFDI40126", "lugar_expedicion", invoice("lugar_expedicion", "4250")),
    (
        "CFDI40137",
        "cfdi_relacionados.0.tipo_relacion",
        invoice("cfdi_relacionados", (CfdiRelacionados(tipo_relacion="08", uuids=(UUID,)),)),
    ),
    ("", "pagos", replace(payment(), pagos=None)),
    ("CFDI40130", "informacion_global", replace(GLOBAL, informacion_global=None)),
    ("CFDI40130", "informacion_global", changed(GLOBAL, "receptor.nombre", "JUAN PEREZ")),
    ("CFDI40130", "informacion_global", replace(GLOBAL, tipo_de_comprobante="E")),
    ("CFDI40146", "receptor.rfc", invoice("receptor.nombre", "PUBLICO EN GENERAL")),
    (
        "CFDI40131",
        "informacion_global.periodicidad",
        changed(GLOBAL, "informacion_global.periodicidad", "06"),
    ),
    (
        "CFDI40132",
        "informacion_global.periodicidad",
        changed(GLOBAL, "informacion_global.periodicidad", "05"),
    ),
    ("CFDI40133", "informacion_global.meses", changed(GLOBAL, "informacion_global.meses", "19")),
    ("CFDI40134", "informacion_global.meses", changed(GLOBAL, "informacion_global.meses", "13")),
    (
        "CFDI40135",
        "informacion_global.meses",
        changed(GLOBAL, "informacion_global.periodicidad", "05"),
    ),
    ("CFDI40136", "informacion_global.anio", changed(GLOBAL, "informacion_global.anio", 2024)),
    ("CFDI40136", "informacion_global.anio", changed(GLOBAL, "informacion_global.anio", 2027)),
    ("CFDI40140", "emisor.regimen_fiscal", invoice("emisor.regimen_fiscal", "602")),
    ("CFDI40141", "emisor.regimen_fiscal", invoice("emisor.regimen_fiscal", "612")),
    (
        "CFDI40149",
        "receptor.domicilio_fiscal_receptor",
        changed(GLOBAL, "receptor.domicilio_fiscal_receptor", "86991"),
    ),
    (
        "CFDI40150",
        "receptor.residencia_fiscal",
        changed(FOREIGN, "receptor.residencia_fiscal", "USB"),
    ),
    ("CFDI40151", "receptor.residencia_fiscal", invoice("receptor.residencia_fiscal", "USA")),
    (
        "CFDI40152",
        "receptor.residencia_fiscal",
        changed(FOREIGN, "receptor.residencia_fiscal", "MEX"),
    ),
    (
        "CFDI40153",
        "receptor.residencia_fiscal",
        changed(FOREIGN, "receptor.residencia_fiscal", None),
    ),
    ("CFDI40154", "receptor.num_reg_id_trib", invoice("receptor.num_reg_id_trib", "123456789")),
    (
        "CFDI40155",
        "receptor.num_reg_id_trib",
        replace(changed(FOREIGN, "receptor.num_reg_id_trib", None), complementos=TRADE),
    ),
    (
        "CFDI40156",
        "receptor.num_reg_id_trib",
        changed(FOREIGN, "receptor.num_reg_id_trib", "12345678"),
    ),
    (
        "CFDI40157",
        "receptor.regimen_fiscal_receptor",
        invoice("receptor.regimen_fiscal_receptor", "628"),
    ),
    (
        "CFDI40158",
        "receptor.regimen_fiscal_receptor",
        invoice("receptor.regimen_fiscal_receptor", "612"),
    ),
    (
        "CFDI40158",
        "receptor.regimen_fiscal_receptor",
        changed(GLOBAL, "receptor.regimen_fiscal_receptor", "612"),
    ),
    ("CFDI40160", "receptor.uso_cfdi", invoice("receptor.uso_cfdi", "P01")),
    ("CFDI40161", "receptor.uso_cfdi", invoice("receptor.uso_cfdi", "D01")),
    ("CFDI40161", "receptor.uso_cfdi", invoice("receptor.uso_cfdi", "CP01")),
    ("CFDI40161", "receptor.uso_cfdi", changed(GLOBAL, "receptor.uso_cfdi", "G02")),
    ("CFDI40161", "receptor.uso_cfdi", changed(payment(), "receptor.uso_cfdi", "G03")),
    ("CFDI40161", "receptor.uso_cfdi", invoice("receptor.regimen_fiscal_receptor", "616")),
    (
        "CFDI40162",
        "conceptos.0.clave_prod_serv",
        invoice("conceptos.0.clave_prod_serv", "8010150"),
    ),
    ("CFDI40165", "conceptos.0.clave_unidad", invoice("conceptos.0.clave_unidad", "E")),
    (
        "CFDI40166",
        "conceptos.0.valor_unitario",
        changed(INVOICE, "conceptos.0.valor_unitario", D("0")),
    ),
    ("CFDI40167", "conceptos.0.importe", of(replace(LINE, cantidad=D("2.00"), importe=D("2015")))),
    ("CFDI40168", "conceptos.0.descuento", of(replace(LINE, descuento=D("100.000")))),
    ("CFDI40169", "conceptos.0.descuento", invoice("conceptos.0.descuento", "2000.01")),
    ("CFDI40170", "conceptos.0.objeto_imp", invoice("conceptos.0.objeto_imp", "09")),
    ("CFDI40171", "conceptos.0.objeto_imp", untaxed("02")),
    ("CFDI40172", "conceptos.0.objeto_imp", invoice("conceptos.0.objeto_imp", "01")),
    ("CFDI40172", "conceptos.0.objeto_imp", invoice("conceptos.0.objeto_imp", "05")),
    ("c_ObjetoImp", "conceptos.0.objeto_imp", invoice("conceptos.0.objeto_imp", "06")),
    ("c_ObjetoImp", "conceptos.0.objeto_imp", invoice("conceptos.0.objeto_imp", "07")),
    ("c_ObjetoImp", "conceptos.0.objeto_imp", taxed(IVA, IEPS, objeto_imp="07")),
    ("c_ObjetoImp", "conceptos.0.objeto_imp", taxed(IEPS, objeto_imp="08")),
    ("c_ObjetoImp", "conceptos.0.objeto_imp", untaxed("07")),
    ("CFDI40173", "conceptos.0.impuestos", taxed()),
    ("CFDI40174", f"{TAX}.base", taxed(replace(IVA, base=D("0"), importe=D("0")))),
    ("CFDI40175", f"{TAX}.impuesto", taxed(replace(IVA, impuesto="001"))),
    ("CFDI40175", f"{TAX}.impuesto", taxed(replace(IVA, impuesto="004"))),
    ("CFDI40176", f"{TAX}.tipo_factor", taxed(replace(IVA, tipo_factor="Taza"))),
    ("CFDI40177", f"{TAX}.tasa_o_cuota", taxed(replace(EXEMPT, tasa_o_cuota=D("0.000000")))),
    ("CFDI40177", f"{TAX}.importe", taxed(replace(EXEMPT, importe=D("0.00")))),
    ("CFDI40178", f"{TAX}.importe", taxed(replace(IVA, importe=None))),
    ("CFDI40178", f"{TAX}.tasa_o_cuota", taxed(replace(IVA, tasa_o_cuota=None))),
    ("CFDI40179", f"{TAX}.tasa_o_cuota", taxed(rated(IVA, "0.150000", "285.00"))),
    ("CFDI40180", f"{TAX}.importe", taxed(replace(IVA, importe=D("304.02")))),
    ("CFDI40181", f"{KEPT}.base", taxed(IVA, retenciones=(replace(ISR, base=D("0")),))),
    ("CFDI40182", f"{KEPT}.impuesto", taxed(IVA, retenciones=(replace(ISR, impuesto="004"),))),
    (
        "CFDI40183",
        f"{KEPT}.tipo_factor",
        taxed(IVA, retenciones=(replace(ISR, tipo_factor="Taza"),)),
    ),
    (
        "CFDI40184",
        f"{KEPT}.tipo_factor",
        taxed(IVA, retenciones=(replace(ISR, tipo_factor="Exento"),)),
    ),
    (
        "CFDI40185",
        f"{KEPT}.tasa_o_cuota",
        taxed(IVA, retenciones=(rated(ISR, "0.350001", "665.00"),)),
    ),
    ("CFDI40186", f"{KEPT}.importe", taxed(IVA, retenciones=(replace(ISR, importe=D("190.02")),))),
    (
        "CFDI40188",
        "conceptos.0.a_cuenta_terceros.rfc_a_cuenta_terceros",
        changed(FOR_THIRD, "conceptos.0.a_cuenta_terceros.rfc_a_cuenta_terceros", "URE180429TM6"),
    ),
    (
        "CFDI40191",
        "conceptos.0.a_cuenta_terceros.regimen_fiscal_a_cuenta_terceros",
        changed(FOR_THIRD, "conceptos.0.a_cuenta_terceros.regimen_fiscal_a_cuenta_terceros", "628"),
    ),
    (
        "CFDI40193",
        "conceptos.0.a_cuenta_terceros.domicilio_fiscal_a_cuenta_terceros",
        changed(FOR_THIRD, "conceptos.0.a_cuenta_terceros.rfc_a_cuenta_terceros", "EXT990101NI1"),
    ),
    (
        "CFDI40194",
        "conceptos.0.informacion_aduanera.0",
        invoice("conceptos.0.informacion_aduanera", ("15 48 3009 0001234",)),
    ),
    (
        "CFDI40195",
        "conceptos.0.informacion_aduanera.0",
        replace(
            invoice("conceptos.0.informacion_aduanera", ("15  48  3009  0001234",)),
            complementos=TRADE,
        ),
    ),
    (
        "CFDI40196",
        "conceptos.0.partes.0.clave_prod_serv",
        changed(WITH_PARTS, "conceptos.0.partes.0.clave_prod_serv", "8010150"),
    ),
    (
        "CFDI40197",
        "conceptos.0.partes.0.valor_unitario",
        changed(WITH_PARTS, "conceptos.0.partes.0.valor_unitario", D("0")),
    ),
    (
        "CFDI40198",
        "conceptos.0.partes.0.importe",
        changed(WITH_PARTS, "conceptos.0.partes.0.importe", "20.00"),
    ),
    (
        "CFDI40199",
        "conceptos.0.partes.0.informacion_aduanera.0",
        changed(WITH_PARTS, "conceptos.0.partes.0.informacion_aduanera", ("1",)),
    ),
    (
        "CFDI40200",
        "conceptos.0.partes.0.informacion_aduanera.0",
        replace(WITH_PARTS, complementos=TRADE),
    ),
    ("CFDI40201", "impuestos", replace(TRASLADO, impuestos=INVOICE.impuestos)),
    (
        "CFDI40202",
        "impuestos.total_impuestos_retenidos",
        invoice("impuestos.total_impuestos_retenidos", "190.000"),
    ),
    (
        "CFDI40203",
        "impuestos.total_impuestos_retenidos",
        invoice("impuestos.total_impuestos_retenidos", "190.01"),
    ),
    (
        "CFDI40204",
        "impuestos.total_impuestos_trasladados",
        invoice("impuestos.total_impuestos_trasladados", "304.000"),
    ),
    (
        "CFDI40205",
        "impuestos.total_impuestos_trasladados",
        invoice("impuestos.total_impuestos_trasladados", "304.01"),
    ),
    (
        "CFDI40206",
        "impuestos.total_impuestos_retenidos",
        invoice("impuestos.total_impuestos_retenidos", None),
    ),
    (
        "CFDI40207",
        "impuestos.retenciones.0.impuesto",
        invoice("impuestos.retenciones.0.impuesto", "004"),
    ),
    (
        "CFDI40208",
        "impuestos.retenciones.1",
        invoice("impuestos.retenciones", INVOICE.impuestos.retenciones * 2),
    ),
    (
        "CFDI40210",
        "impuestos.retenciones.0.importe",
        invoice("impuestos.retenciones.0.importe", "190.000"),
    ),
    (
        "CFDI40211",
        "impuestos.retenciones.0.importe",
        invoice("impuestos.retenciones.0.importe", "189.99"),
    ),
    ("CFDI40211", "impuestos", invoice("impuestos.retenciones", ())),
    (
        "CFDI40212",
        "impuestos.total_impuestos_trasladados",
        invoice("impuestos.total_impuestos_trasladados", None),
    ),
    ("CFDI40214", "impuestos.traslados.0.base", invoice("impuestos.traslados.0.base", "1900.000")),
    ("CFDI40215", "impuestos.traslados.0.base", invoice("impuestos.traslados.0.base", "1900.01")),
    (
        "CFDI40216",
        "impuestos.traslados.0.base",
        changed(ALL_EXEMPT, "impuestos.traslados.0.base", "1900.01"),
    ),
    (
        "CFDI40217",
        "impuestos.traslados.0.impuesto",
        invoice("impuestos.traslados.0.impuesto", "004"),
    ),
    ("CFDI40218", "impuestos.traslados.1", invoice("impuestos.traslados", (IVA, IVA))),
    (
        "CFDI40219",
        "impuestos.traslados.0.tasa_o_cuota",
        invoice("impuestos.traslados.0.tasa_o_cuota", "0.150000"),
    ),
    (
        "CFDI40220",
        "impuestos.traslados.0.importe",
        invoice("impuestos.traslados.0.importe", "304.000"),
    ),
    (
        "CFDI40221",
        "impuestos.traslados.0.importe",
        invoice("impuestos.traslados.0.importe", "304.01"),
    ),
    ("CFDI40221", "impuestos", invoice("impuestos.traslados", ())),
    ("CFDI40221", "impuestos", invoice("impuestos", None)),
]

PASSING = {
    "an invoice": INVOICE,
    "a global invoice": GLOBAL,
    "a foreign receiver": FOREIGN,
    "a foreign receiver of no country": replace(
        INVOICE,
        receptor=replace(FOREIGN.receptor, residencia_fiscal=None, num_reg_id_trib=None),
    ),
    "a transfer of goods": TRASLADO,
    "a payment": payment(),
    "paid later": replace(INVOICE, metodo_pago="PPD", forma_pago="99"),
    "pesos at one": replace(INVOICE, tipo_cambio=D("1")),
    "dollars": replace(INVOICE, moneda="USD", tipo_cambio=D("18.5")),
    "an export with its complement": replace(INVOICE, exportacion="02", complementos=TRADE),
    "local taxes elsewhere": replace(INVOICE, total=D("2100.00"), complementos=LOCAL),
    "a credit note": replace(
        INVOICE,
        tipo_de_comprobante="E",
        receptor=replace(INVOICE.receptor, uso_cfdi="G02"),
        cfdi_relacionados=(CfdiRelacionados(tipo_relacion="01", uuids=(UUID,)),),
    ),
    "parts and a declaration": WITH_PARTS,
    "for a third party": FOR_THIRD,
    "for a third party abroad": changed(
        FOR_THIRD,
        "conceptos.0.a_cuenta_terceros",
        replace(
            THIRD,
            rfc_a_cuenta_terceros="EXT990101NI1",
            domicilio_fiscal_a_cuenta_terceros="42501",
        ),
    ),
    "bimonthly by regime 621": replace(
        GLOBAL,
        emisor=replace(GLOBAL.emisor, rfc="CACX7605101P8", regimen_fiscal="621"),
        informacion_global=replace(GLOBAL.informacion_global, periodicidad="05", meses="17"),
    ),
    "last year's": changed(GLOBAL, "informacion_global.anio", 2025),
    "exempt": ALL_EXEMPT,
    "at zero": taxed(rated(IVA, "0.000000", "0.00")),
    "at the border": taxed(rated(IVA, "0.080000", "152.00")),
    "with an excise": taxed(IVA, IEPS),
    "an excise alone": taxed(IEPS, objeto_imp="07"),
    "ISR withheld alone": taxed(retenciones=(ISR,), objeto_imp="06"),
    "no object of tax": untaxed("01"),
    "tax not itemised": untaxed("03"),
    "IVA not transferred": untaxed("08"),
    "a tax at its lower limit": taxed(replace(IVA, importe=D("303.99"))),
    "a tax at its upper limit": taxed(replace(IVA, importe=D("304.01"))),
    "two rates": taxed(IVA, rated(IVA, "0.080000", "152.00")),
    "a discount as fine as its line": of(FINE),
    "six decimals in lines": of(
        replace(
            LINE,
            cantidad=D("3"),
            valor_unitario=D("33.333333"),
            importe=D("99.999999"),
            descuento=None,
            impuestos=Impuestos(
                traslados=(rated(IVA, "0.160000", "16.000000", base=D("99.999999")),)
            ),
        )
    ),
    "no decimals in yen": of(
        replace(LINE, descuento=None, importe=D("2000"), impuestos=None, objeto_imp="01"),
        moneda="JPY",
        tipo_cambio=D("0.12"),
    ),
}


def path_of(place):
    return tuple(int(step) if step.isdigit() else step for step in place.split("."))


def codes_of(rules):
    """The codes that the rules' docstrings name, ranges filled in."""
    found = set()
    for rule in rules:
        for kind, first, last in re.findall(
            r"(CFDI|CRP)(\d{5})(?: to (?:CFDI|CRP)(\d{5}))?", rule.__doc__
        ):
            found |= {f"{kind}{n}" for n in range(int(first), int(last or first) + 1)}
    return found


@pytest.mark.parametrize(("law", "place", "cfdi"), BROKEN)
def test_a_broken_rule_is_reported_by_its_code_at_its_place(law, place, cfdi):
    faults = mx_cfdi.check(cfdi, ON)
    matching = [f for f in faults if (f.law, f.path) == (law, path_of(place))]
    assert len(matching) == 1, faults
    assert matching[0].code in {law.lower(), *OURS}
    assert matching[0].message.endswith(".")


@pytest.mark.parametrize("name", PASSING)
def test_what_is_just_allowed_passes(name):
    assert mx_cfdi.check(PASSING[name], ON) == ()


def test_every_code_has_a_document_that_breaks_it():
    # CFDI40209 is CFDI40206 seen from the other side: one fault for both.
    assert codes_of(mx_cfdi.CFDI_RULES) - {law for law, _place, _cfdi in BROKEN} == {"CFDI40209"}


@pytest.mark.parametrize("rule", mx_cfdi.CFDI_RULES, ids=lambda rule: rule.__name__)
def test_every_rule_is_broken_by_some_document_and_kept_by_another(rule):
    assert any(tuple(rule(cfdi, ON)) for _law, _place, cfdi in BROKEN)
    assert tuple(rule(INVOICE, ON)) == ()


def test_the_day_chooses_the_catalogue():
    laws = {fault.law for fault in mx_cfdi.check(INVOICE, date(2021, 12, 31))}
    assert {"CFDI40104", "CFDI40113", "CFDI40123", "CFDI40140", "CFDI40160", "CFDI40170"} <= laws


def test_a_currency_that_is_none_hides_no_other_fault_and_raises_nothing():
    laws = {fault.law for fault in mx_cfdi.check(replace(INVOICE, moneda="MEX", total=D("1")), ON)}
    assert laws == {"CFDI40113", "CFDI40115", "CFDI40119"}

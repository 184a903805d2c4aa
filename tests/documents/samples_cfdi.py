"""CFDI of each type that break no rule, and how to change one thing in them."""

from dataclasses import is_dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from documents.cfdi.model import (
    Comprobante,
    Concepto,
    DoctoRelacionado,
    Emisor,
    Impuestos,
    ImpuestosComprobante,
    InformacionGlobal,
    Pago,
    Receptor,
    Retencion,
    RetencionTotal,
    Traslado,
)
from documents.cfdi.pagos import complement

D = Decimal
ON = date(2026, 11, 20)
UUID = "6DE9442D-ED57-5320-B2BA-F73E15079FA3"
OTHER_UUID = "AE577E8F-2047-5AB2-8513-9E7299A6DA03"
ISSUER = Emisor(rfc="EKU9003173C9", nombre="ESCUELA KEMPER URGATE", regimen_fiscal="601")
RECEIVER = Receptor(
    rfc="URE180429TM6",
    nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA",
    domicilio_fiscal_receptor="86991",
    regimen_fiscal_receptor="601",
    uso_cfdi="G03",
)
NOON = datetime.combine(ON, datetime.min.time()) + timedelta(hours=12)

IVA = Traslado(
    base=D("1900.00"),
    impuesto="002",
    tipo_factor="Tasa",
    tasa_o_cuota=D("0.160000"),
    importe=D("304.00"),
)
EXEMPT = Traslado(base=D("1900.00"), impuesto="002", tipo_factor="Exento")
ISR = Retencion(
    base=D("1900.00"),
    impuesto="001",
    tipo_factor="Tasa",
    tasa_o_cuota=D("0.100000"),
    importe=D("190.00"),
)
LINE = Concepto(
    clave_prod_serv="80101500",
    no_identificacion="A1",
    cantidad=D("2"),
    clave_unidad="E48",
    descripcion="Consultoría",
    valor_unitario=D("1000.00"),
    importe=D("2000.00"),
    descuento=D("100.00"),
    objeto_imp="02",
    impuestos=Impuestos(traslados=(IVA,), retenciones=(ISR,)),
)
INVOICE = Comprobante(
    serie="A",
    folio="7",
    fecha=NOON,
    forma_pago="03",
    sub_total=D("2000.00"),
    descuento=D("100.00"),
    moneda="MXN",
    total=D("2014.00"),
    tipo_de_comprobante="I",
    exportacion="01",
    metodo_pago="PUE",
    lugar_expedicion="42501",
    emisor=ISSUER,
    receptor=RECEIVER,
    conceptos=(LINE,),
    impuestos=ImpuestosComprobante(
        total_impuestos_retenidos=D("190.00"),
        total_impuestos_trasladados=D("304.00"),
        retenciones=(RetencionTotal(impuesto="001", importe=D("190.00")),),
        traslados=(IVA,),
    ),
)
PUBLIC = Receptor(
    rfc="XAXX010101000",
    nombre="PUBLICO EN GENERAL",
    domicilio_fiscal_receptor="42501",
    regimen_fiscal_receptor="616",
    uso_cfdi="S01",
)
GLOBAL = replace(
    INVOICE,
    receptor=PUBLIC,
    informacion_global=InformacionGlobal(periodicidad="04", meses="10", anio=2026),
)
FOREIGN = replace(
    INVOICE,
    receptor=replace(
        PUBLIC,
        rfc="XEXX010101000",
        nombre="ACME INC",
        residencia_fiscal="USA",
        num_reg_id_trib="123456789",
    ),
)

PAID_IVA = Traslado(
    base=D("344.827586"),
    impuesto="002",
    tipo_factor="Tasa",
    tasa_o_cuota=D("0.160000"),
    importe=D("55.172414"),
)
PAID_ISR = Retencion(
    base=D("344.827586"),
    impuesto="001",
    tipo_factor="Tasa",
    tasa_o_cuota=D("0.012500"),
    importe=D("4.310345"),
)
DOCTO = DoctoRelacionado(
    id_documento=UUID,
    moneda_dr="MXN",
    equivalencia_dr=D("1"),
    num_parcialidad=1,
    imp_saldo_ant=D("1160.00"),
    imp_pagado=D("400.00"),
    imp_saldo_insoluto=D("760.00"),
    objeto_imp_dr="02",
    impuestos_dr=Impuestos(traslados=(PAID_IVA,), retenciones=(PAID_ISR,)),
)
PAGO = Pago(
    fecha_pago=NOON,
    forma_de_pago_p="03",
    moneda_p="MXN",
    tipo_cambio_p=D("1"),
    monto=D("400.00"),
    doctos_relacionados=(DOCTO,),
)
PAYMENT_LINE = Concepto(
    clave_prod_serv="84111506",
    cantidad=D("1"),
    clave_unidad="ACT",
    descripcion="Pago",
    valor_unitario=D("0"),
    importe=D("0"),
    objeto_imp="01",
)


def payment(*pagos: Pago) -> Comprobante:
    """A payment complement of some payments, its taxes and totals computed."""
    return Comprobante(
        fecha=NOON,
        sub_total=D("0"),
        moneda="XXX",
        total=D("0"),
        tipo_de_comprobante="P",
        exportacion="01",
        lugar_expedicion="42501",
        emisor=ISSUER,
        receptor=replace(RECEIVER, uso_cfdi="CP01"),
        conceptos=(PAYMENT_LINE,),
        pagos=complement(pagos or (PAGO,)),
    )


def changed(value: Any, place: str, new: Any) -> Any:
    """The value with another at a place such as `conceptos.0.importe`; a Decimal may be written
    as text."""
    name, _dot, rest = place.partition(".")
    if isinstance(value, tuple):
        i = int(name)
        inner = changed(value[i], rest, new) if rest else new
        return (*value[:i], inner, *value[i + 1 :])
    assert is_dataclass(value), place
    old = getattr(value, name)
    if rest:
        return replace(value, **{name: changed(old, rest, new)})
    return replace(value, **{name: D(new) if isinstance(old, Decimal) and new else new})

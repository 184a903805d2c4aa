"""The payment complement as its schema has it (Pagos20.xsd)."""

from typing import Final

from documents.cfdi import model
from documents.cfdi import sat_types as t
from documents.cfdi.simple_types import SimpleType
from documents.cfdi.structure import Attribute, Child, Element

NAMESPACE: Final = "http://www.sat.gob.mx/Pagos20"
LOCATION: Final = "http://www.sat.gob.mx/sitio_internet/cfd/Pagos/Pagos20.xsd"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _optional(name: str, field: str, kind: SimpleType) -> Attribute:
    return Attribute(name, field, kind, required=False)


TOTALES: Final = Element(
    _tag("Totales"),
    model.Totales,
    (
        _optional("TotalRetencionesIVA", "total_retenciones_iva", t.IMPORTE_MXN),
        _optional("TotalRetencionesISR", "total_retenciones_isr", t.IMPORTE_MXN),
        _optional("TotalRetencionesIEPS", "total_retenciones_ieps", t.IMPORTE_MXN),
        _optional("TotalTrasladosBaseIVA16", "total_traslados_base_iva16", t.IMPORTE_MXN),
        _optional("TotalTrasladosImpuestoIVA16", "total_traslados_impuesto_iva16", t.IMPORTE_MXN),
        _optional("TotalTrasladosBaseIVA8", "total_traslados_base_iva8", t.IMPORTE_MXN),
        _optional("TotalTrasladosImpuestoIVA8", "total_traslados_impuesto_iva8", t.IMPORTE_MXN),
        _optional("TotalTrasladosBaseIVA0", "total_traslados_base_iva0", t.IMPORTE_MXN),
        _optional("TotalTrasladosImpuestoIVA0", "total_traslados_impuesto_iva0", t.IMPORTE_MXN),
        _optional("TotalTrasladosBaseIVAExento", "total_traslados_base_iva_exento", t.IMPORTE_MXN),
        Attribute("MontoTotalPagos", "monto_total_pagos", t.IMPORTE_MXN),
    ),
)

RETENCION_DR: Final = Element(
    _tag("RetencionDR"),
    model.Retencion,
    (
        Attribute("BaseDR", "base", t.BASE),
        Attribute("ImpuestoDR", "impuesto", t.IMPUESTO),
        Attribute("TipoFactorDR", "tipo_factor", t.TIPO_FACTOR),
        Attribute("TasaOCuotaDR", "tasa_o_cuota", t.RATE),
        Attribute("ImporteDR", "importe", t.IMPORTE),
    ),
)

TRASLADO_DR: Final = Element(
    _tag("TrasladoDR"),
    model.Traslado,
    (
        Attribute("BaseDR", "base", t.BASE),
        Attribute("ImpuestoDR", "impuesto", t.IMPUESTO),
        Attribute("TipoFactorDR", "tipo_factor", t.TIPO_FACTOR),
        _optional("TasaOCuotaDR", "tasa_o_cuota", t.RATE),
        _optional("ImporteDR", "importe", t.IMPORTE),
    ),
)

IMPUESTOS_DR: Final = Element(
    _tag("ImpuestosDR"),
    model.Impuestos,
    (),
    (
        Child("retenciones", RETENCION_DR, many=True, wrapper=_tag("RetencionesDR")),
        Child("traslados", TRASLADO_DR, many=True, wrapper=_tag("TrasladosDR")),
    ),
)

DOCTO_RELACIONADO: Final = Element(
    _tag("DoctoRelacionado"),
    model.DoctoRelacionado,
    (
        Attribute("IdDocumento", "id_documento", t.PAID_DOCUMENT),
        _optional("Serie", "serie", t.text(25)),
        _optional("Folio", "folio", t.text(40)),
        Attribute("MonedaDR", "moneda_dr", t.MONEDA),
        _optional("EquivalenciaDR", "equivalencia_dr", t.EQUIVALENCE),
        Attribute("NumParcialidad", "num_parcialidad", t.INSTALMENT),
        Attribute("ImpSaldoAnt", "imp_saldo_ant", t.IMPORTE),
        Attribute("ImpPagado", "imp_pagado", t.IMPORTE),
        Attribute("ImpSaldoInsoluto", "imp_saldo_insoluto", t.IMPORTE),
        Attribute("ObjetoImpDR", "objeto_imp_dr", t.OBJETO_IMP),
    ),
    (Child("impuestos_dr", IMPUESTOS_DR),),
)

RETENCION_P: Final = Element(
    _tag("RetencionP"),
    model.RetencionTotal,
    (
        Attribute("ImpuestoP", "impuesto", t.IMPUESTO),
        Attribute("ImporteP", "importe", t.IMPORTE),
    ),
)

TRASLADO_P: Final = Element(
    _tag("TrasladoP"),
    model.Traslado,
    (
        Attribute("BaseP", "base", t.IMPORTE),
        Attribute("ImpuestoP", "impuesto", t.IMPUESTO),
        Attribute("TipoFactorP", "tipo_factor", t.TIPO_FACTOR),
        _optional("TasaOCuotaP", "tasa_o_cuota", t.RATE),
        _optional("ImporteP", "importe", t.IMPORTE),
    ),
)

IMPUESTOS_P: Final = Element(
    _tag("ImpuestosP"),
    model.ImpuestosP,
    (),
    (
        Child("retenciones", RETENCION_P, many=True, wrapper=_tag("RetencionesP")),
        Child("traslados", TRASLADO_P, many=True, wrapper=_tag("TrasladosP")),
    ),
)

PAGO: Final = Element(
    _tag("Pago"),
    model.Pago,
    (
        Attribute("FechaPago", "fecha_pago", t.INSTANT),
        Attribute("FormaDePagoP", "forma_de_pago_p", t.FORMA_PAGO),
        Attribute("MonedaP", "moneda_p", t.MONEDA),
        _optional("TipoCambioP", "tipo_cambio_p", t.EXCHANGE),
        Attribute("Monto", "monto", t.IMPORTE),
        _optional("NumOperacion", "num_operacion", t.OPERATION),
        _optional("RfcEmisorCtaOrd", "rfc_emisor_cta_ord", t.RFC_BANK),
        _optional("NomBancoOrdExt", "nom_banco_ord_ext", t.NAME),
        _optional("CtaOrdenante", "cta_ordenante", t.ACCOUNT),
        _optional("RfcEmisorCtaBen", "rfc_emisor_cta_ben", t.RFC_MORAL),
        _optional("CtaBeneficiario", "cta_beneficiario", t.ACCOUNT),
        _optional("TipoCadPago", "tipo_cad_pago", t.TIPO_CADENA_PAGO),
        _optional("CertPago", "cert_pago", t.BASE64),
        _optional("CadPago", "cad_pago", t.PAYMENT_CHAIN),
        _optional("SelloPago", "sello_pago", t.BASE64),
    ),
    (
        Child("doctos_relacionados", DOCTO_RELACIONADO, required=True, many=True),
        Child("impuestos_p", IMPUESTOS_P),
    ),
)

PAGOS: Final = Element(
    _tag("Pagos"),
    model.Pagos,
    (),
    (
        Child("totales", TOTALES, required=True),
        Child("pagos", PAGO, required=True, many=True),
    ),
    fixed={"Version": "2.0"},
)

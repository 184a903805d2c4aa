"""CFDI 4.0 as its schema has it (cfdv40.xsd): the elements, in the schema's order."""

from typing import Final

from documents.cfdi import model
from documents.cfdi import sat_types as t
from documents.cfdi.pagos_schema import PAGOS
from documents.cfdi.simple_types import SimpleType
from documents.cfdi.structure import Attribute, Child, Element, Extension
from documents.cfdi.timbre_schema import TIMBRE

NAMESPACE: Final = "http://www.sat.gob.mx/cfd/4"
LOCATION: Final = "http://www.sat.gob.mx/sitio_internet/cfd/4/cfdv40.xsd"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _optional(name: str, field: str, kind: SimpleType) -> Attribute:
    return Attribute(name, field, kind, required=False)


def _single(name: str, attribute: str, kind: SimpleType) -> Element:
    return Element(_tag(name), None, (Attribute(attribute, "value", kind),))


INFORMACION_GLOBAL: Final = Element(
    _tag("InformacionGlobal"),
    model.InformacionGlobal,
    (
        Attribute("Periodicidad", "periodicidad", t.PERIODICIDAD),
        Attribute("Meses", "meses", t.MES),
        Attribute("Año", "anio", t.YEAR),
    ),
)

CFDI_RELACIONADOS: Final = Element(
    _tag("CfdiRelacionados"),
    model.CfdiRelacionados,
    (Attribute("TipoRelacion", "tipo_relacion", t.TIPO_RELACION),),
    (Child("uuids", _single("CfdiRelacionado", "UUID", t.UUID), required=True, many=True),),
)

EMISOR: Final = Element(
    _tag("Emisor"),
    model.Emisor,
    (
        Attribute("Rfc", "rfc", t.RFC),
        Attribute("Nombre", "nombre", t.NAME),
        Attribute("RegimenFiscal", "regimen_fiscal", t.REGIMEN_FISCAL),
        _optional("FacAtrAdquirente", "fac_atr_adquirente", t.ACQUIRER_INVOICE),
    ),
)

RECEPTOR: Final = Element(
    _tag("Receptor"),
    model.Receptor,
    (
        Attribute("Rfc", "rfc", t.RFC),
        Attribute("Nombre", "nombre", t.NAME),
        Attribute("DomicilioFiscalReceptor", "domicilio_fiscal_receptor", t.POSTAL_DIGITS),
        _optional("ResidenciaFiscal", "residencia_fiscal", t.PAIS),
        _optional("NumRegIdTrib", "num_reg_id_trib", t.FOREIGN_TAX_ID),
        Attribute("RegimenFiscalReceptor", "regimen_fiscal_receptor", t.REGIMEN_FISCAL),
        Attribute("UsoCFDI", "uso_cfdi", t.USO_CFDI),
    ),
)


def _traslado(base: SimpleType) -> Element:
    return Element(
        _tag("Traslado"),
        model.Traslado,
        (
            Attribute("Base", "base", base),
            Attribute("Impuesto", "impuesto", t.IMPUESTO),
            Attribute("TipoFactor", "tipo_factor", t.TIPO_FACTOR),
            _optional("TasaOCuota", "tasa_o_cuota", t.RATE),
            _optional("Importe", "importe", t.IMPORTE),
        ),
    )


RETENCION: Final = Element(
    _tag("Retencion"),
    model.Retencion,
    (
        Attribute("Base", "base", t.BASE),
        Attribute("Impuesto", "impuesto", t.IMPUESTO),
        Attribute("TipoFactor", "tipo_factor", t.TIPO_FACTOR),
        Attribute("TasaOCuota", "tasa_o_cuota", t.RATE),
        Attribute("Importe", "importe", t.IMPORTE),
    ),
)

IMPUESTOS_CONCEPTO: Final = Element(
    _tag("Impuestos"),
    model.Impuestos,
    (),
    (
        Child("traslados", _traslado(t.BASE), many=True, wrapper=_tag("Traslados")),
        Child("retenciones", RETENCION, many=True, wrapper=_tag("Retenciones")),
    ),
)

A_CUENTA_TERCEROS: Final = Element(
    _tag("ACuentaTerceros"),
    model.ACuentaTerceros,
    (
        Attribute("RfcACuentaTerceros", "rfc_a_cuenta_terceros", t.RFC),
        Attribute("NombreACuentaTerceros", "nombre_a_cuenta_terceros", t.NAME),
        Attribute(
            "RegimenFiscalACuentaTerceros", "regimen_fiscal_a_cuenta_terceros", t.REGIMEN_FISCAL
        ),
        Attribute(
            "DomicilioFiscalACuentaTerceros", "domicilio_fiscal_a_cuenta_terceros", t.POSTAL_DIGITS
        ),
    ),
)

INFORMACION_ADUANERA: Final = _single("InformacionAduanera", "NumeroPedimento", t.CUSTOMS)

PARTE: Final = Element(
    _tag("Parte"),
    model.Parte,
    (
        Attribute("ClaveProdServ", "clave_prod_serv", t.CLAVE_PROD_SERV),
        _optional("NoIdentificacion", "no_identificacion", t.text(100)),
        Attribute("Cantidad", "cantidad", t.QUANTITY),
        _optional("Unidad", "unidad", t.text(20)),
        Attribute("Descripcion", "descripcion", t.text(1000)),
        _optional("ValorUnitario", "valor_unitario", t.IMPORTE),
        _optional("Importe", "importe", t.IMPORTE),
    ),
    (Child("informacion_aduanera", INFORMACION_ADUANERA, many=True),),
)

CONCEPTO: Final = Element(
    _tag("Concepto"),
    model.Concepto,
    (
        Attribute("ClaveProdServ", "clave_prod_serv", t.CLAVE_PROD_SERV),
        _optional("NoIdentificacion", "no_identificacion", t.text(100)),
        Attribute("Cantidad", "cantidad", t.QUANTITY),
        Attribute("ClaveUnidad", "clave_unidad", t.CLAVE_UNIDAD),
        _optional("Unidad", "unidad", t.text(20)),
        Attribute("Descripcion", "descripcion", t.text(1000)),
        Attribute("ValorUnitario", "valor_unitario", t.IMPORTE),
        Attribute("Importe", "importe", t.IMPORTE),
        _optional("Descuento", "descuento", t.IMPORTE),
        Attribute("ObjetoImp", "objeto_imp", t.OBJETO_IMP),
    ),
    (
        Child("impuestos", IMPUESTOS_CONCEPTO),
        Child("a_cuenta_terceros", A_CUENTA_TERCEROS),
        Child("informacion_aduanera", INFORMACION_ADUANERA, many=True),
        Child("cuenta_predial", _single("CuentaPredial", "Numero", t.PREDIAL), many=True),
        Extension("complementos", _tag("ComplementoConcepto")),
        Child("partes", PARTE, many=True),
    ),
)

RETENCION_TOTAL: Final = Element(
    _tag("Retencion"),
    model.RetencionTotal,
    (
        Attribute("Impuesto", "impuesto", t.IMPUESTO),
        Attribute("Importe", "importe", t.IMPORTE),
    ),
)

IMPUESTOS: Final = Element(
    _tag("Impuestos"),
    model.ImpuestosComprobante,
    (
        _optional("TotalImpuestosRetenidos", "total_impuestos_retenidos", t.IMPORTE),
        _optional("TotalImpuestosTrasladados", "total_impuestos_trasladados", t.IMPORTE),
    ),
    (
        Child("retenciones", RETENCION_TOTAL, many=True, wrapper=_tag("Retenciones")),
        Child("traslados", _traslado(t.IMPORTE), many=True, wrapper=_tag("Traslados")),
    ),
)

COMPROBANTE: Final = Element(
    _tag("Comprobante"),
    model.Comprobante,
    (
        _optional("Serie", "serie", t.text(25)),
        _optional("Folio", "folio", t.text(40)),
        Attribute("Fecha", "fecha", t.INSTANT),
        Attribute("Sello", "sello", t.SEAL, sealing=True, in_chain=False),
        _optional("FormaPago", "forma_pago", t.FORMA_PAGO),
        Attribute("NoCertificado", "no_certificado", t.CERTIFICATE_NUMBER, sealing=True),
        Attribute("Certificado", "certificado", t.SEAL, sealing=True, in_chain=False),
        _optional("CondicionesDePago", "condiciones_de_pago", t.text(1000)),
        Attribute("SubTotal", "sub_total", t.IMPORTE),
        _optional("Descuento", "descuento", t.IMPORTE),
        Attribute("Moneda", "moneda", t.MONEDA),
        _optional("TipoCambio", "tipo_cambio", t.EXCHANGE),
        Attribute("Total", "total", t.IMPORTE),
        Attribute("TipoDeComprobante", "tipo_de_comprobante", t.TIPO_DE_COMPROBANTE),
        Attribute("Exportacion", "exportacion", t.EXPORTACION),
        _optional("MetodoPago", "metodo_pago", t.METODO_PAGO),
        Attribute("LugarExpedicion", "lugar_expedicion", t.CODIGO_POSTAL),
        _optional("Confirmacion", "confirmacion", t.CONFIRMATION),
    ),
    (
        Child("informacion_global", INFORMACION_GLOBAL),
        Child("cfdi_relacionados", CFDI_RELACIONADOS, many=True),
        Child("emisor", EMISOR, required=True),
        Child("receptor", RECEPTOR, required=True),
        Child("conceptos", CONCEPTO, required=True, many=True, wrapper=_tag("Conceptos")),
        Child("impuestos", IMPUESTOS),
        Extension(
            "complementos",
            _tag("Complemento"),
            known=(Child("pagos", PAGOS), Child("timbre", TIMBRE)),
            may_be_empty=True,
        ),
        Extension("addenda", _tag("Addenda")),
    ),
    fixed={"Version": "4.0"},
)

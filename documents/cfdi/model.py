"""A CFDI 4.0 as frozen values: one class per element, one field per attribute.

Fields keep SAT's names in snake case and the order of the schema (cfdv40, Pagos20,
TimbreFiscalDigitalv11). Money, quantities and rates are `Decimal` whose number of decimals is the
one written (`Decimal("1.00")` is `1.00` in the XML). Instants are naive: the schema has no zone;
`fecha` is local time of `lugar_expedicion`, `fecha_timbrado` central time. None is an absent
attribute, () an absent list. Fixed attributes (Version) are not kept. Text is Unicode without
surrounding or doubled blanks. Nothing here is checked: `documents.cfdi.read` refuses what the
schema refuses, `documents.rules` what the law refuses.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from documents.cfdi.complements import (
    DoctoRelacionado,
    ImpuestosP,
    Pago,
    Pagos,
    TimbreFiscalDigital,
    Totales,
)
from documents.cfdi.taxes import Impuestos, Retencion, RetencionTotal, Traslado

__all__ = [
    "ACuentaTerceros",
    "CfdiRelacionados",
    "Comprobante",
    "Concepto",
    "DoctoRelacionado",
    "Emisor",
    "Impuestos",
    "ImpuestosComprobante",
    "ImpuestosP",
    "InformacionGlobal",
    "Pago",
    "Pagos",
    "Parte",
    "Receptor",
    "Retencion",
    "RetencionTotal",
    "TimbreFiscalDigital",
    "Totales",
    "Traslado",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class InformacionGlobal:
    """Period of a global invoice. Keys of c_Periodicidad and c_Meses."""

    periodicidad: str
    meses: str
    anio: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CfdiRelacionados:
    """Related documents (UUIDs) under one key of c_TipoRelacion. The node may repeat."""

    tipo_relacion: str
    uuids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Emisor:
    """The issuer; `regimen_fiscal` a key of c_RegimenFiscal."""

    rfc: str
    nombre: str
    regimen_fiscal: str
    fac_atr_adquirente: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receptor:
    """The receiver; `residencia_fiscal` a key of c_Pais, for foreigners only."""

    rfc: str
    nombre: str
    domicilio_fiscal_receptor: str
    residencia_fiscal: str | None = None
    num_reg_id_trib: str | None = None
    regimen_fiscal_receptor: str
    uso_cfdi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpuestosComprobante:
    """Taxes of the document: one summary per tax, factor and rate."""

    total_impuestos_retenidos: Decimal | None = None
    total_impuestos_trasladados: Decimal | None = None
    retenciones: tuple[RetencionTotal, ...] = ()
    traslados: tuple[Traslado, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ACuentaTerceros:
    """On whose account a concept is invoiced."""

    rfc_a_cuenta_terceros: str
    nombre_a_cuenta_terceros: str
    regimen_fiscal_a_cuenta_terceros: str
    domicilio_fiscal_a_cuenta_terceros: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parte:
    """A part of a concept; `informacion_aduanera` lists its NumeroPedimento values."""

    clave_prod_serv: str
    no_identificacion: str | None = None
    cantidad: Decimal
    unidad: str | None = None
    descripcion: str
    valor_unitario: Decimal | None = None
    importe: Decimal | None = None
    informacion_aduanera: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concepto:
    """A line. `impuestos` None is no node at all. `informacion_aduanera` lists NumeroPedimento
    values, `cuenta_predial` Numero values; each of `complementos` is the XML of a child of
    ComplementoConcepto."""

    clave_prod_serv: str
    no_identificacion: str | None = None
    cantidad: Decimal
    clave_unidad: str
    unidad: str | None = None
    descripcion: str
    valor_unitario: Decimal
    importe: Decimal
    descuento: Decimal | None = None
    objeto_imp: str
    impuestos: Impuestos | None = None
    a_cuenta_terceros: ACuentaTerceros | None = None
    informacion_aduanera: tuple[str, ...] = ()
    cuenta_predial: tuple[str, ...] = ()
    complementos: tuple[bytes, ...] = ()
    partes: tuple[Parte, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comprobante:
    """A CFDI 4.0. `tipo_de_comprobante` I, E or P (T and N read as well, their complements among
    `complementos`). `certificado` (DER) and `sello` are Base64, empty until sealed. Each of
    `complementos` is the XML of a complement other than Pagos and the stamp, `addenda` the XML of
    what is inside Addenda."""

    serie: str | None = None
    folio: str | None = None
    fecha: datetime
    sello: str = ""
    forma_pago: str | None = None
    no_certificado: str = ""
    certificado: str = ""
    condiciones_de_pago: str | None = None
    sub_total: Decimal
    descuento: Decimal | None = None
    moneda: str
    tipo_cambio: Decimal | None = None
    total: Decimal
    tipo_de_comprobante: str
    exportacion: str
    metodo_pago: str | None = None
    lugar_expedicion: str
    confirmacion: str | None = None
    informacion_global: InformacionGlobal | None = None
    cfdi_relacionados: tuple[CfdiRelacionados, ...] = ()
    emisor: Emisor
    receptor: Receptor
    conceptos: tuple[Concepto, ...]
    impuestos: ImpuestosComprobante | None = None
    pagos: Pagos | None = None
    timbre: TimbreFiscalDigital | None = None
    complementos: tuple[bytes, ...] = ()
    addenda: tuple[bytes, ...] = ()

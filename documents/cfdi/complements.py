"""The payment complement (Pagos 2.0) and the stamp (TFD 1.1); conventions as in `model`."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from documents.cfdi.taxes import Impuestos, RetencionTotal, Traslado


@dataclass(frozen=True, slots=True, kw_only=True)
class Totales:
    """Totals of a payment complement, in MXN with 2 decimals."""

    total_retenciones_iva: Decimal | None = None
    total_retenciones_isr: Decimal | None = None
    total_retenciones_ieps: Decimal | None = None
    total_traslados_base_iva16: Decimal | None = None
    total_traslados_impuesto_iva16: Decimal | None = None
    total_traslados_base_iva8: Decimal | None = None
    total_traslados_impuesto_iva8: Decimal | None = None
    total_traslados_base_iva0: Decimal | None = None
    total_traslados_impuesto_iva0: Decimal | None = None
    total_traslados_base_iva_exento: Decimal | None = None
    monto_total_pagos: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctoRelacionado:
    """A paid invoice. Amounts are in `moneda_dr`; `equivalencia_dr` is units of `moneda_dr` for
    one unit of the payment's currency."""

    id_documento: str
    serie: str | None = None
    folio: str | None = None
    moneda_dr: str
    equivalencia_dr: Decimal | None = None
    num_parcialidad: int
    imp_saldo_ant: Decimal
    imp_pagado: Decimal
    imp_saldo_insoluto: Decimal
    objeto_imp_dr: str
    impuestos_dr: Impuestos | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpuestosP:
    """Taxes of a payment, in its currency."""

    retenciones: tuple[RetencionTotal, ...] = ()
    traslados: tuple[Traslado, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pago:
    """A payment. `monto` is in `moneda_p`; `tipo_cambio_p` is MXN for one unit of it. `cert_pago`
    and `sello_pago` are Base64, `cad_pago` the bank's own chain."""

    fecha_pago: datetime
    forma_de_pago_p: str
    moneda_p: str
    tipo_cambio_p: Decimal | None = None
    monto: Decimal
    num_operacion: str | None = None
    rfc_emisor_cta_ord: str | None = None
    nom_banco_ord_ext: str | None = None
    cta_ordenante: str | None = None
    rfc_emisor_cta_ben: str | None = None
    cta_beneficiario: str | None = None
    tipo_cad_pago: str | None = None
    cert_pago: str | None = None
    cad_pago: str | None = None
    sello_pago: str | None = None
    doctos_relacionados: tuple[DoctoRelacionado, ...]
    impuestos_p: ImpuestosP | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagos:
    """The payment complement (Pagos 2.0)."""

    totales: Totales
    pagos: tuple[Pago, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimbreFiscalDigital:
    """The stamp (TFD 1.1). `sello_cfd` repeats the issuer's seal."""

    uuid: str
    fecha_timbrado: datetime
    rfc_prov_certif: str
    leyenda: str | None = None
    sello_cfd: str
    no_certificado_sat: str
    sello_sat: str

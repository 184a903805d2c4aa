"""Mexico's own fields: `country_specific` of tag `mx_cfdi.v4_0` (CFDI 4.0, Pagos 2.0).

Names are those of SAT's schema, in lower case. Lengths and patterns are those of the schemas cfdv40
and Pagos20; the catalogues behind the codes are dated and therefore checked by rules, not here.
Nothing here has a default that SAT would read: what is left out is asked for.
"""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from documents.country_specific.common import RatedTax, Strict, UnitTax
from documents.country_specific.mx_fields import (
    Account,
    Equivalence,
    LocalTime,
    Number,
    NumeroPedimento,
    OwnText,
    PostalCode,
    Proof,
    Regime,
    Rfc,
    TwoDigits,
    UsoCfdi,
    Uuid,
)

TAG: Final = "mx_cfdi.v4_0"


class MxReceiver(Strict):
    """What SAT checks together with RFC and name: tax regime, and postal code of the tax
    domicile."""

    regimen_fiscal: Regime | None = None
    domicilio_fiscal: PostalCode | None = None
    residencia_fiscal: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    num_reg_id_trib: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None


class MxParty(MxReceiver):
    """`country_specific` of a registered party; `uso_cfdi` is what its invoices usually say."""

    type: Literal["mx_cfdi.v4_0"] = TAG
    uso_cfdi: UsoCfdi | None = None


class MxGlobal(Strict):
    """Period of a global invoice to the general public (InformacionGlobal)."""

    periodicidad: Annotated[str, StringConstraints(pattern=r"^0[1-5]$")]
    meses: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-8])$")]
    anio: Annotated[int, Field(ge=2022, le=2100)]


class MxRelation(Strict):
    """Fiscal folios related in a way that no entry of `references` says (CfdiRelacionados)."""

    tipo_relacion: Annotated[str, StringConstraints(pattern=r"^0[1-7]$")]
    uuids: Annotated[list[Uuid], Field(min_length=1, max_length=500)]


class MxCancellation(Strict):
    """Why a document is cancelled. Motive 01 names the substitute: one of our documents, or the
    fiscal folio of somebody else's."""

    motivo: Literal["01", "02", "03", "04"]
    substitute_document_id: Uuid | None = None
    folio_sustitucion: Uuid | None = None


class MxLine(Strict):
    """`country_specific` of a line item: SAT's class, unit and tax object (01-08)."""

    type: Literal["mx_cfdi.v4_0"] = TAG
    clave_prod_serv: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")] | None = None
    clave_unidad: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,3}$")] | None = None
    objeto_imp: Annotated[str, StringConstraints(pattern=r"^0[1-8]$")] | None = None
    unidad: Annotated[str, StringConstraints(pattern=r"^[^|]{1,20}$")] | None = None
    cuenta_predial: list[Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z]{1,150}$")]] = (
        Field(default_factory=list, max_length=20)
    )
    informacion_aduanera: list[NumeroPedimento] = Field(default_factory=list, max_length=50)
    rated_taxes: list[RatedTax] = Field(default_factory=list, max_length=5)
    unit_taxes: list[UnitTax] = Field(default_factory=list, max_length=5)


class MxPaidTax(Strict):
    """A tax within what was paid of an invoice that is not ours, in that invoice's currency."""

    retencion: bool = False
    base: Number
    impuesto: Literal["001", "002", "003"]
    tipo_factor: Literal["Tasa", "Cuota", "Exento"]
    tasa_o_cuota: Number | None = None
    importe: Number | None = None


class MxForeignInvoice(Strict):
    """What a payment complement says of an invoice that this service did not issue. Of our own it
    knows better, so that these are left out."""

    moneda_dr: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    num_parcialidad: Annotated[int, Field(ge=1, le=999)]
    imp_saldo_ant: Number
    objeto_imp_dr: Annotated[str, StringConstraints(pattern=r"^0[1-8]$")]
    serie: Annotated[str, StringConstraints(pattern=r"^[^|]{1,25}$")] | None = None
    folio: Annotated[str, StringConstraints(pattern=r"^[^|]{1,40}$")] | None = None
    impuestos_dr: list[MxPaidTax] = Field(default_factory=list, max_length=50)


class MxDocto(Strict):
    """What a payment pays of one invoice, which is one of `references`: by its position there or
    by its document id. `imp_pagado` is in the invoice's currency; `equivalencia_dr` is units of
    that currency per unit of the payment's, left out where both are the same."""

    reference: Annotated[int, Field(ge=0, le=99)] | None = None
    document_id: Uuid | None = None
    imp_pagado: Number
    equivalencia_dr: Equivalence | None = None
    invoice: MxForeignInvoice | None = None

    @model_validator(mode="after")
    def _named_once(self) -> "MxDocto":
        if (self.reference is None) == (self.document_id is None):
            raise ValueError("give exactly one of reference and document_id")
        return self


class MxPago(Strict):
    """One payment received (Pagos 2.0, node Pago). `fecha_pago` is Mexican local time;
    `tipo_cambio_p` is pesos per unit of `moneda_p`, left out for MXN."""

    fecha_pago: LocalTime
    forma_de_pago_p: TwoDigits
    moneda_p: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    tipo_cambio_p: Number | None = None
    monto: Number
    num_operacion: Annotated[str, StringConstraints(pattern=r"^[^|]{1,100}$")] | None = None
    rfc_emisor_cta_ord: Rfc | None = None
    nom_banco_ord_ext: Annotated[str, StringConstraints(pattern=r"^[^|]{1,300}$")] | None = None
    cta_ordenante: Account | None = None
    rfc_emisor_cta_ben: Rfc | None = None
    cta_beneficiario: Account | None = None
    tipo_cad_pago: Literal["01"] | None = None
    cert_pago: Proof | None = None
    cad_pago: Annotated[str, StringConstraints(min_length=1, max_length=8192)] | None = None
    sello_pago: Proof | None = None
    doctos: Annotated[list[MxDocto], Field(min_length=1, max_length=100)]


class MxDocument(Strict):
    """`country_specific` of a document. PPD goes with forma_pago 99; tipo_cambio is MXN a unit."""

    type: Literal["mx_cfdi.v4_0"] = TAG
    uso_cfdi: UsoCfdi | None = None
    receiver: MxReceiver | None = None
    metodo_pago: Literal["PUE", "PPD"] | None = None
    forma_pago: TwoDigits | None = None
    exportacion: Annotated[str, StringConstraints(pattern=r"^0[1-4]$")] | None = None
    lugar_expedicion: PostalCode | None = None
    issuer_regimen_fiscal: Regime | None = None
    tipo_cambio: Number | None = None
    condiciones_de_pago: OwnText | None = None
    informacion_global: MxGlobal | None = None
    relations: list[MxRelation] = Field(default_factory=list, max_length=7)
    cancellation: MxCancellation | None = None
    pagos: list[MxPago] = Field(default_factory=list, max_length=20)

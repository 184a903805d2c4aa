"""Mexico's own fields: `country_specific` of tag `mx_cfdi.v4_0` (CFDI 4.0, SAT catalogues of 2026).

Lengths and patterns are those of the schema cfdv40; the catalogues behind the codes are dated and
therefore checked by rules, not here.
"""

from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from documents.country_specific.common import RatedTax, Strict, UnitTax

TAG: Final = "mx_cfdi.v4_0"

PostalCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
Regime = Annotated[str, StringConstraints(pattern=r"^6[0-9]{2}$")]
UsoCfdi = Annotated[
    str, StringConstraints(pattern=r"^(G0[1-3]|I0[1-8]|D0[1-9]|D10|S01|CP01|CN01)$")
]
TwoDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
NoPipe = Annotated[str, StringConstraints(pattern=r"^[^|]{1,1000}$")]


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


class MxLine(Strict):
    """`country_specific` of a line item: SAT's class, unit and tax object (01-08)."""

    type: Literal["mx_cfdi.v4_0"] = TAG
    clave_prod_serv: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")] | None = None
    clave_unidad: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,3}$")] | None = None
    objeto_imp: Annotated[str, StringConstraints(pattern=r"^0[1-8]$")] | None = None
    unidad: Annotated[str, StringConstraints(pattern=r"^[^|]{1,20}$")] | None = None
    rated_taxes: list[RatedTax] = Field(default_factory=list, max_length=5)
    unit_taxes: list[UnitTax] = Field(default_factory=list, max_length=5)


class MxDocument(Strict):
    """`country_specific` of a document. PPD goes with forma_pago 99; tipo_cambio is MXN a unit."""

    type: Literal["mx_cfdi.v4_0"] = TAG
    uso_cfdi: UsoCfdi | None = None
    receiver: MxReceiver | None = None
    metodo_pago: Literal["PUE", "PPD"] | None = None
    forma_pago: TwoDigits | None = None
    exportacion: Annotated[str, StringConstraints(pattern=r"^0[1-4]$")] = "01"
    lugar_expedicion: PostalCode | None = None
    issuer_regimen_fiscal: Regime | None = None
    tipo_cambio: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)] | None = None
    tipo_relacion: Annotated[str, StringConstraints(pattern=r"^0[1-7]$")] | None = None
    condiciones_de_pago: NoPipe | None = None
    informacion_global: MxGlobal | None = None

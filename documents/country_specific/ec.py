"""Ecuador's own fields: `country_specific` of tag `ec_sri.v2_34` (SRI's technical sheet 2.34 of
2026)."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from documents.country_specific.common import Amount, RatedTax, Strict, Text, UnitTax

TAG: Final = "ec_sri.v2_34"

PaymentMethod = Literal["01", "15", "16", "17", "18", "19", "20", "21"]
OneLine = Annotated[str, StringConstraints(pattern=r"^[^\n]{1,300}$")]


class EcReceiver(Strict):
    """Kind of identification: 04 RUC, 05 cédula, 06 passport, 07 final consumer, 08 foreign."""

    id_type: Literal["04", "05", "06", "07", "08"] | None = None


class EcParty(EcReceiver):
    """`country_specific` of a registered party."""

    type: Literal["ec_sri.v2_34"] = TAG


class EcPayment(Strict):
    """One payment: SRI's method code, money, and the term where it is on credit."""

    forma_pago: PaymentMethod
    total: Amount
    plazo: Annotated[int, Field(ge=0, le=9999)] | None = None
    unidad_tiempo: Annotated[str, StringConstraints(min_length=1, max_length=10)] | None = None


class EcAdditionalField(Strict):
    """A campoAdicional: free name and value, no line breaks."""

    nombre: OneLine
    valor: OneLine


class EcLine(Strict):
    """`country_specific` of a line item."""

    type: Literal["ec_sri.v2_34"] = TAG
    codigo_auxiliar: Annotated[str, StringConstraints(min_length=1, max_length=25)] | None = None
    unidad_medida: Annotated[str, StringConstraints(min_length=1, max_length=50)] | None = None
    rated_taxes: list[RatedTax] = Field(default_factory=list, max_length=5)
    unit_taxes: list[UnitTax] = Field(default_factory=list, max_length=5)


class EcDocument(Strict):
    """`country_specific` of a document. `propina` is the service tip, part of the total; 14
    additional fields, because one of SRI's fifteen carries the provider's RUC."""

    type: Literal["ec_sri.v2_34"] = TAG
    receiver: EcReceiver | None = None
    pagos: list[EcPayment] = Field(default_factory=list, max_length=20)
    propina: Amount | None = None
    guia_remision: (
        Annotated[str, StringConstraints(pattern=r"^[0-9]{3}-[0-9]{3}-[0-9]{9}$")] | None
    ) = None
    motivo: Text | None = None
    info_adicional: list[EcAdditionalField] = Field(default_factory=list, max_length=14)

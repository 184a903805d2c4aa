"""Peru's own fields: `country_specific` of tag `pe_sunat.v2_1` (UBL 2.1, SUNAT catalogues of
2026)."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from documents.country_specific.common import Amount, Day, RatedTax, Strict, Text, UnitTax

TAG: Final = "pe_sunat.v2_1"


class PeReceiver(Strict):
    """Kind of identification, catalogue 06 (1 DNI, 4 foreigner's card, 6 RUC, 7 passport...)."""

    id_type: Literal["0", "1", "4", "6", "7", "A", "B", "C", "D", "E", "F", "G"] | None = None


class PeParty(PeReceiver):
    """`country_specific` of a registered party; `ubigeo` is INEI's 6-digit district."""

    type: Literal["pe_sunat.v2_1"] = TAG
    ubigeo: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = None


class PeInstalment(Strict):
    """One instalment (Cuota001...) of a sale on credit."""

    amount: Amount
    due_date: Day


class PeLine(Strict):
    """`country_specific` of a line item. `reference_price` (unit price) values a free line."""

    type: Literal["pe_sunat.v2_1"] = TAG
    unit_code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,3}$")] | None = None
    reference_price: Amount | None = None
    rated_taxes: list[RatedTax] = Field(default_factory=list, max_length=5)
    unit_taxes: list[UnitTax] = Field(default_factory=list, max_length=5)


class PeDocument(Strict):
    """`country_specific` of a document: invoice or receipt (catalogue 01), kind of operation
    (catalogue 51), reason of a note (catalogues 09, 10), terms of payment."""

    type: Literal["pe_sunat.v2_1"] = TAG
    receiver: PeReceiver | None = None
    comprobante: Literal["01", "03"] | None = None
    tipo_operacion: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] = "0101"
    forma_pago: Literal["CONTADO", "CREDITO"] = "CONTADO"
    cuotas: list[PeInstalment] = Field(default_factory=list, max_length=999)
    motivo_codigo: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = None
    motivo: Text | None = None

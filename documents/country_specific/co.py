"""Colombia's own fields: `country_specific` of tag `co_dian.v2024_11` (annex 1.9).

One tag, one model per place it may stand in: document, line item, party. Amounts are `Decimal` in
the document's currency, percentages 0-100, dates those of Bogota.
"""

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from documents.country_specific.common import (
    Amount,
    Day,
    Percent,
    RatedTax,
    Strict,
    Text,
    Units,
    UnitTax,
)

TAG: Final = "co_dian.v2024_11"

CityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]

IdType = Literal[
    "NIT", "CC", "CE", "TI", "RC", "TE", "PASSPORT", "DIE", "NIT_FOREIGN", "NUIP", "PEP"
]

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=35, strip_whitespace=True)]

OperationType = Literal[
    "STD",
    "AIU",
    "MANDATES",
    "MONEY_EXCHANGE",
    "TRANSPORTATION",
    "PARTIAL_REFUND",
    "INTEREST",
    "EXPENSES",
    "CHANGE_OF_VALUE",
    "OTHER",
    "RESIDENT_PURCHASE",
    "NON_RESIDENT_PURCHASE",
    "PARTIAL_OR_TOTAL_DISCOUNT",
    "PRICE_ADJUSTMENT",
]

EventCode = Literal[
    "RECEIPT_ACKNOWLEDGEMENT",
    "GOODS_RECEIVED",
    "EXPRESS_ACCEPTANCE",
    "CLAIM",
    "TACIT_ACCEPTANCE",
    "PRODUCTS_DELIVERY",
]


class CoModifier(Strict):
    """A discount or charge: one of `amount` and `percent`, and a reason (DIAN table 13.3.7)."""

    amount: Amount | None = None
    percent: Percent | None = None
    reason: Text = "Descuento"
    reason_code: Annotated[str, StringConstraints(pattern=r"^M(0[0-9]|1[01])$")] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "CoModifier":
        if (self.amount is None) == (self.percent is None):
            raise ValueError("give exactly one of amount and percent")
        return self


class CoWithholding(Strict):
    """An informative withholding on a line (tributes 05, 06, 07). `percent` of the line's base;
    ReteIVA is taken of the line's IVA."""

    code: Literal["RETEIVA", "RETERENTA", "RETEICA"]
    percent: Percent


class CoUnitTax(UnitTax):
    """A nominal tax: money per unit (plastic bags, tribute 22). `tax_code` is a per-unit one."""


class CoRatedTax(RatedTax):
    """A tax in percent without a rate in DIAN's lists: ICA, stamp tax, IC in percent."""


class CoExchangeRate(Strict):
    """COP per unit of the document's currency, and the day of that rate (FAR02..FAR07)."""

    rate: Units
    date: Day


class CoPartyFields(Strict):
    """What DIAN wants to know of a receiver beyond name and number (group
    AccountingCustomerParty)."""

    person_type: Literal["LEGAL_ENTITY", "NATURAL_PERSON"] | None = None
    id_type: IdType | None = None
    first_name: Text | None = None
    second_name: Text | None = None
    first_surname: Text | None = None
    second_surname: Text | None = None
    responsibilities: list[Literal["O_13", "O_15", "O_23", "O_47", "R_99_PN"]] = Field(
        default_factory=list, max_length=5
    )
    tax_scheme: Literal["CO_01", "CO_04", "CO_ZA", "CO_ZZ"] | None = None
    city_code: CityCode | None = None
    phone: Annotated[str, StringConstraints(max_length=30)] | None = None


class CoParty(CoPartyFields):
    """`country_specific` of a registered party."""

    type: Literal["co_dian.v2024_11"] = TAG


class CoStandardItem(Strict):
    """Item identification (DIAN table 13.3.5): own code by default, or GTIN, UNSPSC, tariff
    heading."""

    scheme: Literal["TAXPAYER_STANDARD", "GTIN", "UNSPSC", "PARTIDA_ARANCELARIA"]
    id: Annotated[str, StringConstraints(min_length=1, max_length=50)]


class CoPrincipal(Strict):
    """On whose behalf a line of a MANDATES invoice is sold: its income is this third party's."""

    id_type: IdType
    id: Identifier
    name: Text


class CoTransport(Strict):
    """The waybill of a line of a TRANSPORTATION invoice, as the freight registry (RNDC) has it:
    the number it was filed under, the carrier's own number, and the freight in money."""

    filing_number: Identifier
    waybill_number: Identifier
    freight: Amount


class CoLine(Strict):
    """`country_specific` of a line item. `reference_price` (unit price) makes a gift line of
    price 0.

    `reference_line` is the line of the referenced document that a note's line corrects, counted
    from 1 (None: the one in the same place). `purchased_on` and `transmission` are a support
    document's: the day of the purchase, sent one by one or gathered weekly. `aiu_part` is an AIU
    invoice's, `principal` a MANDATES invoice's, `transport` a TRANSPORTATION invoice's.
    """

    type: Literal["co_dian.v2024_11"] = TAG
    charges: list[CoModifier] = Field(default_factory=list, max_length=20)
    withholdings: list[CoWithholding] = Field(default_factory=list, max_length=3)
    unit_taxes: list[CoUnitTax] = Field(default_factory=list, max_length=5)
    rated_taxes: list[CoRatedTax] = Field(default_factory=list, max_length=5)
    reference_price: Amount | None = None
    standard_item: CoStandardItem | None = None
    brand: Text | None = None
    model: Text | None = None
    reference_line: Annotated[int, Field(ge=1, le=9999)] | None = None
    purchased_on: Day | None = None
    transmission: Literal["PER_OPERATION", "WEEKLY"] = "PER_OPERATION"
    aiu_part: Literal["ADMINISTRATION", "CONTINGENCIES", "UTILITY"] | None = None
    principal: CoPrincipal | None = None
    transport: CoTransport | None = None


class CoPerson(Strict):
    """The natural person who received the invoice or the goods, for the company (RADIAN 030 and
    032)."""

    id_type: IdType
    id: Identifier
    first_name: Text
    family_name: Text
    job_title: Text | None = None
    department: Text | None = None


class CoEvent(Strict):
    """What an ACCEPTANCE_EVENT says of the invoice it concerns.

    `person` goes with RECEIPT_ACKNOWLEDGEMENT (030), GOODS_RECEIVED (032) and PRODUCTS_DELIVERY
    (the provider's own); `received_at`, an instant with its zone, with GOODS_RECEIVED;
    `claim_concept` (01 inconsistent, 02 nothing delivered, 03 delivered in part, 04 service not
    rendered) and `reason` with CLAIM (031).
    """

    code: EventCode
    person: CoPerson | None = None
    received_at: AwareDatetime | None = None
    claim_concept: Literal["01", "02", "03", "04"] | None = None
    reason: Text | None = None
    notes: list[Text] = Field(default_factory=list, max_length=20)


class CoDocument(Strict):
    """`country_specific` of a document. Cash (`payment_form` CASH, means 10) unless said otherwise;
    CREDIT needs `payment_due_date` (FAN03, FAN04).

    `operation_type` None is the usual one of the document's type: STD, PARTIAL_REFUND,
    CHANGE_OF_VALUE, RESIDENT_PURCHASE, PARTIAL_REFUND. `subtype` is an invoice's: DIAN's types 01,
    02 (export), 03 (the issuer's own contingency) and 04 (DIAN's). `reason` says why a note or
    cancellation is issued, `event` what an acceptance event is.
    """

    type: Literal["co_dian.v2024_11"] = TAG
    operation_type: OperationType | None = None
    subtype: Literal["SALES", "EXPORT", "CONTINGENCY", "CONTINGENCY_DIAN"] = "SALES"
    reason: Text | None = None
    event: CoEvent | None = None
    receiver: CoPartyFields | None = None
    payment_form: Literal["CASH", "CREDIT"] = "CASH"
    payment_means_code: Annotated[str, StringConstraints(pattern=r"^([0-9]{1,2}|ZZZ)$")] = "10"
    payment_due_date: Day | None = None
    payment_terms: Text | None = None
    discounts: list[CoModifier] = Field(default_factory=list, max_length=20)
    charges: list[CoModifier] = Field(default_factory=list, max_length=20)
    exchange_rate: CoExchangeRate | None = None
    notes: list[Text] = Field(default_factory=list, max_length=20)

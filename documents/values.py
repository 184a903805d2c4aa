"""Frozen values that rules, amounts and providers see. No Django, no clock, no I/O.

Amounts are `Decimal` in the line's currency; dates are calendar dates in the country's own time
zone. `country_specific` stays a plain mapping of JSON values (already validated against its
tagged schema at the API), so that adding a country adds no field here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

EMPTY: Mapping[str, Any] = MappingProxyType({})


class Country(StrEnum):
    """ISO 3166-1 alpha-2 codes of the countries served."""

    CO = "CO"
    MX = "MX"
    EC = "EC"
    PE = "PE"


class DocumentType(StrEnum):
    """What a document is, in the API's own words."""

    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    DEBIT_NOTE = "DEBIT_NOTE"
    PAYMENT_COMPLEMENT = "PAYMENT_COMPLEMENT"
    CANCELLATION = "CANCELLATION"
    SUPPORT_DOCUMENT = "SUPPORT_DOCUMENT"
    ADJUSTMENT_NOTE = "ADJUSTMENT_NOTE"
    ACCEPTANCE_EVENT = "ACCEPTANCE_EVENT"


class Relation(StrEnum):
    """What a reference means, in the API's own words.

    CREDITS, DEBITS: a note's invoice. CANCELS: what a CANCELLATION ends. ADJUSTS: an adjustment
    note's support document. PAYS: an invoice a payment complement settles. SUBSTITUTES: an earlier
    document this one stands in for (MX relation 04). RETURNS: goods returned (MX 03).
    APPLIES_ADVANCE: an advance already invoiced (MX 07). CONCERNS: the document an acceptance event
    speaks of. CONTINGENCY, ORDER, DESPATCH, RECEIPT, RELATED: other documents, for information.
    """

    CREDITS = "CREDITS"
    DEBITS = "DEBITS"
    CANCELS = "CANCELS"
    ADJUSTS = "ADJUSTS"
    PAYS = "PAYS"
    SUBSTITUTES = "SUBSTITUTES"
    RETURNS = "RETURNS"
    APPLIES_ADVANCE = "APPLIES_ADVANCE"
    CONCERNS = "CONCERNS"
    CONTINGENCY = "CONTINGENCY"
    ORDER = "ORDER"
    DESPATCH = "DESPATCH"
    RECEIPT = "RECEIPT"
    RELATED = "RELATED"


class TaxIdType(StrEnum):
    """Kinds of tax identifier: RFC (MX), NIT (CO), RUC (EC, PE), GENERIC_ID (any other
    document).
    """

    RFC = "RFC"
    NIT = "NIT"
    RUC = "RUC"
    GENERIC_ID = "GENERIC_ID"


class Severity(StrEnum):
    """ERROR stops a submission; WARNING is shown and stored, and stops nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule. `path` is the JSON path in the caller's body, `law` the rule's own id
    (annex rule, catalogue number), `code` ours and stable, `message` for a clerk."""

    code: str
    path: tuple[str | int, ...]
    message: str
    law: str = ""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Address:
    """Postal address. `country` is ISO 3166-1 alpha-2."""

    line1: str
    city: str
    country: str
    postal_code: str = ""
    line2: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Issuer or receiver as printed on the document (a snapshot, never a live row)."""

    tax_id: str
    tax_id_type: str
    name: str
    email: str | None = None
    address: Address | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class Discount:
    """Exactly one of `amount` (money for the whole line) and `percent` (0-100 of quantity x
    price).
    """

    amount: Decimal | None = None
    percent: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line. `tax_code` and `extra_tax_codes` are codes of `documents.taxes` for the country."""

    description: str
    unit_price: Decimal
    currency: str
    quantity: Decimal
    tax_code: str | None = None
    extra_tax_codes: tuple[str, ...] = ()
    code: str | None = None
    unit: str | None = None
    discount: Discount | None = None
    country_specific: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    metadata: Mapping[str, str] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class LineLeft:
    """What earlier notes left of one line of a document: quantity and extension (money)."""

    quantity: Decimal
    extension: Decimal


@dataclass(frozen=True, slots=True)
class ReferencedDocument:
    """What rules and providers may know of a document another one refers to.

    `status`, `fiscal_status`, `lifecycle_status` as stored. `issued_on` is the day of issue in the
    country's zone. `lines` in their order: line id n is `lines[n - 1]`, and `left` what earlier
    valid notes left of each. Money in `currency`: `credited`, `debited` by valid notes, `paid` by
    valid payment complements, `instalments` their count (MX NumParcialidad). `acceptance` are the
    codes of valid acceptance events in the order they happened (CO "030"..."034"). `received` is
    true of a purchase: issued by somebody else, to us.
    """

    id: str
    document_type: str
    status: str
    fiscal_status: str
    lifecycle_status: str
    issuer: Party
    receiver: Party
    currency: str
    total: Decimal
    number: str | None = None
    fiscal_id: str | None = None
    operation_id: str | None = None
    issued_on: date | None = None
    issued_at: datetime | None = None
    lines: tuple[LineItem, ...] = ()
    left: tuple[LineLeft, ...] = ()
    credited: Decimal = Decimal(0)
    debited: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    instalments: int = 0
    acceptance: tuple[str, ...] = ()
    goods_received_on: date | None = None
    received: bool = False
    country_specific: Mapping[str, Any] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class Reference:
    """A document this one refers to: ours (`document_id`, then `document` where it is known) or
    somebody else's (`fiscal_id`...).
    """

    relation: str
    document_id: str | None = None
    fiscal_id: str | None = None
    provider_doc_id: str | None = None
    issued_at: str | None = None
    document: ReferencedDocument | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as the contract's PaymentDTO gives it; numbers still as text where absent."""

    payment_date: str | None = None
    payment_method: str | None = None
    currency: str | None = None
    amount: Decimal | None = None
    exchange_rate: Decimal | None = None
    operation_number: str | None = None


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbering range a document draws from, and the number claimed (None before
    submission).
    """

    series: str
    prefix: str
    range_min: int
    range_max: int
    number: int | None = None

    @property
    def text(self) -> str | None:
        """Prefix and number as printed, e.g. `SETP990000001`; None before a number is claimed."""
        return None if self.number is None else f"{self.prefix}{self.number}"


@dataclass(frozen=True, slots=True)
class DocumentValue:
    """Everything rules, amounts and a provider may know of a document.

    `provider_config` is the issuer profile's (string to string), without any secret.
    `emission_date` is None where the caller leaves it to us.
    """

    id: str
    country: str
    document_type: str
    issuer: Party
    receiver: Party
    line_items: tuple[LineItem, ...] = ()
    references: tuple[Reference, ...] = ()
    country_specific: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    payment: Payment | None = None
    emission_date: date | None = None
    numbering: Numbering | None = None
    external_ref: str | None = None
    provider_config: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    metadata: Mapping[str, str] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """Tax of one code. `rate` is a percentage (19 means 19 %), or money per unit when
    `per_unit`.
    """

    tax_code: str
    rate: Decimal
    base: Decimal
    amount: Decimal
    tribute: str = ""
    kind: str = "tax"
    per_unit: bool = False
    units: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """Computed money of one line: gross = quantity x price; extension = gross - discount +
    charges.
    """

    gross: Decimal
    discount: Decimal
    charges: Decimal
    extension: Decimal
    taxable_base: Decimal
    taxes: tuple[TaxAmount, ...]
    withholdings: tuple[TaxAmount, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Computed money of a document. `subtotal` is the sum of line extensions, `discounts` and
    `charges` those of the document as a whole, `withheld` informative where the country says so.
    """

    currency: str
    subtotal: Decimal
    discounts: Decimal
    charges: Decimal
    tax_exclusive: Decimal
    taxes: tuple[TaxAmount, ...]
    withholdings: tuple[TaxAmount, ...]
    withheld: Decimal
    total: Decimal
    lines: tuple[LineAmounts, ...]

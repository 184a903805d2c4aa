"""A document before it is written: everything its XML will say."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from providers.mx_facturagreen.sandbox.donation import Donation

INVOICE = "I"
CREDIT = "E"
PAYMENT = "P"


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax of a line, or summed. `rate` and `amount` are None for what is exempt."""

    withheld: bool
    tax: str
    factor: str
    rate: Decimal | None
    base: Decimal
    amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A concept, with its amounts before the document's rounding."""

    sat_class: str
    sat_unit: str
    sku: str
    unit: str
    description: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    discount: Decimal | None
    tax_object: str
    taxes: tuple[Tax, ...]
    predial: tuple[str, ...]
    customs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who issues."""

    rfc: str
    name: str
    regime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who receives; `residence` and `foreign_id` are empty for those in Mexico."""

    rfc: str
    name: str
    zip: str
    regime: str
    use: str
    residence: str = ""
    foreign_id: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """Related documents: SAT's type and their fiscal folios."""

    type: str
    uuids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """The period of a global invoice."""

    periodicity: str
    months: str
    year: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The document's amounts, in its currency's decimals, and its summed taxes."""

    subtotal: Decimal
    discount: Decimal | None
    taxes: tuple[Tax, ...]
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """An invoice as a payment names it (DoctoRelacionado). `equivalence` is as it was sent."""

    uuid: str
    serie: str
    folio: str
    currency: str
    equivalence: Decimal | None
    number: int
    before: Decimal
    amount: Decimal
    after: Decimal
    tax_object: str
    taxes: tuple[Tax, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment (Pago)."""

    at: datetime
    form: str
    currency: str
    exchange: Decimal | None
    amount: Decimal
    operation: str
    payer_bank: str
    payer_bank_name: str
    payer_account: str
    payee_bank: str
    payee_account: str
    invoices: tuple[Paid, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The document. `exchange` is as it was sent; `payment` is that of type P."""

    kind: str
    at: datetime
    serie: str
    folio: str
    form: str
    method: str
    conditions: str
    currency: str
    exchange: str
    export: str
    place: str
    issuer: Issuer
    receiver: Receiver
    period: Period | None
    relations: tuple[Relation, ...]
    lines: tuple[Line, ...]
    totals: Totals
    payment: Payment | None = None
    donation: Donation | None = None

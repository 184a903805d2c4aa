"""The amounts of an InvoiceInput as Decimals, ready for arithmetic.

Built only after every number in the input was found to be one (checks/values.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from providers.co_yabico.sandbox.money import ZERO, read, total

Input = Mapping[str, Any]
IVA = "CO_01"


@dataclass(frozen=True, slots=True)
class Modifier:
    """A discount or charge."""

    charge: bool
    amount: Decimal
    base: Decimal
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A tax or withholding at one rate, or at one amount per unit (then `percent` is None)."""

    taxable: Decimal
    amount: Decimal
    percent: Decimal | None
    per_unit: Decimal | None = None
    units: Decimal | None = None

    @property
    def rate(self) -> str:
        """What tells subtotals of a group apart."""
        return f"{self.percent.normalize():f} %" if self.percent is not None else f"{self.per_unit}"

    @property
    def nominal(self) -> bool:
        """Whether the tax is an amount per unit: its base is not part of the taxable total."""
        return self.percent is None and self.per_unit is not None


@dataclass(frozen=True, slots=True)
class Group:
    """One tribute with its subtotals."""

    name: str
    amount: Decimal
    rounding: Decimal
    subtotals: tuple[Subtotal, ...]

    @property
    def base(self) -> Decimal:
        """The base it taxes, leaving nominal subtotals out."""
        return total(s.taxable for s in self.subtotals if not s.nominal)


@dataclass(frozen=True, slots=True)
class Line:
    """A line. `reference` is the commercial value per unit of a gift."""

    id: int
    quantity: Decimal
    price: Decimal
    reference: Decimal | None
    extension: Decimal
    modifiers: tuple[Modifier, ...]
    taxes: tuple[Group, ...]
    withholdings: tuple[Group, ...]

    @property
    def computed(self) -> Decimal:
        """Quantity by unit price, less discounts, plus charges (DIAN FAV06)."""
        return self.quantity * self.price + net(self.modifiers)

    @property
    def largest_base(self) -> Decimal:
        """The most that may be taxed: the line's amount, or its commercial value when it is a
        gift."""
        gift = self.quantity * self.reference if self.reference is not None else ZERO
        return max(self.computed, gift)

    @property
    def base(self) -> Decimal:
        """What the line adds to the taxable total: its base once, however many tributes tax it."""
        return max((group.base for group in self.taxes), default=ZERO)


@dataclass(frozen=True, slots=True)
class Totals:
    """The document's totals; absent ones are zero."""

    extension: Decimal
    exclusive: Decimal
    inclusive: Decimal
    allowance: Decimal
    charge: Decimal
    prepaid: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class Draft:
    """The money of a document."""

    lines: tuple[Line, ...]
    modifiers: tuple[Modifier, ...]
    taxes: tuple[Group, ...]
    withholdings: tuple[Group, ...]
    prepayments: tuple[Decimal, ...]
    totals: Totals


def discounts(modifiers: Sequence[Modifier]) -> Decimal:
    """Their discounts together."""
    return total(m.amount for m in modifiers if not m.charge)


def charges(modifiers: Sequence[Modifier]) -> Decimal:
    """Their charges together."""
    return total(m.amount for m in modifiers if m.charge)


def net(modifiers: Sequence[Modifier]) -> Decimal:
    """Charges less discounts."""
    return charges(modifiers) - discounts(modifiers)


def draft(content: Input) -> Draft:
    """The money of an InvoiceInput."""
    payment = content["paymentDescription"]
    return Draft(
        lines=tuple(_line(line) for line in content["documentLines"]),
        modifiers=_modifiers(content.get("documentModifiers")),
        taxes=groups(content.get("taxDescription"), "tax"),
        withholdings=groups(content.get("withholdingsDescription"), "withholding"),
        prepayments=tuple(_number(p["paidAmount"]) for p in _some(payment.get("prepayments"))),
        totals=_totals(content["documentTotals"]),
    )


def groups(given: Sequence[Input | None] | None, kind: str) -> tuple[Group, ...]:
    """TaxTotalInput (`kind` "tax") or WithholdingTotalInput ("withholding") as groups."""
    return tuple(
        Group(
            name=group[f"{kind}Name"],
            amount=_number(group[f"{kind}Amount"]),
            rounding=_number(group.get("roundingAmount")),
            subtotals=tuple(_subtotal(s) for s in group[f"{kind}Subtotal"]),
        )
        for group in _some(given)
    )


def _line(line: Input) -> Line:
    return Line(
        id=line["lineId"],
        quantity=_number(line["quantity"]),
        price=_number(line["price"]["priceAmount"]),
        reference=_maybe((line.get("pricingReference") or {}).get("amount")),
        extension=_number(line["lineExtensionAmount"]),
        modifiers=_modifiers(line.get("priceModifier")),
        taxes=groups(line.get("taxDescription"), "tax"),
        withholdings=groups(line.get("withholdingsDescription"), "withholding"),
    )


def _modifiers(given: Sequence[Input | None] | None) -> tuple[Modifier, ...]:
    return tuple(
        Modifier(
            charge=m["chargeIndicator"] == "CHARGE",
            amount=_number(m["amount"]),
            base=_number(m["baseAmount"]),
            percent=_maybe(m.get("percentage")),
        )
        for m in _some(given)
    )


def _subtotal(given: Input) -> Subtotal:
    return Subtotal(
        taxable=_number(given["taxableAmount"]),
        amount=_number(given["taxAmount"]),
        percent=_maybe(given.get("percent")),
        per_unit=_maybe(given.get("perUnitAmount")),
        units=_maybe(given.get("baseUnitMeasure")),
    )


def _totals(given: Input) -> Totals:
    return Totals(
        extension=_number(given["lineExtensionAmount"]),
        exclusive=_number(given["taxExclusiveAmount"]),
        inclusive=_number(given["taxInclusiveAmount"]),
        allowance=_number(given.get("allowanceTotalAmount")),
        charge=_number(given.get("chargeTotalAmount")),
        prepaid=_number(given.get("prePaidAmount")),
        payable=_number(given["payableAmount"]),
    )


def _some(given: Sequence[Input | None] | None) -> list[Input]:
    return [item for item in given or () if item is not None]


def _maybe(value: object) -> Decimal | None:
    return None if value is None else read(value)


def _number(value: object) -> Decimal:
    return _maybe(value) or ZERO

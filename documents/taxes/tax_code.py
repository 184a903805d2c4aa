"""What a tax code is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class TaxKind(StrEnum):
    """How a code acts on a line.

    TAX: percent of the base. EXEMPT, NOT_SUBJECT, EXPORT: a group with base and no money.
    EXCLUDED: no group at all. FREE: of a gift, computed but not charged. PER_UNIT: money per
    unit. WITHHOLDING: kept back by the buyer.
    """

    TAX = "tax"
    EXEMPT = "exempt"
    NOT_SUBJECT = "not_subject"
    EXPORT = "export"
    FREE = "free"
    EXCLUDED = "excluded"
    PER_UNIT = "per_unit"
    WITHHOLDING = "withholding"


@dataclass(frozen=True, slots=True)
class TaxCode:
    """One tax code during one period.

    `tribute` is the authority's own number of the tax. `rate` is percent (19 means 19 %) or money
    per unit when `per_unit`; None where the caller gives it in the line's `rated_taxes` or
    `unit_taxes`. `valid_to` is the last day. `category` is the authority's code of the rate,
    where it has one.
    """

    code: str
    country: str
    name: str
    kind: TaxKind
    tribute: str
    rate: Decimal | None
    per_unit: bool
    valid_from: date
    valid_to: date | None = None
    category: str = ""

    def valid_on(self, day: date) -> bool:
        """Whether the code may be used in a document issued on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def caller_rated(self) -> bool:
        """Whether the caller must give the rate, because the law has no single one."""
        return self.rate is None

"""Single numbers: that they are numbers, their sign, their decimals, percentages."""

from collections.abc import Iterator
from decimal import Decimal

from providers.co_yabico.sandbox.checks.case import Case, walk
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.money import ZERO, decimals, read

AMOUNT_DECIMALS = 2
FINE_DECIMALS = 6
FINE = frozenset(
    {
        "quantity",
        "priceAmount",
        "perUnitAmount",
        "baseUnitMeasure",
        "calculationRate",
    }
)
AMOUNTS = frozenset(
    {
        "allowanceTotalAmount",
        "chargeTotalAmount",
        "lineExtensionAmount",
        "payableAmount",
        "prePaidAmount",
        "taxExclusiveAmount",
        "taxInclusiveAmount",
        "taxAmount",
        "taxableAmount",
        "roundingAmount",
        "withholdingAmount",
        "amount",
        "baseAmount",
        "paidAmount",
    }
)
PERCENTS = frozenset({"percent", "percentage"})
HUNDRED = Decimal(100)
LEAST_PERCENT = {"live": ZERO, "printed": Decimal(1)}


def numbers_are_numbers(case: Case) -> Iterator[Fault]:
    """001-FN1: what the schema calls a decimal is one."""
    for path, name, value in walk(case.content):
        if _limit(path, name) is not None and value is not None and read(value) is None:
            yield Fault("001-FN1", f"{value} is not a number", path)


def decimals_fit(case: Case) -> Iterator[Fault]:
    """001-V4: amounts have 2 decimals at most; quantities, prices and rates 6."""
    for path, value, limit in _numbers(case):
        if decimals(value) > limit:
            yield Fault("001-V4", f"{value} has more than {limit} decimals", path)


def nothing_is_negative(case: Case) -> Iterator[Fault]:
    """001-V1: nothing is below zero (DIAN VLR01), except a rounding."""
    for path, value, _ in _numbers(case):
        if value < ZERO and not path.endswith("roundingAmount"):
            yield Fault("001-V1", f"{value} is below 0", path)


def quantities_are_positive(case: Case) -> Iterator[Fault]:
    """001-V1: a line has a quantity (DIAN FAV04b)."""
    for path, value, _ in _numbers(case):
        if path.endswith("/quantity") and value == ZERO:
            yield Fault("001-V1", "must be above 0", path)


def percentages_are_percentages(case: Case) -> Iterator[Fault]:
    """001-V8: 1 to 100 with 2 decimals at most; the live API also takes 0, and 3 decimals for
    withholdings, whose municipal rates are per thousand."""
    for path, name, value in walk(case.content):
        if name not in PERCENTS or value is None:
            continue
        percent = read(value)
        fine = case.dialect == "live" and "withholding" in path
        if percent is None or not _is_percentage(percent, LEAST_PERCENT[case.dialect], 2 + fine):
            yield Fault("001-V8", f"{value} is not a percentage", path)


def _is_percentage(value: Decimal, least: Decimal, places: int) -> bool:
    return least <= value <= HUNDRED and decimals(value) <= places


def _numbers(case: Case) -> Iterator[tuple[str, Decimal, int]]:
    for path, name, value in walk(case.content):
        limit = _limit(path, name)
        number = None if limit is None or value is None else read(value)
        if number is not None and limit is not None:
            yield path, number, limit


def _limit(path: str, name: str) -> int | None:
    if name in FINE or path.endswith("pricingReference/amount"):
        return FINE_DECIMALS
    return AMOUNT_DECIMALS if name in AMOUNTS else None

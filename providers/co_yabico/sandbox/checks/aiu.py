"""AIU invoices: administration, contingencies and utility of a service contract (E.T. 462-1). The
provider wants them in two lines at most, IVA on a base of at least a tenth of the contract."""

from collections.abc import Iterator
from decimal import Decimal

from providers.co_yabico.sandbox.checks.case import Case
from providers.co_yabico.sandbox.draft import IVA, Draft
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.money import ZERO, same, total

MOST_LINES = 2
LEAST_SHARE = Decimal("0.10")


def few_lines(case: Case) -> Iterator[Fault]:
    """001-AL1: at most two lines."""
    if _aiu(case) and len(case.content["documentLines"]) > MOST_LINES:
        yield Fault("001-AL1", f"more than {MOST_LINES} lines", "documentLines")


def no_modifiers(case: Case) -> Iterator[Fault]:
    """001-ALM1: no discounts or charges on lines."""
    for line in case.content["documentLines"] if _aiu(case) else ():
        if any(line.get("priceModifier") or ()):
            where = f"documentLines[{line['lineId']}]/priceModifier"
            yield Fault("001-ALM1", "not in an AIU invoice", where)


def only_iva(case: Case, money: Draft) -> Iterator[Fault]:
    """001-AT1: IVA and no other tribute."""
    if not _aiu(case):
        return
    names = {group.name for line in money.lines for group in line.taxes}
    if names != {IVA}:
        told = ", ".join(sorted(names)) or "nothing"
        yield Fault("001-AT1", f"IVA alone is levied, not {told}", "taxDescription")


def base_is_a_tenth(case: Case, money: Draft) -> Iterator[Fault]:
    """001-AIU2: the base of IVA is at least ten percent of the contract."""
    if not _aiu(case):
        return
    contract = total(line.extension for line in money.lines)
    base = total(line.base for line in money.lines)
    if base < contract * LEAST_SHARE and not same(base, contract * LEAST_SHARE):
        yield Fault("001-AIU2", f"{base} is less than a tenth of {contract}", "documentTotals")


def bases_agree(case: Case, money: Draft) -> Iterator[Fault]:
    """001-ALM2: the document's taxable total is the sum of its lines' bases."""
    base = total(line.base for line in money.lines) if _aiu(case) else ZERO
    if _aiu(case) and not same(base, money.totals.exclusive):
        told = f"lines {base}, document {money.totals.exclusive}"
        yield Fault("001-ALM2", told, "documentTotals/taxExclusiveAmount")


def _aiu(case: Case) -> bool:
    return bool(case.content["generalInformation"].get("operationCode") == "AIU")

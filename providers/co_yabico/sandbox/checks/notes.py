"""Notes against the document they are about."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from providers.co_yabico.sandbox.checks.case import Case
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.draft import Draft, Line, draft
from providers.co_yabico.sandbox.error_codes import VOID_REFUSED
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.kinds import Kind
from providers.co_yabico.sandbox.money import same
from providers.sandbox.scenarios import Name

ACCEPTED = frozenset({"EXPRESS_ACCEPTANCE", "TACIT_ACCEPTANCE"})
"""Statuses after which an invoice takes no notes."""

REDUCING = frozenset({Kind.CREDIT_NOTE, Kind.ADJUSTMENT_NOTE})
"""Notes that take back lines of their target."""


def target_is_of_the_unit(case: Case) -> Iterator[Fault]:
    """001-OU2: the note is issued by the unit that issued the document."""
    if case.target and case.unit and case.target.unit != case.unit.uid:
        told = f"{case.target.consecutive} is another unit's"
        yield Fault("001-OU2", told, "organizationalUnitId")


def target_is_validated(case: Case) -> Iterator[Fault]:
    """001-EI2, 001-PEI2: DIAN has validated the document a note is about."""
    if case.target is None or case.target.validated(case.now):
        return
    told = f"{case.target.consecutive} is {case.standing}"
    if case.voids:
        yield void_refused(case.target, told)
    else:
        code = "001-EI2" if case.target.kind == Kind.INVOICE else "001-PEI2"
        yield Fault(code, told)


def target_is_not_void(case: Case) -> Iterator[Fault]:
    """001-EC1, 001-ED1, 001-AS1: nothing is noted on what is void."""
    if case.target and not case.voids and any(note.voids for note in case.earlier):
        yield Fault(case.family.refused, f"{case.target.consecutive} is void")


def target_is_not_accepted(case: Case) -> Iterator[Fault]:
    """001-EC1, 001-ED1: an accepted invoice takes no notes (events 033 and 034)."""
    if case.target and not case.voids and case.standing in ACCEPTED:
        yield Fault(case.family.refused, f"{case.target.consecutive} is {case.standing}")


def target_may_be_voided(case: Case) -> Iterator[Fault]:
    """001-EI2 in its second meaning: what has a credit note, or is accepted, is not voided; nor is
    what the scenario says."""
    if case.target is None or not case.voids:
        return
    reducing = [note.consecutive for note in case.earlier if note.kind in REDUCING]
    if reducing:
        yield void_refused(case.target, f"it has {', '.join(reducing)}")
    elif case.standing in ACCEPTED:
        yield void_refused(case.target, f"it is {case.standing}")
    elif case.target.scenario == Name.CANCEL_REFUSED:
        yield void_refused(case.target, "the sandbox was told to refuse")


def void_refused(target: Document, reason: str) -> Fault:
    """001-EI2 in its second meaning."""
    told = f"{target.consecutive} cannot be voided: {reason}"
    return Fault("001-EI2", told, meaning=VOID_REFUSED)


def lines_are_the_targets(case: Case) -> Iterator[Fault]:
    """001-LI1: a note that takes back names lines of its target."""
    known = {line["lineId"] for line in _target_lines(case)}
    for line in case.content["documentLines"] if _reduces(case) else ():
        if line["lineId"] not in known:
            told = f"line {line['lineId']} is not one of the document's"
            yield Fault("001-LI1", told, f"documentLines[{line['lineId']}]")


def prices_are_the_targets(case: Case, money: Draft) -> Iterator[Fault]:
    """001-PV1: and keeps their prices."""
    if not _reduces(case) or case.target is None:
        return
    prices = {line.id: line.price for line in draft(case.target.content).lines}
    for line in money.lines:
        price = prices.get(line.id)
        if price is not None and price != line.price:
            told = f"{line.price} is not the document's {price}"
            yield Fault("001-PV1", told, f"documentLines[{line.id}]/price")


def lines_leave_something(case: Case, money: Draft) -> Iterator[Fault]:
    """001-LA4: all notes together take back no more than a line has."""
    if not _reduces(case) or case.target is None:
        return
    taken: Counter[int] = Counter()
    for note in case.earlier:
        if note.kind in REDUCING:
            taken.update(_extensions(draft(note.content).lines))
    given = _extensions(draft(case.target.content).lines)
    for line in money.lines:
        left = given.get(line.id, Decimal(0)) - taken[line.id]
        if line.id in given and line.extension > left and not same(line.extension, left):
            where = f"documentLines[{line.id}]/lineExtensionAmount"
            yield Fault("001-LA4", f"{line.extension} above the {left} left", where)


def _reduces(case: Case) -> bool:
    return case.kind in REDUCING and not case.voids


def _target_lines(case: Case) -> list[dict[str, Any]]:
    return case.target.content["documentLines"] if case.target else []


def _extensions(lines: tuple[Line, ...]) -> dict[int, Any]:
    return {line.id: line.extension for line in lines}

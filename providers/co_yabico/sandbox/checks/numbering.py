"""Who may issue, and under which number."""

from collections.abc import Iterator

from providers.co_yabico.sandbox.checks.case import Case
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.kinds import Family
from providers.co_yabico.sandbox.units import DIAN_TYPES, Range

LARGEST_NUMBER = 999_999_999


def unit_may_issue(case: Case) -> Iterator[Fault]:
    """001-OU2: the token's organization has no such unit. 001-OU1: the unit is switched off."""
    uid = case.content["organizationalUnitId"]
    if case.unit is None:
        yield Fault("001-OU2", f"unit {uid} does not exist", "organizationalUnitId")
    elif not case.unit.active:
        yield Fault("001-OU1", f"unit {uid} is not active", "organizationalUnitId")


def plan_is_not_used_up(case: Case) -> Iterator[Fault]:
    """001-O1: the organization's plan has no documents left."""
    if case.unit and case.issued >= case.unit.plan_documents:
        yield Fault("001-O1", f"all {case.unit.plan_documents} documents of the plan are used")


def consecutive_is_complete(case: Case) -> Iterator[Fault]:
    """001-F2: an invoice needs prefix and number (the schema leaves both open)."""
    for name in ("prefix", "number"):
        if case.content["id"].get(name) in (None, ""):
            yield Fault("001-F2", "missing", f"id/{name}")


def prefix_is_authorised(case: Case) -> Iterator[Fault]:
    """001-DC1: the prefix belongs to one of the unit's ranges (DIAN FAD05c)."""
    prefix = case.content["id"].get("prefix")
    if case.unit and prefix and case.kind in DIAN_TYPES and _range(case) is None:
        yield Fault("001-DC1", f"{prefix} is not authorised for this unit", "id/prefix")


def number_is_in_range(case: Case) -> Iterator[Fault]:
    """001-DC2: the number lies in the prefix's range (DIAN FAD05d)."""
    given, number = _range(case), case.content["id"].get("number")
    if given and number is not None and not given.holds(number):
        yield Fault("001-DC2", f"{number} is not in {given.first}-{given.last}", "id/number")


def issue_date_is_authorised(case: Case) -> Iterator[Fault]:
    """001-D2: the issue date lies in the authorisation's validity (DIAN FAD09a, FAD09b)."""
    given = _range(case)
    if given and not given.valid_on(case.issue_date):
        span = f"{given.valid_from} to {given.valid_to}"
        yield Fault("001-D2", f"{case.issue_date} is not in {span}", "issueDateTime")


def number_is_free(case: Case) -> Iterator[Fault]:
    """200-EI1, EC1, ED1, AS1: no other document of the unit and kind has the number."""
    if case.holder:
        yield number_taken(case.family, case.consecutive)


def number_taken(family: Family, consecutive: str) -> Fault:
    """The fault of a number that is taken."""
    return Fault(family.taken, f"{consecutive} has been used already", "id")


def number_is_not_too_large(case: Case) -> Iterator[Fault]:
    """001-V1, 001-V2: a number is 1 to 999,999,999 (DIAN FAD05a: nine digits)."""
    number = case.content["id"].get("number")
    if number is not None and number < 1:
        yield Fault("001-V1", f"{number} is below 1", "id/number")
    if number is not None and number > LARGEST_NUMBER:
        yield Fault("001-V2", f"{number} is above {LARGEST_NUMBER}", "id/number")


def _range(case: Case) -> Range | None:
    prefix = case.content["id"].get("prefix")
    return case.unit.range_of(prefix, case.kind) if case.unit and prefix else None

"""Colombian business days and the deadlines that follow from them."""

from datetime import date

import pytest

from documents import radian
from tests.conformance.data import load

CASES = load("co/radian-business-days.json")["cases"]
HOLIDAYS = load("co/co-holidays.json")["days"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["reception"])
def test_deadlines(case):
    day = date.fromisoformat(case["reception"])
    found = (radian.last_day_to_answer(day), radian.first_day_of_tacit_acceptance(day))
    expected = (case["last_day_for_033_031"], case["first_day_for_034"])
    assert tuple(map(str, found)) == expected


@pytest.mark.parametrize("day", HOLIDAYS)
def test_nobody_works_on_a_holiday(day):
    assert not radian.is_business_day(date.fromisoformat(day))


def test_on_every_other_weekday_people_work():
    years = {int(day[:4]) for day in HOLIDAYS}
    first, last = date(min(years), 1, 1).toordinal(), date(max(years), 12, 31).toordinal()
    weekdays = [d for d in map(date.fromordinal, range(first, last + 1)) if d.weekday() < 5]
    assert len(HOLIDAYS) > 30
    assert {d for d in weekdays if not radian.is_business_day(d)} == {
        d for d in map(date.fromisoformat, HOLIDAYS) if d.weekday() < 5
    }

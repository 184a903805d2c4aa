"""Colombian business days, by days everybody can look up."""

from datetime import date

import pytest

from providers.co_yabico.sandbox.business_days import (
    add_business_days,
    easter,
    holidays,
    is_business_day,
)


@pytest.mark.parametrize(
    ("year", "day"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2038, (4, 25))]
)
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


def test_a_holiday_on_a_monday_stays_and_others_move() -> None:
    assert date(2026, 6, 29) in holidays(2026)
    assert date(2026, 8, 15) not in holidays(2026)
    assert date(2026, 8, 17) in holidays(2026)


def test_the_new_holiday_begins_in_2026() -> None:
    assert date(2026, 7, 13) in holidays(2026)
    assert date(2025, 7, 14) not in holidays(2025)


def test_weekends_and_holidays_do_not_count() -> None:
    assert not is_business_day(date(2026, 11, 21))
    assert add_business_days(date(2026, 11, 13), 3) == date(2026, 11, 19)
    assert add_business_days(date(2026, 4, 1), 4) == date(2026, 4, 9)

"""Colombian business days: Monday to Friday without holidays (Ley 51 of 1983, Ley 2578 of 2026)."""

from datetime import date, timedelta

FIXED = ((1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25))
"""Holidays kept on their day."""

MOVED = ((1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11))
"""Holidays kept on the Monday that follows, unless they are on one."""

CHIQUINQUIRA = (7, 9)
FIRST_CHIQUINQUIRA = 2026

EASTER_FIXED = (-3, -2)
EASTER_MOVED = (43, 64, 71)
"""Days from Easter: Holy Thursday and Good Friday; Ascension, Corpus Christi, Sacred Heart, each
already on its Monday."""


def add_business_days(start: date, days: int) -> date:
    """The day that many business days after `start`, which itself does not count."""
    day = start
    for _ in range(days):
        day += timedelta(days=1)
        while not is_business_day(day):
            day += timedelta(days=1)
    return day


def is_business_day(day: date) -> bool:
    """Whether people work on it."""
    return day.weekday() < 5 and day not in holidays(day.year)


def holidays(year: int) -> set[date]:
    """The holidays of a year."""
    moved = [*MOVED, *([CHIQUINQUIRA] if year >= FIRST_CHIQUINQUIRA else [])]
    sunday = easter(year)
    return {
        *(date(year, month, day) for month, day in FIXED),
        *(_monday(date(year, month, day)) for month, day in moved),
        *(sunday + timedelta(days=offset) for offset in (*EASTER_FIXED, *EASTER_MOVED)),
    }


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)

"""The waits between tries, and what an answer means for a delivery."""

from datetime import timedelta

import pytest

from webhooks.schedule import WAITS, wait_after


@pytest.fixture(autouse=True)
def _unscaled(settings):
    settings.SCHEDULE_SCALE = 1.0


def test_ten_tries_within_a_little_more_than_three_days_and_then_no_more():
    waits = [wait_after(tries, draw=lambda: 0.5) for tries in range(1, 10)]
    minutes = [5 / 60, 5, 30, 120, 300, 600, 840, 1200, 1440]
    assert waits == [timedelta(minutes=m) for m in minutes]
    assert wait_after(10) is None
    assert len(WAITS) == 10


@pytest.mark.parametrize(("drawn", "share"), [(0.0, 0.9), (1.0, 1.1)])
def test_the_spread_is_a_tenth_either_way(drawn, share):
    assert wait_after(4, draw=lambda: drawn) == timedelta(hours=2) * share


def test_retry_after_lengthens_but_never_shortens_and_not_beyond_an_hour():
    assert wait_after(1, 60.0) == timedelta(minutes=1)
    assert wait_after(5, 60.0, draw=lambda: 0.5) == timedelta(hours=5)
    assert wait_after(1, 1e12) == timedelta(hours=1)
    assert wait_after(1, -5.0) >= timedelta(seconds=4)
    assert wait_after(10, 60.0) is None

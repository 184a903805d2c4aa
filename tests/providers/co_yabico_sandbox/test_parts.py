"""The small parts: check digits, GTINs, money, error table, journal, clock."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from providers.co_yabico.sandbox import money
from providers.co_yabico.sandbox.checks.header import is_gtin
from providers.co_yabico.sandbox.error_codes import CODES, HELP, PARENTS, TYPES
from providers.co_yabico.sandbox.nit import check_digit, is_nit
from providers.co_yabico.sandbox.places import city_name, department
from providers.sandbox.clock import Clock, Patience
from providers.sandbox.store import Journal


@pytest.mark.parametrize(
    ("nit", "digit"),
    [("800197268", 4), ("900559088", 2), ("901458652", 7), ("41261533", 2), ("830080150", 1)],
)
def test_check_digits(nit: str, digit: int) -> None:
    assert check_digit(nit) == digit
    assert is_nit(nit)
    assert is_nit(f"{nit}-{digit}")
    assert not is_nit(f"{nit}-{(digit + 1) % 10}")


@pytest.mark.parametrize("text", ["", "12345", "90055908812", "900.559.088", "A00559088", "9-2"])
def test_what_is_no_nit(text: str) -> None:
    assert not is_nit(text)


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("7702004003508", True),
        ("7702004003509", False),
        ("96385074", True),
        ("614141999996", True),
        ("10614141000415", True),
        ("7702004", False),
        ("77020040035O8", False),
    ],
)
def test_gtins(code: str, right: bool) -> None:
    assert is_gtin(code) is right


@pytest.mark.parametrize(
    ("value", "cut"), [("1.999", "1.99"), ("0", "0.00"), ("1E+3", "1000.00"), ("8.285", "8.28")]
)
def test_amounts_are_cut_not_rounded(value: str, cut: str) -> None:
    assert money.truncate(Decimal(value)) == cut


def test_reading_and_comparing_amounts() -> None:
    assert money.read("12.50") == Decimal("12.5")
    assert [money.read(text) for text in ("", "x", "Infinity", "NaN", None)] == [None] * 5
    assert money.decimals(Decimal("1.2300")) == 2
    assert money.decimals(Decimal("1E+5")) == 0
    assert money.same(Decimal("1.00"), Decimal("1.009"))
    assert not money.same(Decimal("1.00"), Decimal("1.01"))
    assert money.near(Decimal("1"), Decimal("3"))
    assert not money.near(Decimal("1"), Decimal("3.01"))


def test_the_error_table_is_whole() -> None:
    assert len(CODES) == 135
    assert {code[:3] for code in CODES} == set(TYPES)
    assert set(TYPES.values()) == set(HELP)
    assert {*PARENTS, *PARENTS.values()} <= set(CODES)
    assert all(subtype and title for subtype, title in CODES.values())


def test_places() -> None:
    assert (department("05001"), city_name("05001")) == ("Antioquia", "Medellín")
    assert city_name("05002") == "05002 Antioquia"
    assert (department("12001"), city_name("12001")) == ("", "12001")


def test_a_journal_survives_a_line_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    Journal(path).append("one", value=1)
    with path.open("a") as out:
        out.write('{"kind": "tw')
    assert list(Journal(path).replay()) == [{"kind": "one", "value": 1}]
    Journal(path).clear()
    assert list(Journal(path).replay()) == []


def test_a_clock_moves_forward_only() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    clock = Clock(lambda: start)
    assert clock.advance(90) == start + timedelta(seconds=90)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)
    clock.reset()
    assert clock.now() == start


@pytest.mark.parametrize("reason", ["gone", "dead", "over"])
def test_patience_ends_with_client_worker_or_server(reason: str) -> None:
    patience = Patience(tick=0.01)
    patience.alive = lambda: reason != "dead"
    if reason == "over":
        patience.stop()
    patience.wait(3600, lambda: reason != "gone")

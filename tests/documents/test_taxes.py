from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from documents import taxes
from documents.taxes import TaxKind

COUNTRIES = ("CO", "MX", "EC", "PE")
DAY = date(2026, 11, 20)


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_code_has_one_row_at_most_on_any_day(country):
    rows = taxes._TABLES[country]
    for code in {row.code for row in rows}:
        mine = sorted((r for r in rows if r.code == code), key=lambda r: r.valid_from)
        for earlier, later in pairwise(mine):
            assert earlier.valid_to is not None
            assert earlier.valid_to < later.valid_from


@pytest.mark.parametrize("country", COUNTRIES)
def test_rows_are_whole(country):
    for row in taxes._TABLES[country]:
        assert row.country == country
        assert row.tribute
        assert row.per_unit == (row.kind == TaxKind.PER_UNIT)
        assert row.valid_to is None or row.valid_from <= row.valid_to


@pytest.mark.parametrize(
    ("country", "code", "last"),
    [
        ("CO", "IVA16", date(2016, 12, 31)),
        ("EC", "IVA12", date(2024, 3, 31)),
        ("EC", "IVA14", date(2017, 5, 31)),
        ("PE", "IGV10", date(2025, 12, 31)),
    ],
)
def test_a_code_ends_after_its_last_day(country, code, last):
    assert taxes.find(country, code, last) is not None
    assert taxes.find(country, code, last + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("country", "code", "first"),
    [
        ("CO", "IVA19", date(2017, 1, 1)),
        ("EC", "IVA15", date(2024, 4, 1)),
        ("PE", "IGV10_5", date(2026, 1, 1)),
    ],
)
def test_a_code_starts_on_its_first_day(country, code, first):
    assert taxes.find(country, code, first) is not None
    assert taxes.find(country, code, first - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("code", "kind", "tribute", "rate"),
    [
        ("IVA19", "tax", "01", "19"),
        ("IVA0", "exempt", "01", "0"),
        ("INC8", "tax", "04", "8"),
        ("BOLSAS", "per_unit", "22", None),
        ("RETERENTA", "withholding", "06", None),
    ],
)
def test_colombias_codes(code, kind, tribute, rate):
    row = taxes.find("CO", code, DAY)
    expected = None if rate is None else Decimal(rate)
    assert (row.kind, row.tribute, row.rate) == (kind, tribute, expected)


def test_excluded_and_exempt_are_two_codes():
    assert taxes.find("CO", "EXCL", DAY).kind == TaxKind.EXCLUDED
    assert taxes.find("CO", "IVA0", DAY).kind == TaxKind.EXEMPT


def test_the_tax_on_bags_rises_with_the_years():
    rates = [taxes.find("PE", "ICBPER", date(year, 12, 31)).rate for year in range(2019, 2025)]
    assert [str(rate) for rate in rates] == ["0.10", "0.20", "0.30", "0.40", "0.50", "0.50"]
    assert taxes.find("PE", "ICBPER", date(2019, 7, 31)) is None


def test_codes_lists_what_is_valid_on_the_day():
    on_day = {row.code for row in taxes.codes("CO", DAY)}
    assert {"IVA19", "IVA5", "IVA0", "EXCL", "INC8"} <= on_day
    assert "IVA16" not in on_day


def test_an_unknown_country_has_no_codes():
    assert taxes.codes("XX", DAY) == ()
    assert taxes.find("XX", "IVA19", DAY) is None


def test_get_takes_the_latest_row_without_a_date_and_refuses_an_expired_one():
    assert taxes.get("PE", "ICBPER", None).rate == Decimal("0.50")
    assert taxes.get("CO", "IVA16", None).rate == 16
    with pytest.raises(taxes.UnknownTaxCode, match="CO has no tax code IVA16 on 2026-11-20"):
        taxes.get("CO", "IVA16", DAY)

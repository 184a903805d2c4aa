"""SAT's catalogues: what an entry says, on which days, and what is in none."""

from datetime import date
from decimal import Decimal

import pytest

from documents.sat import currency, formats, taxpayer
from documents.sat.country import PAISES
from documents.sat.currency import MONEDAS
from documents.sat.document import MESES, TIPOS_RELACION, months_of
from documents.sat.payment import FORMAS_PAGO, METODOS_PAGO
from documents.sat.taxation import OBJETOS_IMP, rate_known
from documents.sat.taxpayer import REGIMENES_FISCALES, USOS_CFDI, Persona, persona_of

TODAY = date(2026, 11, 20)
D = Decimal


def test_an_entry_is_found_on_the_days_it_holds_only():
    assert OBJETOS_IMP.find("06", date(2024, 12, 12)) is None
    assert OBJETOS_IMP.find("06", date(2024, 12, 13)) is not None
    assert OBJETOS_IMP.keys(date(2022, 10, 6)) == ("01", "02", "03")
    assert OBJETOS_IMP.find("09", TODAY) is None


def test_nothing_holds_before_cfdi_4():
    assert METODOS_PAGO.keys(date(2021, 12, 31)) == ()
    assert METODOS_PAGO.keys(date(2022, 1, 1)) == ("PUE", "PPD")


@pytest.mark.parametrize(
    ("forma", "payer", "payee"),
    [
        ("02", ["1" * 11, "1" * 18], ["1" * 10, "A_B1234567"]),
        ("03", ["1" * 10, "1" * 16, "1" * 18], ["1" * 10, "1" * 18]),
        ("06", ["1" * 10], []),
        ("28", ["1" * 16], ["1" * 15]),
    ],
)
def test_a_means_of_payment_knows_its_accounts(forma, payer, payee):
    entry = FORMAS_PAGO.find(forma, TODAY)
    assert entry.banked
    assert all(entry.fits_payer(account) for account in payer)
    assert all(entry.fits_payee(account) for account in payee)
    for account in ("", "1" * 9, "1" * 12 + "x", "١" * 16):
        assert not entry.fits_payer(account)
        assert not entry.fits_payee(account)


def test_cash_has_no_accounts():
    cash = FORMAS_PAGO.find("01", TODAY)
    assert not cash.banked
    assert not cash.fits_payer("1" * 18)
    assert {f.key for f in FORMAS_PAGO if f.banked} == {"02", "03", "04", "05", "06", "28", "29"}
    assert {f.key for f in FORMAS_PAGO if f.payment_chain} == {"03"}


@pytest.mark.parametrize(
    ("rfc", "persona"),
    [
        ("EKU9003173C9", Persona.MORAL),
        ("CACX7605101P8", Persona.FISICA),
        (taxpayer.GENERIC_NATIONAL, Persona.FISICA),
        (taxpayer.GENERIC_FOREIGN, Persona.FISICA),
    ],
)
def test_an_rfc_tells_the_persona(rfc, persona):
    assert persona_of(rfc) == persona


def test_uses_name_persons_and_regimes():
    goods, medical, returns = (USOS_CFDI.find(key, TODAY) for key in ("G01", "D01", "G02"))
    assert Persona.MORAL in goods.personas
    assert Persona.MORAL not in medical.personas
    assert ("616" in goods.regimes, "616" in returns.regimes) == (False, True)
    assert "P01" not in USOS_CFDI
    assert all(use.regimes <= {regime.key for regime in REGIMENES_FISCALES} for use in USOS_CFDI)


@pytest.mark.parametrize(
    ("tax", "factor", "rate", "withheld", "known"),
    [
        ("002", "Tasa", "0.16", False, True),
        ("002", "Tasa", "0.160000", False, True),
        ("002", "Tasa", "0.15", False, False),
        ("002", "Tasa", "0.106667", True, True),
        ("002", "Tasa", "0.160001", True, False),
        ("002", "Cuota", "0.16", False, False),
        ("001", "Tasa", "0.10", True, True),
        ("001", "Tasa", "0.10", False, False),
        ("003", "Tasa", "1.6", True, True),
        ("003", "Tasa", "0.03", True, False),
        ("003", "Cuota", "72.1605", False, True),
        ("003", "Cuota", "72.1606", False, False),
    ],
)
def test_rates(tax, factor, rate, withheld, known):
    assert rate_known(tax, factor, D(rate), TODAY, withheld=withheld) is known


def test_the_quota_of_2026_does_not_hold_before():
    assert not rate_known("003", "Cuota", D(1), date(2025, 12, 31), withheld=False)


@pytest.mark.parametrize(
    ("key", "decimals"), [("MXN", 2), ("JPY", 0), ("CLF", 4), ("KWD", 3), ("XXX", 0), ("???", 2)]
)
def test_decimals_of_a_currency(key, decimals):
    assert currency.decimals(key) == decimals


def test_a_currency_has_one_entry():
    assert len(MONEDAS) == 183
    assert MONEDAS.find("VES", date(2023, 5, 28)) is None
    assert MONEDAS.find("MEX", TODAY) is None


def test_countries_know_the_form_of_their_tax_numbers():
    assert PAISES.find("USA", TODAY).fits("123456789")
    assert not PAISES.find("USA", TODAY).fits("12345678")
    assert PAISES.find("DEU", TODAY).fits("DE 811-907-980")
    assert PAISES.find("MX", TODAY) is None


@pytest.mark.parametrize(
    ("key", "months"), [("01", (1,)), ("12", (12,)), ("13", (1, 2)), ("18", (11, 12)), ("19", ())]
)
def test_months(key, months):
    assert months_of(key) == months


def test_pairs_of_months_are_named():
    assert (MESES.get("13").name, MESES.get("18").name) == ("Enero-Febrero", "Noviembre-Diciembre")
    assert len(TIPOS_RELACION) == 7


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (formats.is_clave_unidad, ["H87", "E48", "18", "Ohm", "X1w"], ["", "A", "ABCD", "A-1"]),
        (formats.is_clave_prod_serv, ["01010101"], ["1010101", "0101010A", "٠" * 8]),
        (formats.is_codigo_postal, ["01000"], ["1000", "010000", "0100O"]),
        (
            formats.is_uuid,
            ["6DE9442D-ED57-5320-B2BA-F73E15079FA3", "6de9442d-ed57-5320-b2ba-f73e15079fa3"],
            ["6DE9442DED575320B2BAF73E15079FA3", "6DE9442D-ED57-5320-B2BA-F73E15079FAG", ""],
        ),
        (formats.is_pedimento, ["15  48  3009  0001234"], ["15 48 3009 0001234", ""]),
    ],
)
def test_forms(check, good, bad):
    assert all(check(text) for text in good)
    assert not any(check(text) for text in bad)

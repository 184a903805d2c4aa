from dataclasses import replace
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from documents.cfdi.faults import NotSealed
from documents.cfdi.printed import shown_total, verification_url
from documents.cfdi.words import amount_in_words, in_words
from tests.documents.cfdi.samples import UUID, invoice, receiver, stamped


def test_the_qr_codes_address_escapes_what_it_holds():
    whole = stamped(invoice(receptor=receiver(rfc="Ñ&A180429TM6")))
    whole = replace(whole, sello=whole.sello[:-8] + "a+/b&cQ=")
    url = verification_url(whole)
    assert url == (
        "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx"
        f"?id={UUID}&re=EKU9003173C9&rr=%C3%91%26A180429TM6&tt=116.0&fe=a%2B%2Fb%26cQ%3D"
    )
    assert parse_qs(urlsplit(url).query)["fe"] == ["a+/b&cQ="]


def test_a_document_without_stamp_has_no_address():
    with pytest.raises(NotSealed):
        verification_url(invoice())


@pytest.mark.parametrize(
    ("total", "shown"),
    [
        ("1000", "1000.0"),
        ("1000.00", "1000.0"),
        ("1E+3", "1000.0"),
        ("0.50", "0.5"),
        ("0", "0.0"),
        ("1.234567", "1.234567"),
    ],
)
def test_a_total_is_shown_without_needless_zeros(total, shown):
    assert shown_total(Decimal(total)) == shown


@pytest.mark.parametrize(
    ("amount", "moneda", "words"),
    [
        ("0", "MXN", "CERO PESOS 00/100 M.N."),
        ("1", "MXN", "UN PESO 00/100 M.N."),
        ("1.50", "MXN", "UN PESO 50/100 M.N."),
        ("21.05", "MXN", "VEINTIÚN PESOS 05/100 M.N."),
        ("100", "USD", "CIEN DÓLARES 00/100 USD"),
        ("1", "USD", "UN DÓLAR 00/100 USD"),
        ("101.99", "EUR", "CIENTO UN EUROS 99/100 EUR"),
        ("0.995", "MXN", "UN PESO 00/100 M.N."),
        ("1000000", "MXN", "UN MILLÓN DE PESOS 00/100 M.N."),
        ("1000001", "MXN", "UN MILLÓN UN PESOS 00/100 M.N."),
        ("2000000000000", "MXN", "DOS BILLONES DE PESOS 00/100 M.N."),
        ("3327.01", "MXN", "TRES MIL TRESCIENTOS VEINTISIETE PESOS 01/100 M.N."),
        ("1500", "JPY", "MIL QUINIENTOS JPY"),
        ("1.5", "KWD", "UN KWD 500/1000"),
    ],
)
def test_amounts_in_words(amount, moneda, words):
    assert amount_in_words(Decimal(amount), moneda) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (16, "DIECISÉIS"),
        (31, "TREINTA Y UN"),
        (90, "NOVENTA"),
        (200, "DOSCIENTOS"),
        (999, "NOVECIENTOS NOVENTA Y NUEVE"),
        (1000, "MIL"),
        (1001, "MIL UN"),
        (21000, "VEINTIÚN MIL"),
        (100000, "CIEN MIL"),
        (501116, "QUINIENTOS UN MIL CIENTO DIECISÉIS"),
        (1000000000, "MIL MILLONES"),
        (21000100, "VEINTIÚN MILLONES CIEN"),
    ],
)
def test_numbers_in_words(number, words):
    assert in_words(number) == words


@pytest.mark.parametrize("amount", ["-0.01", "1E+18"])
def test_an_amount_out_of_range_is_refused(amount):
    with pytest.raises(ValueError, match="in words"):
        amount_in_words(Decimal(amount), "MXN")


def test_a_currency_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="c_Moneda"):
        amount_in_words(Decimal(1), "MEX")

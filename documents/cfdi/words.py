"""Amounts of money in Spanish words, as printed documents show them."""

from decimal import Decimal
from typing import Final

from documents.cfdi.money import currency_decimals, half_up

_SMALL_NAMES: Final = """
CERO UN DOS TRES CUATRO CINCO SEIS SIETE OCHO NUEVE DIEZ ONCE DOCE TRECE CATORCE QUINCE DIECISÉIS
DIECISIETE DIECIOCHO DIECINUEVE VEINTE VEINTIÚN VEINTIDÓS VEINTITRÉS VEINTICUATRO VEINTICINCO
VEINTISÉIS VEINTISIETE VEINTIOCHO VEINTINUEVE
"""
_TENS_NAMES: Final = "TREINTA CUARENTA CINCUENTA SESENTA SETENTA OCHENTA NOVENTA"
_HUNDREDS_NAMES: Final = """
CIENTO DOSCIENTOS TRESCIENTOS CUATROCIENTOS QUINIENTOS SEISCIENTOS SETECIENTOS OCHOCIENTOS
NOVECIENTOS
"""
_SMALL: Final = tuple(_SMALL_NAMES.split())
_TENS: Final = tuple(_TENS_NAMES.split())
_HUNDREDS: Final = tuple(_HUNDREDS_NAMES.split())
_SCALES: Final = (("BILLÓN", "BILLONES", 10**12), ("MILLÓN", "MILLONES", 10**6))
_MILLION: Final = 10**6
_LIMIT: Final = 10**18

# Name of one, name of many, what follows the cents.
_CURRENCIES: Final = {
    "MXN": ("PESO", "PESOS", "M.N."),
    "USD": ("DÓLAR", "DÓLARES", "USD"),
    "CAD": ("DÓLAR CANADIENSE", "DÓLARES CANADIENSES", "CAD"),
    "EUR": ("EURO", "EUROS", "EUR"),
}


def amount_in_words(amount: Decimal, moneda: str) -> str:
    """An amount such as `CIEN PESOS 50/100 M.N.`, rounded half up to the currency's decimals; a
    currency without a name here is shown by its code. ValueError for a negative amount, one of 18
    digits or more, and a currency not in c_Moneda."""
    decimals = currency_decimals(moneda)
    rounded = half_up(amount, decimals)
    if not 0 <= rounded < _LIMIT:
        raise ValueError(f"{amount} cannot be put in words")
    whole = int(rounded)
    one, many, tail = _CURRENCIES.get(moneda, (moneda, moneda, ""))
    name = one if whole == 1 else many
    joined = " DE " if whole >= _MILLION and whole % _MILLION == 0 else " "
    cents = _cents(rounded - whole, decimals)
    return " ".join(filter(None, (f"{in_words(whole)}{joined}{name}", cents, tail)))


def in_words(number: int) -> str:
    """A whole number before a masculine noun: `VEINTIÚN`, `CIENTO UN`. Below 10 ** 18."""
    words = []
    for one, many, scale in _SCALES:
        count, number = divmod(number, scale)
        if count:
            words.append(f"{_thousands(count)} {one if count == 1 else many}")
    if number or not words:
        words.append(_thousands(number))
    return " ".join(words)


def _cents(fraction: Decimal, decimals: int) -> str:
    if not decimals:
        return ""
    return f"{int(fraction.scaleb(decimals)):0{decimals}d}/{10**decimals}"


def _thousands(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _hundreds(rest)
    head = "MIL" if thousands == 1 else f"{_hundreds(thousands)} MIL"
    return f"{head} {_hundreds(rest)}" if rest else head


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _tens(rest)
    if not rest:
        return "CIEN" if hundreds == 1 else _HUNDREDS[hundreds - 1]
    return f"{_HUNDREDS[hundreds - 1]} {_tens(rest)}"


def _tens(number: int) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    tens, unit = divmod(number, 10)
    if not unit:
        return _TENS[tens - 3]
    return f"{_TENS[tens - 3]} Y {_tens(unit)}"

"""Tax identifiers: the one door to their check digits (python-stdnum).

A finding of severity "error" stops a document; "warning" is shown and stops nothing, used where the
authority itself accepts numbers that break the rule (Mexico's RFC, Ecuador's RUC and cédula).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from stdnum.co import nit as stdnum_nit
from stdnum.ec import ci as stdnum_ci
from stdnum.ec import ruc as stdnum_ec_ruc
from stdnum.mx import rfc as stdnum_rfc
from stdnum.pe import ruc as stdnum_pe_ruc

Severity = Literal["error", "warning"]

GENERIC_RFCS: Final = frozenset({"XAXX010101000", "XEXX010101000", "EXT990101NI1"})

_NIT: Final = re.compile(r"[0-9]{6,10}(-[0-9])?", re.ASCII)
_RFC: Final = re.compile(r"[A-Z&Ñ]{3,4}([0-9]{2})([0-9]{2})([0-9]{2})[A-Z0-9]{2}[0-9A]")
_GENERIC: Final = re.compile(r"[A-Za-z0-9-]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TaxIdFinding:
    """What is wrong with a tax identifier. `code` is stable, `message` is for a clerk."""

    code: str
    message: str
    severity: Severity = "error"


def check(country: str, tax_id_type: str, tax_id: str) -> tuple[TaxIdFinding, ...]:
    """What is wrong with an identifier as given; empty when nothing is.

    `country` is ISO alpha-2, `tax_id_type` one of RFC, NIT, RUC, GENERIC_ID. A type the country
    does not use is an error.
    """
    if tax_id_type == "GENERIC_ID":
        return tuple(_generic(tax_id))
    checker = _CHECKERS.get((country, tax_id_type))
    if checker is None:
        known = " or ".join([t for c, t in _CHECKERS if c == country] + ["GENERIC_ID"])
        return (
            TaxIdFinding("tax_id_type_not_used", f"In {country}, give tax_id_type as {known}."),
        )
    return tuple(checker(normalise(country, tax_id_type, tax_id)))


def normalise(country: str, tax_id_type: str, tax_id: str) -> str:
    """The identifier as stored and compared: no blanks or dots, upper case; dashes go too, except a
    NIT's, which sets off its check digit, and a GENERIC_ID's. Never raises."""
    text = re.sub(r"[\s.]", "", tax_id).upper()
    if (country, tax_id_type) in _CHECKERS and tax_id_type != "NIT":
        return text.replace("-", "")
    return text


def split_nit(tax_id: str) -> tuple[str, str | None]:
    """A NIT's number and check digit. Only a digit after a dash is a check digit: 9005590882
    could as well be a personal NIT of ten digits."""
    number, dash, digit = normalise("CO", "NIT", tax_id).partition("-")
    return number, digit if dash else None


def nit_check_digit(number: str) -> str:
    """The check digit (0-9) of a NIT's number, given in digits only. Source: DIAN's modulus 11 with
    weights 3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71 from the right."""
    return stdnum_nit.calc_check_digit(number)


def _generic(tax_id: str) -> Iterator[TaxIdFinding]:
    if not _GENERIC.fullmatch(tax_id):
        yield TaxIdFinding(
            "generic_id_format", "Write the identifier with 1 to 20 letters, digits or dashes."
        )


def _nit(tax_id: str) -> Iterator[TaxIdFinding]:
    if not _NIT.fullmatch(tax_id):
        yield TaxIdFinding(
            "nit_format", "Write the NIT as 6 to 10 digits, its check digit after a dash."
        )
        return
    number, digit = split_nit(tax_id)
    right = nit_check_digit(number)
    if digit is not None and digit != right:
        yield TaxIdFinding(
            "nit_check_digit",
            f"Check the NIT: the check digit of {number} is {right}, not {digit}.",
        )
    if digit is None and _looks_like_company_with_digit(number):
        yield TaxIdFinding(
            "nit_maybe_with_check_digit",
            f"If the last digit is the check digit, write {number[:-1]}-{number[-1]}.",
            "warning",
        )


def _looks_like_company_with_digit(number: str) -> bool:
    """Companies have nine digits starting with 8 or 9; ten digits that fit are probably nine and
    one."""
    return len(number) == 10 and number[0] in "89" and nit_check_digit(number[:-1]) == number[-1]


def _rfc(tax_id: str) -> Iterator[TaxIdFinding]:
    match = _RFC.fullmatch(tax_id)
    if match is None or not _is_day(*match.groups()):
        yield TaxIdFinding(
            "rfc_format", "Write the RFC as 3 or 4 letters, a date yymmdd and 3 characters."
        )
    elif tax_id not in GENERIC_RFCS and not stdnum_rfc.is_valid(tax_id, validate_check_digits=True):
        yield TaxIdFinding(
            "rfc_check_digit", "Check the RFC: its last character does not fit.", "warning"
        )


def _is_day(year: str, month: str, day: str) -> bool:
    """Whether yymmdd is a day of any century: 2000, the only leap year ending in 00, stands for
    it."""
    try:
        date(2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _ec_ruc(tax_id: str) -> Iterator[TaxIdFinding]:
    if re.fullmatch(r"[0-9]{10}", tax_id, re.ASCII):
        valid = stdnum_ci.is_valid(tax_id)
    elif re.fullmatch(r"[0-9]{10}001", tax_id, re.ASCII):
        valid = stdnum_ec_ruc.is_valid(tax_id)
    else:
        yield TaxIdFinding(
            "ruc_format", "Write the RUC as 13 digits ending in 001, or a cédula as 10 digits."
        )
        return
    if not valid:
        yield TaxIdFinding("ruc_check_digit", "Check the RUC: its digits do not fit.", "warning")


def _pe_ruc(tax_id: str) -> Iterator[TaxIdFinding]:
    if not re.fullmatch(r"(10|15|16|17|20)[0-9]{9}", tax_id, re.ASCII):
        yield TaxIdFinding(
            "ruc_format", "Write the RUC as 11 digits starting with 10, 15, 16, 17 or 20."
        )
    elif tax_id[-1] != stdnum_pe_ruc.calc_check_digit(tax_id):
        yield TaxIdFinding("ruc_check_digit", "Check the RUC: its last digit does not fit.")


_CHECKERS: Final[Mapping[tuple[str, str], Callable[[str], Iterator[TaxIdFinding]]]] = {
    ("CO", "NIT"): _nit,
    ("MX", "RFC"): _rfc,
    ("EC", "RUC"): _ec_ruc,
    ("PE", "RUC"): _pe_ruc,
}

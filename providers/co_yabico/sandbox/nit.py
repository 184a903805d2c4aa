"""The check digit of a NIT (DIAN order 4 of 1989: primes from the right, modulo 11)."""

import re

WEIGHTS = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
SHAPE = re.compile(r"(\d{6,10})(?:-(\d))?")


def check_digit(nit: str) -> int:
    """The check digit of a NIT given without it: `900559088` -> 2."""
    rest = sum(int(d) * w for d, w in zip(reversed(nit), WEIGHTS, strict=False)) % 11
    return rest if rest < 2 else 11 - rest


def is_nit(identifier: str) -> bool:
    """Whether this is a NIT: 6 to 10 digits, and after a dash the right check digit, if any."""
    match = SHAPE.fullmatch(identifier)
    if match is None:
        return False
    number, digit = match.groups()
    return digit is None or int(digit) == check_digit(number)


def without_digit(identifier: str) -> str:
    """The number alone, as CUFE and XML want it."""
    return identifier.split("-")[0]

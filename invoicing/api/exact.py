"""What a JSON parser lets pass and a fiscal document cannot hold: control characters, and numbers
that lose digits on their way through a float.

The text is scanned first, which costs next to nothing; only what looks suspect is parsed once more.
"""

import json
import re
from collections.abc import Iterator
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from invoicing.api.invalid import Loc, problem

SIGNIFICANT_DIGITS = 15
DECIMALS = 6

# All of Unicode's Cc but tab, line feed and carriage return, and the two non-characters XML
# refuses.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_ESCAPED = re.compile(
    rb"\\(?:[bf]|u(?:00(?:0[0-8bBcCeEfF]|1|7[fF]|[89])|[fF]{3}[eEfF]))",
)
_RAW = re.compile(rb"\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
_NUMBER = re.compile(rb"[:,\[]\s*-?[0-9](?:[0-9.]*[eE]|[0-9.]{15})")


class _Inexact:
    """Stands for a number that a float does not hold as written."""


def has_control(text: str) -> bool:
    """Whether a text holds a character that no document may."""
    return _CONTROL.search(text) is not None


def problems(body: bytes) -> list[dict[str, Any]]:
    """What is wrong with a JSON body that a parser accepted; each problem at its loc."""
    if not _is_suspect(body):
        return []
    parsed = json.loads(body, parse_float=_exact_or_marked)
    return list(_walk(parsed, ("body",)))


def _is_suspect(body: bytes) -> bool:
    return bool(
        (b"\\" in body and _ESCAPED.search(body))
        or b"\x7f" in body
        or (not body.isascii() and _RAW.search(body))
        or _NUMBER.search(body)
    )


def _exact_or_marked(text: str) -> float | _Inexact:
    try:
        written = Decimal(text).normalize(Context(prec=len(text)))
    except InvalidOperation:
        return _Inexact()
    _, digits, exponent = written.as_tuple()
    is_exact = (
        len(digits) <= SIGNIFICANT_DIGITS and -DECIMALS <= int(exponent) <= SIGNIFICANT_DIGITS
    )
    return float(text) if is_exact else _Inexact()


def _walk(value: Any, loc: Loc) -> Iterator[dict[str, Any]]:
    if isinstance(value, str) and has_control(value):
        yield problem(loc, "Control characters are not allowed here.", "control_character")
    elif isinstance(value, _Inexact):
        message = (
            f"Write numbers with at most {SIGNIFICANT_DIGITS} digits, {DECIMALS} of them decimals."
        )
        yield problem(loc, message, "number_too_precise")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, (*loc, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _walk(name, (*loc, "[key]"))
            yield from _walk(item, (*loc, name))

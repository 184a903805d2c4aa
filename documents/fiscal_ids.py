"""What the identifier an authority gives a document looks like, country by country."""

import re
from typing import Final

# CUFE and CUDE are SHA-384, hexadecimal, lower case (DIAN annex FE 1.9 par. 11.2 and 11.4).
SHAPES: Final = {"CO": re.compile(r"[0-9a-f]{96}")}
MEANINGS: Final = {"CO": "the CUFE, 96 hexadecimal digits in lower case"}


def misshapen(country: str, fiscal_id: str) -> str | None:
    """What a fiscal id of the country must be, or None where this one is, or nothing is known."""
    shape = SHAPES.get(country)
    return None if shape is None or shape.fullmatch(fiscal_id) else MEANINGS[country]

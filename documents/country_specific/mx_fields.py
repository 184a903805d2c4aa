"""Field types of Mexico's models: one form each, as the schemas cfdv40 and Pagos20 have it."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

_LOCAL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)


def local_time(value: object) -> object:
    """A moment on Mexican clocks: seconds, no zone, no fraction."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    if isinstance(value, str) and _LOCAL_TIME.fullmatch(value):
        return value
    raise PydanticCustomError("local_time", "Give a local time, such as 2026-11-20T12:00:00")


def _digits(value: Decimal) -> str:
    return format(value, "f")


_Digits = PlainSerializer(_digits, return_type=str, when_used="json")

PostalCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
Regime = Annotated[str, StringConstraints(pattern=r"^6[0-9]{2}$")]
UsoCfdi = Annotated[
    str, StringConstraints(pattern=r"^(G0[1-3]|I0[1-8]|D0[1-9]|D10|S01|CP01|CN01)$")
]
TwoDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
OwnText = Annotated[str, StringConstraints(pattern=r"^[^|]{1,1000}$")]
Uuid = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"),
]
Rfc = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Z&Ñ]{3,4}[0-9]{2}(0[1-9]|1[012])(0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0-9A]$"
    ),
]
Account = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]{10,50}$")]
Proof = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]{1,20000}$")]
NumeroPedimento = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{2}  [0-9]{2}  [0-9]{4}  [0-9]{7}$")
]
LocalTime = Annotated[datetime, BeforeValidator(local_time)]
Number = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6), _Digits]
Equivalence = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=10), _Digits]

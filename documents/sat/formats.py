"""The form of what SAT numbers by the ten thousand, or lets others number."""

import re
from typing import Final

# Entries such as Dx, Ohm and X1w have lower case letters.
_CLAVE_UNIDAD: Final = re.compile(r"[A-Za-z0-9]{2,3}", re.ASCII)
_CLAVE_PROD_SERV: Final = re.compile(r"[0-9]{8}", re.ASCII)
_CODIGO_POSTAL: Final = re.compile(r"[0-9]{5}", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_PEDIMENTO: Final = re.compile(r"[0-9]{2}  [0-9]{2}  [0-9]{4}  [0-9]{7}", re.ASCII)

PUBLIC_PROD_SERV: Final = "01010101"
PAYMENT_PROD_SERV: Final = "84111506"
ACTIVITY_UNIT: Final = "ACT"


def is_clave_unidad(text: str) -> bool:
    """Whether the text has the form of c_ClaveUnidad: 2 or 3 letters and digits."""
    return bool(_CLAVE_UNIDAD.fullmatch(text))


def is_clave_prod_serv(text: str) -> bool:
    """Whether the text has the form of c_ClaveProdServ: 8 digits."""
    return bool(_CLAVE_PROD_SERV.fullmatch(text))


def is_codigo_postal(text: str) -> bool:
    """Whether the text has the form of c_CodigoPostal: 5 digits."""
    return bool(_CODIGO_POSTAL.fullmatch(text))


def is_uuid(text: str) -> bool:
    """Whether the text has the form of a fiscal folio: 32 hexadecimal digits in five groups."""
    return bool(_UUID.fullmatch(text))


def is_pedimento(text: str) -> bool:
    """Whether the text has the form of a customs declaration: year, office, licence, 7 digits, with
    two blanks between them."""
    return bool(_PEDIMENTO.fullmatch(text))

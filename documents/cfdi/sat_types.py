"""The simple types that cfdv40, Pagos20 and TimbreFiscalDigitalv11 use (catCFDI, tdCFDI)."""

import re
from decimal import Decimal
from typing import Final

from documents.cfdi.simple_types import Base64, Formed, Instant, Key, Number, Text, Whole
from documents.sat import formats
from documents.sat.catalogue import Catalogue, Entry
from documents.sat.country import PAISES
from documents.sat.currency import MONEDAS
from documents.sat.document import (
    EXPORTACIONES,
    MESES,
    PERIODICIDADES,
    TIPOS_DE_COMPROBANTE,
    TIPOS_RELACION,
)
from documents.sat.payment import FORMAS_PAGO, METODOS_PAGO
from documents.sat.taxation import IMPUESTOS, OBJETOS_IMP, TIPOS_FACTOR
from documents.sat.taxpayer import REGIMENES_FISCALES, USOS_CFDI

_ZERO: Final = Decimal(0)
_TINY: Final = Decimal("0.000001")
_RFC_TAIL: Final = "[0-9]{2}(0[1-9]|1[012])(0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0-9A]"
_UUID: Final = "[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}"


def text(longest: int, shortest: int = 1) -> Text:
    """Text without the sign that parts the cadena original's fields."""
    return Text(re.compile(r"[^|]*"), shortest, longest)


def _digits(count: int) -> Text:
    return Text(re.compile(f"[0-9]{{{count}}}"), count, count)


RFC: Final = Text(re.compile(f"[A-Z&Ñ]{{3,4}}{_RFC_TAIL}"), 12, 13)
RFC_MORAL: Final = Text(re.compile(f"[A-Z&Ñ]{{3}}{_RFC_TAIL}"), 12)
RFC_BANK: Final = Text(re.compile(f"XEXX010101000|[A-Z&Ñ]{{3}}{_RFC_TAIL}"), 12, 13)
UUID: Final = Text(re.compile(_UUID), 36, 36)
PAID_DOCUMENT: Final = Text(re.compile(f"{_UUID}|[0-9]{{3}}-[0-9]{{2}}-[0-9]{{9}}"), 16, 36)
NAME: Final = text(300)
POSTAL_DIGITS: Final = _digits(5)
CERTIFICATE_NUMBER: Final = _digits(20)
ACQUIRER_INVOICE: Final = _digits(10)
CONFIRMATION: Final = Text(re.compile("[0-9a-zA-Z]{5}"), 5, 5)
FOREIGN_TAX_ID: Final = Text(None, 1, 40)
CUSTOMS: Final = Text(re.compile("[0-9]{2}  [0-9]{2}  [0-9]{4}  [0-9]{7}"), 21, 21, kept=True)
PREDIAL: Final = Text(re.compile("[0-9a-zA-Z]*"), 1, 150)
ACCOUNT: Final = Text(re.compile("[A-Z0-9_]*"), 10, 50)
OPERATION: Final = Text(re.compile("[^|]*"), 1, 100, kept=True)
PAYMENT_CHAIN: Final = Text(None, 1, 8192)
LEGEND: Final = Text(re.compile("[A-Za-z0-9 Ññ!\"%&'\u00b4:;>=<@_,{}`~áéíóúÁÉÍÓÚüÜ-]*"), 12, 150)
SEAL: Final = Text()
BASE64: Final = Base64()
INSTANT: Final = Instant()

IMPORTE: Final = Number(6, _ZERO, re.compile(r"[0-9]{1,18}(\.[0-9]{1,6})?"))
IMPORTE_MXN: Final = Number(2, _ZERO, re.compile(r"[0-9]{1,18}(\.[0-9]{1,2})?"))
BASE: Final = Number(6, _TINY)
QUANTITY: Final = Number(6, _TINY)
RATE: Final = Number(6, _ZERO)
EXCHANGE: Final = Number(6, _TINY)
EQUIVALENCE: Final = Number(10, Decimal("0.0000000001"))
YEAR: Final = Whole(re.compile("[0-9]{1,6}"), 2019, 32767)
INSTALMENT: Final = Whole(re.compile("[1-9][0-9]{0,2}"), 1, 999)

PERIODICIDAD: Final = Key(PERIODICIDADES)
MES: Final = Key(MESES)
TIPO_RELACION: Final = Key(TIPOS_RELACION, frozenset({"08", "09"}))
REGIMEN_FISCAL: Final = Key(REGIMENES_FISCALES, frozenset({"609", "628", "629", "630"}))
PAIS: Final = Key(PAISES)
USO_CFDI: Final = Key(USOS_CFDI, frozenset({"P01"}))
IMPUESTO: Final = Key(IMPUESTOS)
TIPO_FACTOR: Final = Key(TIPOS_FACTOR)
OBJETO_IMP: Final = Key(OBJETOS_IMP)
FORMA_PAGO: Final = Key(FORMAS_PAGO)
METODO_PAGO: Final = Key(METODOS_PAGO)
MONEDA: Final = Key(MONEDAS)
TIPO_DE_COMPROBANTE: Final = Key(TIPOS_DE_COMPROBANTE)
EXPORTACION: Final = Key(EXPORTACIONES)
TIPO_CADENA_PAGO: Final = Key(Catalogue("c_TipoCadenaPago", Entry(key="01", name="SPEI")))
CLAVE_PROD_SERV: Final = Formed("c_ClaveProdServ", formats.is_clave_prod_serv)
CLAVE_UNIDAD: Final = Formed("c_ClaveUnidad", formats.is_clave_unidad)
CODIGO_POSTAL: Final = Formed("c_CodigoPostal", formats.is_codigo_postal)

"""Ecuador's tax codes. `tribute` is SRI's tax (2 IVA, 3 ICE, 5 IRBPNR), `category` its
codigoPorcentaje.

IVA 15 % since 2024-04-01, 12 % until the day before (14 % from June 2016 to May 2017); 5 % on
construction materials since 2024-04-01; 8 % on the tourism days the government decrees. SRI
technical sheet 2.34.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from documents.taxes.tax_code import TaxCode, TaxKind

_START: Final = date(2013, 1, 1)
_IVA15: Final = date(2024, 4, 1)


def _iva(
    code: str, name: str, rate: str, category: str, since: date = _START, to: date | None = None
) -> TaxCode:
    return TaxCode(code, "EC", name, TaxKind.TAX, "2", Decimal(rate), False, since, to, category)


def _untaxed(code: str, name: str, kind: TaxKind, category: str) -> TaxCode:
    return TaxCode(code, "EC", name, kind, "2", Decimal(0), False, _START, None, category)


CODES: Final = (
    _iva("IVA15", "IVA 15 %", "15", "4", _IVA15),
    _iva("IVA12", "IVA 12 %", "12", "2", _START, date(2016, 5, 31)),
    _iva("IVA14", "IVA 14 %", "14", "3", date(2016, 6, 1), date(2017, 5, 31)),
    _iva("IVA12", "IVA 12 %", "12", "2", date(2017, 6, 1), date(2024, 3, 31)),
    _iva("IVA5", "IVA 5 % (materiales de construcción)", "5", "5", _IVA15),
    _iva("IVA8", "IVA diferenciado 8 % (turismo)", "8", "8", date(2022, 1, 1)),
    _iva("IVA0", "IVA 0 %", "0", "0"),
    _untaxed("NO_OBJETO", "No objeto de IVA", TaxKind.NOT_SUBJECT, "6"),
    _untaxed("EXENTO", "Exento de IVA", TaxKind.EXEMPT, "7"),
    TaxCode("ICE", "EC", "ICE ad valorem", TaxKind.TAX, "3", None, False, _START),
    TaxCode("ICE_ESPECIFICO", "EC", "ICE específico", TaxKind.PER_UNIT, "3", None, True, _START),
    TaxCode("IRBPNR", "EC", "Botellas plásticas", TaxKind.PER_UNIT, "5", None, True, _START),
)

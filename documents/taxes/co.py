"""Colombia's tax codes. `tribute` is DIAN's number (annex 1.9, table 13.2.2).

IVA 19 % and 5 %: Estatuto Tributario art. 468 and 468-1 (Ley 1819 of 2016; 16 % before 2017, and
still for contracts signed with the State before that law). Exempt (IVA0): art. 477. Excluded
(EXCL): art. 424. INC 2, 4, 8, 16 %: art. 512-1 ff. Rates as in DIAN's lists TarifaImpuestoIVA-2.1
and TarifaImpuestoINC-2.1. The table reaches back to 2013.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from documents.taxes.tax_code import TaxCode, TaxKind

_START: Final = date(2013, 1, 1)
_LEY_1819: Final = date(2017, 1, 1)


def _percent(
    code: str,
    name: str,
    tribute: str,
    rate: str | None,
    since: date = _START,
    to: date | None = None,
) -> TaxCode:
    value = None if rate is None else Decimal(rate)
    return TaxCode(code, "CO", name, TaxKind.TAX, tribute, value, False, since, to)


def _per_unit(code: str, name: str, tribute: str, since: date = _START) -> TaxCode:
    return TaxCode(code, "CO", name, TaxKind.PER_UNIT, tribute, None, True, since)


def _withholding(code: str, name: str, tribute: str) -> TaxCode:
    return TaxCode(code, "CO", name, TaxKind.WITHHOLDING, tribute, None, False, _START)


CODES: Final = (
    _percent("IVA19", "IVA 19 %", "01", "19", _LEY_1819),
    _percent("IVA5", "IVA 5 %", "01", "5"),
    _percent("IVA16", "IVA 16 %", "01", "16", _START, date(2016, 12, 31)),
    _percent("IVA16_ESTADO", "IVA 16 % (contrato estatal anterior a 2017)", "01", "16", _LEY_1819),
    TaxCode("IVA0", "CO", "IVA exento", TaxKind.EXEMPT, "01", Decimal(0), False, _START),
    TaxCode("EXCL", "CO", "Excluido de IVA", TaxKind.EXCLUDED, "01", None, False, _START),
    _percent("INC2", "INC 2 %", "04", "2"),
    _percent("INC4", "INC 4 %", "04", "4"),
    _percent("INC8", "INC 8 %", "04", "8"),
    _percent("INC16", "INC 16 %", "04", "16"),
    _percent("ICA", "ICA", "03", None),
    _percent("IC_PORCENTUAL", "IC porcentual", "08", None),
    _percent("HORTIFRUTICULA", "Cuota de fomento hortifrutícola", "20", None),
    _percent("TIMBRE", "Impuesto de timbre", "21", None),
    _per_unit("IC", "IC nominal", "02"),
    _per_unit("BOLSAS", "INC bolsas plásticas", "22", date(2017, 7, 1)),
    _per_unit("CARBONO", "Impuesto nacional al carbono", "23", _LEY_1819),
    _per_unit("COMBUSTIBLES", "Impuesto nacional a los combustibles", "24"),
    _per_unit("SOBRETASA_COMBUSTIBLES", "Sobretasa a los combustibles", "25"),
    _withholding("RETEIVA", "ReteIVA", "05"),
    _withholding("RETERENTA", "ReteRenta", "06"),
    _withholding("RETEICA", "ReteICA", "07"),
)

"""Mexico's tax codes. `tribute` is SAT's c_Impuesto: 001 ISR, 002 IVA, 003 IEPS.

Rates as in SAT's c_TasaOCuota of CFDI 4.0 (since 2022-01-01; the IEPS quota range since
2026-01-01). Withheld IVA of two thirds (10.6667 %) and of freight (4 %): LIVA art. 1-A and RLIVA
art. 3. Withheld ISR 10 %: LISR art. 106; 1.25 %: art. 113-J. `category` is the TipoFactor: Tasa,
Cuota, Exento.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from documents.taxes.tax_code import TaxCode, TaxKind

_CFDI_4: Final = date(2022, 1, 1)


def _rate(code: str, name: str, tribute: str, rate: str) -> TaxCode:
    return TaxCode(
        code, "MX", name, TaxKind.TAX, tribute, Decimal(rate), False, _CFDI_4, None, "Tasa"
    )


def _withheld(code: str, name: str, tribute: str, rate: str | None) -> TaxCode:
    value = None if rate is None else Decimal(rate)
    return TaxCode(
        code, "MX", name, TaxKind.WITHHOLDING, tribute, value, False, _CFDI_4, None, "Tasa"
    )


CODES: Final = (
    _rate("IVA16", "IVA 16 %", "002", "16"),
    _rate("IVA8", "IVA 8 % (región fronteriza)", "002", "8"),
    _rate("IVA0", "IVA 0 %", "002", "0"),
    TaxCode(
        "IVA_EXENTO",
        "MX",
        "IVA exento",
        TaxKind.EXEMPT,
        "002",
        Decimal(0),
        False,
        _CFDI_4,
        None,
        "Exento",
    ),
    TaxCode(
        "NO_OBJETO", "MX", "No objeto de impuesto", TaxKind.EXCLUDED, "002", None, False, _CFDI_4
    ),
    _rate("IEPS26_5", "IEPS 26.5 %", "003", "26.5"),
    _rate("IEPS30", "IEPS 30 %", "003", "30"),
    _rate("IEPS53", "IEPS 53 %", "003", "53"),
    _rate("IEPS50", "IEPS 50 %", "003", "50"),
    _rate("IEPS160", "IEPS 160 %", "003", "160"),
    _rate("IEPS30_4", "IEPS 30.4 %", "003", "30.4"),
    _rate("IEPS25", "IEPS 25 %", "003", "25"),
    _rate("IEPS9", "IEPS 9 %", "003", "9"),
    _rate("IEPS8", "IEPS 8 %", "003", "8"),
    _rate("IEPS7", "IEPS 7 %", "003", "7"),
    _rate("IEPS6", "IEPS 6 %", "003", "6"),
    _rate("IEPS3", "IEPS 3 %", "003", "3"),
    _rate("IEPS0", "IEPS 0 %", "003", "0"),
    TaxCode(
        "IEPS_CUOTA",
        "MX",
        "IEPS cuota",
        TaxKind.PER_UNIT,
        "003",
        None,
        True,
        _CFDI_4,
        None,
        "Cuota",
    ),
    _withheld("RET_IVA_10_6667", "IVA retenido, dos terceras partes", "002", "10.6667"),
    _withheld("RET_IVA_4", "IVA retenido 4 % (autotransporte)", "002", "4"),
    _withheld("RET_IVA", "IVA retenido, tasa dada", "002", None),
    _withheld("RET_ISR_10", "ISR retenido 10 %", "001", "10"),
    _withheld("RET_ISR_1_25", "ISR retenido 1.25 % (RESICO)", "001", "1.25"),
    _withheld("RET_ISR", "ISR retenido, tasa dada", "001", None),
)

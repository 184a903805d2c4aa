"""Peru's tax codes. `tribute` is catalogue 05 (1000 IGV, 1016 IVAP, 2000 ISC, 7152 ICBPER,
9995-9998), `category` the affectation of catalogue 07.

IGV 18 % since 2011-03-01. Reduced rate of small restaurants and hotels: 10 % from 2022-09-01 (Ley
31556), 10.5 % in 2026. IVAP 4 %: Ley 28211. ICBPER per plastic bag: Ley 30884, from 0.10 in
August 2019 rising by 0.10 a year to 0.50 in 2023. Gifts (9996) carry the tax they would bear,
which nobody pays.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from documents.taxes.tax_code import TaxCode, TaxKind

_START: Final = date(2013, 1, 1)


def _igv(
    code: str,
    name: str,
    tribute: str,
    rate: str,
    category: str,
    since: date,
    to: date | None = None,
) -> TaxCode:
    return TaxCode(
        code, "PE", name, TaxKind.TAX, tribute, Decimal(rate), False, since, to, category
    )


def _untaxed(code: str, name: str, kind: TaxKind, tribute: str, category: str) -> TaxCode:
    return TaxCode(code, "PE", name, kind, tribute, Decimal(0), False, _START, None, category)


def _gift(category: str, name: str, rate: str) -> TaxCode:
    return TaxCode(
        f"GRA{category}",
        "PE",
        name,
        TaxKind.FREE,
        "9996",
        Decimal(rate),
        False,
        _START,
        None,
        category,
    )


def _bag(rate: str, since: date, to: date | None) -> TaxCode:
    return TaxCode(
        "ICBPER", "PE", "ICBPER", TaxKind.PER_UNIT, "7152", Decimal(rate), True, since, to
    )


CODES: Final = (
    _igv("IGV18", "IGV 18 %", "1000", "18", "10", _START),
    _igv("IGV10", "IGV 10 % (MYPE)", "1000", "10", "10", date(2022, 9, 1), date(2025, 12, 31)),
    _igv(
        "IGV10_5", "IGV 10.5 % (MYPE)", "1000", "10.5", "10", date(2026, 1, 1), date(2026, 12, 31)
    ),
    _igv("IVAP4", "IVAP 4 % (arroz pilado)", "1016", "4", "17", _START),
    _untaxed("EXO", "Exonerado", TaxKind.EXEMPT, "9997", "20"),
    _untaxed("INA", "Inafecto", TaxKind.NOT_SUBJECT, "9998", "30"),
    _untaxed("EXP", "Exportación", TaxKind.EXPORT, "9995", "40"),
    _gift("11", "Gratuito gravado: premio", "18"),
    _gift("12", "Gratuito gravado: donación", "18"),
    _gift("13", "Gratuito gravado: retiro", "18"),
    _gift("14", "Gratuito gravado: publicidad", "18"),
    _gift("15", "Gratuito gravado: bonificación", "18"),
    _gift("16", "Gratuito gravado: entrega a trabajadores", "18"),
    _gift("21", "Gratuito exonerado", "0"),
    _gift("31", "Gratuito inafecto: bonificación", "0"),
    _gift("32", "Gratuito inafecto: retiro", "0"),
    _gift("33", "Gratuito inafecto: muestras médicas", "0"),
    _gift("34", "Gratuito inafecto: convenio colectivo", "0"),
    _gift("35", "Gratuito inafecto: premio", "0"),
    _gift("36", "Gratuito inafecto: publicidad", "0"),
    _gift("37", "Gratuito inafecto: transferencia", "0"),
    TaxCode("ISC", "PE", "ISC al valor", TaxKind.TAX, "2000", None, False, _START),
    TaxCode("ISC_ESPECIFICO", "PE", "ISC específico", TaxKind.PER_UNIT, "2000", None, True, _START),
    _bag("0.10", date(2019, 8, 1), date(2019, 12, 31)),
    _bag("0.20", date(2020, 1, 1), date(2020, 12, 31)),
    _bag("0.30", date(2021, 1, 1), date(2021, 12, 31)),
    _bag("0.40", date(2022, 1, 1), date(2022, 12, 31)),
    _bag("0.50", date(2023, 1, 1), None),
)

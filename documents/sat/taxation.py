"""Taxes and their rates: c_Impuesto, c_TipoFactor, c_TasaOCuota, c_ObjetoImp."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from documents.sat.catalogue import CFDI_4, Catalogue, Entry

ISR: Final = "001"
IVA: Final = "002"
IEPS: Final = "003"
TASA: Final = "Tasa"
CUOTA: Final = "Cuota"
EXENTO: Final = "Exento"


@dataclass(frozen=True, slots=True, kw_only=True)
class Impuesto(Entry):
    """A tax, and whether it may be withheld or transferred to the buyer."""

    withheld: bool
    transferred: bool


IMPUESTOS: Final = Catalogue(
    "c_Impuesto",
    Impuesto(key=ISR, name="ISR", withheld=True, transferred=False),
    Impuesto(key=IVA, name="IVA", withheld=True, transferred=True),
    Impuesto(key=IEPS, name="IEPS", withheld=True, transferred=True),
)

TIPOS_FACTOR: Final = Catalogue(
    "c_TipoFactor",
    Entry(key=TASA, name="Tasa"),
    Entry(key=CUOTA, name="Cuota"),
    Entry(key=EXENTO, name="Exento"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjetoImp(Entry):
    """Whether a line is an object of tax. `itemised`: whether its taxes are written out, None
    where it depends on the tax."""

    itemised: bool | None


OBJETOS_IMP: Final = Catalogue(
    "c_ObjetoImp",
    ObjetoImp(key="01", name="No objeto de impuesto", itemised=False),
    ObjetoImp(key="02", name="Sí objeto de impuesto", itemised=True),
    ObjetoImp(key="03", name="Sí objeto del impuesto y no obligado al desglose", itemised=False),
    ObjetoImp(
        key="04",
        name="Sí objeto del impuesto y no causa impuesto",
        itemised=False,
        valid_from=date(2022, 10, 7),
    ),
    ObjetoImp(
        key="05",
        name="Sí objeto del impuesto, IVA crédito PODEBI",
        itemised=False,
        valid_from=date(2023, 12, 6),
    ),
    ObjetoImp(
        key="06",
        name="Sí objeto del IVA, No traslado IVA",
        itemised=None,
        valid_from=date(2024, 12, 13),
    ),
    ObjetoImp(
        key="07",
        name="No traslado del IVA, Sí desglose IEPS",
        itemised=None,
        valid_from=date(2024, 12, 13),
    ),
    ObjetoImp(
        key="08",
        name="No traslado del IVA, No desglose IEPS",
        itemised=None,
        valid_from=date(2024, 12, 13),
    ),
)


@dataclass(frozen=True, slots=True)
class TasaOCuota:
    """A rate (a part of one: 0.16) or a range of rates or of quotas (pesos a unit) of a tax."""

    tax: str
    factor: str
    minimum: Decimal
    maximum: Decimal
    transferred: bool
    withheld: bool
    valid_from: date = CFDI_4
    valid_to: date | None = None

    def holds(self, rate: Decimal, on: date) -> bool:
        """Whether the rate is this one, or in this range, on a day."""
        in_time = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return in_time and self.minimum <= rate <= self.maximum


def _fixed(tax: str, rate: str, *, withheld: bool = False) -> TasaOCuota:
    return TasaOCuota(tax, TASA, Decimal(rate), Decimal(rate), transferred=True, withheld=withheld)


def _withheld_up_to(tax: str, maximum: str) -> TasaOCuota:
    return TasaOCuota(tax, TASA, Decimal(0), Decimal(maximum), transferred=False, withheld=True)


_IEPS_RATES: Final = "0.265 0.30 0.53 0.50 1.60 0.304 0.25 0.09 0.08 0.07 0.06"

TASAS_O_CUOTAS: Final = (
    _fixed(IVA, "0"),
    _fixed(IVA, "0.16"),
    _fixed(IVA, "0.08"),
    _withheld_up_to(IVA, "0.16"),
    *(_fixed(IEPS, rate, withheld=True) for rate in _IEPS_RATES.split()),
    _fixed(IEPS, "0.03"),
    _fixed(IEPS, "0"),
    TasaOCuota(
        IEPS,
        CUOTA,
        Decimal(0),
        Decimal("72.1605"),
        transferred=True,
        withheld=True,
        valid_from=date(2026, 1, 1),
    ),
    _withheld_up_to(ISR, "0.35"),
)


def rate_known(tax: str, factor: str, rate: Decimal, on: date, *, withheld: bool) -> bool:
    """Whether c_TasaOCuota has the rate for a tax on a day, `withheld` or transferred. `factor` is
    Tasa or Cuota."""
    return any(
        row.holds(rate, on) and (row.withheld if withheld else row.transferred)
        for row in TASAS_O_CUOTAS
        if (row.tax, row.factor) == (tax, factor)
    )

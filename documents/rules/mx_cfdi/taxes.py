"""What holds of any tax written out: of a line, or of an invoice that is paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.cfdi.model import Retencion, Traslado
from documents.cfdi.money import decimals_of, tax_limits
from documents.rules.mx_cfdi.found import Path, fault
from documents.sat.taxation import EXENTO, rate_known
from documents.values import Fault


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax transferred or withheld, and its place in the document."""

    path: Path
    withheld: bool
    base: Decimal
    tax: str
    factor: str
    rate: Decimal | None
    amount: Decimal | None


def traslado_of(path: Path, tax: Traslado) -> Tax:
    """A tax transferred."""
    return Tax(path, False, tax.base, tax.impuesto, tax.tipo_factor, tax.tasa_o_cuota, tax.importe)


def retencion_of(path: Path, tax: Retencion) -> Tax:
    """A tax withheld."""
    return Tax(path, True, tax.base, tax.impuesto, tax.tipo_factor, tax.tasa_o_cuota, tax.importe)


def exempt_bare(tax: Tax, exempt: str, taxed: str) -> Iterator[Fault]:
    """What is exempt has neither rate nor amount (code `exempt`), another both (`taxed`)."""
    given = {"tasa_o_cuota": tax.rate, "importe": tax.amount}
    for name, value in given.items():
        if tax.factor == EXENTO and value is not None:
            yield fault(exempt, (*tax.path, name), "Remove it: what is exempt has none.")
        if tax.factor != EXENTO and value is None:
            yield fault(taxed, (*tax.path, name), f"Give it: the factor is {tax.factor}.")


def rate_published(tax: Tax, on: date, law: str) -> Iterator[Fault]:
    """A rate is one of c_TasaOCuota for its tax and factor."""
    if tax.rate is None or tax.factor == EXENTO:
        return
    if not rate_known(tax.tax, tax.factor, tax.rate, on, withheld=tax.withheld):
        message = f"Check the rate: c_TasaOCuota has no {tax.rate} of {tax.tax} {tax.factor}."
        yield fault(law, (*tax.path, "tasa_o_cuota"), message)


def amount_fits(tax: Tax, law: str) -> Iterator[Fault]:
    """An amount is base by rate, within the limits of what the base stands for."""
    if tax.rate is None or tax.amount is None:
        return
    limits = tax_limits(tax.base, tax.rate, decimals_of(tax.amount))
    if tax.amount not in limits:
        message = f"Give an amount from {limits.lower} to {limits.upper}."
        yield fault(law, (*tax.path, "importe"), message)

"""The taxes of a line as a CFDI states them, and as FacturaGreen takes them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from documents import taxes
from documents.cfdi.model import Impuestos, Retencion, Traslado
from documents.cfdi.money import retencion, traslado
from documents.sat.taxation import EXENTO, IEPS, ISR, IVA, TASA
from documents.values import LineAmounts, TaxAmount

Json = dict[str, Any]

HUNDRED: Final = Decimal(100)
TRANSFERRED: Final = "transferred"
WITHHELD: Final = "withheld"
FLAGS: Final = {
    (TRANSFERRED, IVA): "iva_t",
    (WITHHELD, IVA): "iva_r",
    (WITHHELD, ISR): "isr_r",
    (TRANSFERRED, IEPS): "ieps_t",
    (WITHHELD, IEPS): "ieps_r",
}
"""A product's flags: of each the boolean `<flag>a` and the percent text `<flag>r`."""


class NotOffered(ValueError):
    """What a document says and the provider, as far as it is known, has no place for."""


def impuestos_of(line: LineAmounts, on: date) -> Impuestos | None:
    """A line's taxes; None where it has none to state. Raises UnknownTaxCode."""
    found = Impuestos(
        traslados=tuple(_traslado(tax, on) for tax in line.taxes),
        retenciones=tuple(_retencion(tax, on) for tax in line.withholdings),
    )
    return found if found.traslados or found.retenciones else None


def _traslado(tax: TaxAmount, on: date) -> Traslado:
    factor = taxes.get("MX", tax.tax_code, on).category
    if factor == EXENTO:
        return traslado(tax.base, tax.tribute, EXENTO)
    return traslado(_base(tax), tax.tribute, factor, _rate(tax))


def _retencion(tax: TaxAmount, on: date) -> Retencion:
    factor = taxes.get("MX", tax.tax_code, on).category
    return retencion(_base(tax), tax.tribute, factor, _rate(tax))


def _base(tax: TaxAmount) -> Decimal:
    """Money, or of a quota the quantity of the taxed unit."""
    return tax.units if tax.per_unit and tax.units is not None else tax.base


def _rate(tax: TaxAmount) -> Decimal:
    return tax.rate if tax.per_unit else tax.rate / HUNDRED


def listed(impuestos: Impuestos | None, *, amounts: bool = False) -> list[Json]:
    """Taxes as a list (A6): of a line, or with `amounts` of a paid invoice (A8)."""
    if impuestos is None:
        return []
    return [
        *(_entry(TRANSFERRED, each, amounts) for each in impuestos.traslados),
        *(_entry(WITHHELD, each, amounts) for each in impuestos.retenciones),
    ]


def _entry(kind: str, tax: Traslado | Retencion, amounts: bool) -> Json:
    entry: Json = {
        "kind": kind,
        "tax": {"k": tax.impuesto},
        "factor": tax.tipo_factor,
        "base": plain(tax.base),
    }
    if tax.tasa_o_cuota is not None:
        entry["rate"] = plain(tax.tasa_o_cuota)
    if amounts and tax.importe is not None:
        entry["amount"] = plain(tax.importe)
    return entry


def flags_of(impuestos: Impuestos | None) -> Json | None:
    """A product's taxes; None where its flags cannot say them: two rates of one tax, quotas,
    exemptions, 0 %, and percentages of more than two decimals."""
    flags: Json = {}
    for flag in FLAGS.values():
        flags |= {f"{flag}a": False, f"{flag}r": "0.00"}
    for kind, tax in _kinds(impuestos):
        name, percent = FLAGS.get((kind, tax.impuesto)), _percent(tax)
        if name is None or percent is None or flags[f"{name}a"]:
            return None
        flags |= {f"{name}a": True, f"{name}r": percent}
    return flags


def _kinds(impuestos: Impuestos | None) -> Iterable[tuple[str, Traslado | Retencion]]:
    if impuestos is not None:
        yield from ((TRANSFERRED, each) for each in impuestos.traslados)
        yield from ((WITHHELD, each) for each in impuestos.retenciones)


def _percent(tax: Traslado | Retencion) -> str | None:
    if tax.tipo_factor != TASA or not tax.tasa_o_cuota:
        return None
    percent = tax.tasa_o_cuota * HUNDRED
    return f"{percent:.2f}" if percent == round(percent, 2) else None


def plain(amount: Decimal) -> str:
    """A decimal as the wire has it: no exponent, its decimals as they are."""
    return format(amount, "f")

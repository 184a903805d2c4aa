"""The taxes of the document (node Comprobante/Impuestos): sums of the lines'."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from documents.cfdi.model import Comprobante, ImpuestosComprobante, Traslado
from documents.cfdi.money import decimals_of
from documents.cfdi.summary import summarise
from documents.rules.mx_cfdi.found import Path, Rule, fault
from documents.rules.mx_cfdi.taxes import rate_published, traslado_of
from documents.sat import currency
from documents.sat.document import PAGO, TRASLADO
from documents.sat.taxation import EXENTO, IMPUESTOS
from documents.values import Fault

_PATH: Final[Path] = ("impuestos",)
_NONE: Final = ImpuestosComprobante()
_ZERO: Final = Decimal(0)

_Group = tuple[str, str, Decimal | None]


def none_by_type(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40201: types T and P have no Impuestos."""
    if cfdi.tipo_de_comprobante in {TRASLADO, PAGO} and cfdi.impuestos is not None:
        yield fault("CFDI40201", _PATH, "Remove Impuestos from this type of document.")


def totals_decimals(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40202, CFDI40204: totals of taxes have the decimals of the currency."""
    taxes = cfdi.impuestos or _NONE
    withheld, transferred = taxes.total_impuestos_retenidos, taxes.total_impuestos_trasladados
    if withheld is not None and _too_fine(cfdi, withheld):
        path = (*_PATH, "total_impuestos_retenidos")
        yield fault("CFDI40202", path, _decimals(cfdi))
    if transferred is not None and _too_fine(cfdi, transferred):
        path = (*_PATH, "total_impuestos_trasladados")
        yield fault("CFDI40204", path, _decimals(cfdi))


def totals_add_up(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40203, CFDI40205: the totals are the sums of what is withheld and transferred."""
    taxes = cfdi.impuestos or _NONE
    withheld = sum((tax.importe for tax in taxes.retenciones), _ZERO)
    transferred = sum((tax.importe or _ZERO for tax in taxes.traslados), _ZERO)
    if taxes.total_impuestos_retenidos not in {None, withheld}:
        path = (*_PATH, "total_impuestos_retenidos")
        yield fault("CFDI40203", path, f"Give {withheld}, the sum.")
    if taxes.total_impuestos_trasladados not in {None, transferred}:
        path = (*_PATH, "total_impuestos_trasladados")
        yield fault("CFDI40205", path, f"Give {transferred}, the sum.")


def totals_given(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40206, CFDI40209, CFDI40212: what is withheld, or transferred and not exempt, has its
    total."""
    taxes = cfdi.impuestos or _NONE
    if taxes.retenciones and taxes.total_impuestos_retenidos is None:
        path = (*_PATH, "total_impuestos_retenidos")
        yield fault("CFDI40206", path, "Give the total of what is withheld.")
    taxed = any(tax.tipo_factor != EXENTO for tax in taxes.traslados)
    if taxed and taxes.total_impuestos_trasladados is None:
        path = (*_PATH, "total_impuestos_trasladados")
        yield fault("CFDI40212", path, "Give the total of what is transferred.")


def taxes_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40207, CFDI40217: a tax is a key of c_Impuesto."""
    taxes = cfdi.impuestos or _NONE
    groups = (
        ("retenciones", [tax.impuesto for tax in taxes.retenciones], "CFDI40207"),
        ("traslados", [tax.impuesto for tax in taxes.traslados], "CFDI40217"),
    )
    for name, keys, law in groups:
        for i, key in enumerate(keys):
            if IMPUESTOS.find(key, on) is None:
                yield fault(law, (*_PATH, name, i, "impuesto"), "Use a key of c_Impuesto.")


def each_once(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40208, CFDI40218: one entry per tax withheld, per tax, factor and rate transferred."""
    taxes = cfdi.impuestos or _NONE
    for i in _repeated([tax.impuesto for tax in taxes.retenciones]):
        yield fault("CFDI40208", (*_PATH, "retenciones", i), "Add it to the first of its tax.")
    for i in _repeated([_group(tax) for tax in taxes.traslados]):
        yield fault("CFDI40218", (*_PATH, "traslados", i), "Add it to the first of its rate.")


def amounts_decimals(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40210, CFDI40214, CFDI40220: amounts have the decimals of the currency."""
    taxes = cfdi.impuestos or _NONE
    for i, withheld in enumerate(taxes.retenciones):
        if _too_fine(cfdi, withheld.importe):
            path = (*_PATH, "retenciones", i, "importe")
            yield fault("CFDI40210", path, _decimals(cfdi))
    for i, transferred in enumerate(taxes.traslados):
        if _too_fine(cfdi, transferred.base):
            yield fault("CFDI40214", (*_PATH, "traslados", i, "base"), _decimals(cfdi))
        if transferred.importe is not None and _too_fine(cfdi, transferred.importe):
            yield fault("CFDI40220", (*_PATH, "traslados", i, "importe"), _decimals(cfdi))


def withheld_of_lines(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40211: what is withheld of a tax is the rounded sum of the lines'."""
    expected = {tax.impuesto: tax.importe for tax in _of_lines(cfdi).retenciones}
    written = (cfdi.impuestos or _NONE).retenciones
    for i, tax in enumerate(written):
        right = expected.get(tax.impuesto, _ZERO)
        if tax.importe != right:
            path = (*_PATH, "retenciones", i, "importe")
            yield fault("CFDI40211", path, f"Give {right}, the sum of the lines.")
    for key in expected.keys() - {tax.impuesto for tax in written}:
        yield fault("CFDI40211", _PATH, f"Add what is withheld of {key}: {expected[key]}.")


def bases_of_lines(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40215, CFDI40216: a base is the rounded sum of the lines' of its tax, factor and rate;
    CFDI40216 is its name where all is exempt."""
    expected = {_group(tax): tax.base for tax in _of_lines(cfdi).traslados}
    written = (cfdi.impuestos or _NONE).traslados
    law = "CFDI40216" if all(tax.tipo_factor == EXENTO for tax in written) else "CFDI40215"
    for i, tax in enumerate(written):
        right = expected.get(_group(tax), _ZERO)
        if tax.base != right:
            path = (*_PATH, "traslados", i, "base")
            yield fault(law, path, f"Give {right}, the sum of the lines.")


def transferred_of_lines(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40221: an amount is the rounded sum of the lines' of its tax, factor and rate, and none
    is left out."""
    expected = {_group(tax): tax.importe for tax in _of_lines(cfdi).traslados}
    written = (cfdi.impuestos or _NONE).traslados
    for i, tax in enumerate(written):
        right = expected.get(_group(tax))
        if (tax.importe or _ZERO) != (right or _ZERO):
            path = (*_PATH, "traslados", i, "importe")
            yield fault("CFDI40221", path, f"Give {right or _ZERO}, the sum of the lines.")
    for tax_key, factor, rate in expected.keys() - {_group(tax) for tax in written}:
        yield fault("CFDI40221", _PATH, f"Add what is transferred of {tax_key} {factor} {rate}.")


def rates_published(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40219: a rate is one of c_TasaOCuota for its tax and factor."""
    for i, tax in enumerate((cfdi.impuestos or _NONE).traslados):
        yield from rate_published(traslado_of((*_PATH, "traslados", i), tax), on, "CFDI40219")


def _of_lines(cfdi: Comprobante) -> ImpuestosComprobante:
    """What the lines add up to; nothing where they cannot be added up, which others report."""
    try:
        return summarise(cfdi.conceptos, cfdi.moneda).impuestos or _NONE
    except ValueError:
        return cfdi.impuestos or _NONE


def _group(tax: Traslado) -> _Group:
    return tax.impuesto, tax.tipo_factor, tax.tasa_o_cuota


def _repeated(keys: Iterable[str | _Group]) -> Iterator[int]:
    seen: set[str | _Group] = set()
    for i, key in enumerate(keys):
        if key in seen:
            yield i
        seen.add(key)


def _too_fine(cfdi: Comprobante, amount: Decimal) -> bool:
    return decimals_of(amount) > currency.decimals(cfdi.moneda)


def _decimals(cfdi: Comprobante) -> str:
    return f"Write at most {currency.decimals(cfdi.moneda)} decimals in {cfdi.moneda}."


RULES: Final[tuple[Rule, ...]] = (
    none_by_type,
    totals_decimals,
    totals_add_up,
    totals_given,
    taxes_known,
    each_once,
    amounts_decimals,
    withheld_of_lines,
    bases_of_lines,
    transferred_of_lines,
    rates_published,
)

"""Lines (node Concepto) but for their taxes."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from documents.cfdi.model import Comprobante, Concepto, Parte
from documents.cfdi.money import decimals_of, importe_limits
from documents.rules.mx_cfdi.found import Path, Rule, fault, has_complement
from documents.sat import formats
from documents.sat.document import EGRESO, INGRESO, NOMINA
from documents.sat.taxpayer import REGIMENES_FISCALES
from documents.values import Fault

_FOR_FOREIGN_THIRD: Final = "EXT990101NI1"
_WITH_PRICES: Final = frozenset({INGRESO, EGRESO, NOMINA})


def classed(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40162, CFDI40196: ClaveProdServ has the form of c_ClaveProdServ, of a part too."""
    for path, concepto in _lines(cfdi):
        if not formats.is_clave_prod_serv(concepto.clave_prod_serv):
            yield fault("CFDI40162", (*path, "clave_prod_serv"), "Give SAT's class, 8 digits.")
        for place, parte in _parts(path, concepto):
            if not formats.is_clave_prod_serv(parte.clave_prod_serv):
                yield fault("CFDI40196", (*place, "clave_prod_serv"), "Give SAT's class, 8 digits.")


def measured(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40165: ClaveUnidad has the form of c_ClaveUnidad."""
    for path, concepto in _lines(cfdi):
        if not formats.is_clave_unidad(concepto.clave_unidad):
            yield fault("CFDI40165", (*path, "clave_unidad"), "Give SAT's unit, such as H87.")


def priced(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40166, CFDI40197: of types I, E and N ValorUnitario is above zero, of a part too."""
    for path, concepto in _lines(cfdi):
        if cfdi.tipo_de_comprobante in _WITH_PRICES and concepto.valor_unitario <= 0:
            yield fault("CFDI40166", (*path, "valor_unitario"), "Give a price above zero.")
        for place, parte in _parts(path, concepto):
            if parte.valor_unitario is not None and parte.valor_unitario <= 0:
                yield fault("CFDI40197", (*place, "valor_unitario"), "Give a price above zero.")


def multiplied(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40167, CFDI40198: Importe is Cantidad by ValorUnitario, within the limits of what both
    stand for, of a part too."""
    for path, concepto in _lines(cfdi):
        amount = concepto.importe
        limits = importe_limits(concepto.cantidad, concepto.valor_unitario, decimals_of(amount))
        if amount not in limits:
            message = f"Give an Importe from {limits.lower} to {limits.upper}."
            yield fault("CFDI40167", (*path, "importe"), message)
        for place, parte in _parts(path, concepto):
            if parte.importe is None or parte.valor_unitario is None:
                continue
            places = decimals_of(parte.importe)
            limits = importe_limits(parte.cantidad, parte.valor_unitario, places)
            if parte.importe not in limits:
                message = f"Give an Importe from {limits.lower} to {limits.upper}."
                yield fault("CFDI40198", (*place, "importe"), message)


def discounted(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40168, CFDI40169: Descuento has no more decimals than Importe and is no more than it."""
    for path, concepto in _lines(cfdi):
        discount = concepto.descuento
        if discount is None:
            continue
        if decimals_of(discount) > decimals_of(concepto.importe):
            message = "Write Descuento with no more decimals than Importe."
            yield fault("CFDI40168", (*path, "descuento"), message)
        if discount > concepto.importe:
            yield fault("CFDI40169", (*path, "descuento"), "Give a Descuento within Importe.")


def third_party_apart(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40188: the third party of a line is neither issuer nor receiver."""
    for path, concepto in _lines(cfdi):
        third = concepto.a_cuenta_terceros
        if third and third.rfc_a_cuenta_terceros in {cfdi.emisor.rfc, cfdi.receptor.rfc}:
            place = (*path, "a_cuenta_terceros", "rfc_a_cuenta_terceros")
            yield fault("CFDI40188", place, "Give the RFC of another than issuer and receiver.")


def third_party_regime(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40191: the third party's regime is a key of c_RegimenFiscal."""
    for path, concepto in _lines(cfdi):
        third = concepto.a_cuenta_terceros
        if third and REGIMENES_FISCALES.find(third.regimen_fiscal_a_cuenta_terceros, on) is None:
            place = (*path, "a_cuenta_terceros", "regimen_fiscal_a_cuenta_terceros")
            yield fault("CFDI40191", place, "Use a key of c_RegimenFiscal.")


def third_party_placed(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40193: the generic third party abroad is domiciled at LugarExpedicion."""
    for path, concepto in _lines(cfdi):
        third = concepto.a_cuenta_terceros
        if third is None or third.rfc_a_cuenta_terceros != _FOR_FOREIGN_THIRD:
            continue
        if third.domicilio_fiscal_a_cuenta_terceros != cfdi.lugar_expedicion:
            place = (*path, "a_cuenta_terceros", "domicilio_fiscal_a_cuenta_terceros")
            yield fault("CFDI40193", place, "Give LugarExpedicion.")


def imported(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40194, CFDI40199: NumeroPedimento has its form, of a part too."""
    for place, number, law, _other in _declarations(cfdi):
        if not formats.is_pedimento(number):
            message = "Write it as 15  48  3009  0001234, with two blanks between."
            yield fault(law, place, message)


def imported_or_exported(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40195, CFDI40200: with the foreign trade complement there is no NumeroPedimento."""
    if not has_complement(cfdi, "ComercioExterior"):
        return
    for place, _number, _other, law in _declarations(cfdi):
        yield fault(law, place, "Remove it: the foreign trade complement says it.")


def _lines(cfdi: Comprobante) -> Iterator[tuple[Path, Concepto]]:
    for i, concepto in enumerate(cfdi.conceptos):
        yield ("conceptos", i), concepto


def _parts(path: Path, concepto: Concepto) -> Iterator[tuple[Path, Parte]]:
    for i, parte in enumerate(concepto.partes):
        yield (*path, "partes", i), parte


def _declarations(cfdi: Comprobante) -> Iterator[tuple[Path, str, str, str]]:
    """Each NumeroPedimento with its place, and the codes of its form and of its presence."""
    for path, concepto in _lines(cfdi):
        for i, number in enumerate(concepto.informacion_aduanera):
            yield (*path, "informacion_aduanera", i), number, "CFDI40194", "CFDI40195"
        for place, parte in _parts(path, concepto):
            for i, number in enumerate(parte.informacion_aduanera):
                yield (*place, "informacion_aduanera", i), number, "CFDI40199", "CFDI40200"


RULES: Final[tuple[Rule, ...]] = (
    classed,
    measured,
    priced,
    multiplied,
    discounted,
    third_party_apart,
    third_party_regime,
    third_party_placed,
    imported,
    imported_or_exported,
)

"""The global invoice to the general public (node InformacionGlobal)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from documents.cfdi.model import Comprobante
from documents.rules.mx_cfdi.found import Path, Rule, fault
from documents.sat.document import BIMONTHLY, INGRESO, MESES, PERIODICIDADES, months_of
from documents.sat.taxpayer import GENERAL_PUBLIC, GENERIC_NATIONAL, INCORPORATION
from documents.values import Fault

_PATH: Final[Path] = ("informacion_global",)


def node_of_public(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40130: InformacionGlobal stands in an invoice (I) to PUBLICO EN GENERAL with RFC
    XAXX010101000, always and only."""
    receptor = cfdi.receptor
    named = (receptor.rfc, receptor.nombre) == (GENERIC_NATIONAL, GENERAL_PUBLIC)
    wanted = named and cfdi.tipo_de_comprobante == INGRESO
    if wanted and cfdi.informacion_global is None:
        yield fault("CFDI40130", _PATH, "Give the period of the global invoice.")
    if not wanted and cfdi.informacion_global is not None:
        message = f"Address the global invoice to {GENERAL_PUBLIC}, or remove its period."
        yield fault("CFDI40130", _PATH, message)


def public_is_generic(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40146: the name PUBLICO EN GENERAL goes with RFC XAXX010101000."""
    if cfdi.receptor.nombre == GENERAL_PUBLIC and cfdi.receptor.rfc != GENERIC_NATIONAL:
        yield fault("CFDI40146", ("receptor", "rfc"), f"Give {GENERIC_NATIONAL}.")


def period_known(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40131, CFDI40133: Periodicidad and Meses are keys of their catalogues."""
    period = cfdi.informacion_global
    if period is not None and PERIODICIDADES.find(period.periodicidad, on) is None:
        yield fault("CFDI40131", (*_PATH, "periodicidad"), "Use a key of c_Periodicidad.")
    if period is not None and MESES.find(period.meses, on) is None:
        yield fault("CFDI40133", (*_PATH, "meses"), "Use a key of c_Meses.")


def bimonthly_by_regime(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40132: Periodicidad 05 is of an issuer of regime 621."""
    period = cfdi.informacion_global
    if period is None or period.periodicidad != BIMONTHLY:
        return
    if cfdi.emisor.regimen_fiscal != INCORPORATION:
        path = (*_PATH, "periodicidad")
        yield fault("CFDI40132", path, f"Give another: 05 is of regime {INCORPORATION}.")


def months_fit(cfdi: Comprobante, _on: date) -> Iterator[Fault]:
    """CFDI40134, CFDI40135: Periodicidad 05 goes with Meses 13 to 18, another with 01 to 12."""
    period = cfdi.informacion_global
    if period is None or period.meses not in MESES:
        return
    pair = len(months_of(period.meses)) == 2
    if period.periodicidad == BIMONTHLY and not pair:
        yield fault("CFDI40135", (*_PATH, "meses"), "Give Meses 13 to 18.")
    if period.periodicidad != BIMONTHLY and pair:
        yield fault("CFDI40134", (*_PATH, "meses"), "Give Meses 01 to 12.")


def year_near(cfdi: Comprobante, on: date) -> Iterator[Fault]:
    """CFDI40136: the year is this one or the last."""
    period = cfdi.informacion_global
    if period is not None and period.anio not in {on.year, on.year - 1}:
        yield fault("CFDI40136", (*_PATH, "anio"), f"Give {on.year} or {on.year - 1}.")


RULES: Final[tuple[Rule, ...]] = (
    node_of_public,
    public_is_generic,
    period_known,
    bimonthly_by_regime,
    months_fit,
    year_near,
)

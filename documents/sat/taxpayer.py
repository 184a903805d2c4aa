"""Who a taxpayer is and what a receiver does with a document: c_RegimenFiscal, c_UsoCFDI."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from documents.sat.catalogue import Catalogue, Entry

GENERIC_NATIONAL: Final = "XAXX010101000"
GENERIC_FOREIGN: Final = "XEXX010101000"
GENERIC: Final = frozenset({GENERIC_NATIONAL, GENERIC_FOREIGN})
GENERAL_PUBLIC: Final = "PUBLICO EN GENERAL"
NO_OBLIGATIONS: Final = "616"
INCORPORATION: Final = "621"


class Persona(StrEnum):
    """A natural person (fisica) or a legal entity (moral)."""

    FISICA = "fisica"
    MORAL = "moral"


def persona_of(rfc: str) -> Persona:
    """What an RFC is of: twelve characters are a legal entity's, thirteen a natural person's, the
    generic ones included."""
    return Persona.MORAL if len(rfc) == 12 else Persona.FISICA


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimenFiscal(Entry):
    """A tax regime and who can be in it."""

    personas: frozenset[Persona]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsoCfdi(Entry):
    """A use of a document, who may make it, and in which regimes."""

    personas: frozenset[Persona]
    regimes: frozenset[str]


_FISICA: Final = frozenset({Persona.FISICA})
_MORAL: Final = frozenset({Persona.MORAL})
_BOTH: Final = _FISICA | _MORAL


def _regime(key: str, name: str, personas: frozenset[Persona] = _FISICA) -> RegimenFiscal:
    return RegimenFiscal(key=key, name=name, personas=personas)


REGIMENES_FISCALES: Final = Catalogue(
    "c_RegimenFiscal",
    _regime("601", "General de Ley Personas Morales", _MORAL),
    _regime("603", "Personas Morales con Fines no Lucrativos", _MORAL),
    _regime("605", "Sueldos y Salarios e Ingresos Asimilados a Salarios"),
    _regime("606", "Arrendamiento"),
    _regime("607", "Régimen de Enajenación o Adquisición de Bienes"),
    _regime("608", "Demás ingresos"),
    _regime("610", "Residentes en el Extranjero sin Establecimiento Permanente en México", _BOTH),
    _regime("611", "Ingresos por Dividendos (socios y accionistas)"),
    _regime("612", "Personas Físicas con Actividades Empresariales y Profesionales"),
    _regime("614", "Ingresos por intereses"),
    _regime("615", "Régimen de los ingresos por obtención de premios"),
    _regime(NO_OBLIGATIONS, "Sin obligaciones fiscales"),
    _regime(
        "620", "Sociedades Cooperativas de Producción que optan por diferir sus ingresos", _MORAL
    ),
    _regime(INCORPORATION, "Incorporación Fiscal"),
    _regime("622", "Actividades Agrícolas, Ganaderas, Silvícolas y Pesqueras", _MORAL),
    _regime("623", "Opcional para Grupos de Sociedades", _MORAL),
    _regime("624", "Coordinados", _MORAL),
    _regime(
        "625",
        "Régimen de las Actividades Empresariales con ingresos a través de Plataformas"
        " Tecnológicas",
    ),
    _regime("626", "Régimen Simplificado de Confianza", _BOTH),
)

_BUSINESS_REGIMES: Final = "601 603 606 612 620 621 622 623 624 625 626"
_DEDUCTING_REGIMES: Final = "605 606 607 608 611 612 614 615 625"
_BUSINESS: Final = frozenset(_BUSINESS_REGIMES.split())
_DEDUCTING: Final = frozenset(_DEDUCTING_REGIMES.split())
_ALL: Final = frozenset(regime.key for regime in REGIMENES_FISCALES)


def _business(key: str, name: str) -> UsoCfdi:
    return UsoCfdi(key=key, name=name, personas=_BOTH, regimes=_BUSINESS)


def _personal(key: str, name: str) -> UsoCfdi:
    return UsoCfdi(key=key, name=name, personas=_FISICA, regimes=_DEDUCTING)


USOS_CFDI: Final = Catalogue(
    "c_UsoCFDI",
    _business("G01", "Adquisición de mercancías"),
    UsoCfdi(
        key="G02",
        name="Devoluciones, descuentos o bonificaciones",
        personas=_BOTH,
        regimes=_BUSINESS | {NO_OBLIGATIONS},
    ),
    _business("G03", "Gastos en general"),
    _business("I01", "Construcciones"),
    _business("I02", "Mobiliario y equipo de oficina por inversiones"),
    _business("I03", "Equipo de transporte"),
    _business("I04", "Equipo de computo y accesorios"),
    _business("I05", "Dados, troqueles, moldes, matrices y herramental"),
    _business("I06", "Comunicaciones telefónicas"),
    _business("I07", "Comunicaciones satelitales"),
    _business("I08", "Otra maquinaria y equipo"),
    _personal("D01", "Honorarios médicos, dentales y gastos hospitalarios"),
    _personal("D02", "Gastos médicos por incapacidad o discapacidad"),
    _personal("D03", "Gastos funerales"),
    _personal("D04", "Donativos"),
    _personal(
        "D05", "Intereses reales efectivamente pagados por créditos hipotecarios (casa habitación)"
    ),
    _personal("D06", "Aportaciones voluntarias al SAR"),
    _personal("D07", "Primas por seguros de gastos médicos"),
    _personal("D08", "Gastos de transportación escolar obligatoria"),
    _personal(
        "D09",
        "Depósitos en cuentas para el ahorro, primas que tengan como base planes de pensiones",
    ),
    _personal("D10", "Pagos por servicios educativos (colegiaturas)"),
    UsoCfdi(key="S01", name="Sin efectos fiscales", personas=_BOTH, regimes=_ALL),
    UsoCfdi(key="CP01", name="Pagos", personas=_BOTH, regimes=_ALL),
    UsoCfdi(key="CN01", name="Nómina", personas=_FISICA, regimes=frozenset({"605"})),
)

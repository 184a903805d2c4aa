"""What a document is and what it is for: c_TipoDeComprobante, c_Exportacion, c_TipoRelacion,
c_Periodicidad, c_Meses."""

from datetime import date
from typing import Final

from documents.sat.catalogue import Catalogue, Entry

INGRESO: Final = "I"
EGRESO: Final = "E"
TRASLADO: Final = "T"
NOMINA: Final = "N"
PAGO: Final = "P"

BIMONTHLY: Final = "05"

TIPOS_DE_COMPROBANTE: Final = Catalogue(
    "c_TipoDeComprobante",
    Entry(key=INGRESO, name="Ingreso"),
    Entry(key=EGRESO, name="Egreso"),
    Entry(key=TRASLADO, name="Traslado"),
    Entry(key=NOMINA, name="Nómina"),
    Entry(key=PAGO, name="Pago"),
)

EXPORTACIONES: Final = Catalogue(
    "c_Exportacion",
    Entry(key="01", name="No aplica"),
    Entry(key="02", name="Definitiva con clave A1"),
    Entry(key="03", name="Temporal"),
    Entry(
        key="04",
        name="Definitiva con clave distinta a A1 o cuando no existe enajenación en términos del"
        " CFF",
        valid_from=date(2022, 2, 25),
    ),
)

TIPOS_RELACION: Final = Catalogue(
    "c_TipoRelacion",
    Entry(key="01", name="Nota de crédito de los documentos relacionados"),
    Entry(key="02", name="Nota de débito de los documentos relacionados"),
    Entry(key="03", name="Devolución de mercancía sobre facturas o traslados previos"),
    Entry(key="04", name="Sustitución de los CFDI previos"),
    Entry(key="05", name="Traslados de mercancías facturados previamente"),
    Entry(key="06", name="Factura generada por los traslados previos"),
    Entry(key="07", name="CFDI por aplicación de anticipo"),
)

PERIODICIDADES: Final = Catalogue(
    "c_Periodicidad",
    Entry(key="01", name="Diario"),
    Entry(key="02", name="Semanal"),
    Entry(key="03", name="Quincenal"),
    Entry(key="04", name="Mensual"),
    Entry(key=BIMONTHLY, name="Bimestral"),
)

_MONTH_NAMES: Final = """
Enero Febrero Marzo Abril Mayo Junio Julio Agosto Septiembre Octubre Noviembre Diciembre
"""
_MONTHS: Final = _MONTH_NAMES.split()
_PAIRS: Final = [f"{_MONTHS[i]}-{_MONTHS[i + 1]}" for i in range(0, 12, 2)]

MESES: Final = Catalogue(
    "c_Meses",
    *(Entry(key=f"{i:02}", name=name) for i, name in enumerate([*_MONTHS, *_PAIRS], 1)),
)


def months_of(key: str) -> tuple[int, ...]:
    """The months (1-12) of a key of c_Meses: one of 01-12, two of 13-18; none of another text."""
    number = int(key) if key in MESES else 0
    if number > 12:
        return (2 * number - 25, 2 * number - 24)
    return (number,) if number else ()

"""What of some other complements is sealed: donations, schools, local taxes, legends, currency.

They are kept as XML, never read: a PAC may add them, and the seal covers them. Sources: SAT's
transformations donat11, iedu, implocal, leyendasFisc and divisas.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from documents.cfdi.simple_types import collapse

_SITE: Final = "http://www.sat.gob.mx"


@dataclass(frozen=True, slots=True)
class Chained:
    """An element's attributes in the chain's order, then its children's. An `optional` attribute
    leaves nothing where it is absent."""

    tag: str
    attributes: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    children: "tuple[Chained, ...]" = ()

    def fields(self, node: etree._Element) -> Iterator[str]:
        """The chain's fields of an element with this tag."""
        for name in self.attributes:
            if name in node.attrib or name not in self.optional:
                yield collapse(node.get(name, ""))
        for child in self.children:
            for found in node.findall(child.tag):
                yield from child.fields(found)


def _tag(space: str, name: str) -> str:
    return f"{{{_SITE}/{space}}}{name}"


_DONATION: Final = Chained(
    _tag("donat", "Donatarias"),
    ("version", "noAutorizacion", "fechaAutorizacion", "leyenda"),
)
_SCHOOL: Final = Chained(
    _tag("iedu", "instEducativas"),
    ("version", "nombreAlumno", "CURP", "nivelEducativo", "autRVOE", "rfcPago"),
    optional=frozenset({"rfcPago"}),
)
_LOCAL_TAXES: Final = Chained(
    _tag("implocal", "ImpuestosLocales"),
    ("version", "TotaldeRetenciones", "TotaldeTraslados"),
    children=(
        Chained(
            _tag("implocal", "RetencionesLocales"),
            ("ImpLocRetenido", "TasadeRetencion", "Importe"),
        ),
        Chained(
            _tag("implocal", "TrasladosLocales"),
            ("ImpLocTrasladado", "TasadeTraslado", "Importe"),
        ),
    ),
)
_LEGENDS: Final = Chained(
    _tag("leyendasFiscales", "LeyendasFiscales"),
    ("version",),
    children=(
        Chained(
            _tag("leyendasFiscales", "Leyenda"),
            ("disposicionFiscal", "norma", "textoLeyenda"),
            optional=frozenset({"disposicionFiscal", "norma"}),
        ),
    ),
)
_CURRENCY: Final = Chained(_tag("divisas", "Divisas"), ("version", "tipoOperacion"))

OTHER_COMPLEMENTS: Final = {
    chained.tag: chained for chained in (_DONATION, _SCHOOL, _LOCAL_TAXES, _LEGENDS, _CURRENCY)
}

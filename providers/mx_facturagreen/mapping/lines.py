"""Line items as the concepts of a CFDI."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from documents.cfdi.model import Concepto
from documents.country_specific.mx import MxLine
from documents.line_amounts import line_amounts
from documents.rounding import exact
from documents.values import LineAmounts, LineItem
from providers.mx_facturagreen.mapping.taxes import impuestos_of


def conceptos_of(
    items: Iterable[LineItem], amounts: Iterable[LineAmounts], on: date
) -> tuple[Concepto, ...]:
    """A concept for each line and its computed money. ValueError for a line without SAT's class,
    unit or tax object; pydantic.ValidationError for fields that break their schema."""
    return tuple(_concepto(item, line, on) for item, line in zip(items, amounts, strict=True))


def computed(items: Iterable[LineItem], on: date) -> tuple[LineAmounts, ...]:
    """The money of lines whose document is not at hand, as it was on its day."""
    with exact():
        return tuple(line_amounts("MX", item, on) for item in items)


def _concepto(item: LineItem, line: LineAmounts, on: date) -> Concepto:
    own = MxLine.model_validate(dict(item.country_specific))
    if not (own.clave_prod_serv and own.clave_unidad and own.objeto_imp):
        raise ValueError("a line needs clave_prod_serv, clave_unidad and objeto_imp")
    return Concepto(
        clave_prod_serv=own.clave_prod_serv,
        no_identificacion=item.code or None,
        cantidad=item.quantity,
        clave_unidad=own.clave_unidad,
        unidad=own.unidad or item.unit or None,
        descripcion=" ".join(item.description.split()),
        valor_unitario=item.unit_price,
        importe=line.gross,
        descuento=line.discount if line.discount > Decimal(0) else None,
        objeto_imp=own.objeto_imp,
        impuestos=impuestos_of(line, on),
        informacion_aduanera=tuple(own.informacion_aduanera),
        cuenta_predial=tuple(own.cuenta_predial),
    )

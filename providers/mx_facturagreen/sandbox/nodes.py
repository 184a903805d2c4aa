"""XML elements of CFDI 4.0 and its complements."""

from decimal import Decimal

from lxml import etree

from providers.mx_facturagreen.sandbox.money import written

CFDI = "http://www.sat.gob.mx/cfd/4"
PAGOS = "http://www.sat.gob.mx/Pagos20"
STAMP = "http://www.sat.gob.mx/TimbreFiscalDigital"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SITE = "http://www.sat.gob.mx/sitio_internet/cfd"

Node = etree._Element
Value = str | Decimal | int | None


def add(parent: Node, space: str, name: str, **attributes: Value) -> Node:
    """A child with the attributes that say something."""
    child = etree.SubElement(parent, f"{{{space}}}{name}")
    fill(child, attributes)
    return child


def fill(node: Node, attributes: dict[str, Value]) -> None:
    """Set the attributes that say something: neither None nor an empty text."""
    for name, value in attributes.items():
        if value is None or value == "":
            continue
        node.set(name, written(value) if isinstance(value, Decimal) else str(value))

"""Namespaces and the one function that makes an element."""

from decimal import Decimal
from typing import Any

from lxml import etree

OASIS = "urn:oasis:names:specification:ubl:schema:xsd"
NAMESPACES = {
    "cac": f"{OASIS}:CommonAggregateComponents-2",
    "cbc": f"{OASIS}:CommonBasicComponents-2",
    "ext": f"{OASIS}:CommonExtensionComponents-2",
    "sts": "dian:gov:co:facturaelectronica:Structures-2-1",
}
DIAN_AGENCY = {
    "schemeAgencyID": "195",
    "schemeAgencyName": "CO, DIAN (Dirección de Impuestos y Aduanas Nacionales)",
}


def element(
    name: str, *content: etree._Element | str | None, attributes: dict[str, str] | None = None
) -> etree._Element:
    """An element `prefix:Name` with text or children; None among the children is left out."""
    prefix, local = name.split(":")
    made = etree.Element(f"{{{NAMESPACES[prefix]}}}{local}", attributes or {})
    for item in content:
        if isinstance(item, str):
            made.text = item
        elif item is not None:
            made.append(item)
    return made


def root(document_type: str, *children: etree._Element | None) -> etree._Element:
    """A document's root in UBL's own namespace for it, e.g. `Invoice`."""
    space = f"{OASIS}:{document_type}-2"
    spaces: dict[Any, str] = {None: space, **NAMESPACES}
    made = etree.Element(f"{{{space}}}{document_type}", nsmap=spaces)
    made.extend([child for child in children if child is not None])
    return made


def money(name: str, value: object, currency: str) -> etree._Element:
    """An amount with its currency, two decimals; an absent one is zero."""
    amount = Decimal(str(value or 0))
    return element(name, f"{amount:.2f}", attributes={"currencyID": currency})


def maybe(name: str, text: object) -> etree._Element | None:
    """An element with text, or nothing where there is no text."""
    return element(name, str(text)) if text not in (None, "") else None


def serialize(document: etree._Element) -> bytes:
    """The document in UTF-8 with its declaration."""
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)

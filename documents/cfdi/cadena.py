"""The cadena original: what is sealed of a CFDI 4.0 (with Pagos 2.0) and of a stamp (TFD 1.1).

Fields follow the schema's order with a `|` before each and `||` at the ends; an absent optional
attribute leaves nothing, an absent required one an empty field; blanks are collapsed. The tax
summary of the document is the exception: what is withheld, its total, what is transferred, its
total. Sources: SAT's transformations cadenaoriginal_4_0, Pagos20 and cadenaoriginal_TFD_1_1.
"""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from documents.cfdi.complement_chains import OTHER_COMPLEMENTS
from documents.cfdi.faults import CfdiFault
from documents.cfdi.model import Comprobante, TimbreFiscalDigital
from documents.cfdi.pagos_schema import PAGOS
from documents.cfdi.read import path
from documents.cfdi.schema import COMPROBANTE, IMPUESTOS
from documents.cfdi.simple_types import collapse
from documents.cfdi.structure import Child, Element, Extension
from documents.cfdi.timbre_schema import TIMBRE
from documents.cfdi.write import write_node

Node = etree._Element

_SUMMARY: Final = {"retenciones": "retenidos", "traslados": "trasladados"}


def cadena_original(comprobante: Comprobante) -> str:
    """The chain of a document as `write` writes it. Raises CfdiFault as `chain_of`."""
    return chain_of(write_node(comprobante))


def chain_of(root: Node) -> str:
    """The chain of a parsed document, its attributes taken as they are written. Raises CfdiFault
    (rule unknown) for a complement whose transformation is not known here."""
    return _joined(_fields(root, COMPROBANTE))


def cadena_timbre(timbre: TimbreFiscalDigital) -> str:
    """The chain that SelloSAT seals; it is printed too."""
    values = (
        attribute.type.text(value)
        for attribute in TIMBRE.attributes
        if attribute.in_chain and (value := getattr(timbre, attribute.field)) is not None
    )
    return _joined((*TIMBRE.fixed.values(), *values))


def _joined(fields: Iterator[str] | tuple[str, ...]) -> str:
    return "||" + "|".join(fields) + "||"


def _fields(node: Node, element: Element) -> Iterator[str]:
    if element is IMPUESTOS:
        yield from _summary(node)
        return
    for name in element.fixed:
        yield collapse(node.get(name, ""))
    for attribute in element.attributes:
        if attribute.in_chain and (attribute.required or attribute.name in node.attrib):
            yield collapse(node.get(attribute.name, ""))
    for spec in element.children:
        yield from _inside(node, spec)


def _inside(node: Node, spec: Child | Extension) -> Iterator[str]:
    if isinstance(spec, Extension):
        yield from _complements(node, spec)
        return
    parents = [node] if spec.wrapper is None else node.findall(spec.wrapper)
    for parent in parents:
        for child in parent.findall(spec.element.tag):
            yield from _fields(child, spec.element)


def _summary(node: Node) -> Iterator[str]:
    totals = {attribute.field: attribute.name for attribute in IMPUESTOS.attributes}
    for spec in IMPUESTOS.children:
        yield from _inside(node, spec)
        if (total := node.get(totals[f"total_impuestos_{_SUMMARY[spec.field]}"])) is not None:
            yield collapse(total)


def _complements(node: Node, spec: Extension) -> Iterator[str]:
    if spec.field == "addenda":
        return
    for holder in node.findall(spec.tag):
        for child in holder.iterchildren("*"):
            yield from _complement(child)


def _complement(node: Node) -> Iterator[str]:
    """What is sealed of a complement; of the stamp, which comes after the seal, nothing."""
    if node.tag == PAGOS.tag:
        yield from _fields(node, PAGOS)
    elif node.tag != TIMBRE.tag:
        chained = OTHER_COMPLEMENTS.get(str(node.tag))
        if chained is None:
            raise CfdiFault(path(node), "", "unknown", "no cadena original for it")
        yield from chained.fields(node)

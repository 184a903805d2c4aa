"""CFDI 4.0 to XML, in the schema's order, refusing values the schema refuses."""

from typing import Any, Final

from lxml import etree

from documents.cfdi import pagos_schema, schema, timbre_schema
from documents.cfdi.faults import CfdiFault
from documents.cfdi.model import Comprobante
from documents.cfdi.simple_types import BadValue
from documents.cfdi.structure import XSI, Attribute, Child, Element, Extension, local_name

Node = etree._Element

_LOCATION: Final = f"{{{XSI}}}schemaLocation"


def write(comprobante: Comprobante) -> bytes:
    """The document as XML in UTF-8, with declaration. An empty `sello`, `certificado` or
    `no_certificado` is left out. Raises CfdiFault as `write_node`."""
    node = write_node(comprobante)
    return etree.tostring(node, xml_declaration=True, encoding="UTF-8")


def write_node(comprobante: Comprobante) -> Node:
    """As `write`, as a tree. Raises CfdiFault for a value its attribute may not hold and for a list
    that may not be empty."""
    root = etree.Element(schema.COMPROBANTE.tag, nsmap=_namespaces(comprobante))
    root.set(_LOCATION, _location(comprobante))
    _fill(root, comprobante, schema.COMPROBANTE)
    return root


def _namespaces(comprobante: Comprobante) -> dict[str, str]:
    spaces: dict[str, str] = {"cfdi": schema.NAMESPACE, "xsi": XSI}
    if comprobante.pagos is not None:
        spaces["pago20"] = pagos_schema.NAMESPACE
    return spaces


def _location(comprobante: Comprobante) -> str:
    parts = [schema.NAMESPACE, schema.LOCATION]
    if comprobante.pagos is not None:
        parts += [pagos_schema.NAMESPACE, pagos_schema.LOCATION]
    return " ".join(parts)


def _add(parent: Node, value: Any, element: Element) -> None:
    if element is timbre_schema.TIMBRE:
        # A PAC adds the stamp to a finished document: it brings its own namespace and location.
        node = etree.SubElement(parent, element.tag, nsmap={"tfd": timbre_schema.NAMESPACE})
        node.set(_LOCATION, f"{timbre_schema.NAMESPACE} {timbre_schema.LOCATION}")
    else:
        node = etree.SubElement(parent, element.tag)
    _fill(node, value, element)


def _fill(node: Node, value: Any, element: Element) -> None:
    for name, text in element.fixed.items():
        node.set(name, text)
    for attribute in element.attributes:
        given = value if element.model is None else getattr(value, attribute.field)
        _set(node, attribute, given)
    for spec in element.children:
        if isinstance(spec, Extension):
            _extend(node, value, spec)
        else:
            _add_child(node, getattr(value, spec.field), spec)


def _set(node: Node, attribute: Attribute, value: Any) -> None:
    if value is None or (attribute.sealing and value == ""):
        return
    try:
        node.set(attribute.name, attribute.type.text(value))
    except BadValue as error:
        raise CfdiFault(_path(node), attribute.name, error.rule, error.detail) from error
    except ValueError as error:
        raise CfdiFault(_path(node), attribute.name, "xml", str(error)) from error


def _add_child(node: Node, value: Any, spec: Child) -> None:
    values = value if spec.many else () if value is None else (value,)
    if spec.required and not values:
        raise CfdiFault(_path(node), local_name(spec.tag), "missing")
    if not values:
        return
    parent = etree.SubElement(node, spec.wrapper) if spec.wrapper else node
    for each in values:
        _add(parent, each, spec.element)


def _extend(node: Node, value: Any, spec: Extension) -> None:
    known = [(child, getattr(value, child.field)) for child in spec.known]
    others = getattr(value, spec.field)
    if not others and all(each is None for _, each in known):
        return
    parent = etree.SubElement(node, spec.tag)
    for xml in others:
        parent.append(_foreign(node, spec, xml))
    for child, each in known:
        if each is not None:
            _add(parent, each, child.element)


def _foreign(node: Node, spec: Extension, xml: bytes) -> Node:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        foreign: Node = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CfdiFault(_path(node), local_name(spec.tag), "xml", str(error)) from error
    return foreign


def _path(node: Node) -> str:
    steps = [local_name(str(node.tag))]
    steps += [local_name(str(above.tag)) for above in node.iterancestors()]
    return "/".join(reversed(steps))

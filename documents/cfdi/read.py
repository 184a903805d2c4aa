"""CFDI 4.0 from its XML, refusing what SAT's schema refuses."""

from copy import deepcopy
from typing import Any, Final

from lxml import etree

from documents.cfdi.faults import CfdiFault
from documents.cfdi.model import Comprobante
from documents.cfdi.schema import COMPROBANTE
from documents.cfdi.simple_types import BadValue
from documents.cfdi.structure import (
    XSI,
    Attribute,
    Child,
    Element,
    Extension,
    attribute_names,
    local_name,
    positions,
)

Node = etree._Element

_XSI_PREFIX: Final = f"{{{XSI}}}"


def read(xml: bytes, *, sealed: bool = True) -> Comprobante:
    """The document in `xml`. Raises CfdiFault at the first thing the schema refuses.

    With `sealed` false, Sello, Certificado and NoCertificado may be absent, as before sealing.
    Amounts keep their decimals; what is inside unknown complements is kept, not checked.
    """
    return read_node(parse(xml), sealed=sealed)


def read_node(root: Node, *, sealed: bool = True) -> Comprobante:
    """As `read`, from a parsed root."""
    if root.tag != COMPROBANTE.tag:
        raise CfdiFault(local_name(str(root.tag)), "", "unknown", "the root is not a CFDI 4.0")
    comprobante: Comprobante = _Reader(sealed).value(root, COMPROBANTE)
    return comprobante


def parse(xml: bytes) -> Node:
    """The root of `xml`, without fetching or expanding anything. Raises CfdiFault (rule xml) for
    what is not well formed or brings a document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Node = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CfdiFault("", "", "xml", str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CfdiFault("", "", "xml", "a document type is not allowed")
    return root


class _Reader:
    """Reads elements by their description."""

    def __init__(self, sealed: bool) -> None:
        self._sealed = sealed

    def value(self, node: Node, element: Element) -> Any:
        """The element's value: an instance of its model, or of its only attribute."""
        fields = self._attributes(node, element)
        fields.update(self._children(node, element))
        return fields["value"] if element.model is None else element.model(**fields)

    def _attributes(self, node: Node, element: Element) -> dict[str, Any]:
        given = {str(name): str(text) for name, text in node.attrib.items()}
        _check_fixed(node, given, element)
        fields = {
            attribute.field: _parsed(node, attribute, given[attribute.name])
            for attribute in element.attributes
            if attribute.name in given
        }
        _refuse_unknown(node, given, element)
        for attribute in element.attributes:
            if attribute.name not in given and self._needs(attribute):
                raise CfdiFault(path(node), attribute.name, "missing")
        return fields

    def _needs(self, attribute: Attribute) -> bool:
        return attribute.required and (self._sealed or not attribute.sealing)

    def _children(self, node: Node, element: Element) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        lists: dict[str, list[Any]] = {}
        seen: list[str] = []
        for child in _elements(node):
            spec = _placed(node, child, element, seen)
            if isinstance(spec, Extension):
                fields.update(self._extension(child, spec))
            elif spec.wrapper is not None:
                fields[spec.field] = self._wrapped(child, spec)
            elif spec.many:
                lists.setdefault(spec.field, []).append(self.value(child, spec.element))
            else:
                fields[spec.field] = self.value(child, spec.element)
        _check_required(node, element, seen)
        return fields | {field: tuple(values) for field, values in lists.items()}

    def _wrapped(self, node: Node, spec: Child) -> tuple[Any, ...]:
        _refuse_attributes(node)
        values = []
        for child in _elements(node):
            if child.tag != spec.element.tag:
                raise CfdiFault(path(child), "", "unknown", f"not expected in {_name(node)}")
            values.append(self.value(child, spec.element))
        if not values:
            raise CfdiFault(path(node), local_name(spec.element.tag), "missing")
        return tuple(values)

    def _extension(self, node: Node, spec: Extension) -> dict[str, Any]:
        _refuse_attributes(node)
        known = {child.tag: child for child in spec.known}
        fields: dict[str, Any] = {}
        others = []
        for child in _elements(node):
            if (found := known.get(str(child.tag))) is None:
                _refuse_misplaced(child, spec)
                others.append(_kept(child))
            elif found.field in fields:
                raise CfdiFault(path(child), "", "repeated")
            else:
                fields[found.field] = self.value(child, found.element)
        if not (fields or others or spec.may_be_empty):
            raise CfdiFault(path(node), "", "missing", "an element inside it")
        return {**fields, spec.field: tuple(others)}


def _refuse_misplaced(node: Node, spec: Extension) -> None:
    """An extension holds other schemas' elements, not parts of those described here."""
    tags = (spec.tag, *(child.tag for child in spec.known))
    if etree.QName(node).namespace in {etree.QName(tag).namespace for tag in tags}:
        raise CfdiFault(path(node), "", "unknown", f"not expected in {local_name(spec.tag)}")


def _kept(node: Node) -> bytes:
    """The element's XML by itself, without the document's namespaces it makes no use of."""
    alone = deepcopy(node)
    etree.cleanup_namespaces(alone)
    return etree.tostring(alone, encoding="UTF-8", with_tail=False)


def path(node: Node) -> str:
    """The element's place, such as `Comprobante/Conceptos/Concepto[2]`, counted among its like."""
    return "/".join(map(_step, [*reversed(list(node.iterancestors())), node]))


def _step(node: Node) -> str:
    parent = node.getparent()
    like = [] if parent is None else parent.findall(str(node.tag))
    return _name(node) + (f"[{like.index(node) + 1}]" if len(like) > 1 else "")


def _name(node: Node) -> str:
    return local_name(str(node.tag))


def _elements(node: Node) -> list[Node]:
    """The child elements. Comments are skipped; text between them is refused."""
    tails = [node.text, *(child.tail for child in node)]
    if any(text and text.strip(" \t\r\n") for text in tails):
        raise CfdiFault(path(node), "", "text", "text between elements")
    if any(child.tag is etree.Entity for child in node):
        raise CfdiFault(path(node), "", "xml", "an entity is not allowed")
    return [child for child in node if isinstance(child.tag, str)]


def _placed(parent: Node, node: Node, element: Element, seen: list[str]) -> Child | Extension:
    """The description of a child, met in the schema's order."""
    found = positions(element).get(str(node.tag))
    if found is None:
        raise CfdiFault(path(node), "", "unknown", f"not expected in {_name(parent)}")
    place, spec = found
    last = positions(element)[seen[-1]][0] if seen else -1
    if place < last:
        raise CfdiFault(path(node), "", "order", f"not expected after {local_name(seen[-1])}")
    repeats = isinstance(spec, Child) and spec.many and spec.wrapper is None
    if place > last:
        seen.append(str(node.tag))
    elif not repeats:
        raise CfdiFault(path(node), "", "repeated")
    return spec


def _check_required(node: Node, element: Element, seen: list[str]) -> None:
    for spec in element.children:
        if isinstance(spec, Child) and spec.required and spec.tag not in seen:
            raise CfdiFault(path(node), local_name(spec.tag), "missing")


def _refuse_unknown(node: Node, given: dict[str, str], element: Element) -> None:
    for name in given.keys() - attribute_names(element):
        if not name.startswith(_XSI_PREFIX):
            raise CfdiFault(path(node), local_name(name), "unknown", "attribute")


def _refuse_attributes(node: Node) -> None:
    for name in node.attrib:
        if not str(name).startswith(_XSI_PREFIX):
            raise CfdiFault(path(node), local_name(str(name)), "unknown", "attribute")


def _check_fixed(node: Node, given: dict[str, str], element: Element) -> None:
    for name, value in element.fixed.items():
        if name not in given:
            raise CfdiFault(path(node), name, "missing")
        if given[name].strip() != value:
            raise CfdiFault(path(node), name, "fixed", f"{given[name][:20]!r} is not {value}")


def _parsed(node: Node, attribute: Attribute, text: str) -> Any:
    try:
        return attribute.type.parse(text)
    except BadValue as error:
        raise CfdiFault(path(node), attribute.name, error.rule, error.detail) from error

"""How an element of SAT's schemas is described: attributes, then children in their order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from documents.cfdi.simple_types import SimpleType

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute and the model's field it fills. `sealing`: absent until the document is sealed;
    `in_chain`: part of the cadena original."""

    name: str
    field: str
    type: SimpleType
    required: bool = True
    sealing: bool = False
    in_chain: bool = True


@dataclass(frozen=True, eq=False)
class Element:
    """An element. `model` is the class its fields make, None where the value of the only attribute
    stands for the whole; `fixed` are attributes of one value."""

    tag: str
    model: type[Any] | None
    attributes: tuple[Attribute, ...]
    children: "tuple[Child | Extension, ...]" = ()
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Child:
    """A child and the model's field it fills. `many` fills a tuple; `wrapper` is the tag of the
    element around them, which may not be empty."""

    field: str
    element: Element
    required: bool = False
    many: bool = False
    wrapper: str | None = None

    @property
    def tag(self) -> str:
        """The tag met among the parent's children."""
        return self.wrapper or self.element.tag


@dataclass(frozen=True, eq=False)
class Extension:
    """An element that holds others: the `known` ones fill a field each, the rest is kept as XML in
    `field`."""

    field: str
    tag: str
    known: tuple[Child, ...] = ()
    may_be_empty: bool = False


def local_name(tag: str) -> str:
    """The name without its namespace."""
    return tag.rpartition("}")[2]


@cache
def positions(element: Element) -> dict[str, tuple[int, Child | Extension]]:
    """The element's children by tag, with their place in the schema's order."""
    return {child.tag: (place, child) for place, child in enumerate(element.children)}


@cache
def attribute_names(element: Element) -> frozenset[str]:
    """The names of all attributes the element may have."""
    return frozenset(element.fixed) | {attribute.name for attribute in element.attributes}

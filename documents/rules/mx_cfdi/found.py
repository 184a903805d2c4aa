"""Faults of a CFDI: SAT's code, and the place in `documents.cfdi.model` that breaks it."""

from collections.abc import Callable, Iterator
from datetime import date

from documents.cfdi.model import Comprobante
from documents.values import Fault

Path = tuple[str | int, ...]
Rule = Callable[[Comprobante, date], Iterator[Fault]]


def fault(law: str, path: Path, message: str) -> Fault:
    """A broken rule of SAT's, such as CFDI40103 or CRP20238; ours is the same in lower case."""
    return Fault(law.lower(), path, message, law)


def has_complement(cfdi: Comprobante, name: str) -> bool:
    """Whether the document carries a complement whose root element has this local name."""
    marks = (b"<" + name.encode(), b":" + name.encode())
    return any(mark in xml[:200] for xml in cfdi.complementos for mark in marks)

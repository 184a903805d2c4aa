"""What the provider says about a document it takes: nothing of this hinders the document."""

from datetime import date, datetime, timedelta
from typing import Any

from providers.co_yabico.sandbox.cufe import BOGOTA
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.errors import LANGUAGE
from providers.co_yabico.sandbox.units import Range, Unit

Out = dict[str, Any]
LAST_DAYS = timedelta(days=30)
LAST_SHARE = 20


def notifications(document: Document) -> list[Out]:
    """Every accepted document is told to be in validation."""
    return [_remark("information", "In validation", f"{document.consecutive} is being validated.")]


def warnings(document: Document, unit: Unit, now: datetime) -> list[Out]:
    """A buyer without e-mail, and a range near its end in numbers or days."""
    told = []
    if not document.has_email:
        told.append(("No recipient", "The buyer has no e-mail; the document will not reach it."))
    numbering = unit.range_of(document.prefix, document.kind)
    if numbering:
        told += _range_warnings(numbering, document.number, now.astimezone(BOGOTA).date())
    return [_remark("warning", title, message) for title, message in told]


def _range_warnings(numbering: Range, number: int, today: date) -> list[tuple[str, str]]:
    told, size = [], numbering.last - numbering.first + 1
    if (numbering.last - number) * LAST_SHARE < size:
        told.append(("Range nearly used", f"{numbering.last - number} numbers are left."))
    if date.fromisoformat(numbering.valid_to) - today <= LAST_DAYS:
        told.append(("Range nearly expired", f"It ends on {numbering.valid_to}."))
    return told


def _remark(kind: str, title: str, message: str) -> Out:
    return {
        "id": None,
        "type": kind,
        "subType": None,
        "title": title,
        "message": message,
        "helpText": None,
        "language": LANGUAGE,
    }

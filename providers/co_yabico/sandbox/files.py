"""The files of a validated document, as the provider hands them out: base64 in `data`."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any

from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.units import Unit

Out = dict[str, Any]


def of(document: Document, unit: Unit, target: Document | None, now: datetime) -> Out:
    """DocumentFiles. All are null until DIAN has validated the document; HTML always is. Each is
    made only when asked for. `target` is what a note is about."""
    ready = document.validated(now)
    number = document.consecutive
    return {
        "attachedDocument": _file(
            "XML", f"ad{number}.xml", ready, lambda: _xml(document, unit, target)
        ),
        "graphicalRepresentationPdf": _file(
            "PDF", f"{number}.pdf", ready, lambda: _pdf(document, unit)
        ),
        "graphicalRepresentationHtml": None,
    }


def _file(kind: str, name: str, ready: bool, make: Callable[[], bytes]) -> Out | None:
    if not ready:
        return None
    return {
        "data": lambda info: base64.b64encode(make()).decode(),
        "fileType": kind,
        "filename": name,
    }


def _xml(document: Document, unit: Unit, target: Document | None) -> bytes:
    from providers.co_yabico.sandbox.ubl.attached import attached_document

    return attached_document(document, unit, target)


def _pdf(document: Document, unit: Unit) -> bytes:
    from providers.co_yabico.sandbox.pdf import pdf

    return pdf(document, unit)

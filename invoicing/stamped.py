"""A document that failed here although its authority has stamped it.

What came back is not what was asked for, so it is never shown as issued. But it is valid out there:
voided it would be forgotten, sent again there would be two. A person settles it.
"""

from collections.abc import Mapping
from typing import Any, Final

from documents.models import Document
from invoicing.errors import Conflict

STAMP: Final = "stamped_uuid"
"""Where a provider that brought something stamped says its fiscal id; null where it has none that
can be read."""


def is_stamped(document: Document) -> bool:
    """Whether it failed on what a provider brought back stamped."""
    return document.status == "FAILED" and STAMP in _answer(document)


def fiscal_id_of(document: Document) -> str | None:
    """The fiscal id it was stamped with; None where it was not, or that cannot be read."""
    return _answer(document).get(STAMP) if is_stamped(document) else None


def refuse_if_stamped(document: Document) -> None:
    """Raise Conflict `stamped_at_authority`, with its fiscal id and what to do, for a document that
    is stamped: it is not voided, changed or sent again before a person has settled it."""
    if is_stamped(document):
        name = fiscal_id_of(document) or f"the provider's {document.provider_operation_id}"
        raise Conflict(
            "stamped_at_authority",
            f"The document failed here, but it is stamped, as {name}. Look at it there, then settle"
            " it with the reconcile scope: as ISSUED with that fiscal_id, or as FAILED once it is"
            " cancelled there.",
        )


def _answer(document: Document) -> Mapping[str, Any]:
    return (document.failure or {}).get("provider_response") or {}

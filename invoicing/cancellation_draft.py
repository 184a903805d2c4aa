"""The CANCELLATION that ends a document: its parties, lines and money are those of what it cancels,
its number comes from the series of that document's notes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from documents import country_specific
from documents.draft import Draft
from documents.models import Document
from documents.values import (
    DocumentType,
    DocumentValue,
    Fault,
    ReferencedDocument,
    Relation,
)
from invoicing import references
from invoicing.errors import Unprocessable

NOTE_SERIES = {
    DocumentType.INVOICE: DocumentType.CREDIT_NOTE,
    DocumentType.SUPPORT_DOCUMENT: DocumentType.ADJUSTMENT_NOTE,
}
WHOLE = "Leave line_items out: a cancellation has all lines of the document it cancels."
COPIED = ("receiver", "discounts", "charges", "exchange_rate")


def draft_of(document: Document, reason: str | None, fields: Mapping[str, Any] | None) -> Draft:
    """The CANCELLATION of a document of ours; `fields` are the caller's country_specific."""
    given = {"reason": reason} if reason else {}
    return Draft(
        country=document.country,
        document_type=DocumentType.CANCELLATION,
        issuer=document.issuer,
        receiver=document.receiver,
        line_items=document.line_items,
        references=[{"relation": Relation.CANCELS.value, "document_id": str(document.id)}],
        country_specific=_fields(document, given | dict(fields or {})),
    )


def completed(tenant_id: UUID, draft: Draft) -> Draft:
    """A caller's CANCELLATION with what it takes from the document of ours that it cancels; any
    other draft, and one that cancels somebody else's, as it is. Raises Unprocessable for lines or
    parties that are not those of the document.
    """
    if draft.document_type != DocumentType.CANCELLATION:
        return draft
    target = _target(tenant_id, draft.references)
    if target is None:
        return draft
    faults = tuple(_foreign_parts(draft, target))
    if faults:
        raise Unprocessable(faults)
    return replace(
        draft,
        issuer=target.issuer,
        receiver=target.receiver,
        line_items=target.line_items,
        country_specific=_fields(target, draft.country_specific or {}),
    )


def _target(tenant_id: UUID, given: list[dict[str, Any]]) -> Document | None:
    found = references.resolve(tenant_id, given)
    ids = [id for i, id in found.items() if given[i]["relation"] == Relation.CANCELS]
    return Document.objects.filter(id=ids[0]).first() if len(ids) == 1 else None


def _foreign_parts(draft: Draft, target: Document) -> Iterator[Fault]:
    if draft.line_items and draft.line_items != target.line_items:
        yield _fault("cancels_whole", ("line_items",), WHOLE)
    for role in ("issuer", "receiver"):
        theirs = getattr(target, role)["tax_id"]
        if getattr(draft, role)["tax_id"] != theirs:
            message = f"Give the {role} of the cancelled document, {theirs}."
            yield _fault("cancels_other_party", (role, "tax_id"), message)


def _fields(document: Document, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the document's money and receiver depend on, and what the caller adds."""
    kept = {name: document.country_specific[name] for name in COPIED if name in _of(document)}
    if not kept and not given:
        return None
    tag = country_specific.known_tags(document.country, country_specific.DOCUMENT)[-1]
    return {"type": _of(document).get("type", tag), **kept, **given}


def _of(document: Document) -> Mapping[str, Any]:
    return document.country_specific or {}


def series(draft: Draft | Document, loaded: Mapping[str, ReferencedDocument]) -> tuple[str, ...]:
    """The types whose series may number a document, best first: for a CANCELLATION its own, else
    that of the notes of what it cancels."""
    if draft.document_type != DocumentType.CANCELLATION:
        return (draft.document_type,)
    cancelled = next(iter(loaded.values()), None)
    kind = DocumentType(cancelled.document_type) if cancelled else DocumentType.INVOICE
    return (DocumentType.CANCELLATION, NOTE_SERIES.get(kind, DocumentType.CREDIT_NOTE))


def faults(value: DocumentValue) -> tuple[Fault, ...]:
    """A CANCELLATION is of the whole of a document: it has that one's lines, all of them, and its
    money, by which it is known again at the provider.
    """
    if value.document_type != DocumentType.CANCELLATION:
        return ()
    if not value.line_items:
        message = "Give the lines of the document it cancels, which is not one of ours."
        return (_fault("no_line_items", ("line_items",), message),)
    cancelled = [one.document for one in value.references if one.relation == Relation.CANCELS]
    return tuple(fault for one in cancelled if one is not None for fault in _unlike(value, one))


def _unlike(value: DocumentValue, cancelled: ReferencedDocument) -> Iterator[Fault]:
    if cancelled.lines != value.line_items:
        yield _fault("cancels_whole", ("line_items",), WHOLE)
    for name in COPIED:
        ours, theirs = (one.country_specific.get(name) or None for one in (value, cancelled))
        if ours != theirs:
            message = f"Give {name} as the document that is cancelled has it."
            yield _fault("cancels_whole", ("country_specific", name), message)


def _fault(code: str, path: tuple[str | int, ...], message: str) -> Fault:
    return Fault(code, path, message)

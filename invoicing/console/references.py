"""What a document refers to, what refers to it, and what is left of it, as its page shows them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from documents.assemble import name_of
from documents.models import Document
from invoicing import balance, references, referring
from invoicing.referring import Referrer

SHOWN = ("id", "document_type", "status", "fiscal_status", "prefix", "number")


@dataclass(frozen=True, slots=True)
class ShownReference:
    """The other end of a reference. `document_id` is None for a document that is not ours."""

    relation: str
    document_id: UUID | None
    name: str
    status: str = ""


def context_of(document: Document) -> dict[str, Any]:
    """The template's `references`, `referrers` and `balance`."""
    referrers = referring.to([document]).get(document.id, [])
    return {
        "references": _references(document),
        "referrers": [_referrer(one) for one in referrers],
        "balance": balance.as_json(document, referrers),
    }


def _references(document: Document) -> list[ShownReference]:
    found = references.resolve(document.tenant_id, document.references)
    rows = Document.objects.filter(id__in=found.values()).only(*SHOWN).in_bulk() if found else {}
    return [
        _reference(reference, rows.get(found[i]) if i in found else None)
        for i, reference in enumerate(document.references)
    ]


def _reference(reference: dict[str, Any], row: Document | None) -> ShownReference:
    relation = _words(reference["relation"])
    if row is None:
        return ShownReference(relation, None, name_of(reference))
    return ShownReference(relation, row.id, _name(row.document_type, row.number_text), row.status)


def _referrer(one: Referrer) -> ShownReference:
    name = _name(one.document_type, one.number)
    return ShownReference(_words(one.relation), one.document_id, name, one.status)


def _name(document_type: str, number: str | None) -> str:
    return f"{_words(document_type).capitalize()} {number or '(no number)'}"


def _words(code: str) -> str:
    return code.replace("_", " ").lower()

"""Documents that a document refers to: found among the tenant's own, kept to be found from the
other end.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from documents.models import Document, DocumentReference
from documents.values import Fault
from parties.models import Tenant

Stored = Mapping[str, Any]


def unknown(tenant: Tenant, references: Sequence[Stored]) -> tuple[Fault, ...]:
    """A Fault for each reference whose `document_id` is no document of the tenant's; another
    tenant's counts as none. One query, and none without ids.
    """
    named = {i: UUID(r["document_id"]) for i, r in enumerate(references) if r.get("document_id")}
    if not named:
        return ()
    found = Document.objects.filter(tenant=tenant, id__in=named.values())
    known = set(found.values_list("id", flat=True))
    return tuple(
        Fault("reference_not_found", ("references", i, "document_id"), "There is no such document.")
        for i, document_id in named.items()
        if document_id not in known
    )


def resolve(tenant_id: UUID, references: Sequence[Stored]) -> dict[int, UUID]:
    """The document of ours that each reference is to, by the reference's position: by its id, or
    where it names none by fiscal id or id at the provider, in capitals or not. One query, none
    without references.
    """
    if not references:
        return {}
    rows = Document.objects.filter(_any_of(references), tenant=tenant_id).order_by("id")
    found: dict[str, UUID] = {}
    for document_id, fiscal_id, operation_id in rows.values_list(
        "id", "fiscal_id", "provider_operation_id"
    ):
        for name in (str(document_id), fiscal_id, operation_id):
            if name:
                found.setdefault(name.lower(), document_id)
    named = {i: _known(reference, found) for i, reference in enumerate(references)}
    return {i: document_id for i, document_id in named.items() if document_id is not None}


def _any_of(references: Sequence[Stored]) -> Q:
    external = [reference.get("external") or {} for reference in references]
    given = {
        "id__in": [r["document_id"] for r in references if r.get("document_id")],
        "fiscal_id__in": _spellings(e.get("fiscal_id") for e in external),
        "provider_operation_id__in": _spellings(e.get("provider_doc_id") for e in external),
    }
    condition = Q(pk__in=[])
    for column, values in given.items():
        if values:
            condition |= Q(**{column: values})
    return condition


def _spellings(names: Iterable[str | None]) -> list[str]:
    """Each id as it was given, in small letters and in capitals: callers copy them as they find
    them, and hexadecimal digits mean the same in either."""
    return [way for name in names if name for way in sorted({name, name.lower(), name.upper()})]


def _known(reference: Stored, found: Mapping[str, UUID]) -> UUID | None:
    external = reference.get("external") or {}
    own = reference.get("document_id")
    names = [own] if own else [external.get("fiscal_id"), external.get("provider_doc_id")]
    return next((found[name.lower()] for name in names if name and name.lower() in found), None)


def keep(document: Document) -> None:
    """Keep what a new document refers to; in the transaction that stores it."""
    if document.references:
        _keep(document, document.references)


def keep_anew(document: Document, given: Sequence[Stored]) -> None:
    """The same where a document that is there gets other references."""
    DocumentReference.objects.filter(document=document).delete()
    _keep(document, given)


def _keep(document: Document, given: Sequence[Stored]) -> None:
    found = resolve(document.tenant_id, given)
    pairs = {(id, given[i]["relation"]) for i, id in found.items() if id != document.id}
    DocumentReference.objects.bulk_create(
        DocumentReference(document=document, referenced_document_id=id, relation=relation)
        for id, relation in sorted(pairs)
    )


def locked_targets(document: Document, *relations: str) -> list[Document]:
    """The documents of ours that a stored document refers to in one of the relations, locked in
    the order of their ids; a key may be referred to meanwhile. In a transaction.
    """
    ids = DocumentReference.objects.filter(document=document, relation__in=relations)
    rows = Document.objects.select_for_update(no_key=True).order_by("id")
    return list(rows.filter(id__in=list(ids.values_list("referenced_document_id", flat=True))))

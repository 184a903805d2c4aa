"""Documents a document refers to: the one it modifies, and those named for information."""

import re
from collections.abc import Mapping
from typing import Final

from documents.values import DocumentType, Reference, Relation
from providers.co_yabico.mapping.draft import Draft, Json, modified, text

INFORMATIVE: Final[Mapping[str, str]] = {
    Relation.ORDER: "ORDER",
    Relation.DESPATCH: "DESPATCH_DOCUMENT",
    Relation.RECEIPT: "RECEIPT_DOCUMENT",
    Relation.CONTINGENCY: "CONTINGENCY_INVOICE",
    Relation.RELATED: "OTHER",
}
"""Relation -> ReferenceTypeCode of a document named for information."""

ELECTRONIC: Final[Mapping[str, str]] = {
    DocumentType.INVOICE: "INVOICE",
    DocumentType.CREDIT_NOTE: "CREDIT_NOTE",
    DocumentType.DEBIT_NOTE: "DEBIT_NOTE",
}
"""What a RELATED document is where it is one of ours."""

DESCRIPTIONS: Final[Mapping[str, str]] = {
    "ORDER": "Orden de compra",
    "DESPATCH_DOCUMENT": "Documento de despacho",
    "RECEIPT_DOCUMENT": "Documento de recepción",
    "CONTINGENCY_INVOICE": "Factura de contingencia",
    "INVOICE": "Factura electrónica",
    "CREDIT_NOTE": "Nota crédito electrónica",
    "DEBIT_NOTE": "Nota débito electrónica",
    "OTHER": "Otro documento",
}

NUMBER: Final = re.compile(r"([0-9A-Za-z]*?)([0-9]+)")


def modified_id(draft: Draft) -> Json:
    """InvoiceIdInput of the document this one modifies: by the provider's uid, else by its prefix
    and number."""
    if draft.modified_uid:
        return {"uid": draft.modified_uid}
    reference = modified(draft.document)
    number = reference.document.number if reference and reference.document else None
    parts = NUMBER.fullmatch(number or "")
    if parts is None:
        raise ValueError("the provider knows no id of the document referred to")
    return {"id": {"prefix": parts[1], "number": int(parts[2])}}


def provider_uid(reference: Reference) -> str | None:
    """The uid the provider gave the document referred to, where we know it."""
    ours = reference.document
    return (ours.operation_id if ours else None) or reference.provider_doc_id


def referenced_documents(draft: Draft) -> list[Json] | None:
    """DocumentReferenceInput of every reference but the one the document modifies, or None."""
    main = modified(draft.document)
    others = [r for r in draft.document.references if r is not main]
    return [_informative(reference) for reference in others] or None


def _informative(reference: Reference) -> Json:
    kind, ours = _type(reference), reference.document
    number = (ours.number if ours else None) or reference.provider_doc_id or reference.fiscal_id
    uid = (ours.fiscal_id if ours else None) or reference.fiscal_id or number
    if not number:
        raise ValueError(f"a reference {reference.relation} needs the other document's number")
    day = ours.issued_on.isoformat() if ours and ours.issued_on else reference.issued_at
    return {
        "referenceType": kind,
        "referenceId": number,
        "uid": uid,
        "issueDate": day[:10] if day else None,
        "description": text(DESCRIPTIONS[kind]),
    }


def _type(reference: Reference) -> str:
    if reference.relation not in INFORMATIVE:
        raise ValueError(f"a reference {reference.relation} has no place in this document")
    if reference.relation == Relation.RELATED and reference.document:
        return ELECTRONIC.get(reference.document.document_type, "OTHER")
    return INFORMATIVE[reference.relation]

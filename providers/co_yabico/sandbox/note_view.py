"""Notes and what they are about, as the provider shows them on either side."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from providers.co_yabico.sandbox.cufe import issue_date
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.kinds import Kind
from providers.co_yabico.sandbox.money import total
from providers.co_yabico.sandbox.state import State

Out = dict[str, Any]
CREDITS = frozenset({Kind.CREDIT_NOTE, Kind.ADJUSTMENT_NOTE, Kind.PURCHASE_CREDIT_NOTE})


def target_of(state: State, document: Document) -> Document | None:
    """The document a note is about."""
    return state.document(document.modifies) if document.modifies else None


def references(state: State, document: Document) -> list[Out]:
    """What it refers to; a note first of all to the document it is about."""
    given = document.content.get("referencedDocuments") or ()
    told = [{**r, "referenceType": _pair(r["referenceType"])} for r in given if r]
    target = target_of(state, document)
    return [reference_to(target), *told] if target else told


def reference_to(target: Document) -> Out:
    """A DocumentReference to a document."""
    issued = datetime.fromisoformat(target.issued_at)
    return {
        "referenceId": target.consecutive,
        "referenceType": _pair(target.kind),
        "uid": target.cufe,
        "issueDate": issue_date(issued),
    }


def summaries(state: State, document: Document, now: datetime) -> Out:
    """Summaries of the notes to an invoice or a support document."""
    notes = [n for n in state.notes_to(document, now) if n.visible(now)]
    credits = [n for n in notes if n.kind in CREDITS]
    debits = [n for n in notes if n.kind not in CREDITS]
    references = len(document.content.get("referencedDocuments") or ())
    return {
        "creditNoteSummary": [_summary(n, number) for number, n in enumerate(credits, 1)],
        "debitNoteSummary": [_summary(n, number) for number, n in enumerate(debits, 1)],
        "adjustmentNoteSummary": [_summary(n, number) for number, n in enumerate(credits, 1)],
        "documentSummary": {
            "creditNotes": len(credits),
            "creditNoteTotal": _sum(credits),
            "debitNotes": len(debits),
            "debitNoteTotal": _sum(debits),
            "adjustmentNotes": len(credits),
            "adjustmentNoteTotal": _sum(credits),
            "referenceDocuments": references,
        },
    }


def _summary(note: Document, number: int) -> Out:
    return {
        "date": issue_date(datetime.fromisoformat(note.issued_at)),
        "id": note.consecutive,
        "orden": number,
        "type": note.content["generalInformation"]["operationCode"],
        "uuid": note.uid,
        "value": note.content["documentTotals"]["payableAmount"],
    }


def _sum(notes: list[Document]) -> str:
    amounts = (Decimal(str(n.content["documentTotals"]["payableAmount"])) for n in notes)
    return str(total(amounts))


def _pair(code: str) -> Out:
    return {"code": code, "description": code}

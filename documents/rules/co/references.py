"""Colombia: what a note, a cancellation or an acceptance event refers to."""

from collections.abc import Iterator, Mapping
from typing import Final

from documents import fiscal_ids, radian
from documents.rules.co.facts import MAIN_RELATION, CoFacts, Target, main_references
from documents.values import DocumentType, DocumentValue, Fault, Party, Relation
from parties import tax_ids

INFORMATIVE: Final = frozenset(
    {
        Relation.CONTINGENCY,
        Relation.ORDER,
        Relation.DESPATCH,
        Relation.RECEIPT,
        Relation.RELATED,
    }
)

TARGET_TYPES: Final[Mapping[str, frozenset[DocumentType]]] = {
    Relation.CREDITS: frozenset({DocumentType.INVOICE}),
    Relation.DEBITS: frozenset({DocumentType.INVOICE}),
    Relation.CONCERNS: frozenset({DocumentType.INVOICE}),
    Relation.ADJUSTS: frozenset({DocumentType.SUPPORT_DOCUMENT}),
    Relation.CANCELS: frozenset({DocumentType.INVOICE, DocumentType.SUPPORT_DOCUMENT}),
}

_CANCELLED: Final = frozenset({"CANCELLING", "CANCELLED", "VOIDED"})


def one_target(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """CAE02/CAE04: a note names the document it is about; one alone, as the provider takes it. So
    do a cancellation and an event."""
    relation = MAIN_RELATION.get(document.document_type)
    if relation is None:
        return
    places = main_references(document)
    if not places:
        message = f"Add a reference of relation {relation} to the document this is about."
        yield Fault("reference_missing", ("references",), message, _law(document, "CAE02/CAE04"))
    for i in places[1:]:
        message = f"Keep one reference of relation {relation}."
        yield Fault("reference_twice", ("references", i), message)


def relations_used(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """A reference has the relation of the document's type, or one that is for information only."""
    main = MAIN_RELATION.get(document.document_type)
    for i, reference in enumerate(document.references):
        if reference.relation not in INFORMATIVE and reference.relation != main:
            known = ", ".join(sorted({*INFORMATIVE, *({main} if main else ())}))
            message = f"Use one of {known}: a {document.document_type} has no other relation."
            yield Fault("relation_not_used", ("references", i, "relation"), message)


def target_named(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """Provider 100-NE1, 100-NE2: what a document is about is named by our id, by its fiscal id or
    by the provider's."""
    for i in main_references(document):
        reference = document.references[i]
        if not (reference.document_id or reference.fiscal_id or reference.provider_doc_id):
            message = "Give document_id, or external with fiscal_id or provider_doc_id."
            yield Fault("reference_unnamed", ("references", i), message)


def target_fiscal_id_whole(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """Annex 1.9 par. 11.2, 11.4: a CUFE, CUDE or CUDS is 96 hexadecimal digits. No number is spent
    on a document about one that cannot be."""
    for i in main_references(document):
        reference = document.references[i]
        wanted = fiscal_ids.misshapen("CO", (reference.fiscal_id or "").lower())
        if reference.fiscal_id and reference.document is None and wanted:
            path = ("references", i, "external", "fiscal_id")
            yield Fault("reference_fiscal_id", path, f"Give {wanted}.")


def target_type_fits(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """No notes on notes: an invoice is credited, debited and accepted, a support document adjusted,
    either cancelled."""
    relation = MAIN_RELATION.get(document.document_type)
    if facts.target is None or relation is None:
        return
    found = facts.target.document.document_type
    if found not in TARGET_TYPES[relation]:
        known = " or ".join(sorted(TARGET_TYPES[relation]))
        message = f"Name a document of type {known}: this one is a {found}."
        yield Fault("reference_document_type", _path(facts.target), message)


def target_valid(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-EI2, 001-PEI2: DIAN has validated what a note or cancellation is about, and it
    has not been cancelled."""
    if facts.target is None or document.document_type == DocumentType.ACCEPTANCE_EVENT:
        return
    found = facts.target.document
    law = "001-PEI2" if found.document_type == DocumentType.SUPPORT_DOCUMENT else "001-EI2"
    if found.status in _CANCELLED:
        message = f"Name a document that is in force: this one is {found.status}."
        yield Fault("referenced_cancelled", _path(facts.target), message, law)
    elif (found.status, found.fiscal_status) != ("ISSUED", "authorized"):
        message = f"Wait until the document is valid: it is {found.status} now."
        yield Fault("referenced_not_issued", _path(facts.target), message, law)


def target_same_parties(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A note or cancellation has the issuer and the receiver of the document it is about."""
    if facts.target is None or document.document_type == DocumentType.ACCEPTANCE_EVENT:
        return
    found = facts.target.document
    pairs = {
        "issuer": (document.issuer, found.issuer),
        "receiver": (document.receiver, found.receiver),
    }
    for role, (ours, theirs) in pairs.items():
        if identity(ours) != identity(theirs):
            message = f"Give the {role} of the document this is about, {theirs.tax_id}."
            yield Fault("referenced_other_party", (role, "tax_id"), message)


def target_same_currency(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A note or cancellation is in the currency of the document it is about."""
    if facts.target is None or not document.line_items:
        return
    found = facts.target.document.currency
    if found and document.line_items[0].currency != found:
        path = ("line_items", 0, "unit_price", "currency")
        message = f"Give every line in {found}, the currency of the document this is about."
        yield Fault("referenced_currency", path, message)


def target_earlier(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """DC24a of events, and of notes alike: nothing is dated before the document it is about."""
    issued_on = facts.target.document.issued_on if facts.target else None
    if issued_on is not None and facts.issue_date < issued_on:
        message = f"Date it {issued_on} or later, the day of the document this is about."
        law = "DC24a" if document.document_type == DocumentType.ACCEPTANCE_EVENT else ""
        yield Fault("before_referenced", ("emission_date",), message, law)


def target_not_accepted(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """An invoice that was accepted, expressly (033) or tacitly (034), takes neither notes nor a
    cancellation (Res. 85 of 2022)."""
    if facts.target is None or document.document_type == DocumentType.ACCEPTANCE_EVENT:
        return
    for code in facts.target.document.acceptance:
        if code in radian.ACCEPTANCES:
            message = (
                f"The invoice was accepted ({code}), so it can be neither noted nor cancelled."
            )
            yield Fault("referenced_accepted", _path(facts.target), message)


def cancels_uncredited(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-EI2 in its second meaning: what has a credit or adjustment note is not
    voided."""
    if facts.target is None or document.document_type != DocumentType.CANCELLATION:
        return
    if facts.target.document.credited > 0:
        message = "Credit what is left with a note: a document with notes cannot be cancelled."
        yield Fault("referenced_credited", _path(facts.target), message, "001-EI2")


def identity(party: Party) -> str:
    """The party's number as it is compared: a NIT without its check digit."""
    number = tax_ids.normalise("CO", party.tax_id_type, party.tax_id)
    return tax_ids.split_nit(number)[0] if party.tax_id_type == "NIT" else number


def _path(target: Target) -> tuple[str | int, ...]:
    return ("references", target.place)


def _law(document: DocumentValue, rule: str) -> str:
    notes = {DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE}
    return rule if document.document_type in notes else ""


RULES: Final = (
    one_target,
    relations_used,
    target_named,
    target_fiscal_id_whole,
    target_type_fits,
    target_valid,
    target_same_parties,
    target_same_currency,
    target_earlier,
    target_not_accepted,
    cancels_uncredited,
)

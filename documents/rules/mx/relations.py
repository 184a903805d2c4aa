"""Mexico: the documents a document is related to (node CfdiRelacionados)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from documents.country_specific.mx import MxDocument
from documents.rules.mx.facts import FIELDS, TYPES, MxFacts, rfc_of
from documents.sat import formats
from documents.sat.document import EGRESO, INGRESO
from documents.values import (
    DocumentType,
    DocumentValue,
    Fault,
    Reference,
    ReferencedDocument,
    Relation,
    Severity,
)

Path = tuple[str | int, ...]

# SAT's key of what the API calls a relation.
KEYS: Final[Mapping[str, str]] = {
    Relation.CREDITS: "01",
    Relation.DEBITS: "02",
    Relation.RETURNS: "03",
    Relation.SUBSTITUTES: "04",
    Relation.APPLIES_ADVANCE: "07",
}
_ELSEWHERE: Final[Mapping[str, DocumentType]] = {
    Relation.PAYS: DocumentType.PAYMENT_COMPLEMENT,
    Relation.CANCELS: DocumentType.CANCELLATION,
}

# Which types of document a key may stand on; the others on any.
_TYPES_OF_KEY: Final = {"01": {EGRESO}, "02": {INGRESO}, "03": {EGRESO}, "07": {INGRESO, EGRESO}}
_OF_INVOICES: Final = frozenset({"01", "02", "03"})


@dataclass(frozen=True, slots=True)
class Related:
    """One document related: SAT's key, its fiscal folio (None where it has none yet), the document
    where it is ours, and its place in the body."""

    key: str
    uuid: str | None
    path: Path
    document: ReferencedDocument | None = None


def related(document: DocumentValue, fields: MxDocument) -> tuple[Related, ...]:
    """Every document related, those of `references` first, in order."""
    return (
        *(
            Related(KEYS[r.relation], _uuid(r), ("references", i), r.document)
            for i, r in enumerate(document.references)
            if r.relation in KEYS
        ),
        *(
            Related(group.tipo_relacion, uuid, (*FIELDS, "relations", i, "uuids", j))
            for i, group in enumerate(fields.relations)
            for j, uuid in enumerate(group.uuids)
        ),
    )


def note_names_invoice(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A credit note says what it credits (01, 03, 07), a debit note what it adds to (02)."""
    keys = {entry.key for entry in related(document, facts.fields)}
    if document.document_type == DocumentType.CREDIT_NOTE and not keys & {"01", "03", "07"}:
        message = "Refer to the invoice credited, with relation CREDITS, or RETURNS for goods."
        yield Fault("credited_invoice_missing", ("references",), message, "c_TipoRelacion 01")
    if document.document_type == DocumentType.DEBIT_NOTE and "02" not in keys:
        message = "Refer to the invoice debited, with relation DEBITS."
        yield Fault("debited_invoice_missing", ("references",), message, "c_TipoRelacion 02")


def relation_fits_type(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """01 and 03 are of a credit note, 02 of a debit note, 07 of no payment complement."""
    for entry in related(document, facts.fields):
        law = f"c_TipoRelacion {entry.key}"
        if facts.tipo not in _TYPES_OF_KEY.get(entry.key, {facts.tipo}):
            message = f"Remove it: relation {entry.key} is not one of this type of document."
            yield Fault("relation_type", entry.path, message, law)
        elif entry.key == "02" and document.document_type != DocumentType.DEBIT_NOTE:
            message = "Make this a DEBIT_NOTE, or relate it otherwise."
            yield Fault("relation_type", entry.path, message, law)


def reference_written(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A reference that a CFDI has no place for is kept here and not sent."""
    for i, reference in enumerate(document.references):
        path = ("references", i, "relation")
        home = _ELSEWHERE.get(reference.relation)
        if home is not None and home != document.document_type:
            message = f"Refer to it from a document of type {home}."
            yield Fault("relation_type", path, message)
        elif home is None and reference.relation not in KEYS:
            message = "Know that a CFDI has no place for this reference: it is only kept here."
            yield Fault("reference_not_sent", path, message, severity=Severity.WARNING)


def related_has_folio(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A document is related by its fiscal folio, a UUID (schema cfdv40, CfdiRelacionado)."""
    for entry in related(document, facts.fields):
        if entry.uuid is None:
            message = "Refer to a document with a fiscal folio: this one has none."
            yield Fault("related_without_folio", entry.path, message)
        elif not formats.is_uuid(entry.uuid):
            message = "Write the fiscal folio as a UUID, such as the stamped XML has it."
            yield Fault("related_folio_form", entry.path, message)


def related_once(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A document is related once by a key."""
    seen: set[tuple[str, str]] = set()
    for entry in related(document, facts.fields):
        pair = (entry.key, (entry.uuid or "").upper())
        if entry.uuid is not None and pair in seen:
            yield Fault("related_twice", entry.path, "Remove it: it is related already.")
        seen.add(pair)


def related_is_valid(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """Only what is issued is related; and what is cancelled only to be substituted."""
    for entry in related(document, facts.fields):
        if entry.document is None:
            continue
        if entry.document.status not in {"ISSUED", "CANCELLING", "CANCELLED"}:
            message = "Wait until the document referred to is issued."
            yield Fault("related_not_issued", entry.path, message)
        elif entry.document.status != "ISSUED" and entry.key != "04":
            message = "Refer to a document that is neither cancelled nor being cancelled."
            yield Fault("related_cancelled", entry.path, message)


def related_type_fits(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A note is of an invoice (type I), and a substitute of its like."""
    for entry in related(document, facts.fields):
        if entry.document is None:
            continue
        other = TYPES.get(entry.document.document_type, "")
        if entry.key in _OF_INVOICES and other != INGRESO:
            message = "Refer to an invoice or debit note."
            yield Fault("related_type", entry.path, message, f"c_TipoRelacion {entry.key}")
        elif entry.key == "04" and other != facts.tipo:
            message = "Substitute a document by one of its own type."
            yield Fault("related_type", entry.path, message, "c_TipoRelacion 04")


def related_parties_same(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A note is from the issuer and to the receiver of its invoice; a substitute from its issuer,
    since a wrong receiver is a reason to substitute."""
    for entry in related(document, facts.fields):
        if entry.document is None or entry.key not in _OF_INVOICES | {"04"}:
            continue
        if rfc_of(entry.document.issuer) != facts.issuer_rfc:
            message = "Refer to a document of the same issuer."
            yield Fault("related_issuer", entry.path, message)
        if entry.key != "04" and rfc_of(entry.document.receiver) != facts.receiver_rfc:
            message = "Refer to a document of the same receiver."
            yield Fault("related_receiver", entry.path, message)


def related_currency_same(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A note is in the currency of its invoice, or nobody can tell what is left of it."""
    for entry in related(document, facts.fields):
        if entry.document is None or entry.key not in _OF_INVOICES or not document.line_items:
            continue
        if entry.document.currency != facts.currency:
            message = f"Credit or debit in {entry.document.currency}, the invoice's currency."
            yield Fault("related_currency", entry.path, message, severity=Severity.WARNING)


def _uuid(reference: Reference) -> str | None:
    return reference.document.fiscal_id if reference.document else reference.fiscal_id


RULES: Final = (
    note_names_invoice,
    relation_fits_type,
    reference_written,
    related_has_folio,
    related_once,
    related_is_valid,
    related_type_fits,
    related_parties_same,
    related_currency_same,
)

"""Mexico: the request to cancel a document, with its motive (SAT's service of cancellation)."""

from collections.abc import Iterator
from typing import Final

from documents.rules.mx.deadlines import cancellation_limit
from documents.rules.mx.facts import FIELDS, MxFacts, rfc_of
from documents.sat import formats
from documents.values import (
    DocumentValue,
    Fault,
    Reference,
    ReferencedDocument,
    Relation,
    Severity,
)

Path = tuple[str | int, ...]

_PATH: Final[Path] = (*FIELDS, "cancellation")
_WITH_SUBSTITUTE: Final = "01"
_IN_GLOBAL_INVOICE: Final = "04"


def cancels_one(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """One document is cancelled at a time."""
    if len(_cancelled(document)) != 1:
        message = "Refer to exactly one document, with relation CANCELS."
        yield Fault("cancelled_document_missing", ("references",), message)


def cancelled_has_folio(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """What is cancelled has a fiscal folio, and is neither cancelled nor being cancelled (answers
    202, 205)."""
    for i, reference in _cancelled(document):
        known = reference.document
        folio = known.fiscal_id if known else reference.fiscal_id
        if folio is None or not formats.is_uuid(folio):
            message = "Refer to a document with a fiscal folio, a UUID."
            yield Fault("cancelled_without_folio", ("references", i), message, "205")
        if known is not None and known.status != "ISSUED":
            message = "Refer to a document that is issued and not being cancelled already."
            yield Fault("cancelled_not_issued", ("references", i), message, "202")


def cancelled_is_own(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """Only its issuer cancels a document (answer 203)."""
    for i, known in _known(document):
        if rfc_of(known.issuer) != facts.issuer_rfc:
            message = "Cancel in the name of the document's own issuer."
            yield Fault("cancelled_issuer", ("references", i), message, "203")


def motive_given(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A cancellation has a motive, 01 to 04 (answer 207)."""
    if facts.fields.cancellation is None:
        message = (
            "Give the motive: 01 wrong and substituted, 02 wrong, 03 did not take place, 04 one"
            " sale of a global invoice."
        )
        yield Fault("cancellation_missing", _PATH, message, "207")


def substitute_fits_motive(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """Motive 01 names one substitute, the others none (FolioSustitucion)."""
    given = facts.fields.cancellation
    if given is None:
        return
    named = [n for n in (given.substitute_document_id, given.folio_sustitucion) if n is not None]
    if given.motivo == _WITH_SUBSTITUTE and len(named) != 1:
        message = "Name the one substitute: issue it first, with relation SUBSTITUTES."
        yield Fault("substitute_missing", (*_PATH, "substitute_document_id"), message, "01")
    if given.motivo != _WITH_SUBSTITUTE and named:
        message = f"Give motive 01, or no substitute: motive {given.motivo} has none."
        yield Fault("substitute_not_wanted", (*_PATH, "motivo"), message, given.motivo)


def substitute_issued(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """The substitute is issued, and is another document than the one cancelled. Of ours, which the
    caller has to hand along as a reference."""
    given = facts.fields.cancellation
    if given is None or given.substitute_document_id is None:
        return
    path, wanted = (*_PATH, "substitute_document_id"), given.substitute_document_id.lower()
    if any((r.document_id or "").lower() == wanted for _i, r in _cancelled(document)):
        yield Fault("substitute_itself", path, "Name another document than the cancelled one.")
        return
    for reference in document.references:
        found = reference.document
        if found is None or (reference.document_id or "").lower() != wanted:
            continue
        if found.status != "ISSUED" or not found.fiscal_id:
            yield Fault("substitute_not_issued", path, "Issue the substitute first.", "01")


def nothing_depends_on_it(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """SAT answers "No cancelable" while a valid document is related to it: its payments and credit
    notes go first."""
    for i, known in _known(document):
        if known.instalments or known.paid:
            message = "Cancel its payment complements first."
            yield Fault("cancelled_is_paid", ("references", i), message, "no_cancelable")
        if known.credited:
            message = "Cancel its credit notes first."
            yield Fault("cancelled_is_credited", ("references", i), message, "no_cancelable")


def global_motive_fits(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """Motive 04 is of a sale invoiced by name after it stood in a global invoice."""
    given = facts.fields.cancellation
    if given is None or given.motivo != _IN_GLOBAL_INVOICE:
        return
    for i, known in _known(document):
        if not known.country_specific.get("informacion_global"):
            message = "Check the motive: 04 cancels a global invoice, and this is none."
            path = ("references", i)
            yield Fault("motive_not_global", path, message, "04", Severity.WARNING)


def cancelled_in_time(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A cancellation after the month of the annual return is fined (CFF art. 29-A, 81)."""
    for i, known in _known(document):
        if known.issued_on is None:
            continue
        limit = cancellation_limit(known.issued_on, facts.issuer_rfc)
        if facts.on > limit:
            message = f"Expect a fine: the document could be cancelled freely until {limit}."
            path = ("references", i)
            yield Fault("cancellation_late", path, message, "CFF 29-A", Severity.WARNING)


def _cancelled(document: DocumentValue) -> list[tuple[int, Reference]]:
    return [(i, r) for i, r in enumerate(document.references) if r.relation == Relation.CANCELS]


def _known(document: DocumentValue) -> Iterator[tuple[int, ReferencedDocument]]:
    for i, reference in _cancelled(document):
        if reference.document is not None:
            yield i, reference.document


RULES: Final = (
    cancels_one,
    cancelled_has_folio,
    cancelled_is_own,
    motive_given,
    substitute_fits_motive,
    substitute_issued,
    nothing_depends_on_it,
    global_motive_fits,
    cancelled_in_time,
)

"""Cancelling by motive: a process of days on the document itself (Mexico).

The document is CANCELLING from the request to the authority's word. It has no CANCELLATION beside
it; what is to be done stands in a Submission of purpose `cancel`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from documents import country_specific, rules
from documents.assemble import value_of
from documents.calendar import local_date
from documents.draft import Draft
from documents.models import Document, DocumentReference
from documents.rules.mx import deadlines
from documents.values import DocumentType, Fault, Relation, Severity
from invoicing import cancellation_record, check, referenced, referring, transitions, work
from invoicing.actor import Actor
from invoicing.errors import Unprocessable, refuse
from invoicing.faults_json import fault_json
from invoicing.models import Submission
from invoicing.referring import ON_ITS_WAY, VALID, Referrer
from providers import registry
from providers.cancellation import CancellationProvider

PURPOSE: Final = "cancel"
CHECK: Final = "cancel_check"
FIELD: Final = ("country_specific", "cancellation")
DEPENDING: Final = {
    Relation.PAYS: ("cancelled_is_paid", "payment complement"),
    Relation.CREDITS: ("cancelled_is_credited", "credit note"),
    Relation.RETURNS: ("cancelled_is_credited", "credit note"),
    Relation.DEBITS: ("cancelled_is_debited", "debit note"),
    Relation.APPLIES_ADVANCE: ("cancelled_is_applied", "document that applies it"),
}


def is_process(country: str) -> bool:
    """Whether documents of a country are cancelled by motive."""
    return isinstance(registry.for_country(country), CancellationProvider)


def begin(
    document: Document, reason: str | None, fields: Mapping[str, Any] | None, actor: Actor
) -> Document:
    """Ask for the cancellation of a valid document whose row is held, in its transaction. `fields`
    are the caller's country_specific, with the motive.

    Raises Unprocessable with every rule the request breaks, and names what depends on the document.
    """
    _refuse_while_needed(document)
    warnings = _checked(document, fields)
    given = (fields or {})["cancellation"]
    substitute = _substitute(document, given)
    record = cancellation_record.requested(
        document.cancellation,
        given["motivo"],
        str(substitute.id) if substitute else None,
        substitute.fiscal_id if substitute else given.get("folio_sustitucion"),
        _limit(document),
    )
    transitions.move(
        document,
        transitions.CANCELLING,
        actor,
        {"cancellation": record, "reason": reason},
        cancellation=record,
        cancellation_reason=reason,
        warnings=[*document.warnings, *(w for w in warnings if w not in document.warnings)],
    )
    open_submission(document, PURPOSE, actor)
    return document


def open_submission(
    document: Document, step: str, actor: Actor, due_at: datetime | None = None
) -> None:
    """Queue the work on a document's cancellation from `step` on, now or when it is due, in the
    caller's transaction. One that only looks whether somebody else has cancelled gives way."""
    _close_check(document)
    submission = Submission.objects.create(
        tenant_id=document.tenant_id,
        document=document,
        purpose=PURPOSE,
        step=step,
        due_at=due_at or timezone.now(),
        flow_id=actor.flow_id,
    )
    work.nudge_on_commit(submission)


def _close_check(document: Document) -> None:
    Submission.objects.filter(document=document, purpose=PURPOSE, step=CHECK).update(
        step="done", due_at=None, lease_token=None, leased_until=None
    )


def _refuse_while_needed(document: Document) -> None:
    """SAT cancels nothing that a valid document is related to, but for its substitute."""
    referrers = referring.to([document]).get(document.id, ())
    faults = tuple(_needed_by(one) for one in referrers if _needs(one))
    if faults:
        raise Unprocessable(faults)


def _needs(one: Referrer) -> bool:
    return one.relation in DEPENDING and one.counts_as in (*VALID, *ON_ITS_WAY)


def _needed_by(one: Referrer) -> Fault:
    code, kind = DEPENDING[Relation(one.relation)]
    message = f"Cancel its {kind} {one.number} ({one.document_id}) first: it is {one.status}."
    return Fault(code, (), message, "no_cancelable")


def _checked(document: Document, fields: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The warnings of Mexico's rules of cancellation; raises Unprocessable with the errors."""
    tag = country_specific.known_tags(document.country, country_specific.DOCUMENT)[-1]
    draft = Draft(
        country=document.country,
        document_type=DocumentType.CANCELLATION,
        issuer=document.issuer,
        receiver=document.receiver,
        line_items=[],
        references=[{"relation": Relation.CANCELS.value, "document_id": str(document.id)}],
        country_specific={"type": tag, **(fields or {})},
    )
    value = value_of(draft, referenced=referenced.load(document.tenant_id, draft))
    faults = [_placed(one) for one in rules.check(value, check.today_in(document.country))]
    errors = tuple(one for one in faults if one.severity is Severity.ERROR)
    if errors:
        raise Unprocessable(errors)
    return [fault_json(one) for one in faults]


def _placed(fault: Fault) -> Fault:
    """The request names no references: what is wrong with its document is wrong with the whole."""
    return replace(fault, path=()) if fault.path[:1] == ("references",) else fault


def _substitute(document: Document, given: Mapping[str, Any]) -> Document | None:
    """The document of ours that stands in for one cancelled with motive 01; None where it is
    somebody else's, or none is named."""
    own, folio = given.get("substitute_document_id"), given.get("folio_sustitucion")
    if not own and not folio:
        return None
    named = Q(id=UUID(own)) if own else Q(fiscal_id__iexact=folio)
    found = Document.objects.filter(named, tenant_id=document.tenant_id).first()
    if found is None and not own:
        return None
    path = (*FIELD, "substitute_document_id" if own else "folio_sustitucion")
    if found is None:
        raise refuse("substitute_not_found", path, "There is no such document.")
    if found.status != "ISSUED" or not found.fiscal_id:
        raise refuse("substitute_not_issued", path, "Issue the substitute first.", "01")
    if not _substitutes(found, document):
        message = "Name a document that refers to the cancelled one with relation SUBSTITUTES."
        raise refuse("substitute_unrelated", path, message, "01")
    return found


def _substitutes(substitute: Document, document: Document) -> bool:
    return DocumentReference.objects.filter(
        document=substitute, referenced_document=document, relation=Relation.SUBSTITUTES
    ).exists()


def _limit(document: Document) -> date | None:
    if document.issued_at is None:
        return None
    issued_on = local_date(document.country, document.issued_at)
    return deadlines.cancellation_limit(issued_on, document.issuer_tax_id)

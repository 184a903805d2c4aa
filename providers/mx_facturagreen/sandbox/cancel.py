"""`emmited/cancel`: the request is handed to SAT, and SAT's answer takes its time."""

from datetime import date, datetime, timedelta

from providers.mx_facturagreen.sandbox import cancellation as law
from providers.mx_facturagreen.sandbox.body import needed, text
from providers.mx_facturagreen.sandbox.call import Call
from providers.mx_facturagreen.sandbox.documents import Cancellation, Document
from providers.mx_facturagreen.sandbox.envelope import Refused, success
from providers.mx_facturagreen.sandbox.notices import (
    CANCEL_REJECTED,
    CANCEL_REQUESTED,
    CANCELLED,
    Poster,
)
from providers.mx_facturagreen.sandbox.state import State
from providers.sandbox.scenarios import Name
from providers.sandbox.wire import Response

ASKED = frozenset({Name.NEEDS_ACCEPTANCE, Name.CANCEL_ACCEPTED, Name.CANCEL_REFUSED})
OUTCOMES = {Name.CANCEL_ACCEPTED: "accepted", Name.CANCEL_REFUSED: "rejected"}


def cancel(call: Call) -> Response:
    """Take a request. Raises Refused with SAT's number."""
    folio_tax = needed(call.body, "cancel.folio_tax")
    document = call.state.documents.stamped(folio_tax)
    if document is None or document.unit != call.unit.uid or not document.visible(call.now):
        raise Refused(f"205: El UUID {folio_tax} no existe")
    reason, substitute = text(call.body, "cancel.reason"), text(call.body, "cancel.substitute")
    _check_reason(call, document, reason, substitute.upper())
    with call.state.lock:
        _check_standing(call, document)
        _request(call, document, reason, substitute.upper())
    return success({"folio_tax": document.folio_tax})


def answered(state: State, poster: Poster, document: Document, outcome: str) -> None:
    """The receiver says `accepted` or `rejected`, now. Raises ValueError when nobody asked."""
    now = state.clock.now()
    with state.lock:
        request = document.cancellation
        if outcome not in OUTCOMES.values():
            raise ValueError(f"{outcome} is not accepted or rejected")
        if request is None or not law.pending(document, now):
            raise ValueError(f"{document.folio_tax} waits for no answer")
        request.outcome, request.settles_at = outcome, now.isoformat()
        state.keep(document)
    poster.queue(CANCELLED if outcome == "accepted" else CANCEL_REJECTED, document, 0)


def dependents(state: State, document: Document, now: datetime) -> list[Document]:
    """The live documents that relate to one, but for those that replace it, and live payments."""
    return [
        each
        for each in state.documents.related(document)
        if _depends(each, document) and law.standing(each, now, depended_on=False)[0] == law.VALID
    ]


def _depends(other: Document, document: Document) -> bool:
    folio = document.folio_tax
    replaces = other.relates(folio, law.SUBSTITUTES)
    return folio in other.paid or (other.relates(folio) and not replaces)


def _check_reason(call: Call, document: Document, reason: str, substitute: str) -> None:
    if reason not in law.REASONS:
        raise Refused("207: El motivo no es 01, 02, 03 ni 04")
    if reason != law.REPLACED and substitute:
        raise Refused("207: FolioSustitucion sólo con motivo 01")
    if reason == law.REPLACED:
        _check_substitute(call, document, substitute)


def _check_substitute(call: Call, document: Document, substitute: str) -> None:
    found = call.state.documents.stamped(substitute)
    if not substitute:
        raise Refused("207: El motivo 01 requiere FolioSustitucion")
    if found is None or found.unit != call.unit.uid:
        raise Refused(f"205: El UUID {substitute} no existe")
    if law.standing(found, call.now, depended_on=False)[0] == law.GONE:
        raise Refused(f"207: El CFDI {substitute} está cancelado")
    if not found.relates(document.folio_tax, law.SUBSTITUTES):
        raise Refused(f"207: El CFDI {substitute} no sustituye (04) a {document.folio_tax}")


def _check_standing(call: Call, document: Document) -> None:
    state, _, step = law.standing(document, call.now, depended_on=False)
    request = document.cancellation
    if state == law.GONE or (request is not None and step != law.TURNED_DOWN):
        raise Refused("202: La cancelación ya fue solicitada")
    if request is not None and request.attempts >= law.MOST_REQUESTS:
        raise Refused("799: Más de cinco solicitudes")
    if _today(call.now) > law.last_day(document):
        raise Refused("208: El plazo para cancelar ha vencido")
    if dependents(call.state, document, call.now):
        raise Refused("no_cancelable: El CFDI tiene documentos relacionados vigentes")


def _today(now: datetime) -> date:
    return now.astimezone(law.CENTRAL).date()


def _request(call: Call, document: Document, reason: str, substitute: str) -> None:
    """Note the request and what will come of it. Asked again after a refusal, the receiver has no
    time limit (rule 2.7.1.34)."""
    before = document.cancellation
    scenario = call.scenario.name if call.armed else Name(document.scenario)
    settles = call.now + timedelta(seconds=call.state.step_of(call.unit))
    acceptance = scenario in ASKED or law.needs_acceptance(document)
    outcome = OUTCOMES.get(scenario, "")
    document.cancellation = Cancellation(
        reason=reason,
        substitute=substitute,
        requested_at=call.now.isoformat(),
        acceptance=acceptance,
        outcome=outcome,
        settles_at=settles.isoformat() if outcome or not acceptance else "",
        deadline="" if before or not acceptance else law.deadline(call.now).isoformat(),
        attempts=before.attempts + 1 if before else 1,
    )
    call.state.keep(document)
    _announce(call, document)


def _announce(call: Call, document: Document) -> None:
    """Tell of the request, and of its end when its time is known; silence ends it only where nobody
    has answered by then."""
    request, step = document.cancellation, call.state.step_of(call.unit)
    assert request is not None
    if not request.acceptance:
        call.poster.queue(CANCELLED, document, step)
        return
    call.poster.queue(CANCEL_REQUESTED, document, 0)
    if request.outcome:
        accepted = request.outcome == "accepted"
        call.poster.queue(CANCELLED if accepted else CANCEL_REJECTED, document, step)
    elif request.deadline:
        wait = datetime.fromisoformat(request.deadline) - call.now
        call.poster.queue(
            CANCELLED, document, wait.total_seconds(), holds=lambda: not request.outcome
        )

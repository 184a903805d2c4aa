"""How a cancellation goes: who must agree, until when, and what SAT says meanwhile (RMF 2026
2.7.1.34 and 2.7.1.35, in short)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from providers.mx_facturagreen.sandbox.documents import (
    CANCELLED,
    CANCELLING,
    STAMPED,
    Cancellation,
    Document,
)
from providers.mx_facturagreen.sandbox.draft import CREDIT, PAYMENT
from providers.mx_facturagreen.sandbox.money import times

CENTRAL = ZoneInfo("America/Mexico_City")
REASONS = ("01", "02", "03", "04")
REPLACED = "01"
SUBSTITUTES = "04"
SMALL = Decimal(1000)
DAYS_TO_ANSWER = 3
MOST_REQUESTS = 5

VALID = "Vigente"
GONE = "Cancelado"
NOT_CANCELLABLE = "No cancelable"
DIRECT = "Cancelable sin aceptación"
BY_ACCEPTANCE = "Cancelable con aceptación"
PENDING = "En proceso"
DONE_DIRECTLY = "Cancelado sin aceptación"
DONE_BY_ACCEPTANCE = "Cancelado con aceptación"
DONE_BY_SILENCE = "Plazo vencido"
TURNED_DOWN = "Solicitud rechazada"

Standing = tuple[str, str, str]
"""Estado, EsCancelable, EstatusCancelacion."""


def needs_acceptance(document: Document) -> bool:
    """Whether the receiver is asked: always for a payment, never for a credit note, generic
    receivers or up to 1,000 pesos."""
    if document.kind == PAYMENT:
        return True
    pesos = times(Decimal(document.total), Decimal(document.exchange or "1"))
    generic = document.receiver["rfc"] in ("XAXX010101000", "XEXX010101000")
    return not (document.kind == CREDIT or generic or pesos <= SMALL)


def deadline(requested: datetime) -> datetime:
    """When the receiver's silence counts as consent: three business days (72 hours) later."""
    at, days = requested.astimezone(CENTRAL), 0
    while days < DAYS_TO_ANSWER:
        at += timedelta(days=1)
        days += at.weekday() < 5
    return at


def last_day(document: Document) -> date:
    """The last day to cancel: the end of the month of the issuer's annual return."""
    year = datetime.fromisoformat(document.at).year + 1
    return date(year, 3, 31) if len(document.issuer_rfc) == 12 else date(year, 4, 30)


def standing(document: Document, now: datetime, *, depended_on: bool) -> Standing:
    """What SAT says of a document. `depended_on`: live documents relate to it."""
    request = document.cancellation
    if request is None:
        return VALID, _cancellable(document, depended_on), ""
    settled = bool(request.settles_at) and now >= datetime.fromisoformat(request.settles_at)
    if not request.acceptance:
        return (GONE, DIRECT, DONE_DIRECTLY) if settled else (VALID, DIRECT, "")
    if settled and request.outcome == "accepted":
        return GONE, BY_ACCEPTANCE, DONE_BY_ACCEPTANCE
    if settled and request.outcome == "rejected":
        return VALID, BY_ACCEPTANCE, TURNED_DOWN
    if _lapsed(request, now):
        return GONE, BY_ACCEPTANCE, DONE_BY_SILENCE
    return VALID, BY_ACCEPTANCE, PENDING


def status(document: Document, now: datetime) -> str:
    """The list's word: stamped, cancelling or cancelled."""
    state, _, step = standing(document, now, depended_on=False)
    if state == GONE:
        return CANCELLED
    waits = document.cancellation is not None and step != TURNED_DOWN
    return CANCELLING if waits else STAMPED


def pending(document: Document, now: datetime) -> bool:
    """Whether the receiver may still answer."""
    return standing(document, now, depended_on=False)[2] == PENDING


def _cancellable(document: Document, depended_on: bool) -> str:
    if depended_on:
        return NOT_CANCELLABLE
    return BY_ACCEPTANCE if needs_acceptance(document) else DIRECT


def _lapsed(request: Cancellation, now: datetime) -> bool:
    unanswered = request.outcome == "" and bool(request.deadline)
    return unanswered and now >= datetime.fromisoformat(request.deadline)

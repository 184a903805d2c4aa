"""The steps of a document between provider, DIAN and buyer, and what DIAN said."""

import uuid
from datetime import datetime
from typing import Any

from providers.co_yabico.sandbox.documents import (
    CREATED,
    DESCRIPTIONS,
    REJECTED,
    SENT,
    SENT_BADLY,
    SENT_NOT,
    VALIDATED,
    VALIDATING,
    Document,
    Stage,
)
from providers.co_yabico.sandbox.event_kinds import DIAN_EVENTS, STATUSES, WORDS
from providers.co_yabico.sandbox.registry import Event
from providers.co_yabico.sandbox.state import State
from providers.sandbox.scenarios import Name

Out = dict[str, Any]

DIAN_RULES = {
    "FAD06": "the CUFE is not the one computed from the document",
    "CAD06": "the CUDE is not the one computed from the credit note",
    "DAD06": "the CUDE is not the one computed from the debit note",
    "DSAD06": "the CUDS is not the one computed from the support document",
    "NSAD06": "the CUDS is not the one computed from the adjustment note",
    "FAJ43b": "the issuer's name is not the one in the RUT",
    "FAK24": "the buyer's check digit is wrong",
    "FAU14": "the amount to pay is not the one computed from the totals",
    "FAD05d": "the number is outside the authorised range",
    "FAD09e": "the issue date is not the signing date",
    "ZE02": "the signature is not valid",
}
"""DIAN rule -> what it says, in our words; other ids are repeated without words."""

STEPS = {
    CREATED: ("YABI-CO", "CREATION"),
    VALIDATING: ("DIAN", "SENT_TO_DIAN"),
    VALIDATED: ("DIAN", "DIAN_RESPONSE"),
    REJECTED: ("DIAN", "DIAN_RESPONSE"),
    SENT: ("MAIL", "EMAIL"),
    SENT_BADLY: ("MAIL", "EMAIL"),
    SENT_NOT: ("MAIL", "EMAIL"),
}
"""Status -> (system that acts, stage of the transaction)."""


def of(state: State, document: Document, now: datetime) -> list[Out]:
    """The Transactions of a document so far, its own first, then those of its DIAN events. A status
    nobody documents has none."""
    own = [_transaction(document, s) for s in document.stages(now) if s.code in STEPS]
    events = state.dian.events_on(document, now)
    return [*own, *(_of_event(document, e) for e in events if e.kind in DIAN_EVENTS)]


def reasons(document: Document) -> dict[str, list[str]]:
    """What DIAN objects to: `errors` reject, `warnings` are notifications and do not."""
    rejected = document.scenario in (Name.REJECT, Name.REJECT_NOW)
    told = [rule_text(rule, rejects=rejected) for rule in document.rules]
    return {"errors": told if rejected else [], "warnings": [] if rejected else told}


def rule_text(rule: str, *, rejects: bool) -> str:
    """One of DIAN's messages: rule, `Rechazo` or `Notificación`, and what it is about."""
    kind = "Rechazo" if rejects else "Notificación"
    return f"Regla: {rule}, {kind}: {DIAN_RULES.get(rule, 'rule not met')}"


def _transaction(document: Document, stage: Stage) -> Out:
    application, name = STEPS[stage.code]
    at = stage.at.isoformat()
    decided = stage.code in (VALIDATED, REJECTED)
    return {
        "application": application,
        "applicationResponse": stage.code if decided else None,
        "documentId": document.uid,
        "insertedAt": at,
        "requestedAt": at,
        "respondedAt": at,
        "transactionChannel": "API",
        "transactionFrom": "YABI-CO",
        "transactionId": str(uuid.uuid5(uuid.UUID(document.uid), name)),
        "transactionStage": name,
        "transactionStatus": {
            "title": stage.code,
            "message": DESCRIPTIONS[stage.code],
            "warningsAndErrors": reasons(document) if decided else {"errors": [], "warnings": []},
        },
        "transactionTo": application,
        "transactionType": document.kind,
        "updatedAt": at,
    }


def _of_event(document: Document, event: Event) -> Out:
    at = event.issued_at
    return {
        "application": "DIAN",
        "applicationResponse": event.kind,
        "documentId": document.uid,
        "insertedAt": at,
        "requestedAt": at,
        "respondedAt": at,
        "transactionChannel": "API",
        "transactionFrom": "YABI-CO",
        "transactionId": str(uuid.uuid5(uuid.UUID(document.uid), event.uid)),
        "transactionStage": "EVENT",
        "transactionStatus": {
            "title": STATUSES[event.kind],
            "message": WORDS[event.kind],
            "warningsAndErrors": {"errors": [], "warnings": []},
        },
        "transactionTo": "DIAN",
        "transactionType": "EVENT",
        "updatedAt": at,
    }

"""Events as the provider shows them."""

import base64
from datetime import datetime
from typing import Any

from providers.co_yabico.sandbox import event_kinds, parties
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.registry import Event
from providers.co_yabico.sandbox.state import State

Out = dict[str, Any]


def events_of(state: State, document: Document, now: datetime) -> list[Out]:
    """The events of an invoice so far, oldest first."""
    return [show(event, document) for event in state.dian.events_on(document, now)]


def show(event: Event, document: Document) -> Out:
    """The Event: `id` is its number, `documentId` the UUID of the invoice in the asking
    organization, `eventType` DIAN's code. The CUDE stands in the ApplicationResponse, base64."""
    content = event.content
    return {
        "id": event.consecutive,
        "documentId": document.uid,
        "eventType": event.kind,
        "eventDescription": event_kinds.WORDS[event.kind],
        "eventNotes": content.get("eventNotes") or [],
        "issueDate": event.issued_at,
        "receptionDate": content.get("receptionDate"),
        "reason": content.get("reason"),
        "issuerParty": _person(content.get("issuerParty")),
        "senderParty": _party(event.sender),
        "receiverParty": _party(event.receiver),
        "additionalDocuments": content.get("additionalDocuments") or [],
        "applicationResponse": lambda info: _response(event, document),
    }


def _party(given: Out) -> Out:
    name = given["name"]
    named = name if isinstance(name, dict) else {"corporateName": name}
    return {"partyIdentification": parties.identification(given), "partyName": named}


def _person(given: Out | None) -> Out | None:
    if given is None:
        return None
    return {
        "partyIdentification": parties.identification(given["partyIdentification"]),
        "partyName": given["partyName"],
        "jobDescriptor": given.get("jobDescriptor"),
    }


def _response(event: Event, document: Document) -> str | None:
    from providers.co_yabico.sandbox.ubl.event import application_response

    if event.kind not in event_kinds.DIAN_EVENTS:
        return None
    return base64.b64encode(application_response(event, document)).decode()

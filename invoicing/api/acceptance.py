"""Acceptance events of an invoice, ours or received: what came, what may come, sending one."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from documents.models import Document, ReceivedDocument
from documents.values import Fault
from invoicing import acceptance_list, acceptance_send, idempotency
from invoicing.api import reading, render
from invoicing.api.describe import KEY_HEADER, operation
from invoicing.api.endpoint import WriteOnce, caller_of, find_document
from invoicing.api.received import ID, find_received
from invoicing.api.received_bodies import AcceptanceEvents, SendAcceptanceEventRequest
from invoicing.errors import Unprocessable

TAG = "Acceptance events"
OWN_FIELDS = ("country_specific", "event")


class DocumentAcceptance(WriteOnce):
    """/v1/documents/{document_id}/acceptance-events"""

    @operation(
        "list_document_acceptance_events",
        "Acceptance events of an invoice of yours, and which may come next",
        answer=AcceptanceEvents,
        path=["document_id"],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, document_id: str) -> HttpResponse:
        """What buyers did and what was sent."""
        return _listed(find_document(caller_of(request).tenant, document_id))

    @operation(
        "send_document_acceptance_event",
        "Send products delivery or tacit acceptance of an invoice of yours",
        body=SendAcceptanceEventRequest,
        answer=AcceptanceEvents,
        status=201,
        path=["document_id"],
        headers=[KEY_HEADER],
        problems=[404, 409, 413, 415],
        tag=TAG,
    )
    def post(self, request: Request, document_id: str) -> HttpResponse:
        """Queue an event; its own document is named in Location."""
        invoice = find_document(caller_of(request).tenant, document_id)
        body = reading.body(request, SendAcceptanceEventRequest)
        return self.answered_once(request, lambda: _sent(request, invoice, body))


class ReceivedAcceptance(WriteOnce):
    """/v1/received-documents/{received_document_id}/acceptance-events"""

    @operation(
        "list_received_document_acceptance_events",
        "Acceptance events of a received invoice, and which may come next",
        answer=AcceptanceEvents,
        path=[ID],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, received_document_id: str) -> HttpResponse:
        """What was sent, by us or others."""
        return _listed(find_received(caller_of(request).tenant, received_document_id))

    @operation(
        "send_received_document_acceptance_event",
        "Acknowledge receipt of an invoice, of its goods, accept it, or claim",
        body=SendAcceptanceEventRequest,
        answer=AcceptanceEvents,
        status=201,
        path=[ID],
        headers=[KEY_HEADER],
        problems=[404, 409, 413, 415],
        tag=TAG,
    )
    def post(self, request: Request, received_document_id: str) -> HttpResponse:
        """Queue an event; its own document is named in Location."""
        received = find_received(caller_of(request).tenant, received_document_id)
        body = reading.body(request, SendAcceptanceEventRequest)
        return self.answered_once(request, lambda: _sent(request, received, body))


def _listed(concerned: Document | ReceivedDocument) -> HttpResponse:
    return render.json_response(acceptance_list.overview(concerned))


def _sent(
    request: Request, concerned: Document | ReceivedDocument, body: SendAcceptanceEventRequest
) -> idempotency.Answer:
    try:
        event = acceptance_send.send(
            concerned, _event(body), body.issuer_profile_id, caller_of(request).actor
        )
    except Unprocessable as refusal:
        raise Unprocessable(tuple(map(_at_the_body, refusal.faults))) from refusal
    concerned.refresh_from_db()
    shown = render.dumps(acceptance_list.overview(concerned))
    headers = {"Location": f"/v1/documents/{event.id}"}
    return idempotency.Answer(201, shown, headers, event.id)


def _at_the_body(fault: Fault) -> Fault:
    """A fault of the event's document at the field of this body that it is about; what is wrong
    with the event as a whole is at its `type`."""
    path = fault.path
    if path[:2] == OWN_FIELDS and path[2:] not in ((), ("code",)):
        return replace(fault, path=path[2:])
    return fault if path == ("issuer_profile_id",) else replace(fault, path=("type",))


def _event(body: SendAcceptanceEventRequest) -> dict[str, Any]:
    """The body as the country's own fields have it."""
    fields = body.model_dump(
        mode="json",
        exclude_unset=True,
        exclude_none=True,
        exclude={"type", "issuer_profile_id"},
    )
    return {"code": body.type, **fields}

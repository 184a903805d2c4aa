"""What is done to a document: submit, cancel, void."""

from django.http import HttpResponse
from rest_framework.request import Request

from invoicing import cancel, submit, void
from invoicing.api import answers, reading
from invoicing.api.describe import IF_MATCH_HEADER, KEY_HEADER, operation
from invoicing.api.document_bodies import CancelRequest, VoidRequest
from invoicing.api.drafts import json_parts
from invoicing.api.endpoint import WriteOnce, caller_of, find_document

TAG = "Documents"


class Submit(WriteOnce):
    """/v1/documents/{document_id}/submit"""

    @operation(
        "submit_document",
        "Submit a draft, or a failed document again",
        answer=answers.Document,
        path=["document_id"],
        headers=[KEY_HEADER, IF_MATCH_HEADER],
        problems=[404, 409, 412],
        tag=TAG,
    )
    def post(self, request: Request, document_id: str) -> HttpResponse:
        """Submit a document."""
        caller = caller_of(request)
        wanted = reading.path_id("document_id", document_id)
        version = reading.if_match(request)
        reading.no_body(request)
        return self.once(
            request, lambda: submit.submit(caller.tenant, wanted, caller.actor, version)
        )


class Cancel(WriteOnce):
    """/v1/documents/{document_id}/cancel"""

    @operation(
        "cancel_document",
        "Ask for the cancellation of an issued document",
        body=CancelRequest,
        answer=answers.Document,
        path=["document_id"],
        headers=[KEY_HEADER],
        problems=[404, 409, 413, 415],
        tag=TAG,
    )
    def post(self, request: Request, document_id: str) -> HttpResponse:
        """Ask for a cancellation."""
        caller = caller_of(request)
        body = reading.body(request, CancelRequest)
        document = find_document(caller.tenant, document_id)
        fields = json_parts(body, document.country).get("country_specific")
        return self.once(
            request,
            lambda: cancel.request_cancellation(
                caller.tenant, document.id, body.reason, fields, caller.actor
            ),
        )


class Void(WriteOnce):
    """/v1/documents/{document_id}/void"""

    @operation(
        "void_document",
        "End a document that never was valid",
        body=VoidRequest,
        answer=answers.Document,
        path=["document_id"],
        headers=[KEY_HEADER],
        problems=[404, 409, 413, 415],
        tag=TAG,
    )
    def post(self, request: Request, document_id: str) -> HttpResponse:
        """Void a document."""
        caller = caller_of(request)
        wanted = reading.path_id("document_id", document_id)
        body = reading.body(request, VoidRequest)
        return self.once(
            request, lambda: void.void(caller.tenant, wanted, body.reason, caller.actor)
        )

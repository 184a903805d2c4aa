"""The base of every view: who may call, and what a view needs to read and answer.

No content negotiation, parsers, renderers or throttles: bodies are read by `reading`, answers
written by `render`. Permission is the key's scope, `read` for GET and `write` for everything else.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from documents.models import Document
from invoicing import idempotency
from invoicing.actor import READ, WRITE
from invoicing.api import reading, render
from invoicing.api.caller import Caller
from invoicing.api.invalid import invalid
from invoicing.errors import NotAllowed, NotFound
from parties.models import Tenant

READING = frozenset(("GET", "HEAD"))


class Endpoint(APIView):
    """A view of a tenant's own things."""

    metadata_class = None
    http_method_names = ["get", "post", "patch", "delete", "head"]  # noqa: RUF012

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, then hold X-Tenant-Id and the key's scopes against the request."""
        self.perform_authentication(request)
        if not isinstance(request.auth, Caller):
            raise NotAuthenticated
        caller = request.auth
        require_tenant_header(request, caller.tenant)
        scope = READ if request.method in READING else WRITE
        if not caller.actor.may(scope):
            raise NotAllowed("scope_required", f"The API key lacks the scope {scope}.")


class WriteOnce(Endpoint):
    """A view whose effect happens once per Idempotency-Key."""

    def once(
        self, request: Request, work: Callable[[], Document], status: int = 200
    ) -> HttpResponse:
        """Do the work and answer with its document, or give the answer stored for the key."""
        return self.answered_once(request, lambda: _answer(work(), status))

    def answered_once(
        self, request: Request, work: Callable[[], idempotency.Answer]
    ) -> HttpResponse:
        """Do the work and give its answer, or the answer stored for the key."""
        key, fingerprint = self.key_of(request)
        return self.answered(
            idempotency.run_once(caller_of(request).tenant, key, fingerprint, work)
        )

    def key_of(self, request: Request) -> tuple[UUID, str]:
        """The request's Idempotency-Key, and the fingerprint of what it stands for."""
        key = reading.idempotency_key(request)
        body = reading.raw_body(request)
        return key, idempotency.fingerprint(request.method or "", request.path, body)

    def answered(self, answer: idempotency.Answer) -> HttpResponse:
        """The answer to a key, new or stored."""
        headers = answer.headers | ({"Idempotent-Replayed": "true"} if answer.replayed else {})
        return HttpResponse(
            answer.body, status=answer.status, content_type="application/json", headers=headers
        )


def caller_of(request: Request) -> Caller:
    """The caller that authentication found."""
    caller = request.auth
    assert isinstance(caller, Caller)
    return caller


def require_tenant_header(request: Request, tenant: Tenant) -> None:
    """Make sure X-Tenant-Id names the key's tenant: InvalidRequest where it is missing, NotAllowed
    where it names another."""
    given = (request.headers.get("X-Tenant-Id") or "").strip()
    if not given:
        raise invalid(reading.TENANT, "Give the id of your tenant.", "missing")
    if given.lower() != str(tenant.id):
        raise NotAllowed("tenant_mismatch", "X-Tenant-Id is not the tenant of the API key.")


def find_document(tenant: Tenant, document_id: str) -> Document:
    """The tenant's document; raises InvalidRequest for no UUID, NotFound for no document."""
    wanted: UUID = reading.path_id("document_id", document_id)
    document = Document.objects.filter(tenant=tenant, id=wanted).first()
    if document is None:
        raise NotFound("document")
    return document


def document_response(
    document: Document, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """A document with its ETag."""
    tagged = {"ETag": render.etag(document), **(headers or {})}
    return render.json_response(render.documents([document])[0], status, tagged)


def _answer(document: Document, status: int) -> idempotency.Answer:
    headers = created_headers(document) if status == 201 else {"ETag": render.etag(document)}
    body = render.dumps(render.document(document))
    return idempotency.Answer(status, body, headers, document.id)


def created_headers(document: Document) -> dict[str, str]:
    """The headers that answer a new document: its ETag and its address."""
    return {"ETag": render.etag(document), "Location": f"/v1/documents/{document.id}"}

"""Documents: take in, read, list, change."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from documents import listing
from documents.draft import Draft
from documents.models import Document
from invoicing import amend, draft_at_once, issue, reconcile, references, submit
from invoicing.api import answers, reading, render
from invoicing.api.caller import Caller
from invoicing.api.describe import IF_MATCH_HEADER, KEY_HEADER, operation
from invoicing.api.document_bodies import CreateDocumentRequest, PatchDocumentRequest
from invoicing.api.drafts import changes_of, draft_of, refuse_references, refuse_tax_ids
from invoicing.api.endpoint import (
    Endpoint,
    WriteOnce,
    caller_of,
    created_headers,
    document_response,
    find_document,
)
from invoicing.api.invalid import invalid
from invoicing.api.queries import DocumentQuery
from invoicing.errors import StaleVersion
from invoicing.tax_id_faults import tax_id_faults

TAG = "Documents"
SUBMITTED = "SUBMITTED"
SETTLING = (
    "status",
    "fiscal_id",
    "fiscal_document_urls",
    "cancellation_reason",
    "failure_reason",
)


class Documents(WriteOnce):
    """/v1/documents"""

    @operation(
        "create_document",
        "Take in a document, as a draft or to be submitted at once",
        body=CreateDocumentRequest,
        answer=answers.Document,
        status=201,
        headers=[KEY_HEADER],
        problems=[409, 413, 415],
        tag=TAG,
    )
    def post(self, request: Request) -> HttpResponse:
        """Create a document."""
        caller = caller_of(request)
        body = reading.body(request, CreateDocumentRequest)
        reading.require_tenant(caller.tenant, body.tenant_id)
        draft = draft_of(body)
        refuse_tax_ids(draft.country, {"issuer": draft.issuer, "receiver": draft.receiver})
        refuse_references(caller.tenant, {"references": draft.references})
        if body.intent != issue.SUBMIT and draft_at_once.is_simple(draft):
            return self._draft_at_once(request, caller, draft)
        return self.once(
            request,
            lambda: issue.create(caller.tenant, draft, body.intent, caller.actor),
            status=201,
        )

    def _draft_at_once(self, request: Request, caller: Caller, draft: Draft) -> HttpResponse:
        key, fingerprint = self.key_of(request)
        return self.answered(
            draft_at_once.create(
                caller.tenant, key, fingerprint, draft, caller.actor, created_headers
            )
        )

    @operation(
        "list_documents",
        "List documents by time of creation",
        query=DocumentQuery,
        answer=answers.DocumentPage,
        tag=TAG,
    )
    def get(self, request: Request) -> HttpResponse:
        """A page of documents."""
        query = reading.query(request, DocumentQuery)
        filters = query.model_dump(include=set(listing.FILTERS), exclude_none=True)
        page = listing.page(
            caller_of(request).tenant,
            filters,
            after=query.after,
            limit=query.limit,
            descending=query.order == "desc",
        )
        items = render.documents(page.documents)
        return render.json_response({"items": items, "next_after": page.next_after})


class Preview(Endpoint):
    """/v1/documents/preview"""

    @operation(
        "preview_document",
        "Totals and every broken rule, without writing anything",
        body=CreateDocumentRequest,
        answer=answers.DocumentPreview,
        problems=[413, 415],
        tag=TAG,
    )
    def post(self, request: Request) -> HttpResponse:
        """What would become of a document."""
        tenant = caller_of(request).tenant
        body = reading.body(request, CreateDocumentRequest)
        reading.require_tenant(tenant, body.tenant_id)
        draft = draft_of(body)
        result = issue.preview(tenant, draft)
        known = {(fault.code, fault.path) for fault in result.faults}
        parties = {"issuer": draft.issuer, "receiver": draft.receiver}
        further = tuple(
            fault
            for fault in tax_id_faults(draft.country, parties)
            if (fault.code, fault.path) not in known
        )
        further += references.unknown(tenant, draft.references)
        return render.json_response(render.preview(result, further))


class DocumentDetail(WriteOnce):
    """/v1/documents/{document_id}"""

    @operation(
        "get_document",
        "One document",
        answer=answers.Document,
        path=["document_id"],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, document_id: str) -> HttpResponse:
        """A document with its ETag."""
        return document_response(find_document(caller_of(request).tenant, document_id))

    @operation(
        "patch_document",
        "Change a document, submit it, or settle its unknown outcome",
        body=PatchDocumentRequest,
        answer=answers.Document,
        path=["document_id"],
        headers=[KEY_HEADER, IF_MATCH_HEADER],
        problems=[404, 409, 412, 413, 415],
        tag=TAG,
    )
    def patch(self, request: Request, document_id: str) -> HttpResponse:
        """Change a document."""
        wanted = reading.path_id("document_id", document_id)
        body = reading.body(request, PatchDocumentRequest)
        return self.once(request, lambda: _patch(request, wanted, body))


def _patch(request: Request, document_id: UUID, body: PatchDocumentRequest) -> Document:
    """Own fields first, then what becomes of the document; a refusal of either undoes both."""
    caller = caller_of(request)
    tenant, actor = caller.tenant, caller.actor
    document = find_document(tenant, str(document_id))
    version = reading.if_match(request)
    if version not in (None, document.version):
        raise StaleVersion
    changes = changes_of(body, document.country)
    settled = _settled(body, changes)
    if changes:
        refuse_tax_ids(document.country, changes)
        refuse_references(tenant, changes)
        document = amend.amend(tenant, document_id, changes, actor, version)
        version = None
    if settled:
        return reconcile.settle(tenant, document_id, settled, actor, version)
    if body.status == SUBMITTED:
        return submit.submit(tenant, document_id, actor, version)
    return document


def _settled(body: PatchDocumentRequest, changes: dict[str, Any]) -> dict[str, Any]:
    """What the body says became of the document; raises InvalidRequest for a mixture."""
    given = {name: getattr(body, name) for name in SETTLING}
    settled = {name: value for name, value in given.items() if value is not None}
    if settled == {"status": SUBMITTED}:
        return {}
    if settled and (settled.get("status") == SUBMITTED or set(changes) - {"metadata"}):
        message = "Change or submit a document, and settle its outcome, in separate requests."
        raise invalid(("body",), message, "mixed_changes")
    return settled

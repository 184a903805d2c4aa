"""Received documents: add by fiscal id, read, list, and what is known of their way."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from documents import evidence_list, files, listing
from documents.models import DocumentFile, ReceivedDocument
from invoicing import idempotency, received, received_json
from invoicing.api import answers, reading, render
from invoicing.api.describe import KEY_HEADER, TENANT_HEADER, operation, responses
from invoicing.api.document_history import FILE_TYPES, SIDES, download
from invoicing.api.endpoint import Endpoint, WriteOnce, caller_of
from invoicing.api.queries import EvidenceQuery
from invoicing.api.received_bodies import (
    AddReceivedDocumentRequest,
    ReceivedDocumentPage,
    ReceivedDocumentQuery,
)
from invoicing.api.received_bodies import ReceivedDocument as ReceivedDocumentAnswer
from invoicing.api.render_evidence import evidence, raw
from invoicing.errors import NotFound
from invoicing.models import Event
from parties.models import Tenant

TAG = "Received documents"
ID = "received_document_id"


class ReceivedDocuments(WriteOnce):
    """/v1/received-documents"""

    @operation(
        "add_received_document",
        "Take in a document that was issued to you; one that is there already is answered as it is",
        body=AddReceivedDocumentRequest,
        answer=ReceivedDocumentAnswer,
        status=201,
        also=[200],
        headers=[KEY_HEADER],
        problems=[409, 413, 415],
        tag=TAG,
    )
    def post(self, request: Request) -> HttpResponse:
        """Queue a purchase; the provider is asked after the answer."""
        caller = caller_of(request)
        body = reading.body(request, AddReceivedDocumentRequest)
        new = received.NewPurchase(
            body.document_type, body.fiscal_id, body.issuer_profile_id, body.metadata
        )
        return self.answered_once(
            request, lambda: _answer(*received.add(caller.tenant, new, caller.actor))
        )

    @operation(
        "list_received_documents",
        "List received documents by time of creation, newest first",
        query=ReceivedDocumentQuery,
        answer=ReceivedDocumentPage,
        tag=TAG,
    )
    def get(self, request: Request) -> HttpResponse:
        """A page of received documents."""
        query = reading.query(request, ReceivedDocumentQuery)
        filters = query.model_dump(include=set(listing.RECEIVED_FILTERS), exclude_none=True)
        if query.issuer_tax_id is not None:
            filters["issuer_tax_id"] = received.bare_tax_id(query.issuer_tax_id)
        if query.fiscal_id is not None:
            filters["fiscal_id"] = received.plain_fiscal_id(query.fiscal_id)
        page = listing.page_of_received(
            caller_of(request).tenant,
            filters,
            after=query.after,
            limit=query.limit,
            descending=query.order == "desc",
        )
        kinds = files.received_kinds(page.documents)
        items = [received_json.document(row, kinds.get(str(row.id), [])) for row in page.documents]
        return render.json_response({"items": items, "next_after": page.next_after})


class ReceivedDocumentDetail(Endpoint):
    """/v1/received-documents/{received_document_id}"""

    @operation(
        "get_received_document",
        "One received document",
        answer=ReceivedDocumentAnswer,
        path=[ID],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, received_document_id: str) -> HttpResponse:
        """A received document with its ETag."""
        row = find_received(caller_of(request).tenant, received_document_id)
        return render.json_response(_shown(row), headers={"ETag": f'"{row.version}"'})


class ReceivedEvents(Endpoint):
    """/v1/received-documents/{received_document_id}/events"""

    @operation(
        "get_received_document_events",
        "What happened to a received document, in order",
        answer=answers.DocumentEvents,
        path=[ID],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, received_document_id: str) -> HttpResponse:
        """Its events."""
        row = find_received(caller_of(request).tenant, received_document_id)
        found = Event.objects.filter(received_document=row).order_by("id")
        return render.json_response({"items": [render.event(event) for event in found]})


class ReceivedEvidence(Endpoint):
    """/v1/received-documents/{received_document_id}/evidence"""

    @operation(
        "get_received_document_evidence",
        "What was said to the provider about a received document and what it answered",
        query=EvidenceQuery,
        answer=answers.EvidenceList,
        path=[ID],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, received_document_id: str) -> HttpResponse:
        """A part of its evidence."""
        query = reading.query(request, EvidenceQuery)
        row = find_received(caller_of(request).tenant, received_document_id)
        rows, next_after = evidence_list.entries(row, after=query.after, limit=query.limit)
        items = [evidence(entry) for entry in rows]
        return render.json_response({"items": items, "next_after": next_after})


class ReceivedEvidenceBytes(Endpoint):
    """/v1/received-documents/{received_document_id}/evidence/{evidence_id}/{side}"""

    @extend_schema(
        operation_id="get_received_document_evidence_bytes",
        summary="The bytes of one side of an exchange, as they were on the wire",
        tags=[TAG],
        parameters=[
            OpenApiParameter(ID, str, OpenApiParameter.PATH),
            OpenApiParameter("evidence_id", str, OpenApiParameter.PATH),
            OpenApiParameter("side", str, OpenApiParameter.PATH, enum=SIDES),
            TENANT_HEADER,
        ],
        responses=responses({}, 422, (401, 403, 404))
        | {(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(
        self, request: Request, received_document_id: str, evidence_id: str, side: str
    ) -> HttpResponse:
        """The raw bytes, to be saved."""
        document = find_received(caller_of(request).tenant, received_document_id)
        row = evidence_list.get(document, reading.path_id("evidence_id", evidence_id))
        content = raw(row, side) if row and side in SIDES else None
        if row is None or content is None:
            raise NotFound("evidence")
        return download(content, "application/octet-stream", f"{row.seq}-{side}.bin")


class ReceivedFile(Endpoint):
    """/v1/received-documents/{received_document_id}/files/{kind}"""

    @extend_schema(
        operation_id="get_received_document_file",
        summary="A file of a received document",
        tags=[TAG],
        parameters=[
            OpenApiParameter(ID, str, OpenApiParameter.PATH),
            OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=sorted(FILE_TYPES)),
            TENANT_HEADER,
        ],
        responses=responses({}, 422, (401, 403, 404))
        | {(200, media_type): OpenApiTypes.BINARY for media_type in sorted(FILE_TYPES.values())},
    )
    def get(self, request: Request, received_document_id: str, kind: str) -> HttpResponse:
        """The file, to be saved."""
        document = find_received(caller_of(request).tenant, received_document_id)
        row = DocumentFile.objects.filter(received_document=document, kind=kind).first()
        if row is None:
            raise NotFound("file")
        content_type = FILE_TYPES.get(row.kind, "application/octet-stream")
        return download(bytes(row.content), content_type, row.filename, row.sha256)


def find_received(tenant: Tenant, received_document_id: str) -> ReceivedDocument:
    """The tenant's received document; raises InvalidRequest for no UUID, NotFound."""
    wanted: UUID = reading.path_id(ID, received_document_id)
    return received.find(tenant, wanted)


def _answer(row: ReceivedDocument, is_new: bool) -> idempotency.Answer:
    headers = {"ETag": f'"{row.version}"'}
    if is_new:
        headers["Location"] = f"/v1/received-documents/{row.id}"
    return idempotency.Answer(201 if is_new else 200, render.dumps(_shown(row)), headers)


def _shown(row: ReceivedDocument) -> dict[str, object]:
    return received_json.document(row, files.received_kinds([row]).get(str(row.id), []))

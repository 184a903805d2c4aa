"""What is known of a document's way: events, evidence, files."""

import base64
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from documents import evidence_list, files
from documents.models import Document, DocumentFile
from invoicing.api import answers, reading, render
from invoicing.api.describe import TENANT_HEADER, operation, responses
from invoicing.api.endpoint import Endpoint, caller_of, find_document
from invoicing.api.queries import EvidenceQuery, FileQuery
from invoicing.api.render_evidence import evidence, raw
from invoicing.errors import NotAllowed, NotFound
from invoicing.models import Event

TAG = "Documents"
SIDES = ("request", "response")
FILE_TYPES = {"xml": "application/xml", "pdf": "application/pdf", "html": "text/html"}


class Events(Endpoint):
    """/v1/documents/{document_id}/events"""

    @operation(
        "get_document_events",
        "What happened to a document, in order",
        answer=answers.DocumentEvents,
        path=["document_id"],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, document_id: str) -> HttpResponse:
        """A document's events."""
        document = find_document(caller_of(request).tenant, document_id)
        rows = Event.objects.filter(document=document).defer("document_json").order_by("id")
        return render.json_response({"items": [render.event(row) for row in rows]})


class EvidenceOfDocument(Endpoint):
    """/v1/documents/{document_id}/evidence"""

    @operation(
        "get_document_evidence",
        "What was said to the provider and what it answered",
        query=EvidenceQuery,
        answer=answers.EvidenceList,
        path=["document_id"],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, document_id: str) -> HttpResponse:
        """A part of a document's evidence."""
        query = reading.query(request, EvidenceQuery)
        document = find_document(caller_of(request).tenant, document_id)
        rows, next_after = evidence_list.entries(document, after=query.after, limit=query.limit)
        return render.json_response(
            {"items": [evidence(row) for row in rows], "next_after": next_after}
        )


class EvidenceBytes(Endpoint):
    """/v1/documents/{document_id}/evidence/{evidence_id}/{side}"""

    @extend_schema(
        operation_id="get_document_evidence_bytes",
        summary="The bytes of one side of an exchange, as they were on the wire",
        tags=[TAG],
        parameters=[
            OpenApiParameter("document_id", str, OpenApiParameter.PATH),
            OpenApiParameter("evidence_id", str, OpenApiParameter.PATH),
            OpenApiParameter("side", str, OpenApiParameter.PATH, enum=SIDES),
            TENANT_HEADER,
        ],
        responses=responses({}, 422, (401, 403, 404))
        | {(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, document_id: str, evidence_id: str, side: str) -> HttpResponse:
        """The raw bytes, to be saved."""
        document = find_document(caller_of(request).tenant, document_id)
        row = evidence_list.get(document, reading.path_id("evidence_id", evidence_id))
        content = raw(row, side) if row and side in SIDES else None
        if row is None or content is None:
            raise NotFound("evidence")
        return download(content, "application/octet-stream", f"{row.seq}-{side}.bin")


class File(Endpoint):
    """/v1/documents/{document_id}/files/{kind}"""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A signed link needs no key; without a signature the key is asked for as everywhere."""
        query = reading.query(request, FileQuery)
        self.by_link = query.signature is not None
        if query.signature is None:
            super().initial(request, *args, **kwargs)
        elif not files.is_valid(
            kwargs["document_id"], kwargs["kind"], query.expires or "", query.signature
        ):
            raise NotAllowed("link_invalid", "This link has expired or was changed; get a new one.")

    @extend_schema(
        operation_id="get_document_file",
        summary="A file of an issued document, by signed link or with the API key",
        tags=[TAG],
        parameters=[
            OpenApiParameter("document_id", str, OpenApiParameter.PATH),
            OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=sorted(FILE_TYPES)),
            OpenApiParameter("expires", str, OpenApiParameter.QUERY),
            OpenApiParameter("signature", str, OpenApiParameter.QUERY),
            OpenApiParameter("X-Tenant-Id", str, OpenApiParameter.HEADER),
        ],
        responses=responses({}, 422, (401, 403, 404))
        | {(200, media_type): OpenApiTypes.BINARY for media_type in sorted(FILE_TYPES.values())},
    )
    def get(self, request: Request, document_id: str, kind: str) -> HttpResponse:
        """The file, to be saved."""
        if self.by_link:
            document = Document.objects.filter(id=document_id).first()
        else:
            document = find_document(caller_of(request).tenant, document_id)
        row = DocumentFile.objects.filter(document=document, kind=kind).first()
        if document is None or row is None:
            raise NotFound("file")
        content_type = FILE_TYPES.get(row.kind, "application/octet-stream")
        return download(bytes(row.content), content_type, row.filename, row.sha256)


def download(
    content: bytes, content_type: str, filename: str, sha256: str | None = None
) -> HttpResponse:
    """Bytes to be saved, never shown inside our own origin."""
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(True, filename)
    assert disposition is not None
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if sha256 is not None:
        response["ETag"] = f'"{sha256}"'
        digest = base64.b64encode(bytes.fromhex(sha256)).decode("ascii")
        response["Content-Digest"] = f"sha-256=:{digest}:"
    return response

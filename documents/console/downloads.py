"""Stored bytes as downloads: always saved, never opened inside the console's own origin."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

CONTENT_TYPES = {"pdf": "application/pdf", "xml": "application/xml"}


def attachment(content: bytes, filename: str, kind: str = "") -> HttpResponse:
    """An answer that a browser saves under `filename`. `kind` is a document file's; HTML from
    outside keeps no type that a browser would show."""
    content_type = CONTENT_TYPES.get(kind, "application/octet-stream")
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response

"""Links to a document's files: our own addresses, signed, good for a quarter of an hour.

Whoever holds a link may open it, in a browser too; the signature stands in for the key.
"""

import time

from django.conf import settings
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from documents.models import Document, DocumentFile, ReceivedDocument

LINK_SECONDS = 15 * 60
WITH_FILES = ("ISSUED", "CANCELLING", "CANCELLED")


def kinds(documents: list[Document]) -> dict[str, list[str]]:
    """The kinds of file each document has, by document id, in one query; none where none has
    any."""
    ids = [document.id for document in documents if document.status in WITH_FILES]
    found: dict[str, list[str]] = {}
    if ids:
        rows = DocumentFile.objects.filter(document_id__in=ids).order_by("kind")
        for document_id, kind in rows.values_list("document_id", "kind"):
            found.setdefault(str(document_id), []).append(kind)
    return found


def urls(document: Document, of_kinds: list[str] | None = None) -> dict[str, str]:
    """A fresh link per kind of file; `of_kinds` saves the query where the kinds are known."""
    if of_kinds is None:
        of_kinds = kinds([document]).get(str(document.id), [])
    return {kind: link(document, kind) for kind in of_kinds}


def addresses(document: Document) -> dict[str, str]:
    """A lasting address per kind of file; opening it takes the API key."""
    found = kinds([document]).get(str(document.id), [])
    return {kind: address(document, kind) for kind in found}


def link(document: Document, kind: str) -> str:
    """A link to one file, valid for LINK_SECONDS."""
    expires = str(int(time.time()) + LINK_SECONDS)
    signature = signature_of(str(document.id), kind, expires)
    return f"{address(document, kind)}?expires={expires}&signature={signature}"


def address(document: Document, kind: str) -> str:
    """Where a file is, without a signature."""
    base = settings.PUBLIC_BASE_URL.rstrip("/")
    return f"{base}/v1/documents/{document.id}/files/{kind}"


def signature_of(document_id: str, kind: str, expires: str) -> str:
    """HMAC-SHA256 over what a link opens and until when (seconds since 1970)."""
    return Signer(salt="documents.files").signature(f"{document_id}/{kind}/{expires}")


def is_valid(document_id: str, kind: str, expires: str, signature: str) -> bool:
    """Whether a link was signed here, for this file, and has not run out."""
    expected = signature_of(document_id, kind, expires)
    signed_here = constant_time_compare(expected, signature)
    return signed_here and expires.isdecimal() and time.time() < int(expires)


def received_kinds(documents: list[ReceivedDocument]) -> dict[str, list[str]]:
    """The kinds of file each received document has, by its id, in one query."""
    ids = [document.id for document in documents if document.status == "RECEIVED"]
    found: dict[str, list[str]] = {}
    if ids:
        rows = DocumentFile.objects.filter(received_document_id__in=ids).order_by("kind")
        for document_id, kind in rows.values_list("received_document_id", "kind"):
            found.setdefault(str(document_id), []).append(kind)
    return found


def received_addresses(document: ReceivedDocument, of_kinds: list[str]) -> dict[str, str]:
    """A lasting address per kind of file of a received document; opening it takes the API key."""
    base = settings.PUBLIC_BASE_URL.rstrip("/")
    return {kind: f"{base}/v1/received-documents/{document.id}/files/{kind}" for kind in of_kinds}

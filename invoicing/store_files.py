"""Keeping the files of an issued or a received document."""

import hashlib

from documents.models import Document, DocumentFile, ReceivedDocument
from providers.base import RemoteFile


def store(
    document: Document | ReceivedDocument, remote: tuple[RemoteFile, ...]
) -> list[DocumentFile]:
    """Store each file once, with its size and SHA-256; a kind that is there already stays as it
    is.
    """
    owner = "document" if isinstance(document, Document) else "received_document"
    for file in remote:
        DocumentFile.objects.get_or_create(
            **{owner: document},
            kind=file.kind,
            defaults={
                "tenant_id": document.tenant_id,
                "filename": file.filename,
                "content": file.content,
                "size": len(file.content),
                "sha256": hashlib.sha256(file.content).hexdigest(),
            },
        )
    return list(document.files.order_by("kind"))

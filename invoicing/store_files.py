"""Keeping the files of an issued document."""

import hashlib

from documents.models import Document, DocumentFile
from providers.base import RemoteFile


def store(document: Document, remote: tuple[RemoteFile, ...]) -> list[DocumentFile]:
    """Store each file once, with its size and SHA-256; a kind that is there already stays as it
    is.
    """
    for file in remote:
        DocumentFile.objects.get_or_create(
            document=document,
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

"""Reading one document of one tenant."""

from uuid import UUID

from documents.models import Document
from invoicing.errors import NotFound, StaleVersion
from parties.models import Tenant


def locked(tenant: Tenant, document_id: UUID, if_match: int | None = None) -> Document:
    """The tenant's document under its row lock; inside a transaction. Its key stays free, so that
    two documents that come to refer to each other at once do not wait for each other.

    Raises NotFound (also for another tenant's id) and StaleVersion where `if_match` is not its
    version.
    """
    rows = Document.objects.select_for_update(no_key=True)
    document = rows.filter(tenant=tenant, id=document_id).first()
    if document is None:
        raise NotFound("document")
    if if_match is not None and if_match != document.version:
        raise StaleVersion
    return document

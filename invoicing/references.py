"""Documents that a document refers to."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from documents.models import Document
from documents.values import Fault
from parties.models import Tenant


def unknown(tenant: Tenant, references: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """A Fault for each reference whose `document_id` is no document of the tenant's; another
    tenant's counts as none. One query, and none without ids.
    """
    named = {i: UUID(r["document_id"]) for i, r in enumerate(references) if r.get("document_id")}
    if not named:
        return ()
    found = Document.objects.filter(tenant=tenant, id__in=named.values())
    known = set(found.values_list("id", flat=True))
    return tuple(
        Fault("reference_not_found", ("references", i, "document_id"), "There is no such document.")
        for i, document_id in named.items()
        if document_id not in known
    )

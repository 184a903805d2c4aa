"""Which of the provider's documents one of ours modifies or concerns."""

from documents.values import DocumentValue, Reference
from providers.co_yabico.connection import Connection
from providers.co_yabico.kinds import Family, modified_family
from providers.co_yabico.mapping.draft import modified
from providers.co_yabico.mapping.references import provider_uid


def modified_uid(connection: Connection, document: DocumentValue) -> str | None:
    """The provider's uid of it: as we know it, else looked up by fiscal id or number. None for a
    document that modifies none, and where the provider has nothing of that id.

    Raises ValueError without the reference, ProviderError where the look-up fails.
    """
    reference = modified(document)
    if reference is None:
        return None
    return provider_uid(reference) or _looked_up(connection, modified_family(document), reference)


def _looked_up(connection: Connection, family: Family, reference: Reference) -> str | None:
    ours = reference.document
    known = (ours.fiscal_id if ours else None) or reference.fiscal_id
    wanted = known or (ours.number if ours else None)
    found = connection.client.with_events(family, wanted) if wanted else None
    return str(found["uid"]) if found and found.get("uid") else None

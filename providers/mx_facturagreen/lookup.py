"""Looking a document up where the provider has no idempotency: by our reference, then by our serie
and folio (A3, A4, A5)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from documents.values import DocumentValue
from providers.base import ErrorKind, ProviderError
from providers.mx_facturagreen.connection import Connection
from providers.mx_facturagreen.mapping.expected import number_of

Json = dict[str, Any]

NOT_OFFERED: Final = "lookup_not_offered"


def listed(connection: Connection, document: DocumentValue) -> list[Json]:
    """What stands there under our reference, else under our number, oldest first; empty only when
    the list proves it. Raises ProviderError CONFIG `lookup_not_offered` where the account has
    nothing to look up by, CONFIG `lookup_unclear` where the list did not heed the filter: then its
    answer proves nothing, and the account's assumptions are wrong."""
    if not connection.assumed.can_look_up:
        message = "The provider's list is switched off: a person must look the document up."
        raise ProviderError(ErrorKind.CONFIG, NOT_OFFERED, message)
    for wanted in _filters(connection, document):
        entries = connection.client.emitted(wanted)
        ours = [entry for entry in entries if _bears(entry, wanted)]
        if ours:
            return ours
        if entries:
            message = "The provider's list does not heed what it is asked for: see assume_list."
            raise ProviderError(ErrorKind.CONFIG, "lookup_unclear", message)
    return []


def _filters(connection: Connection, document: DocumentValue) -> Iterator[dict[str, str]]:
    if connection.assumed.reference_field:
        yield {"reference": document.id}
    if connection.assumed.number_fields:
        serie, folio = number_of(document)
        yield {"serie": serie or "", "folio": folio}


def _bears(entry: Json, wanted: Mapping[str, str]) -> bool:
    """Whether an entry has all that was asked for; serie and folio are ours, the external ones."""
    external = entry.get("external")
    told = {"reference": entry.get("reference")}
    if isinstance(external, Mapping):
        told |= {"serie": external.get("serie"), "folio": external.get("folio")}
    return bool(entry.get("uuid")) and all(
        str(told.get(name) or "") == value for name, value in wanted.items()
    )

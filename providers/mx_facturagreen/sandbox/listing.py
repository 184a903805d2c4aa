"""`emmited/all`: the documents of an issuer by the client's reference or number."""

from typing import Any

from providers.mx_facturagreen.sandbox.body import text
from providers.mx_facturagreen.sandbox.call import Call
from providers.mx_facturagreen.sandbox.cancellation import status
from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.envelope import Refused, success
from providers.sandbox.wire import Response


def list_documents(call: Call) -> Response:
    """Those that fit the filter, oldest first. Raises Refused for no filter."""
    found = [each for each in _filtered(call) if each.visible(call.now)]
    return success({"cfdis": [_entry(call, each) for each in found]})


def _filtered(call: Call) -> list[Document]:
    shelf, unit = call.state.documents, call.unit.uid
    if reference := text(call.body, "filter.reference"):
        return shelf.referenced(unit, reference)
    if folio := text(call.body, "filter.folio"):
        return shelf.numbered(unit, text(call.body, "filter.serie"), folio)
    raise Refused("filter is reference, or serie and folio")


def _entry(call: Call, document: Document) -> dict[str, Any]:
    return {
        "uuid": document.uid,
        "folio_tax": document.folio_tax,
        "type": {"k": document.kind},
        "serie": document.serie,
        "folio": document.folio,
        "reference": document.reference,
        "external": {"serie": document.external_serie, "folio": document.external_folio},
        "customer": {"taxid": document.receiver["rfc"]},
        "total": document.total,
        "currency": document.currency,
        "date": document.at,
        "status": status(document, call.now),
    }

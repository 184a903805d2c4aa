"""`emmit` and `emmited/payment`: documents are stamped, and told of in the PAC's words."""

from typing import Any

from providers.mx_facturagreen.sandbox import invoice, payment
from providers.mx_facturagreen.sandbox.body import needed, text
from providers.mx_facturagreen.sandbox.call import Call
from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.envelope import Refused, success
from providers.mx_facturagreen.sandbox.stamping import Order, stamp
from providers.sandbox.scenarios import Name
from providers.sandbox.wire import Response

NOTHING: dict[str, Any] = {}


def emit(call: Call) -> Response:
    """Stamp an invoice or a credit note. Raises Refused."""
    uuid = needed(call.body, "cfdi.customer.uuid")
    customer = call.state.customer(uuid, call.unit.uid)
    if customer is None:
        raise Refused(f"customer {uuid} not found", nested=True)
    draft = invoice.draft(call.state, call.unit, customer, call.body, call.now)
    document = stamp(call, Order(draft, uuid, text(call.body, "cfdi.observations")))
    return success(_told(call, document) if document else NOTHING)


def pay(call: Call) -> Response:
    """Stamp a payment complement. Raises Refused."""
    draft = payment.draft(call.state, call.unit, call.body, call.now)
    assert draft.payment is not None
    first = call.state.documents.stamped(draft.payment.invoices[0].uuid)
    assert first is not None
    customer = text(call.body, "cfdi.customer.uuid") or first.customer
    document = stamp(call, Order(draft, customer))
    return success(_told_payment(call, document, first) if document else NOTHING)


def _told(call: Call, document: Document) -> dict[str, Any]:
    """Where the UUID stands, and whether it does, differs in what integrators saw."""
    data: dict[str, Any] = {"uuid": document.uid, **_files(call, document)}
    if call.scenario.name == Name.MISSING_UUID:
        return data
    if call.scenario.name == Name.UUID_ELSEWHERE:
        return {**data, "folio_tax": document.folio_tax}
    cfdi = {"folio_tax": document.folio_tax, "serie": document.serie, "folio": document.folio}
    return {**data, "cfdi": cfdi}


def _told_payment(call: Call, document: Document, paid: Document) -> dict[str, Any]:
    told = {"uuid": document.uid}
    if call.scenario.name != Name.MISSING_UUID:
        told["folio_tax"] = document.folio_tax
    return {"uuid": paid.uid, "payment": told, **_files(call, document)}


def _files(call: Call, document: Document) -> dict[str, str]:
    base = f"http://{call.request.headers.get('host', 'localhost')}/interop/cfdi/{document.uid}"
    return {"pdf_url": f"{base}/pdf", "xml_url": f"{base}/xml"}

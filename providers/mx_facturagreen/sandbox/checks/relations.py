"""Related documents: SAT has no codes for those that are not there; the PAC refuses them itself."""

from providers.mx_facturagreen.sandbox.checks.case import Case
from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.draft import PAYMENT
from providers.mx_facturagreen.sandbox.envelope import Refused

REPLACES = "04"


def check(case: Case) -> None:
    """Raises Refused for a relation to an unknown or cancelled document, or a payment of what is
    not open to payments. Only what replaces (04) may relate to a cancelled one."""
    for relation in case.draft.relations:
        for uuid in relation.uuids:
            _live(case, uuid, replaced=relation.type == REPLACES)
    for paid in case.draft.payment.invoices if case.draft.payment else ():
        _payable(_live(case, paid.uuid))


def _live(case: Case, uuid: str, *, replaced: bool = False) -> Document:
    found = case.stamped(uuid)
    if found is None:
        raise Refused(f"El CFDI relacionado {uuid} no existe")
    if case.cancelled(found) and not replaced:
        raise Refused(f"El CFDI relacionado {uuid} está cancelado")
    return found


def _payable(invoice: Document) -> None:
    if invoice.kind == PAYMENT or invoice.method != "PPD":
        raise Refused(f"El CFDI {invoice.folio_tax} no es PPD: no lleva complemento de pago")

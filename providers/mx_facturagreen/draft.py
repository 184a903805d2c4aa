"""A document before it is sent: the CFDI it must become, checked, and the body that asks for it."""

from datetime import date

from documents.cfdi.faults import CfdiFault
from documents.cfdi.model import Comprobante
from documents.cfdi.write import write_node
from documents.rules import mx_cfdi
from documents.sat.document import PAGO
from documents.values import Fault, Severity
from providers.base import ErrorKind, Job, ProviderError
from providers.mx_facturagreen.client import EMIT, PAYMENT
from providers.mx_facturagreen.connection import Connection
from providers.mx_facturagreen.mapping.bodies import emit_body
from providers.mx_facturagreen.mapping.expected import comprobante_of
from providers.mx_facturagreen.mapping.payment_body import payment_body
from providers.mx_facturagreen.mapping.registered import customer_of, product_of
from providers.mx_facturagreen.mapping.taxes import Json, NotOffered
from providers.mx_facturagreen.registered import Registry


def expected(job: Job) -> Comprobante:
    """The CFDI the document must become. Raises ProviderError REJECT `document_incomplete`."""
    try:
        return comprobante_of(job.document, job.totals)
    except (ValueError, LookupError) as exc:
        raise ProviderError(ErrorKind.REJECT, "document_incomplete", str(exc)) from exc


def checked(job: Job) -> Comprobante:
    """The expected CFDI, after the rules of a finished CFDI. Raises ProviderError REJECT
    `document_incomplete`, `cfdi_invalid` with SAT's codes as faults, or `totals_differ` where its
    total is not the one we told the caller."""
    cfdi = expected(job)
    if cfdi.pagos is None and cfdi.total != job.totals.total:
        message = f"The CFDI comes to {cfdi.total}, the document to {job.totals.total}."
        raise ProviderError(ErrorKind.REJECT, "totals_differ", message)
    faults = _faults(cfdi, cfdi.fecha.date())
    if faults:
        message = "; ".join(fault.message for fault in faults)
        raise ProviderError(ErrorKind.REJECT, "cfdi_invalid", message, faults=faults)
    return cfdi


def operation_of(job: Job) -> str:
    """The remote operation that stamps the document."""
    return PAYMENT if job.document.document_type == "PAYMENT_COMPLEMENT" else EMIT


def body_of(job: Job, cfdi: Comprobante, connection: Connection, registry: Registry) -> Json:
    """The body that asks for the CFDI, its customer and products registered. Raises ProviderError
    REJECT `not_offered`; RETRY, CONFIG or REJECT of the registry: no document was sent."""
    try:
        return _body(job, cfdi, connection, registry)
    except NotOffered as exc:
        raise ProviderError(ErrorKind.REJECT, "not_offered", str(exc)) from exc


def _body(job: Job, cfdi: Comprobante, connection: Connection, registry: Registry) -> Json:
    assumed, whose, client = connection.assumed, connection.whose, connection.client
    party = job.document.receiver
    street = party.address.line1 if party.address else ""
    customer = customer_of(cfdi.receptor, party.email, street)
    if cfdi.tipo_de_comprobante == PAGO:
        return payment_body(
            cfdi,
            assumed,
            reference=job.document.id,
            customer=registry.customer(whose, client, customer),
            email=party.email,
        )
    products = [product_of(line, line_taxes=assumed.line_taxes) for line in cfdi.conceptos]
    return emit_body(
        cfdi,
        assumed,
        reference=job.document.id,
        customer=registry.customer(whose, client, customer),
        products=registry.products(whose, client, products),
        email=party.email,
    )


def _faults(cfdi: Comprobante, on: date) -> tuple[Fault, ...]:
    try:
        write_node(cfdi)
    except CfdiFault as fault:
        return (Fault("schema", (fault.where, fault.name), str(fault)),)
    return tuple(f for f in mx_cfdi.check(cfdi, on) if f.severity is Severity.ERROR)

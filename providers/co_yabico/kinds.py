"""What each kind of our documents is at the provider: one table, read by all the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from documents.values import DocumentType, DocumentValue
from providers.co_yabico.mapping import events, invoice, notes
from providers.co_yabico.mapping.draft import Draft, Json, NotOffered, document_fields, modified

CUSTOMER: Final = "accountingCustomerParty"
SUPPLIER: Final = "accountingSupplierParty"


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of document the provider keeps: its GraphQL type, the queries of one and of many with
    their types, and where the other party stands in it."""

    type_name: str
    one: str
    many: str
    query_type: str
    connection: str
    other_party: str = CUSTOMER


@dataclass(frozen=True, slots=True)
class Kind:
    """What we send: the mutation, its input and how that is made, and the family of what it makes
    (of an event: of the invoice it concerns, which keeps it). `argument` is the mutation's."""

    mutation: str
    input_type: str
    build: Callable[[Draft], Json]
    family: Family
    argument: str = "document"


INVOICE: Final = Family(
    "Invoice", "invoice", "invoices", "InvoiceDocumentQueryInput", "InvoiceConnection"
)
CREDIT_NOTE: Final = Family(
    "CreditNote",
    "creditNote",
    "creditNotes",
    "CreditNoteDocumentQueryInput",
    "CreditNoteConnection",
)
DEBIT_NOTE: Final = Family(
    "DebitNote", "debitNote", "debitNotes", "DebitNoteDocumentQueryInput", "DebitNoteConnection"
)
SUPPORT_DOCUMENT: Final = Family(
    "AcquisitionSupportDocument",
    "acquisitionSupportDocument",
    "acquisitionSupportDocuments",
    "AcquisitionSupportDocumentQueryInput",
    "AcquisitionSupportDocumentConnection",
    SUPPLIER,
)
ADJUSTMENT_NOTE: Final = Family(
    "AcquisitionAdjustmentNoteDocument",
    "acquisitionAdjustmentNote",
    "acquisitionAdjustmentNotes",
    "AcquisitionAdjustmentNoteQueryInput",
    "AcquisitionAdjustmentNoteDocumentConnection",
    SUPPLIER,
)
PURCHASE_INVOICE: Final = Family(
    "PurchaseDocument",
    "purchaseInvoice",
    "purchaseInvoices",
    "PurchaseDocumentQueryInput",
    "PurchaseDocumentConnection",
    SUPPLIER,
)
PURCHASE_CREDIT_NOTE: Final = Family(
    "PurchaseCreditNoteDocument",
    "purchaseCreditNote",
    "purchaseCreditNotes",
    "PurchaseCreditNoteDocumentQueryInput",
    "PurchaseCreditNoteDocumentConnection",
    SUPPLIER,
)
PURCHASE_DEBIT_NOTE: Final = Family(
    "PurchaseDebitNoteDocument",
    "purchaseDebitNote",
    "purchaseDebitNotes",
    "PurchaseDebitNoteDocumentQueryInput",
    "PurchaseDebitNoteDocumentConnection",
    SUPPLIER,
)
SOLD: Final = (INVOICE, CREDIT_NOTE, DEBIT_NOTE, SUPPORT_DOCUMENT, ADJUSTMENT_NOTE)
"""The families of what we issue."""

VOID_SUPPORT_DOCUMENT: Final = "CANCELLATION of a SUPPORT_DOCUMENT"

DOCUMENTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DocumentType.INVOICE: Kind("createInvoice", "InvoiceInput", invoice.invoice_input, INVOICE),
        DocumentType.CREDIT_NOTE: Kind(
            "createCreditNote", "CreditNoteInput", notes.credit_note_input, CREDIT_NOTE
        ),
        DocumentType.DEBIT_NOTE: Kind(
            "createDebitNote", "SaleDebitNoteInput", notes.debit_note_input, DEBIT_NOTE
        ),
        DocumentType.CANCELLATION: Kind(
            "voidInvoice", "VoidInvoiceInput", notes.void_invoice_input, CREDIT_NOTE
        ),
        DocumentType.SUPPORT_DOCUMENT: Kind(
            "createAcquisitionSupportDocument",
            "AcquisitionSupportDocumentInput",
            invoice.support_document_input,
            SUPPORT_DOCUMENT,
        ),
        DocumentType.ADJUSTMENT_NOTE: Kind(
            "createAcquisitionAdjustmentNote",
            "AcquisitionAdjustmentNoteInput",
            notes.adjustment_note_input,
            ADJUSTMENT_NOTE,
        ),
        VOID_SUPPORT_DOCUMENT: Kind(
            "voidAcquisitionSupportDocument",
            "AcquisitionSupportDocumentVoidInput",
            notes.void_support_document_input,
            ADJUSTMENT_NOTE,
        ),
    }
)
"""By document type; a cancellation by what it ends."""


def _event(mutation: str, input_type: str, family: Family) -> Kind:
    return Kind(mutation, input_type, events.event_input, family, "data")


EVENTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "RECEIPT_ACKNOWLEDGEMENT": _event(
            "eventInvoiceReceiptAck", "AckEventInput", PURCHASE_INVOICE
        ),
        "GOODS_RECEIVED": _event(
            "eventInvoiceProductsReception", "ProductsReceptionEventInput", PURCHASE_INVOICE
        ),
        "EXPRESS_ACCEPTANCE": _event(
            "eventInvoiceExpressAcceptance", "ExpressAcceptanceEventInput", PURCHASE_INVOICE
        ),
        "CLAIM": _event("eventInvoiceRejection", "InvoiceRejectionEventInput", PURCHASE_INVOICE),
        "TACIT_ACCEPTANCE": _event(
            "eventInvoiceTacitAcceptance", "TacitAcceptanceEventInput", INVOICE
        ),
        "PRODUCTS_DELIVERY": _event(
            "eventInvoiceProductsDelivery", "ProductsDeliveryEventInput", INVOICE
        ),
    }
)
"""By the event's code in `country_specific`: the buyer's stand on a purchase, the issuer's on a
sale."""


@dataclass(frozen=True, slots=True)
class Added:
    """How a purchase is taken in: the mutation, its input and the field of the fiscal id in it."""

    mutation: str
    input_type: str
    field: str
    family: Family


PURCHASES: Final[Mapping[str, Added]] = MappingProxyType(
    {
        DocumentType.INVOICE: Added(
            "addPurchaseInvoice", "PurchaseInvoiceInput", "cufe", PURCHASE_INVOICE
        ),
        DocumentType.CREDIT_NOTE: Added(
            "addPurchaseCreditNote", "PurchaseCreditNoteInput", "cude", PURCHASE_CREDIT_NOTE
        ),
        DocumentType.DEBIT_NOTE: Added(
            "addPurchaseDebitNote", "PurchaseDebitNoteInput", "cude", PURCHASE_DEBIT_NOTE
        ),
    }
)
"""By the type of the document somebody else issued to us."""


def is_event(document: DocumentValue) -> bool:
    """Whether it is an acceptance event, which the provider keeps within the invoice."""
    return document.document_type == DocumentType.ACCEPTANCE_EVENT


def kind_of(document: DocumentValue) -> Kind:
    """The document's kind. NotOffered for a type the provider does not have, ValueError for an
    event that does not say which."""
    if is_event(document):
        event = document_fields(document).event
        if event is None:
            raise ValueError("the document says nothing of the event it is")
        return EVENTS[event.code]
    kind = DOCUMENTS.get(_key(document))
    if kind is None:
        raise NotOffered(f"the provider has no {document.document_type}")
    return kind


def modified_family(document: DocumentValue) -> Family:
    """The family of what the document modifies or concerns."""
    if is_event(document):
        return kind_of(document).family
    support = kind_of(document).family is ADJUSTMENT_NOTE
    return SUPPORT_DOCUMENT if support else INVOICE


def _key(document: DocumentValue) -> str:
    if document.document_type != DocumentType.CANCELLATION:
        return document.document_type
    reference = modified(document)
    ended = reference.document if reference else None
    support = ended is not None and ended.document_type == DocumentType.SUPPORT_DOCUMENT
    return VOID_SUPPORT_DOCUMENT if support else DocumentType.CANCELLATION

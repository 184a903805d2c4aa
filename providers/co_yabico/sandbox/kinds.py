"""The kinds of document the provider keeps, and what each is called in schema and error codes."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A family of documents with numbers, queries and codes of its own."""

    INVOICE = "INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    DEBIT_NOTE = "DEBIT_NOTE"
    SUPPORT_DOCUMENT = "SUPPORT_DOCUMENT"
    ADJUSTMENT_NOTE = "ADJUSTMENT_NOTE"
    PURCHASE_INVOICE = "PURCHASE_INVOICE"
    PURCHASE_CREDIT_NOTE = "PURCHASE_CREDIT_NOTE"
    PURCHASE_DEBIT_NOTE = "PURCHASE_DEBIT_NOTE"


@dataclass(frozen=True, slots=True)
class Family:
    """A kind's names. `type_name` is its GraphQL type, whose list nodes end in Node; `general` the
    type of its general information; `one` and `many` its queries; then the codes of "not found",
    "number taken" and "refused"; `seal` the name of its fiscal id."""

    type_name: str
    connection: str
    general: str
    one: str
    many: str
    not_found: str
    taken: str
    refused: str
    seal: str = "CUDE"


FAMILIES: dict[str, Family] = {
    Kind.INVOICE: Family(
        "Invoice",
        "InvoiceConnection",
        "InvoiceGeneralInformation",
        "invoice",
        "invoices",
        "100-EI1",
        "200-EI1",
        "001-EI1",
        "CUFE",
    ),
    Kind.CREDIT_NOTE: Family(
        "CreditNote",
        "CreditNoteConnection",
        "CreditNoteGeneralInformation",
        "creditNote",
        "creditNotes",
        "100-EC1",
        "200-EC1",
        "001-EC1",
    ),
    Kind.DEBIT_NOTE: Family(
        "DebitNote",
        "DebitNoteConnection",
        "DebitNoteGeneralInformation",
        "debitNote",
        "debitNotes",
        "100-ED1",
        "200-ED1",
        "001-ED1",
    ),
    Kind.SUPPORT_DOCUMENT: Family(
        "AcquisitionSupportDocument",
        "AcquisitionSupportDocumentConnection",
        "AcquisitionSupportDocumentGeneralInformation",
        "acquisitionSupportDocument",
        "acquisitionSupportDocuments",
        "100-AS1",
        "200-AS1",
        "001-AS1",
        "CUDS",
    ),
    Kind.ADJUSTMENT_NOTE: Family(
        "AcquisitionAdjustmentNoteDocument",
        "AcquisitionAdjustmentNoteDocumentConnection",
        "CreditNoteGeneralInformation",
        "acquisitionAdjustmentNote",
        "acquisitionAdjustmentNotes",
        "100",
        "200-AS1",
        "001-AS1",
        "CUDS",
    ),
    Kind.PURCHASE_INVOICE: Family(
        "PurchaseDocument",
        "PurchaseDocumentConnection",
        "InvoiceGeneralInformation",
        "purchaseInvoice",
        "purchaseInvoices",
        "100-EI1",
        "200",
        "001-EI1",
        "CUFE",
    ),
    Kind.PURCHASE_CREDIT_NOTE: Family(
        "PurchaseCreditNoteDocument",
        "PurchaseCreditNoteDocumentConnection",
        "CreditNoteGeneralInformation",
        "purchaseCreditNote",
        "purchaseCreditNotes",
        "100-EC1",
        "200",
        "001-EC1",
    ),
    Kind.PURCHASE_DEBIT_NOTE: Family(
        "PurchaseDebitNoteDocument",
        "PurchaseDebitNoteDocumentConnection",
        "DebitNoteGeneralInformation",
        "purchaseDebitNote",
        "purchaseDebitNotes",
        "100-ED1",
        "200",
        "001-ED1",
    ),
}

PURCHASES = {
    Kind.INVOICE: Kind.PURCHASE_INVOICE,
    Kind.CREDIT_NOTE: Kind.PURCHASE_CREDIT_NOTE,
    Kind.DEBIT_NOTE: Kind.PURCHASE_DEBIT_NOTE,
}
"""What a seller issues -> what its buyer adds."""

RECEIVED = frozenset(PURCHASES.values())
"""Documents somebody else issued: they use up neither plan nor numbers."""

BOUGHT = RECEIVED | {Kind.SUPPORT_DOCUMENT, Kind.ADJUSTMENT_NOTE}
"""Documents in which the unit buys, so that the other party is the supplier."""

SUPPLIER = "accountingSupplierParty"
CUSTOMER = "accountingCustomerParty"


def other_party(kind: str) -> str:
    """The name of the other party's place in `documentParties`."""
    return SUPPLIER if kind in BOUGHT else CUSTOMER

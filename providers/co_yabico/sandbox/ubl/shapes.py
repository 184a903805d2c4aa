"""How UBL and DIAN name each kind of document: elements, type codes, profiles, concepts."""

from dataclasses import dataclass, replace

from providers.co_yabico.sandbox.kinds import Kind

TYPES = {"SALES_INVOICE": "01", "EXPORT_INVOICE": "02", "CONTIGENCY_INVOICE": "03"}
OPERATIONS = {
    "AIU": "09",
    "STD": "10",
    "MANDATES": "11",
    "TRANSPORTATION": "12",
    "MONEY_EXCHANGE": "15",
    "RESIDENT_PURCHASE": "10",
    "NON_RESIDENT_PURCHASE": "11",
}
NOTE_OPERATIONS = {"Invoice": "10", "CreditNote": "20", "DebitNote": "30"}
"""Root -> DIAN's operation type of whatever has none of its own."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How UBL calls a kind: root, type code element and code (None: as the invoice's subtype), line
    and quantity elements, totals, and DIAN's profile."""

    root: str
    type_tag: str
    type_code: str | None
    line: str
    quantity: str
    total: str
    profile: str


INVOICE = Shape(
    "Invoice",
    "cbc:InvoiceTypeCode",
    None,
    "cac:InvoiceLine",
    "cbc:InvoicedQuantity",
    "cac:LegalMonetaryTotal",
    "DIAN 2.1: Factura Electrónica de Venta",
)
CREDIT_NOTE = Shape(
    "CreditNote",
    "cbc:CreditNoteTypeCode",
    "91",
    "cac:CreditNoteLine",
    "cbc:CreditedQuantity",
    "cac:LegalMonetaryTotal",
    "DIAN 2.1: Nota Crédito de Factura Electrónica de Venta",
)
DEBIT_NOTE = Shape(
    "DebitNote",
    "",
    None,
    "cac:DebitNoteLine",
    "cbc:DebitedQuantity",
    "cac:RequestedMonetaryTotal",
    "DIAN 2.1: Nota Débito de Factura Electrónica de Venta",
)
SHAPES: dict[str, Shape] = {
    Kind.INVOICE: INVOICE,
    Kind.PURCHASE_INVOICE: INVOICE,
    Kind.CREDIT_NOTE: CREDIT_NOTE,
    Kind.PURCHASE_CREDIT_NOTE: CREDIT_NOTE,
    Kind.DEBIT_NOTE: DEBIT_NOTE,
    Kind.PURCHASE_DEBIT_NOTE: DEBIT_NOTE,
    Kind.SUPPORT_DOCUMENT: replace(
        INVOICE,
        type_code="05",
        profile="DIAN 2.1: documento soporte en adquisiciones efectuadas a no obligados"
        " a facturar.",
    ),
    Kind.ADJUSTMENT_NOTE: replace(
        CREDIT_NOTE,
        type_code="95",
        profile="DIAN 2.1: Nota de ajuste al documento soporte en adquisiciones efectuadas a"
        " sujetos no obligados a expedir factura o documento equivalente",
    ),
}
CONCEPTS = {
    "PARTIAL_REFUND": "1",
    "VOID": "2",
    "PARTIAL_OR_TOTAL_DISCOUNT": "3",
    "PRICE_ADJUSTMENT": "4",
    "TAX_CHARGE": "1",
    "EXPENSES_FOR_COLLECTION": "2",
    "CHANGE_OF_VALUE": "3",
    "OTHER": "4",
}
"""A note's operation -> DIAN's correction concept."""

"""Colombia: kinds of operation and of invoice, and what each asks for (annex 1.9, InvoiceTypeCode
and CustomizationID)."""

from collections.abc import Iterator, Mapping
from typing import Final

from documents import taxes
from documents.rules.co.facts import CoFacts
from documents.values import DocumentType, DocumentValue, Fault

OPERATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    DocumentType.INVOICE: ("STD", "AIU", "MANDATES", "MONEY_EXCHANGE", "TRANSPORTATION"),
    DocumentType.CREDIT_NOTE: ("PARTIAL_REFUND",),
    DocumentType.DEBIT_NOTE: ("CHANGE_OF_VALUE", "INTEREST", "EXPENSES", "OTHER"),
    DocumentType.SUPPORT_DOCUMENT: ("RESIDENT_PURCHASE", "NON_RESIDENT_PURCHASE"),
    DocumentType.ADJUSTMENT_NOTE: (
        "PARTIAL_REFUND",
        "PARTIAL_OR_TOTAL_DISCOUNT",
        "PRICE_ADJUSTMENT",
    ),
}
"""The operations of each type of document, the usual one first."""

_CREDIT_UNSUPPORTED: Final = frozenset({"PARTIAL_OR_TOTAL_DISCOUNT", "PRICE_ADJUSTMENT"})

_OPERATION_OF_FIELD: Final[Mapping[str, str]] = {
    "aiu_part": "AIU",
    "principal": "MANDATES",
    "transport": "TRANSPORTATION",
}

_OPERATION: Final = ("country_specific", "operation_type")
_SUBTYPE: Final = ("country_specific", "subtype")


def operation_of(document: DocumentValue, facts: CoFacts) -> str:
    """The operation with its default applied; "" where the document's type has none."""
    usual = OPERATIONS.get(document.document_type, ("",))[0]
    return facts.fields.operation_type or usual


def operation_fits_type(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Annex 1.9, CustomizationID: each type of document has its own operations."""
    given, known = facts.fields.operation_type, OPERATIONS.get(document.document_type, ())
    if given is None or given in known or _is_unsupported_credit(document, given):
        return
    offered = ", ".join(known)
    message = f"Use one of {offered}." if offered else "Leave operation_type out."
    yield Fault("operation_type_not_of_document", _OPERATION, message)


def credit_concept_offered(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-PV1: a credit note keeps the invoice's prices, so that of DIAN's concepts only
    the partial refund can be sent; rebates and price adjustments cannot."""
    given = facts.fields.operation_type
    if _is_unsupported_credit(document, given):
        message = (
            f"Use PARTIAL_REFUND or cancel the invoice: {given} is not supported by the provider."
        )
        yield Fault("credit_concept_unsupported", _OPERATION, message, "001-PV1")


def subtype_of_invoice(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """DIAN's types 02, 03 and 04 are types of invoice: there is no contingency for notes."""
    if document.document_type != DocumentType.INVOICE and facts.fields.subtype != "SALES":
        message = f"Leave subtype out: a {document.document_type} has none."
        yield Fault("subtype_not_of_document", _SUBTYPE, message)


def export_goes_abroad(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """DIAN type 02: an export is sold to somebody whose address is not in Colombia."""
    address = document.receiver.address
    if facts.fields.subtype == "EXPORT" and (address is None or address.country == "CO"):
        message = "Give the receiver's address abroad, or leave subtype out."
        yield Fault("export_to_colombia", ("receiver", "address", "country"), message)


def export_bears_no_iva(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Estatuto Tributario art. 479 and 481: what is exported is exempt from IVA."""
    if facts.fields.subtype != "EXPORT":
        return
    for i, line in enumerate(document.line_items):
        row = taxes.find("CO", line.tax_code or "", facts.issue_date)
        if row is not None and row.tribute == "01" and row.rate:
            message = f"Use IVA0, exempt, instead of {line.tax_code}: exports bear no IVA."
            yield Fault("export_with_iva", ("line_items", i, "tax_code"), message)


def contingency_from_paper_range(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """DIAN type 03: an invoice of the issuer's own contingency is numbered from an authorised paper
    range, which has a resolution and no technical key (annex 1.9 par. 11.4.1: its id is a CUDE)."""
    if facts.fields.subtype != "CONTINGENCY":
        return
    config = document.provider_config
    if config.get("technical_key") or not config.get("resolution_number"):
        message = "Use an issuer profile with the resolution of a paper range and no technical key."
        yield Fault("contingency_range", ("issuer_profile_id",), message)


def contingency_of_dian_offered(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """DIAN type 04 (DIAN itself is down): the provider has no way to send one."""
    if facts.fields.subtype == "CONTINGENCY_DIAN":
        message = (
            "Wait until DIAN is back, or use CONTINGENCY: the provider does not support type 04."
        )
        yield Fault("contingency_not_offered", _SUBTYPE, message)


def line_fields_of_operation(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Parts of an AIU, principals of a mandate and waybills of a transport stand on an invoice of
    that operation alone. Notes and cancellations repeat the lines of their invoice."""
    if document.document_type not in {DocumentType.INVOICE, DocumentType.SUPPORT_DOCUMENT}:
        return
    for name, operation in _OPERATION_OF_FIELD.items():
        if operation_of(document, facts) == operation:
            continue
        for i, fields in enumerate(facts.lines):
            if getattr(fields, name) is not None:
                path = ("line_items", i, "country_specific", name)
                message = f"Remove {name}, or set operation_type to {operation}."
                yield Fault("line_field_of_other_operation", path, message)


def mandate_has_principal(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A mandate sells on behalf of somebody: at least one line's income is a third party's."""
    if operation_of(document, facts) != "MANDATES":
        return
    if not any(fields.principal for fields in facts.lines):
        message = "Name on a line the principal it is sold for, or leave operation_type out."
        yield Fault("principal_missing", ("line_items",), message)


def transport_has_waybill(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A transport invoice names at least one waybill of the freight registry (RNDC)."""
    if operation_of(document, facts) != "TRANSPORTATION":
        return
    if not any(fields.transport for fields in facts.lines):
        message = "Give a line the waybill it is about as transport, or leave operation_type out."
        yield Fault("waybill_missing", ("line_items",), message)


def _is_unsupported_credit(document: DocumentValue, given: str | None) -> bool:
    credit = document.document_type == DocumentType.CREDIT_NOTE
    return credit and given in _CREDIT_UNSUPPORTED


RULES: Final = (
    operation_fits_type,
    credit_concept_offered,
    subtype_of_invoice,
    export_goes_abroad,
    export_bears_no_iva,
    contingency_from_paper_range,
    contingency_of_dian_offered,
    line_fields_of_operation,
    mandate_has_principal,
    transport_has_waybill,
)

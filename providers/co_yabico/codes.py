"""The provider's words in ours: error codes, document statuses, enum names that differ by dialect.

Error codes are `XXX` or `XXX-YYn` (reference text, section "Error codes"): three digits for the
family, letters for the subject, a number. Unknown words never become a final state.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from providers.base import ErrorKind, OutcomeStatus

Meaning = tuple[ErrorKind, str]

UNKNOWN_ERROR: Final[Meaning] = (ErrorKind.IN_DOUBT, "provider_error_unknown")

FAMILIES: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "000": UNKNOWN_ERROR,
        "001": (ErrorKind.REJECT, "provider_validation"),
        "002": (ErrorKind.IN_DOUBT, "authority_request_failed"),
        "003": (ErrorKind.REJECT, "provider_paging"),
        "004": (ErrorKind.IN_DOUBT, "provider_internal_error"),
        "090": (ErrorKind.CONFIG, "credential_refused"),
        "100": (ErrorKind.REJECT, "provider_data_not_found"),
        "110": (ErrorKind.CONFIG, "credential_refused"),
        "200": (ErrorKind.IN_DOUBT, "number_already_used"),
    }
)

SUBJECTS: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "001-DE": (ErrorKind.IN_DOUBT, "number_already_used"),
        "001-DC": (ErrorKind.CONFIG, "numbering_range_mismatch"),
        "001-O": (ErrorKind.CONFIG, "issuer_not_enabled"),
        "001-OU": (ErrorKind.CONFIG, "issuer_not_enabled"),
        "001-D": (ErrorKind.REJECT, "date_invalid"),
        "001-ID": (ErrorKind.REJECT, "date_invalid"),
        "001-DL": (ErrorKind.REJECT, "line_invalid"),
        "001-LA": (ErrorKind.REJECT, "line_amount_mismatch"),
        "001-PC": (ErrorKind.REJECT, "modifier_mismatch"),
        "001-PM": (ErrorKind.REJECT, "modifier_mismatch"),
        "001-E": (ErrorKind.REJECT, "event_not_allowed"),
        "001-EI": (ErrorKind.REJECT, "invoice_invalid"),
        "001-EC": (ErrorKind.REJECT, "credit_note_invalid"),
        "001-ED": (ErrorKind.REJECT, "debit_note_invalid"),
        "001-AS": (ErrorKind.REJECT, "support_document_invalid"),
        "001-AIU": (ErrorKind.REJECT, "aiu_invalid"),
        "001-AL": (ErrorKind.REJECT, "aiu_invalid"),
        "001-AT": (ErrorKind.REJECT, "aiu_invalid"),
        "001-ALM": (ErrorKind.REJECT, "aiu_invalid"),
        "001-DS": (ErrorKind.REJECT, "tax_mismatch"),
        "001-LT": (ErrorKind.REJECT, "tax_mismatch"),
        "001-T": (ErrorKind.REJECT, "tax_mismatch"),
        "001-TD": (ErrorKind.REJECT, "tax_mismatch"),
        "001-TS": (ErrorKind.REJECT, "tax_mismatch"),
        "001-TW": (ErrorKind.REJECT, "tax_mismatch"),
        "001-DW": (ErrorKind.REJECT, "withholding_mismatch"),
        "001-DT": (ErrorKind.REJECT, "totals_mismatch"),
        "001-PD": (ErrorKind.REJECT, "payment_invalid"),
        "001-N": (ErrorKind.REJECT, "receiver_name_invalid"),
        "100-BU": (ErrorKind.CONFIG, "issuer_not_enabled"),
        "100-NE": (ErrorKind.REJECT, "referenced_document_not_found"),
        "100-EI": (ErrorKind.REJECT, "document_not_found"),
        "100-EC": (ErrorKind.REJECT, "document_not_found"),
        "100-ED": (ErrorKind.REJECT, "document_not_found"),
        "100-AS": (ErrorKind.REJECT, "document_not_found"),
    }
)

CODES: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "001-D2": (ErrorKind.CONFIG, "numbering_range_mismatch"),
        "001-V7": (ErrorKind.REJECT, "receiver_tax_id_invalid"),
        "001-E1": (ErrorKind.IN_DOUBT, "event_already_made"),
        "001-E2": (ErrorKind.REJECT, "referenced_document_not_valid"),
        "001-E5": (ErrorKind.REJECT, "referenced_document_not_found"),
        "001-E6": (ErrorKind.REJECT, "event_without_value"),
        "001-E7": (ErrorKind.REJECT, "event_after_notes"),
        "001-E8": (ErrorKind.REJECT, "event_after_notes"),
        "001-E9": (ErrorKind.REJECT, "event_after_notes"),
        "001-EI2": (ErrorKind.REJECT, "referenced_document_not_valid"),
        "001-PEI2": (ErrorKind.REJECT, "referenced_document_not_valid"),
        "001-LA4": (ErrorKind.REJECT, "note_exceeds_referenced"),
        "001-LI1": (ErrorKind.REJECT, "note_line_unknown"),
        "001-PV1": (ErrorKind.REJECT, "note_price_mismatch"),
        "004-DC1": (ErrorKind.IN_DOUBT, "document_not_added"),
        "100-EC2": (ErrorKind.REJECT, "referenced_document_not_found"),
        "100-ED2": (ErrorKind.REJECT, "referenced_document_not_found"),
    }
)
"""001-E1 (the invoice has the event already) is in doubt: it may be ours, from before a time-out.
001-EI2 is printed with two meanings, for notes and for cancellation; both say that the invoice is
not in a state for it."""

SHAPE: Final = re.compile(r"(?<![\w-])(?:0(?:0[0-4]|90)|1[01]0|200)-[A-Z]*[0-9]+(?![\w-])")

VALIDATED: Final = frozenset(
    {
        "DIAN_VALIDATED",
        "SEND_EMAIL",
        "PRODUCTS_DELIVERY",
        "MAIL_RECEPTION_ACK",
        "RECEIPT_ACK",
        "PRODUCTS_RECEPTION",
        "EXPRESS_ACCEPTANCE",
        "REJECTION",
        "REJECTION_ISSUED_CREDIT_NOTE",
        "TACIT_ACCEPTANCE",
    }
)
"""Statuses that imply DIAN's validation. `REJECTION` is the buyer's claim (RADIAN 031)."""

STATUSES: Final[Mapping[str, OutcomeStatus]] = MappingProxyType(
    {
        "YABICO_CREATED": OutcomeStatus.ACCEPTED,
        "DIAN_VALIDATING": OutcomeStatus.ACCEPTED,
        "DIAN_REJECTED": OutcomeStatus.REJECTED,
        **dict.fromkeys(VALIDATED, OutcomeStatus.ISSUED),
    }
)

ALTERNATIVES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "InvoiceOperationType": {
            "STD": ("STD", "STANDARD"),
            "MANDATES": ("MANDATES", "MANDATE"),
            "TRANSPORTATION": ("TRANSPORTATION", "TRANSPORT"),
        },
        "InvoiceSubtype": {
            "SALES_INVOICE": ("SALES_INVOICE", "SALE_INVOICE", "REGULAR_INVOICE"),
            "EXPORT_INVOICE": ("EXPORT_INVOICE", "EXPORTATION_INVOICE"),
            "CONTIGENCY_INVOICE": ("CONTIGENCY_INVOICE", "CONTINGENCY_INVOICE"),
        },
        "DebitNoteOperationType": {
            "INTEREST": ("TAX_CHARGE", "SURCHARGE", "TAX_SURCHARGE", "INTEREST"),
            "EXPENSES": (
                "EXPENSES_FOR_COLLECTION",
                "EXPENSES_RECEIVABLE",
                "COLLECTION_EXPENSES",
                "EXPENSES",
            ),
            "OTHER": ("OTHER", "OTHERS", "OTHER_REASON"),
        },
        "AcquisitionAdjustmentNoteOperationType": {
            "PRICE_ADJUSTMENT": ("PRICE_ADJUSTMENT", "PRICE_ADJUST"),
        },
        "GenerationAndTransmisionCode": {
            "WEEKLY": ("WEEKLY_ACCRUED", "WEEKLY_ACCUMULATED", "WEEKLY"),
        },
        "IncomeOwnershipType": {
            "THIRD_PARTY": ("THIRD_PARTY", "THIRD_PARTIES", "THIRD_PARTY_OWNED"),
        },
        "ReferenceTypeCode": {
            "INVOICE": ("INVOICE", "NATIONAL_INVOICE", "ELECTRONIC_INVOICE"),
            "ORDER": ("ORDER", "ORDER_REFERENCE"),
            "OTHER": ("OTHER", "OTHER_DOCUMENT"),
            "DESPATCH_DOCUMENT": (
                "DESPATCH_DOCUMENT",
                "DESPATCH_ADVICE",
                "DISPATCH",
                "DESPATCH",
            ),
            "RECEIPT_DOCUMENT": ("RECEIPT_DOCUMENT", "RECEIPT"),
        },
        "PaymentIdCode": {"IN_CASH": ("IN_CASH", "DEBIT")},
        "StandardItemIdCode": {
            "TAXPAYER_STANDARD": ("TAXPAYER_STANDARD", "TAXPAYER", "STANDARD"),
            "PARTIDA_ARANCELARIA": ("PARTIDA_ARANCELARIA", "TARIFF"),
        },
        "IndicatorTypeCode": {"DISCOUNT": ("DISCOUNT", "ALLOWANCE")},
        "IdType": {
            "DIE": ("DIE", "FOREIGN_DOCUMENT"),
            "NIT_FOREIGN": ("NIT_FOREIGN", "FOREIGN_NIT"),
            "PASSPORT": ("PASSPORT", "PA"),
        },
    }
)
"""Per enum, our name and the names a schema may have for it, in order of preference."""


def meaning(code: str) -> Meaning:
    """What an error code means: by the code, else its subject, else its family, else in doubt."""
    code = "".join(code.split()).upper()
    subject = code.rstrip("0123456789") if "-" in code else code
    return (
        CODES.get(code)
        or SUBJECTS.get(subject)
        or FAMILIES.get(code.partition("-")[0])
        or UNKNOWN_ERROR
    )


def codes_in(text: str) -> tuple[str, ...]:
    """The error codes a text mentions, in order, e.g. of a top-level GraphQL error's message."""
    return tuple(match.group(0) for match in SHAPE.finditer(text))


def status(word: str) -> OutcomeStatus:
    """Our status for theirs. Blanks inside a word are a printing error of the reference."""
    word = "".join(word.split()).upper()
    if word.startswith("SEND_EMAIL_ERROR"):
        return OutcomeStatus.ISSUED
    return STATUSES.get(word, OutcomeStatus.UNKNOWN)

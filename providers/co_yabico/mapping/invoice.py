"""Sales invoices and support documents, which name the other party and the currency."""

from collections.abc import Mapping
from typing import Final

from documents.rules.co_receiver import receiver_profile
from providers.co_yabico.mapping.body import body
from providers.co_yabico.mapping.draft import Draft, Json, NotOffered, issue_instant
from providers.co_yabico.mapping.lines import lines
from providers.co_yabico.mapping.parties import party

SUBTYPES: Final[Mapping[str, str]] = {
    "SALES": "SALES_INVOICE",
    "EXPORT": "EXPORT_INVOICE",
    "CONTINGENCY": "CONTIGENCY_INVOICE",
}
"""Our subtype -> InvoiceSubtype. The provider writes CONTIGENCY so, and has nothing for DIAN's own
contingency (type 04)."""


def invoice_input(draft: Draft) -> Json:
    """The `document` of `createInvoice` (InvoiceInput). NotOffered for a subtype the provider
    cannot transmit."""
    own = draft.own
    if own.subtype not in SUBTYPES:
        raise NotOffered(f"the provider has no way to transmit an invoice of subtype {own.subtype}")
    customer = party(receiver_profile(draft.document))
    return {
        **body(draft),
        "generalInformation": {
            **_general(draft),
            "operationCode": own.operation_type or "STD",
            "subtypeCode": SUBTYPES[own.subtype],
        },
        "documentParties": {"accountingCustomerParty": customer},
        "documentLines": lines(draft),
    }


def support_document_input(draft: Draft) -> Json:
    """The `document` of `createAcquisitionSupportDocument`. The receiver of our document is the
    seller: the party that invoices nothing itself."""
    supplier = party(receiver_profile(draft.document))
    return {
        **body(draft),
        "generalInformation": {
            **_general(draft),
            "operationCode": draft.own.operation_type or "RESIDENT_PURCHASE",
            "subtypeCode": "REGULAR_PURCHASE",
        },
        "documentParties": {"accountingSupplierParty": supplier},
        "documentLines": lines(draft),
    }


def _general(draft: Draft) -> Json:
    return {
        "currency": draft.totals.currency,
        "issueDateTime": issue_instant(draft),
        "acquirerEmail": draft.document.receiver.email,
    }

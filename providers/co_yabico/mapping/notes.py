"""Documents that correct or end another one: it gives them parties and currency."""

from collections.abc import Mapping
from typing import Final

from providers.co_yabico.mapping.body import body, notes
from providers.co_yabico.mapping.draft import Draft, Json, consecutive, issue_instant, text
from providers.co_yabico.mapping.lines import note_lines
from providers.co_yabico.mapping.references import modified_id

REASONS: Final[Mapping[str, str]] = {
    "CREDIT_NOTE": "Devolución parcial de los bienes o no aceptación parcial del servicio",
    "DEBIT_NOTE": "Cambio del valor",
    "ADJUSTMENT_NOTE": "Ajuste del documento soporte",
    "CANCELLATION": "Anulación",
}
"""Why a document is issued, where the caller does not say."""


def credit_note_input(draft: Draft) -> Json:
    """The `document` of `createCreditNote`."""
    return {
        **_note(draft, "PARTIAL_REFUND", "CREDIT_NOTE"),
        "invoiceToModify": modified_id(draft),
    }


def debit_note_input(draft: Draft) -> Json:
    """The `document` of `createDebitNote` (SaleDebitNoteInput)."""
    return {
        **_note(draft, "CHANGE_OF_VALUE", "DEBIT_NOTE"),
        "invoiceToModify": modified_id(draft),
    }


def adjustment_note_input(draft: Draft) -> Json:
    """The `document` of `createAcquisitionAdjustmentNote`."""
    return {
        **_note(draft, "PARTIAL_REFUND", "ADJUSTMENT_NOTE"),
        "supportDocumentToModify": modified_id(draft),
    }


def void_invoice_input(draft: Draft) -> Json:
    """The `document` of `voidInvoice`: `id` is the number of the credit note it makes."""
    return {**_void(draft), "invoiceToVoid": modified_id(draft)}


def void_support_document_input(draft: Draft) -> Json:
    """The `document` of `voidAcquisitionSupportDocument`: `id` is the adjustment note's number."""
    return {**_void(draft), "acquisitionSupportDocumentToVoid": modified_id(draft)}


def _note(draft: Draft, operation: str, subtype: str) -> Json:
    return {
        **body(draft),
        "generalInformation": {
            "issueDateTime": issue_instant(draft),
            "operationCode": draft.own.operation_type or operation,
            "subtypeCode": subtype,
            "reasonOfIssuance": text(_reason(draft)),
            "acquirerEmail": draft.document.receiver.email,
        },
        "documentLines": note_lines(draft),
    }


def _void(draft: Draft) -> Json:
    return {
        "id": consecutive(draft.document.numbering),
        "reason": text(_reason(draft)),
        "notes": notes(draft.own),
    }


def _reason(draft: Draft) -> str:
    return draft.own.reason or REASONS[draft.document.document_type]

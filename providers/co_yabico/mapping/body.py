"""What invoices, notes and support documents have in common."""

from documents.amounts import document_modifiers
from documents.country_specific.co import CoDocument
from providers.co_yabico.mapping.draft import Draft, Json, consecutive, midnight, text
from providers.co_yabico.mapping.money import (
    document_totals,
    plain,
    price_modifiers,
    tax_groups,
    withholding_groups,
)
from providers.co_yabico.mapping.references import referenced_documents


def body(draft: Draft) -> Json:
    """Unit, number, money, payment and notes; without parties and lines."""
    document, totals, own = draft.document, draft.totals, draft.own
    return {
        "organizationalUnitId": draft.unit,
        "id": consecutive(document.numbering),
        "documentModifiers": price_modifiers(document_modifiers(document, totals.subtotal)) or None,
        "taxDescription": tax_groups(totals.taxes),
        "withholdingsDescription": withholding_groups(totals.withholdings) or None,
        "documentTotals": document_totals(totals),
        "paymentDescription": _payment(own),
        "referencedDocuments": referenced_documents(draft),
        "notes": notes(own),
    }


def notes(own: CoDocument) -> list[Json] | None:
    """DocumentNotes, or None."""
    return [{"key": "NOTA", "value": note} for note in own.notes] or None


def _payment(own: CoDocument) -> Json:
    due = own.payment_due_date
    mean = {
        "paymentMeanId": "CREDIT" if own.payment_form == "CREDIT" else "IN_CASH",
        "paymentMeanCode": f"CO_{own.payment_means_code}",
        "paymentDueDate": midnight(due) if due else None,
        "paymentTerms": text(own.payment_terms) if own.payment_terms else None,
    }
    return {"paymentMeans": [mean], "paymentExchangeRate": _exchange_rate(own)}


def _exchange_rate(own: CoDocument) -> Json | None:
    rate = own.exchange_rate
    if rate is None:
        return None
    return {"calculationRate": plain(rate.rate, 2), "date": rate.date.isoformat()}

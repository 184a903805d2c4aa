"""Acceptance events (RADIAN): one input for each."""

from collections.abc import Mapping
from typing import Any, Final

from documents.country_specific.co import CoEvent
from providers.co_yabico.mapping.draft import BOGOTA, Draft, Json, consecutive, issue_instant

INVOICE_FIELDS: Final[Mapping[str, str]] = {
    "RECEIPT_ACKNOWLEDGEMENT": "purchaseInvoiceUid",
    "GOODS_RECEIVED": "purchaseInvoiceUid",
    "EXPRESS_ACCEPTANCE": "purchaseInvoiceUid",
    "CLAIM": "purchaseInvoiceUid",
    "TACIT_ACCEPTANCE": "saleInvoiceUid",
    "PRODUCTS_DELIVERY": "invoiceUid",
}
"""The field that names the invoice: a purchase for the buyer's events, a sale for the issuer's."""


def event_input(draft: Draft) -> Json:
    """The `data` of the event's mutation. Fields its input does not have are None."""
    event = draft.own.event
    if event is None:
        raise ValueError("the document says nothing of the event it is")
    if not draft.modified_uid:
        raise ValueError("the provider knows no id of the invoice the event concerns")
    return {
        "id": consecutive(draft.document.numbering),
        "issueDate": issue_instant(draft),
        INVOICE_FIELDS[event.code]: draft.modified_uid,
        "issuerParty": _person(event),
        "receptionDate": _received(event),
        "claimConcept": f"CO_{event.claim_concept}" if event.claim_concept else None,
        "reason": event.reason,
        "eventNotes": [{"key": "NOTA", "value": note} for note in event.notes] or None,
    }


def _received(event: CoEvent) -> str | None:
    if event.received_at is None:
        return None
    return event.received_at.astimezone(BOGOTA).isoformat(timespec="seconds")


def _person(event: CoEvent) -> Json | None:
    person = event.person
    if person is None:
        return None
    job: dict[str, Any] = {
        "jobTitle": person.job_title,
        "organizationDepartment": person.department,
    }
    return {
        "partyIdentification": {"idType": person.id_type, "identifier": person.id},
        "partyName": {"firstName": person.first_name, "firstSurname": person.family_name},
        "jobDescriptor": job if any(job.values()) else None,
    }

"""All that a received document's page shows, as plain values for its template."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from documents.calendar import ZONES
from documents.console.bodies import pretty
from documents.console.exchanges import exchanges_of_received
from documents.models import ReceivedDocument
from invoicing import acceptance_list
from invoicing.console import faults, page, timeline
from invoicing.console.staff import ACT
from invoicing.models import FollowUp
from invoicing.received_json import money
from parties.console import Staff

MOST_LINES = 200
STEPS = {
    "add": "to be added at the provider",
    "adding": "being added, or to be looked up",
    "files": "files to be fetched",
    "events": "acceptance is followed",
    "done": "done",
}


def context_of(document: ReceivedDocument, user: Staff) -> dict[str, Any]:
    """The template's context. Evidence and files only for those who may view them."""
    zone = ZONES[document.country]
    shown: dict[str, Any] = {
        "document": document,
        "type_words": document.document_type.replace("_", " ").capitalize(),
        "total": page.money(total_of(document)),
        "facts": _facts(document, zone),
        "parties": [
            (role, party)
            for role, party in (("Issuer", document.issuer), ("Receiver", document.receiver))
            if party
        ],
        "lines": document.lines[:MOST_LINES],
        "failure": document.failure,
        "provider_response": pretty((document.failure or {}).get("provider_response") or {}),
        "warnings": faults.shown(document.warnings),
        "acceptance": acceptance_list.overview(document),
        "timeline": timeline.of_received(document, zone),
        "follow_ups": _follow_ups(document, zone),
        "may_act": user.has_perm(ACT),
        "may_be_accepted": document.status == "RECEIVED" and document.document_type == "INVOICE",
    }
    if user.has_perm("documents.view_documentfile"):
        shown["files"] = list(document.files.defer("content").order_by("kind"))
    if user.has_perm("documents.view_evidence"):
        exchanges, shown["evidence_left_out"] = exchanges_of_received(document.id)
        shown["exchanges"] = [
            (timeline.local(each.row.stored_at, zone), each) for each in exchanges
        ]
        shown["may_view_evidence"] = True
    return shown


def total_of(document: ReceivedDocument) -> str | None:
    """Its total as decimal text, None while it is not known."""
    return None if document.total is None else money(document.total)


def is_uuid(text: str) -> bool:
    """Whether a text is an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _facts(document: ReceivedDocument, zone: ZoneInfo) -> list[tuple[str, Any]]:
    facts = [
        ("Fiscal id", document.fiscal_id),
        ("Issued at", document.issued_at and timeline.local(document.issued_at, zone)),
        ("Payment", document.payment_form.lower()),
        ("Acceptance", document.acceptance_status.replace("_", " ")),
        ("Provider's id", document.provider_operation_id),
        ("Provider's status", document.provider_status),
        ("Taken in for", f"{document.party.name} ({document.party.tax_id})"),
        ("Added", timeline.local(document.created_at, zone)),
        ("Last change", timeline.local(document.updated_at, zone)),
        ("Id", document.id),
        ("Tenant", document.tenant.name),
    ]
    return [(name, value) for name, value in facts if value]


def _follow_ups(document: ReceivedDocument, zone: ZoneInfo) -> list[dict[str, Any]]:
    rows = FollowUp.objects.filter(received_document=document).order_by("created_at")
    return [
        {
            "purpose": row.purpose,
            "step": STEPS.get(row.step, row.step),
            "attempts": row.attempts,
            "due_at": timeline.local(row.due_at, zone),
            "last_error": row.last_error,
        }
        for row in rows
    ]

"""An issuer's series and what its documents look like: invoices, notes, support documents."""

from typing import Any

from django.db import transaction

from documents.draft import Draft
from documents.models import Document
from invoicing import check, issue
from invoicing.actor import Actor
from invoicing.advance import advance
from invoicing.models import Event, Submission
from parties.models import IssuerProfile, Tenant
from tests.invoicing.conftest import line, new_draft, new_profile
from tests.waiting import wait_until

TAG = "co_dian.v2024_11"
STAFF = Actor("sara", frozenset({"read", "write", "reconcile"}), "flow-2")
SELLER: dict[str, Any] = {
    "tax_id": "1020304050",
    "tax_id_type": "GENERIC_ID",
    "name": "JUAN LOPEZ",
    "address": {"line1": "CL 10 43 12", "city": "05001", "country": "CO", "region": "05"},
}


def note_series(tenant: Tenant, unit: dict[str, Any] | None = None, **more: Any) -> IssuerProfile:
    """A series for credit and debit notes."""
    types = ["CREDIT_NOTE", "DEBIT_NOTE"]
    return series(tenant, unit, "NC", **{"document_types": types, **more})


def series(
    tenant: Tenant, unit: dict[str, Any] | None, prefix: str, low: int = 1, **more: Any
) -> IssuerProfile:
    """A series of its own, of the unit's account where there is one."""
    account = {"external_ref": unit["uid"]} if unit else {}
    names = {"issuer_series": prefix, "numerator_prefix": prefix}
    return new_profile(tenant, low, 99999, **names, **account, **more)


def support_series(tenant: Tenant, unit: dict[str, Any]) -> IssuerProfile:
    """The series for support documents that every unit of the sandbox is authorised for, and one
    for their notes."""
    series(tenant, unit, "DSA", document_types=["ADJUSTMENT_NOTE"])
    resolution = {
        "environment": "2",
        "resolution_number": "18760000002",
        "resolution_valid_from": "2019-01-19",
        "resolution_valid_to": "2030-01-19",
    }
    return new_profile(
        tenant,
        984000000,
        985000000,
        issuer_series="SEDS",
        numerator_prefix="SEDS",
        document_types=["SUPPORT_DOCUMENT"],
        external_ref=unit["uid"],
        provider_config=resolution,
    )


def support_document(quantity: str = "2", **more: Any) -> Draft:
    """A purchase of today from somebody who issues no invoices."""
    today = check.today_in("CO").isoformat()
    bought = line(quantity=quantity, country_specific={"type": TAG, "purchased_on": today})
    parts: dict[str, Any] = {
        "document_type": "SUPPORT_DOCUMENT",
        "receiver": SELLER,
        "line_items": [bought],
        "country_specific": {"type": TAG, "receiver": {"id_type": "CC"}},
    }
    return new_draft(**{**parts, **more})


def refers(relation: str, *documents: Document) -> list[dict[str, Any]]:
    """References as the API stores them."""
    return [{"relation": relation, "document_id": str(one.id)} for one in documents]


def note(invoice: Document, quantity: str = "1", **more: Any) -> Draft:
    """A credit note of so many of the invoice's units."""
    parts: dict[str, Any] = {
        "document_type": "CREDIT_NOTE",
        "line_items": [line(quantity=quantity)],
        "references": refers("CREDITS", invoice),
        "country_specific": {"type": TAG, "reason": "One too many"},
    }
    return new_draft(**{**parts, **more})


def debit_note(invoice: Document, **more: Any) -> Draft:
    """A debit note."""
    own = {"type": TAG, "operation_type": "INTEREST", "reason": "Paid late"}
    parts = {"references": refers("DEBITS", invoice), "country_specific": own}
    return note(invoice, document_type="DEBIT_NOTE", **{**parts, **more})


def cancellation(invoice: Document, **more: Any) -> Draft:
    """A CANCELLATION without lines of its own."""
    parts: dict[str, Any] = {
        "document_type": "CANCELLATION",
        "line_items": [],
        "references": refers("CANCELS", invoice),
        "country_specific": {"type": TAG, "reason": "Wrong customer"},
    }
    return new_draft(**{**parts, **more})


def submitted(tenant: Tenant, draft: Draft, actor: Actor = STAFF) -> Document:
    """The document of a draft, queued."""
    with transaction.atomic():
        return issue.create(tenant, draft, "SUBMIT", actor)


def run(document: Document, *until: str, seconds: float = 20) -> Document:
    """Advance as workers would until the submission comes to rest at one of the steps."""
    submission = Submission.objects.filter(document=document).latest("created_at")

    def rested() -> bool:
        advance(submission.id)
        submission.refresh_from_db()
        return submission.step in (until or ("done",))

    wait_until(rested, seconds)
    document.refresh_from_db()
    return document


def state(document: Document) -> tuple[str, str]:
    """Status and lifecycle as they are stored now."""
    document.refresh_from_db()
    return document.status, document.lifecycle_status


def told(document: Document) -> list[str]:
    """The document's events, in order."""
    rows = Event.objects.filter(document=document).order_by("id")
    return [event.type.removeprefix("document.") for event in rows]

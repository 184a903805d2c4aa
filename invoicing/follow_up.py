"""Work beside submissions, under leases: purchases to be taken in, acceptance to be followed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from documents.models import Document, ReceivedDocument
from invoicing import lease
from invoicing.actor import Actor
from invoicing.errors import Conflict
from invoicing.models import FollowUp

TASK = "invoicing.tasks.follow_up"
PURCHASE, ACCEPTANCE, TACIT = "purchase", "acceptance", "tacit"
ADD, ADDING, FILES, EVENTS, DONE = "add", "adding", "files", "events", "done"


def begin_purchase(document: ReceivedDocument, actor: Actor) -> FollowUp:
    """Queue a purchase to be taken in, anew where that was tried before. In the caller's
    transaction, which holds the document's row."""
    row, _ = FollowUp.objects.update_or_create(
        received_document=document,
        purpose=PURCHASE,
        defaults={
            "tenant_id": document.tenant_id,
            "step": ADD,
            "checks": 0,
            "due_at": timezone.now(),
            "leased_until": None,
            "lease_token": None,
            "nudged_at": None,
            "last_error": "",
            "flow_id": actor.flow_id,
        },
    )
    nudge_on_commit(row)
    return row


def begin_acceptance(
    concerned: Document | ReceivedDocument, actor: Actor, due_at: datetime
) -> None:
    """Follow an invoice's acceptance events from `due_at` on; nothing where that was begun
    before."""
    _begin(concerned, ACCEPTANCE, EVENTS, actor, due_at)


def begin_tacit(invoice: Document, actor: Actor, due_at: datetime) -> None:
    """Think of an invoice's tacit acceptance at `due_at`; nothing where that was begun before."""
    _begin(invoice, TACIT, TACIT, actor, due_at)


def _begin(
    concerned: Document | ReceivedDocument,
    purpose: str,
    step: str,
    actor: Actor,
    due_at: datetime,
) -> None:
    FollowUp.objects.get_or_create(
        **{owner_field(concerned): concerned},
        purpose=purpose,
        defaults={
            "tenant_id": concerned.tenant_id,
            "step": step,
            "due_at": due_at,
            "flow_id": actor.flow_id,
        },
    )


def owner_field(concerned: Document | ReceivedDocument) -> str:
    """The column by which a row belongs to a document of ours or to a received one."""
    return "document" if isinstance(concerned, Document) else "received_document"


def wake(concerned: Document | ReceivedDocument) -> None:
    """Ask for an invoice's acceptance events now, also where asking had ended. Raises Conflict
    `acceptance_not_followed` where nobody asks for them: no invoice on credit.
    """
    rows = FollowUp.objects.filter(**{owner_field(concerned): concerned}, purpose=ACCEPTANCE)
    row = rows.first()
    if row is None:
        message = "Its acceptance is not followed: it is no valid invoice on credit."
        raise Conflict("acceptance_not_followed", message)
    rows.update(step=EVENTS, due_at=timezone.now())
    nudge_on_commit(row)


def nudge_on_commit(row: FollowUp) -> None:
    """Tell a worker once the transaction is committed. Losing the nudge costs time, never work."""
    row_id, flow_id = row.id, row.flow_id
    transaction.on_commit(lambda: lease.nudge(TASK, row_id, flow_id), robust=True)


def take(follow_up_id: UUID) -> FollowUp | None:
    """Lease a follow-up that is due and that nobody holds; None otherwise."""
    rows = FollowUp.objects.select_related(
        "document__issuer_profile__party",
        "received_document__issuer_profile__party",
        "received_document__party",
        "tenant",
    )
    return lease.take(rows, follow_up_id)


def hold(row: FollowUp) -> None:
    """Lock the document and its follow-up, and make sure the lease is still ours; inside a
    transaction. Raises LeaseLost. The document comes first, as everywhere."""
    if row.document_id is not None:
        row.document = Document.objects.select_for_update(no_key=True).get(id=row.document_id)
    if row.received_document_id is not None:
        rows = ReceivedDocument.objects.select_for_update(of=("self",), no_key=True)
        related = rows.select_related("party", "issuer_profile__party")
        row.received_document = related.get(id=row.received_document_id)
    lease.confirm(row)


def concerned_of(row: FollowUp) -> Document | ReceivedDocument:
    """The document, ours or received, that a follow-up is about."""
    concerned = row.document or row.received_document
    assert concerned is not None
    return concerned


def close(row: FollowUp, last_error: str = "") -> None:
    """Nothing more is to be done."""
    lease.save(row, step=DONE, due_at=None, last_error=last_error)


def sweep(limit: int = 500) -> int:
    """Nudge every due follow-up that nobody holds and that was not nudged just now."""
    due = lease.to_nudge(FollowUp.objects.all(), limit)
    for follow_up_id, flow_id in due:
        lease.nudge(TASK, follow_up_id, flow_id)
    return len(due)

"""Tacit acceptance of our own invoices: proposed, or sent where the issuer profile says so, once
the buyer's business days to accept or claim have passed (annex RADIAN 1.1, DC24e).
"""

from django.db import transaction

from documents.models import Document
from invoicing import (
    acceptance_read,
    acceptance_record,
    acceptance_send,
    events,
    follow_up,
    lease,
    transitions,
)
from invoicing.actor import Actor
from invoicing.errors import Conflict, Unprocessable
from invoicing.faults_json import fault_json
from invoicing.models import FollowUp
from providers.base import ProviderError

MODE, SEND = "tacit_acceptance", "send"
AGAIN_AFTER = 3600.0
MOST_ASKED = 24
BEING_CANCELLED = "The invoice is being cancelled."


def decide(row: FollowUp, actor: Actor) -> None:
    """1. Ask the provider once more: a claim may have come on the last day. 2. Nothing final:
    propose it, or send it; while the invoice is being cancelled wait, as that may be refused.
    3. Never twice: event, document and the end of the follow-up are one transaction.
    """
    found = acceptance_read.events_of(row)
    if isinstance(found, ProviderError):
        _not_told(row, found, actor)
        return
    with transaction.atomic():
        invoice = _held_invoice(row)
        acceptance_record.record(invoice, found, actor)
        if transitions.state_of(invoice) == transitions.CANCELLING:
            lease.save(row, due_at=lease.after(AGAIN_AFTER), last_error=BEING_CANCELLED)
        elif acceptance_record.of(invoice).is_final or invoice.status != "ISSUED":
            follow_up.close(row)
        elif _sends(invoice):
            _send(row, invoice, actor)
        else:
            _propose(row, invoice, actor, {})


def _not_told(row: FollowUp, error: ProviderError, actor: Actor) -> None:
    """Nothing is sent while a claim may have been missed; after a day a person is to see to it."""
    if row.checks < MOST_ASKED:
        due = lease.after(error.retry_after or AGAIN_AFTER)
        lease.save(row, checks=row.checks + 1, due_at=due, last_error=error.message)
        return
    with transaction.atomic():
        _propose(row, _held_invoice(row), actor, {"not_sent": error.message})


def _held_invoice(row: FollowUp) -> Document:
    follow_up.hold(row)
    assert row.document is not None
    return row.document


def _sends(invoice: Document) -> bool:
    profile = invoice.issuer_profile
    return profile is not None and profile.provider_config.get(MODE) == SEND


def _send(row: FollowUp, invoice: Document, actor: Actor) -> None:
    try:
        with transaction.atomic():
            acceptance_send.send(invoice, {"code": "TACIT_ACCEPTANCE"}, None, actor)
    except Conflict as refusal:
        lease.save(row, due_at=lease.after(AGAIN_AFTER), last_error=refusal.message)
    except Unprocessable as refusal:
        faults = [fault_json(fault) for fault in refusal.faults]
        _propose(row, invoice, actor, {"not_sent": refusal.message, "faults": faults})
    else:
        follow_up.close(row)


def _propose(row: FollowUp, invoice: Document, actor: Actor, data: dict[str, object]) -> None:
    transitions.change(invoice, actor, data, type=events.TACIT_ACCEPTANCE_DUE)
    follow_up.close(row, str(data.get("not_sent", "")))

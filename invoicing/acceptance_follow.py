"""When an invoice's acceptance is followed, and when its tacit acceptance may be thought of."""

from datetime import datetime, time

from documents import radian
from documents.calendar import ZONES
from documents.models import Document, ReceivedDocument
from documents.values import DocumentType
from invoicing import acceptance_record, follow_up, lease
from invoicing.actor import Actor
from providers import registry
from providers.acceptance import AcceptanceReader

FIRST_AFTER = 300.0
"""Seconds until the provider is asked for the first time."""


def begin(concerned: Document | ReceivedDocument, actor: Actor) -> None:
    """Begin to follow an invoice that is valid and on credit, in a country whose provider tells of
    acceptance events; in the transaction that made it valid."""
    if _is_told_of(concerned.country) and _is_followed(concerned):
        follow_up.begin_acceptance(concerned, actor, lease.after(FIRST_AFTER))


def _is_told_of(country: str) -> bool:
    return isinstance(registry.for_country(country), AcceptanceReader)


def _is_followed(concerned: Document | ReceivedDocument) -> bool:
    """RADIAN knows events of invoices on credit only (annex RADIAN 1.1)."""
    if concerned.document_type != DocumentType.INVOICE:
        return False
    if isinstance(concerned, Document):
        return (concerned.country_specific or {}).get("payment_form") == "CREDIT"
    return concerned.payment_form != "CASH"


def schedule_tacit(invoice: Document, actor: Actor) -> None:
    """Note when an invoice's tacit acceptance may be sent, once its goods are received and nothing
    final has come; in the transaction that keeps its events."""
    acceptance = acceptance_record.of(invoice)
    if acceptance.goods_received_on is None or acceptance.is_final:
        return
    day = radian.first_day_of_tacit_acceptance(acceptance.goods_received_on)
    due = datetime.combine(day, time.min, tzinfo=ZONES[invoice.country])
    follow_up.begin_tacit(invoice, actor, due)

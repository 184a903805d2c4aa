"""What buyers do to our invoices is noticed, told once, and followed no longer than it takes."""

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone

from documents.country_specific.co import TAG
from documents.models import Document
from invoicing import acceptance_record, acceptance_tacit, effects, issue, lease, transitions
from invoicing.advance_follow_up import advance
from invoicing.models import AcceptanceEvent, Event, FollowUp
from providers.base import ErrorKind, ProviderError
from tests.invoicing.conftest import new_draft
from tests.invoicing.purchases import remote

BOGOTA = ZoneInfo("America/Bogota")
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=BOGOTA)
CREDIT = {"type": TAG, "payment_form": "CREDIT", "payment_due_date": "2030-01-01"}


def issued_invoice(tenant, actor, **fields):
    """An invoice as the authority has taken it, and what becomes of that."""
    draft = new_draft(country_specific={**CREDIT, **fields})
    document = issue.create(tenant, draft, "SUBMIT", actor)
    document.submissions.update(step="done", due_at=None)
    with transaction.atomic():
        transitions.move(
            document,
            transitions.ISSUED,
            actor,
            fiscal_id="ab" * 48,
            provider_operation_id="uid-of-invoice",
            issued_at=timezone.now(),
        )
        effects.issued(document, actor)
    return document


@pytest.fixture
def invoice(tenant, profile, actor, provider):
    """An issued invoice on credit, followed at once."""
    return issued_invoice(tenant, actor)


def follow(document, purpose="acceptance", times=1):
    """Advance as a worker would, whenever it is due."""
    row = FollowUp.objects.get(document=document, purpose=purpose)
    for _ in range(times):
        FollowUp.objects.filter(id=row.id, due_at__isnull=False).update(due_at=timezone.now())
        advance(row.id)
    row.refresh_from_db()
    document.refresh_from_db()
    return row


def told(document, type="document.acceptance_event"):
    rows = Event.objects.filter(document=document, type=type).order_by("id")
    return [event.data for event in rows]


def test_each_event_is_told_once_and_makes_a_status(invoice, provider):
    provider.events = [remote("PRODUCTS_DELIVERY", MORNING)]
    follow(invoice, times=2)
    assert invoice.acceptance_status == "delivered"
    provider.events = [*provider.events, remote("030", MORNING + timedelta(hours=1))]
    row = follow(invoice, times=2)
    assert invoice.acceptance_status == "acknowledged"
    assert [data["acceptance_event"]["code"] for data in told(invoice)] == [
        "PRODUCTS_DELIVERY",
        "030",
    ]
    assert told(invoice)[1]["acceptance_status"] == "acknowledged"
    assert row.step == "events"


def test_a_word_of_the_providers_own_is_kept_and_changes_no_status(
    invoice,
    provider,
):
    provider.events = [remote("030", MORNING), remote("MAIL_RECEPTION_ACK", MORNING)]
    follow(invoice)
    assert invoice.acceptance_status == "acknowledged"
    assert acceptance_record.of(invoice).codes == ("030", "MAIL_RECEPTION_ACK")


def test_an_event_keeps_what_it_said(invoice, provider):
    said = {"concept": "02", "reason": "Nada llego", "sender_name": "CLIENTE", "fiscal_id": "cd"}
    provider.events = [
        remote("030", MORNING),
        remote("032", MORNING),
        remote("031", MORNING, **said),
    ]
    row = follow(invoice)
    claim = AcceptanceEvent.objects.get(document=invoice, code="031")
    assert (claim.concept, claim.reason, claim.sender_name) == ("02", "Nada llego", "CLIENTE")
    assert told(invoice)[-1]["acceptance_event"]["reason"] == "Nada llego"
    assert (invoice.acceptance_status, row.step, row.due_at) == ("claimed", "done", None)


@pytest.mark.parametrize(
    ("code", "status"),
    [("031", "claimed"), ("033", "accepted"), ("034", "tacitly_accepted")],
)
def test_what_is_final_ends_the_following(invoice, provider, code, status):
    provider.events = [remote("030", MORNING), remote("032", MORNING), remote(code, MORNING)]
    row = follow(invoice)
    assert (row.step, invoice.acceptance_status) == ("done", status)
    assert not FollowUp.objects.filter(document=invoice, purpose="tacit").exists()


def test_events_in_another_order_make_the_same_status(invoice, provider):
    provider.events = [remote("032", MORNING)]
    follow(invoice)
    provider.events = [remote("030", MORNING - timedelta(hours=1)), *provider.events]
    follow(invoice)
    assert invoice.acceptance_status == "goods_received"
    assert acceptance_record.of(invoice).codes == ("030", "032")


def test_cash_invoices_are_not_followed(tenant, profile, actor, provider):
    issued_invoice(tenant, actor, payment_form="CASH", payment_due_date=None)
    assert not FollowUp.objects.exists()


def test_it_is_asked_ever_more_rarely_and_not_for_ever(
    invoice,
    provider,
    settings,
):
    settings.SCHEDULE_SCALE = 1
    first = follow(invoice)
    second = follow(invoice)
    assert second.due_at - timezone.now() > first.due_at - first.updated_at
    Document.objects.update(issued_at=timezone.now() - timedelta(days=31))
    assert follow(invoice).step == "done"


def test_a_silent_provider_is_asked_again(invoice, provider):
    provider.events = ProviderError(ErrorKind.RETRY, "unavailable", "It is down.")
    row = follow(invoice)
    assert (row.step, row.last_error, row.due_at is not None) == ("events", "It is down.", True)
    assert invoice.acceptance_status == ""
    Document.objects.update(issued_at=timezone.now() - timedelta(days=31))
    row = follow(invoice)
    assert (row.step, row.last_error) == ("done", "It is down.")


def test_whoever_lost_the_lease_keeps_nothing(invoice, provider):
    row = FollowUp.objects.get(document=invoice)

    class Late(list):
        def __iter__(self):
            FollowUp.objects.filter(id=row.id).update(lease_token=None)
            return super().__iter__()

    provider.events = Late([remote("030", MORNING)])
    follow(invoice)
    assert told(invoice) == []
    assert not AcceptanceEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_of_an_event_once(invoice, provider):
    provider.events = [remote("030", MORNING)]
    row = FollowUp.objects.get(document=invoice)
    together = threading.Barrier(2)

    def worker():
        together.wait(10)
        advance(row.id)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(told(invoice)) == 1


def test_the_database_takes_each_code_once(invoice, actor):
    with transaction.atomic():
        acceptance_record.record(invoice, [remote("030", MORNING), remote("030", MORNING)], actor)
    assert AcceptanceEvent.objects.count() == 1


def test_tacit_acceptance_is_thought_of_on_the_fourth_business_day(
    invoice,
    provider,
):
    """Goods received on Friday 2026-11-20: until Wednesday 25th the buyer may still claim."""
    provider.events = [remote("030", MORNING), remote("032", MORNING)]
    follow(invoice)
    row = FollowUp.objects.get(document=invoice, purpose="tacit")
    assert row.due_at.astimezone(BOGOTA) == datetime(2026, 11, 26, 0, 0, tzinfo=BOGOTA)
    assert acceptance_record.of(invoice).goods_received_on == date(2026, 11, 20)


def test_it_is_proposed_once(invoice, provider):
    provider.events = [remote("030", MORNING), remote("032", MORNING)]
    follow(invoice)
    assert follow(invoice, "tacit", times=2).step == "done"
    assert len(told(invoice, "document.tacit_acceptance_due")) == 1
    assert Document.objects.count() == 1


def test_a_claim_on_the_last_day_is_seen_first(invoice, provider):
    provider.events = [remote("030", MORNING), remote("032", MORNING)]
    follow(invoice)
    provider.events = [*provider.events, remote("031", MORNING)]
    assert follow(invoice, "tacit").step == "done"
    assert told(invoice, "document.tacit_acceptance_due") == []
    assert invoice.acceptance_status == "claimed"


def test_nothing_is_proposed_while_the_provider_is_silent(invoice, provider):
    provider.events = [remote("030", MORNING), remote("032", MORNING)]
    follow(invoice)
    provider.events = ProviderError(ErrorKind.RETRY, "unavailable", "It is down.")
    assert follow(invoice, "tacit").step == "tacit"
    assert told(invoice, "document.tacit_acceptance_due") == []
    FollowUp.objects.filter(purpose="tacit").update(checks=acceptance_tacit.MOST_ASKED)
    assert follow(invoice, "tacit").step == "done"
    assert told(invoice, "document.tacit_acceptance_due")[0]["not_sent"] == "It is down."


def test_tacit_acceptance_waits_for_a_cancellation_that_may_be_refused(invoice, provider, actor):
    provider.events = [remote("030", MORNING), remote("032", MORNING)]
    follow(invoice)
    transitions.move(invoice, transitions.CANCELLING, actor)
    assert follow(invoice, "tacit").step == "tacit"
    assert told(invoice, "document.tacit_acceptance_due") == []
    transitions.move(invoice, transitions.ISSUED, actor)
    assert follow(invoice, "tacit").step == "done"
    assert len(told(invoice, "document.tacit_acceptance_due")) == 1


def test_what_cannot_be_sent_is_proposed_with_the_reason(
    invoice,
    profile,
    provider,
):
    """No series for acceptance events: a person must see to it."""
    profile.provider_config |= {acceptance_tacit.MODE: acceptance_tacit.SEND}
    profile.save()
    provider.events = [remote("030", MORNING), remote("032", MORNING)]
    follow(invoice)
    assert follow(invoice, "tacit").step == "done"
    proposed = told(invoice, "document.tacit_acceptance_due")
    assert "ACCEPTANCE_EVENT" in proposed[0]["not_sent"]
    assert Document.objects.count() == 1


def test_a_follow_up_that_is_due_is_nudged_and_not_twice_at_once(
    invoice,
    monkeypatch,
):
    nudged = []
    monkeypatch.setattr(lease, "nudge", lambda task, id, flow: nudged.append((task, id)))
    from invoicing import follow_up

    assert follow_up.sweep() == 1
    assert follow_up.sweep() == 0
    assert nudged == [("invoicing.tasks.follow_up", FollowUp.objects.get().id)]

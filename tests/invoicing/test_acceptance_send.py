"""Sending acceptance events: in order, one at a time, each with its own number and outcome."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from documents.country_specific.co import TAG
from documents.models import Document
from invoicing import (
    acceptance_list,
    acceptance_record,
    acceptance_send,
    amend,
    effects,
    submit,
    transitions,
)
from invoicing.errors import Conflict, Unprocessable
from invoicing.models import Event
from tests.factories import received_document
from tests.invoicing.conftest import new_profile
from tests.invoicing.purchases import remote
from tests.invoicing.test_acceptance import MORNING, follow, issued_invoice

PERSON = {"id_type": "CC", "id": "1020304050", "first_name": "Maria", "family_name": "Perez"}
ACKNOWLEDGED = {"code": "RECEIPT_ACKNOWLEDGEMENT", "person": PERSON}


@pytest.fixture
def series(tenant, profile, provider):
    """A series for acceptance events beside that for invoices."""
    return new_profile(
        tenant,
        1,
        1000,
        issuer_series="AR",
        numerator_prefix="AR",
        document_types=["ACCEPTANCE_EVENT"],
    )


@pytest.fixture
def received(tenant, series):
    """An invoice on credit that was received today."""
    return received_document(tenant)


def sent(concerned, event, actor):
    return acceptance_send.send(concerned, event, None, actor)


def decided(event, actor, state=transitions.ISSUED, **fields):
    """The event as the authority has taken or refused it, with what becomes of its invoice."""
    event.submissions.update(step="done", due_at=None)
    with transaction.atomic():
        transitions.move(event, state, actor, issued_at=timezone.now(), **fields)
        if state == transitions.ISSUED:
            effects.issued(event, actor)
    return event


def goods_received():
    return {"code": "GOODS_RECEIVED", "person": PERSON, "received_at": timezone.now().isoformat()}


def codes(refused):
    return {fault.code for fault in refused.value.faults}


def refusal(concerned, event, actor):
    """The codes of the rules that an event breaks; it is not stored."""
    before = Document.objects.count()
    with pytest.raises(Unprocessable) as refused:
        sent(concerned, event, actor)
    assert Document.objects.count() == before
    return codes(refused)


def test_an_event_is_a_document_with_a_number_of_its_own(received, series, actor):
    event = sent(received, ACKNOWLEDGED, actor)
    assert (event.document_type, event.status, event.number_text) == (
        "ACCEPTANCE_EVENT",
        "PENDING",
        "AR1",
    )
    assert event.received_document_id == received.id
    assert event.issuer["tax_id"] == "900559088-2"
    assert event.receiver["tax_id"] == "900373076-4"
    assert event.references[0]["relation"] == "CONCERNS"
    assert event.references[0]["external"]["fiscal_id"] == received.fiscal_id
    assert event.submissions.get().step == "send"
    assert event.totals["total"] == "0.00"


def test_a_valid_event_is_kept_with_its_invoice_and_told_once(received, actor):
    event = decided(sent(received, ACKNOWLEDGED, actor), actor, fiscal_id="cd" * 48)
    received.refresh_from_db()
    assert received.acceptance_status == "acknowledged"
    shown = acceptance_list.overview(received)["items"]
    assert [(item["code"], item["direction"], item["number"]) for item in shown] == [
        ("030", "sent", "AR1")
    ]
    with transaction.atomic():
        again = [remote("030", MORNING, fiscal_id=event.fiscal_id)]
        assert acceptance_record.record(received, again, actor) == 0
    told = Event.objects.filter(type="received_document.acceptance_event")
    assert told.count() == 1
    assert told.get().data["acceptance_event"]["document_id"] == str(event.id)


def test_what_the_provider_told_first_is_marked_as_ours(received, actor):
    event = sent(received, ACKNOWLEDGED, actor)
    with transaction.atomic():
        acceptance_record.record(received, [remote("030", MORNING)], actor)
    decided(event, actor)
    shown = acceptance_list.overview(received)["items"]
    assert [(item["code"], item["direction"]) for item in shown] == [("030", "sent")]
    assert Event.objects.filter(type="received_document.acceptance_event").count() == 1


def test_events_go_in_order_up_to_the_final_one(received, actor):
    assert refusal(received, goods_received(), actor) == {"event_too_early"}
    decided(sent(received, ACKNOWLEDGED, actor), actor)
    assert refusal(received, ACKNOWLEDGED, actor) == {"event_repeated"}
    decided(sent(received, goods_received(), actor), actor)
    claim = {"code": "CLAIM", "claim_concept": "03", "reason": "Faltan dos cajas"}
    decided(sent(received, claim, actor), actor)
    assert refusal(received, {"code": "EXPRESS_ACCEPTANCE"}, actor) == {"event_after_final"}
    received.refresh_from_db()
    assert received.acceptance_status == "claimed"
    assert acceptance_list.overview(received)["next_allowed"] == []


def test_what_may_come_next_has_its_days(received, actor):
    decided(sent(received, ACKNOWLEDGED, actor), actor)
    decided(sent(received, goods_received(), actor), actor)
    found = {event["type"]: event for event in acceptance_list.overview(received)["next_allowed"]}
    assert set(found) == {"EXPRESS_ACCEPTANCE", "CLAIM", "TACIT_ACCEPTANCE"}
    assert found["CLAIM"]["yours"]
    assert not found["TACIT_ACCEPTANCE"]["yours"]
    assert found["CLAIM"]["not_after"] < found["TACIT_ACCEPTANCE"]["not_before"]


def test_the_next_one_waits_for_the_outcome_of_the_one_before(received, actor):
    event = sent(received, ACKNOWLEDGED, actor)
    with pytest.raises(Conflict) as refused:
        sent(received, ACKNOWLEDGED, actor)
    assert refused.value.code == "acceptance_event_in_progress"
    decided(event, actor, transitions.REJECTED)
    other = sent(received, ACKNOWLEDGED, actor)
    with pytest.raises(Conflict) as refused:
        submit.submit(event.tenant, event.id, actor)
    assert refused.value.code == "acceptance_event_in_progress"
    decided(other, actor)
    with pytest.raises(Unprocessable) as repeated:
        submit.submit(event.tenant, event.id, actor)
    assert codes(repeated) == {"event_repeated"}


def test_a_rejected_event_is_tried_again_under_its_number(received, actor):
    event = decided(sent(received, ACKNOWLEDGED, actor), actor, transitions.REJECTED)
    received.refresh_from_db()
    assert received.acceptance_status == ""
    shown = acceptance_list.overview(received)["items"]
    assert [(item["status"], item["type"]) for item in shown] == [
        ("FAILED", "RECEIPT_ACKNOWLEDGEMENT")
    ]
    again = submit.submit(event.tenant, event.id, actor)
    assert (again.status, again.number_text) == ("PENDING", "AR1")


def test_only_the_buyer_sends_the_buyers_events_and_the_issuer_the_issuers(tenant, received, actor):
    delivered = {"code": "PRODUCTS_DELIVERY", "person": PERSON}
    assert refusal(received, delivered, actor) == {"event_other_party"}
    invoice = issued_invoice(tenant, actor)
    assert refusal(invoice, ACKNOWLEDGED, actor) == {"event_other_party"}
    delivery = sent(invoice, {"code": "PRODUCTS_DELIVERY", "person": PERSON}, actor)
    decided(delivery, actor)
    invoice.refresh_from_db()
    assert invoice.acceptance_status == "delivered"


def test_cash_invoices_have_no_events(received, actor):
    received.payment_form = "CASH"
    received.save()
    assert refusal(received, ACKNOWLEDGED, actor) == {"event_on_cash_invoice"}
    assert acceptance_list.overview(received)["next_allowed"] == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "ADDING"}, "not_acceptable"),
        ({"status": "FAILED"}, "not_acceptable"),
        ({"document_type": "CREDIT_NOTE"}, "not_acceptable"),
    ],
)
def test_what_is_no_valid_invoice_has_no_events(received, actor, changes, code):
    for name, value in changes.items():
        setattr(received, name, value)
    received.save()
    with pytest.raises(Conflict) as refused:
        sent(received, ACKNOWLEDGED, actor)
    assert refused.value.code == code


def test_without_a_series_it_says_so(tenant, profile, provider, actor):
    with pytest.raises(Unprocessable, match="ACCEPTANCE_EVENT") as refused:
        sent(received_document(tenant), ACKNOWLEDGED, actor)
    assert codes(refused) == {"profile_required"}


@pytest.mark.django_db(transaction=True)
def test_two_callers_at_once_send_one_event(received, series, actor):
    outcomes, together = [], threading.Barrier(2)

    def caller():
        together.wait(10)
        try:
            outcomes.append(sent(received, ACKNOWLEDGED, actor).number_text)
        except Conflict as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=caller) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["AR1", "acceptance_event_in_progress"]
    assert Document.objects.filter(document_type="ACCEPTANCE_EVENT").count() == 1


def test_what_an_event_is_about_cannot_be_changed_afterwards(received, actor):
    event = decided(sent(received, ACKNOWLEDGED, actor), actor, transitions.REJECTED)
    for changes in ({"references": []}, {"receiver": event.issuer}, {"line_items": []}):
        with pytest.raises(Conflict) as refused:
            amend.amend(event.tenant, event.id, changes, actor)
        assert refused.value.code == "event_of_its_invoice"
    other = {**event.country_specific["event"]["person"], "first_name": "Ana"}
    fields = {"type": TAG, "event": {**ACKNOWLEDGED, "person": other}}
    amend.amend(event.tenant, event.id, {"country_specific": fields}, actor)
    again = submit.submit(event.tenant, event.id, actor)
    assert again.country_specific["event"]["person"]["first_name"] == "Ana"


def long_since_received(invoice, provider):
    """Its goods were received so long ago that the buyer's days are over."""
    then = timezone.now() - timedelta(days=20)
    Document.objects.filter(id=invoice.id).update(issued_at=then - timedelta(days=1))
    provider.events = [remote("030", then), remote("032", then)]
    follow(invoice)


def test_tacit_acceptance_is_sent_where_the_profile_says_so(
    tenant, series, profile, provider, actor
):
    profile.provider_config |= {"tacit_acceptance": "send"}
    profile.save()
    invoice = issued_invoice(tenant, actor)
    long_since_received(invoice, provider)
    assert follow(invoice, "tacit", times=2).step == "done"
    event = Document.objects.get(document_type="ACCEPTANCE_EVENT")
    assert event.country_specific["event"]["code"] == "TACIT_ACCEPTANCE"
    assert (event.status, event.references[0]["document_id"]) == ("PENDING", str(invoice.id))
    assert not Event.objects.filter(type="document.tacit_acceptance_due").exists()
    decided(event, actor)
    assert follow(invoice, "acceptance").step == "done"
    assert invoice.acceptance_status == "tacitly_accepted"


def test_tacit_acceptance_that_is_under_way_is_not_proposed(
    tenant, series, profile, provider, actor
):
    profile.provider_config |= {"tacit_acceptance": "send"}
    profile.save()
    invoice = issued_invoice(tenant, actor)
    long_since_received(invoice, provider)
    sent(invoice, {"code": "TACIT_ACCEPTANCE"}, actor)
    assert follow(invoice, "tacit").step == "tacit"
    assert not Event.objects.filter(type="document.tacit_acceptance_due").exists()


def test_tacit_acceptance_is_refused_before_its_day(tenant, series, provider, actor):
    invoice = issued_invoice(tenant, actor)
    now = timezone.now()
    provider.events = [remote("030", now), remote("032", now)]
    follow(invoice)
    assert refusal(invoice, {"code": "TACIT_ACCEPTANCE"}, actor) == {"event_before_window"}


def test_an_instant_of_receipt_keeps_its_day_in_the_country(received, actor):
    """Late in the evening of Bogota it is the next day in UTC."""
    evening = datetime(2026, 11, 20, 23, 30, tzinfo=MORNING.tzinfo)
    with transaction.atomic():
        acceptance_record.record(received, [remote("032", evening)], actor)
    assert acceptance_record.of(received).goods_received_on.isoformat() == "2026-11-20"

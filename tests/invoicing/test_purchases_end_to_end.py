"""Purchases and acceptance events against the sandbox: over the wire and back."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from documents.models import Document, Evidence
from invoicing import acceptance_list, acceptance_send, issue, received, transitions
from invoicing.advance import advance
from invoicing.advance_follow_up import advance as advance_follow_up
from invoicing.models import Event, FollowUp
from invoicing.received import NewPurchase
from parties.models import Tenant
from tests.invoicing.conftest import new_draft, new_profile
from tests.invoicing.test_acceptance import CREDIT
from tests.invoicing.test_acceptance_send import ACKNOWLEDGED, goods_received
from tests.waiting import wait_until


@pytest.fixture
def events_series(tenant, co_unit, co_profile):
    """A series for acceptance events in the unit's account."""
    return new_profile(
        tenant,
        1,
        1000,
        issuer_series="AR",
        numerator_prefix="AR",
        external_ref=co_unit["uid"],
        document_types=["ACCEPTANCE_EVENT"],
    )


@pytest.fixture
def purchase(sandbox, co_unit):
    """A seller's invoice on credit to this unit, which DIAN has."""
    return sandbox.control("POST", "/purchases", unit=co_unit["uid"], amount="100000")


def taken_in(tenant, actor, fiscal_id, document_type="INVOICE"):
    """Add it and advance as workers would until it comes to rest."""
    with transaction.atomic():
        document, _ = received.add(tenant, NewPurchase(document_type, fiscal_id), actor)
    row = FollowUp.objects.get(received_document=document, purpose="purchase")

    def rested():
        advance_follow_up(row.id)
        row.refresh_from_db()
        return row.step == "done"

    wait_until(rested, 20)
    document.refresh_from_db()
    return document


def run(document):
    """Advance a document of ours until its submission comes to rest."""
    submission = document.submissions.latest("created_at")

    def rested():
        advance(submission.id)
        submission.refresh_from_db()
        return submission.step == "done"

    wait_until(rested, 20)
    document.refresh_from_db()
    return document


def follow(document, purpose="acceptance"):
    """Do what is due about a document's acceptance, now."""
    owner = "document" if isinstance(document, Document) else "received_document"
    row = FollowUp.objects.get(**{owner: document}, purpose=purpose)
    FollowUp.objects.filter(id=row.id, due_at__isnull=False).update(due_at=timezone.now())
    advance_follow_up(row.id)
    row.refresh_from_db()
    document.refresh_from_db()
    return row


def test_a_purchase_is_taken_in_whole(tenant, co_profile, actor, purchase):
    document = taken_in(tenant, actor, purchase["cufe"])
    assert (document.status, document.number) == ("RECEIVED", purchase["id"])
    assert (str(document.total), document.currency) == ("119000.000000", "COP")
    assert document.payment_form == "CREDIT"
    assert document.issuer_tax_id == purchase["sellerNit"]
    assert document.lines[0]["quantity"]
    assert {file.kind for file in document.files.all()} == {"xml", "pdf"}
    operations = set(
        Evidence.objects.filter(received_document=document).values_list("operation", flat=True)
    )
    assert "addPurchaseInvoice" in operations
    assert FollowUp.objects.filter(received_document=document, purpose="acceptance").exists()


def test_the_evidence_holds_no_secret(tenant, co_profile, co_unit, actor, purchase):
    document = taken_in(tenant, actor, purchase["cufe"])
    kept = b"".join(
        bytes(row.request_body) + str(row.request_headers).encode()
        for row in Evidence.objects.filter(received_document=document)
    )
    assert kept
    assert co_unit["token"].encode() not in kept


@pytest.mark.parametrize(
    ("number", "code"),
    [("FV1004", "purchase_wrong_acquirer"), ("nowhere", "purchase_not_found")],
)
def test_what_cannot_be_taken_in_says_why(tenant, co_profile, actor, sandbox, number, code):
    known = {p["id"]: p["cufe"] for p in sandbox.control("GET", "/purchases")["purchases"]}
    document = taken_in(tenant, actor, known.get(number, "ab" * 48))
    assert (document.status, document.failure["code"]) == ("FAILED", code)
    assert document.failure["message"]


@pytest.mark.parametrize("kind", ["CREDIT_NOTE", "DEBIT_NOTE"])
def test_notes_follow_their_invoice(tenant, co_profile, co_unit, actor, sandbox, purchase, kind):
    note = sandbox.control(
        "POST", "/purchases", unit=co_unit["uid"], kind=kind, about=purchase["cufe"]
    )
    taken_in(tenant, actor, purchase["cufe"])
    document = taken_in(tenant, actor, note["cufe"], kind)
    assert (document.status, document.document_type) == ("RECEIVED", kind)
    assert not FollowUp.objects.filter(received_document=document, purpose="acceptance").exists()


@pytest.mark.parametrize("scenario", ["500_after", "garbage", "500"])
def test_an_unclear_answer_ends_with_one_purchase(
    tenant, co_profile, co_unit, actor, sandbox, purchase, scenario, settings
):
    settings.SCHEDULE_SCALE = 0.0005
    sandbox.arm(co_unit["uid"], scenario, operation="addPurchaseInvoice")
    document = taken_in(tenant, actor, purchase["cufe"])
    assert document.status == "RECEIVED"


def test_a_purchase_that_was_there_before_is_taken_like_a_new_one(
    tenant, co_profile, actor, purchase
):
    document = taken_in(tenant, actor, purchase["cufe"])
    FollowUp.objects.filter(received_document=document).delete()
    document.status = "FAILED"
    document.save()
    again = taken_in(tenant, actor, purchase["cufe"])
    assert (again.id, again.status) == (document.id, "RECEIVED")


def test_a_buyer_goes_all_the_way_to_acceptance(
    tenant, events_series, co_unit, actor, sandbox, purchase
):
    document = taken_in(tenant, actor, purchase["cufe"])
    for event in (ACKNOWLEDGED, goods_received(), {"code": "EXPRESS_ACCEPTANCE"}):
        sent = run(acceptance_send.send(document, event, None, actor))
        assert transitions.state_of(sent) == transitions.ISSUED, sent.failure
        assert len(sent.fiscal_id) == 96
    document.refresh_from_db()
    assert document.acceptance_status == "accepted"
    at_dian = sandbox.control("GET", f"/events?about={purchase['cufe']}")["events"]
    assert [event["id"] for event in at_dian] == ["AR1", "AR2", "AR3"]
    shown = acceptance_list.overview(document)
    assert [item["direction"] for item in shown["items"]] == ["sent"] * 3
    assert shown["next_allowed"] == []
    assert follow(document).step == "done"
    told = Event.objects.filter(type="received_document.acceptance_event")
    assert told.count() == 3


@pytest.mark.parametrize("scenario", ["500_after", "500"])
def test_an_event_in_doubt_is_looked_up_and_made_once(
    tenant, events_series, co_unit, actor, sandbox, purchase, scenario, settings
):
    settings.SCHEDULE_SCALE = 0.0005
    document = taken_in(tenant, actor, purchase["cufe"])
    sandbox.arm(co_unit["uid"], scenario, operation="eventInvoiceReceiptAck")
    sent = run(acceptance_send.send(document, ACKNOWLEDGED, None, actor))
    assert transitions.state_of(sent) == transitions.ISSUED
    assert len(sandbox.control("GET", f"/events?about={purchase['cufe']}")["events"]) == 1


def test_an_event_that_was_sent_past_us_is_noticed(
    tenant, events_series, co_unit, actor, sandbox, purchase
):
    """Somebody else works with the same account: for us another tenant."""
    document = taken_in(tenant, actor, purchase["cufe"])
    bea = Tenant.objects.create(name="Bea's")
    account = {"external_ref": co_unit["uid"], "document_types": ["ACCEPTANCE_EVENT"]}
    new_profile(bea, 500, 600, issuer_series="AR", numerator_prefix="AR", **account)
    hers = taken_in(bea, actor, purchase["cufe"])
    sent = run(acceptance_send.send(hers, ACKNOWLEDGED, None, actor))
    assert transitions.state_of(sent) == transitions.ISSUED, sent.failure
    assert follow(document).step == "events"
    assert document.acceptance_status == "acknowledged"
    kept = document.acceptance_events.get()
    assert (kept.fiscal_id, kept.sent_as) == (sent.fiscal_id, None)
    assert [item["direction"] for item in acceptance_list.overview(document)["items"]] == [
        "received"
    ]


@pytest.fixture
def invoice(tenant, co_profile, actor):
    """An invoice of ours on credit that DIAN has validated."""
    return run(issue.create(tenant, new_draft(country_specific=CREDIT), "SUBMIT", actor))


def buyer(sandbox, co_unit, invoice, kind, **more):
    """The buyer of our invoice makes an event."""
    body = {"unit": co_unit["uid"], "document": invoice.number_text, "kind": kind, **more}
    return sandbox.control("POST", "/events", **body)


def test_what_buyers_do_to_our_invoices_is_told_once(invoice, co_unit, sandbox):
    assert invoice.status == "ISSUED"
    buyer(sandbox, co_unit, invoice, "030")
    follow(invoice)
    assert invoice.acceptance_status == "acknowledged"
    buyer(sandbox, co_unit, invoice, "032")
    buyer(sandbox, co_unit, invoice, "031", reason="Faltan dos cajas", claimConcept="CO_03")
    follow(invoice)
    assert follow(invoice).step == "done"
    assert invoice.acceptance_status == "claimed"
    told = Event.objects.filter(document=invoice, type="document.acceptance_event").order_by("id")
    codes = [event.data["acceptance_event"]["code"] for event in told]
    assert sorted(codes) == ["030", "031", "032"]
    claim = acceptance_list.overview(invoice)["items"]
    assert "Faltan dos cajas" in [item["reason"] for item in claim]


def test_we_deliver_and_the_buyer_stays_silent(
    tenant, invoice, events_series, co_profile, co_unit, actor, sandbox
):
    """Tacit acceptance from the fourth business day on, sent by itself, once."""
    co_profile.provider_config |= {"tacit_acceptance": "send"}
    co_profile.save()
    delivery = {"code": "PRODUCTS_DELIVERY", "person": ACKNOWLEDGED["person"]}
    run(acceptance_send.send(invoice, delivery, None, actor))
    then = (timezone.now() - timedelta(days=20)).isoformat(timespec="seconds")
    for kind in ("030", "032"):
        buyer(sandbox, co_unit, invoice, kind, at=then)
    follow(invoice)
    assert invoice.acceptance_status == "goods_received"
    assert follow(invoice, "tacit").step == "done"
    event = Document.objects.filter(document_type="ACCEPTANCE_EVENT").latest("created_at")
    assert event.country_specific["event"]["code"] == "TACIT_ACCEPTANCE"
    assert transitions.state_of(run(event)) == transitions.ISSUED, event.failure
    invoice.refresh_from_db()
    assert invoice.acceptance_status == "tacitly_accepted"
    assert follow(invoice).step == "done"

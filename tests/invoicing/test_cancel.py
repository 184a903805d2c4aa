"""Cancelling a valid document, from the use case to a sandbox: a document of its own, and what
becomes of the one it cancels whatever happens on the way.
"""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from documents.models import Document
from invoicing import (
    acceptance_record,
    acceptance_send,
    amend,
    cancel,
    check,
    document_json,
    issue,
    reconcile,
    referring,
    submit,
    transitions,
    void,
)
from invoicing.errors import Conflict, Refusal, Unprocessable
from invoicing.models import Event, Submission
from parties.models import IssuerProfile
from providers.acceptance import RemoteEvent
from tests.invoicing.conftest import RECEIVER, line, new_draft
from tests.invoicing.notes import (
    TAG,
    cancellation,
    note,
    note_series,
    refers,
    run,
    series,
    state,
    submitted,
    support_document,
    support_series,
    told,
)

CANCELLED, CANCELLING, VALID = (
    ("CANCELLED", "cancelled"),
    ("CANCELLING", "active"),
    ("ISSUED", "active"),
)


@pytest.fixture
def invoice(tenant, co_unit, co_profile):
    """An issued invoice with a discount on the whole, and a series for its notes."""
    note_series(tenant, co_unit)
    own = {"type": TAG, "discounts": [{"amount": "1000", "reason": "Cliente fiel"}]}
    return run(submitted(tenant, new_draft(country_specific=own)))


@pytest.fixture
def ask(tenant, actor):
    """Asks for a cancellation; the CANCELLATION that comes of it."""

    def ask(document, reason="Wrong customer", fields=None):
        given = cancel.request_cancellation(tenant, document.id, reason, fields, actor)
        assert transitions.state_of(given) == transitions.CANCELLING
        return Document.objects.filter(document_type="CANCELLATION").latest("created_at")

    return ask


def refused(error, step):
    with pytest.raises(error) as caught:
        step()
    return caught.value


def test_a_cancellation_is_a_document_of_its_own_linked_both_ways(invoice, ask):
    ended = ask(invoice)
    assert (ended.status, ended.number_text) == ("PENDING", "NC1")
    assert ended.references == refers("CANCELS", invoice)
    for part in ("issuer", "receiver", "line_items", "totals"):
        assert getattr(ended, part) == getattr(invoice, part)
    assert state(invoice) == CANCELLING
    run(ended)
    assert (ended.status, ended.warnings) == ("ISSUED", [])
    assert state(invoice) == CANCELLED
    assert (invoice.superseded_by, invoice.cancellation_reason) == (ended, "Wrong customer")
    assert told(invoice)[-2:] == ["cancellation_requested", "cancelled"]
    referrers = referring.to([invoice])[invoice.id]
    shown = document_json.document(invoice, {}, referrers)["referenced_by"]
    assert [(one["document_id"], one["relation"]) for one in shown] == [(ended.id, "CANCELS")]
    assert invoice.fiscal_id != ended.fiscal_id


def test_the_number_comes_from_a_series_for_cancellations_where_there_is_one(
    tenant, invoice, ask, co_unit
):
    series(tenant, co_unit, "AN", document_types=["CANCELLATION"])
    assert ask(invoice).number_text == "AN1"


def test_without_a_series_it_is_said_which_is_missing_and_nothing_happens(
    tenant, co_profile, actor
):
    invoice = run(submitted(tenant, new_draft()))
    error = refused(
        Unprocessable, lambda: cancel.request_cancellation(tenant, invoice.id, "No", None, actor)
    )
    assert error.code == "profile_required"
    assert "CANCELLATION or CREDIT_NOTE" in error.message
    assert state(invoice) == VALID
    assert not Document.objects.filter(document_type="CANCELLATION").exists()


@pytest.mark.parametrize("scenario", ["reject", "reject_now"])
def test_a_cancellation_that_is_rejected_leaves_the_invoice_valid(
    invoice, ask, sandbox, co_unit, scenario
):
    sandbox.arm(co_unit["uid"], scenario, operation="voidInvoice")
    ended = run(ask(invoice))
    assert ended.status == "FAILED"
    assert state(invoice) == VALID
    assert (invoice.superseded_by, invoice.cancellation_reason) == (None, None)
    event = Event.objects.get(document=invoice, type="document.cancellation_rejected")
    assert event.data["reason"] == ended.failure_reason
    assert event.data["cancelled_by"]["document_id"] == str(ended.id)
    second = run(ask(invoice))
    assert (second.status, second.number_text) == ("ISSUED", "NC2")
    assert (state(invoice), invoice.superseded_by) == (CANCELLED, second)


def test_a_rejected_cancellation_can_be_sent_again_unless_another_one_is_on_its_way(
    tenant, invoice, ask, sandbox, co_unit, actor
):
    sandbox.arm(co_unit["uid"], "reject_now", operation="voidInvoice")
    first = run(ask(invoice))
    second = ask(invoice)
    refused((Conflict, Unprocessable), lambda: submit.submit(tenant, first.id, actor))
    assert state(invoice) == CANCELLING
    void.void(tenant, first.id, "Not needed", actor)
    assert state(invoice) == CANCELLING
    run(second)
    assert (state(invoice), invoice.superseded_by) == (CANCELLED, second)


def test_a_rejected_cancellation_is_sent_again_under_its_number(
    tenant, invoice, ask, sandbox, co_unit, actor
):
    sandbox.arm(co_unit["uid"], "reject_now", operation="voidInvoice")
    ended = run(ask(invoice))
    again = submit.submit(tenant, ended.id, actor)
    assert state(invoice) == CANCELLING
    assert run(again).number_text == "NC1"
    assert state(invoice) == CANCELLED


@pytest.mark.parametrize("scenario", ["timeout_after", "500"])
def test_while_the_outcome_is_not_known_the_invoice_stays_cancelling(
    invoice, ask, sandbox, co_unit, scenario
):
    sandbox.arm(co_unit["uid"], scenario, operation="voidInvoice")
    ended = run(ask(invoice), "find", "done")
    assert transitions.state_of(ended) == transitions.UNKNOWN
    assert state(invoice) == CANCELLING
    run(ended)
    assert state(invoice) == CANCELLED
    assert told(invoice).count("cancelled") == 1
    assert len(sandbox.documents(co_unit["uid"])) == 2


@pytest.mark.parametrize(
    ("changes", "code", "after"),
    [
        ({"status": "ISSUED", "fiscal_id": "ab" * 48}, "cancelled", CANCELLED),
        ({"status": "FAILED", "failure_reason": "Not there"}, "cancellation_rejected", VALID),
    ],
)
def test_a_person_settles_a_cancellation_for_the_invoice_too(
    tenant, invoice, ask, sandbox, co_unit, actor, changes, code, after
):
    sandbox.arm(co_unit["uid"], "timeout_before", operation="voidInvoice")
    ended = run(ask(invoice), "find")
    reconcile.settle(tenant, ended.id, changes, actor)
    assert state(invoice) == after
    assert told(invoice)[-1] == code
    assert Submission.objects.get(document=ended).step == "done"


def test_asking_about_an_invoice_asks_about_its_cancellation(
    tenant, invoice, ask, sandbox, co_unit, actor
):
    refused(Conflict, lambda: reconcile.ask_provider(tenant, invoice.id, actor))
    sandbox.arm(co_unit["uid"], "timeout_after", operation="voidInvoice")
    ended = run(ask(invoice), "find")
    Submission.objects.filter(document=ended).update(due_at=None)
    assert reconcile.ask_provider(tenant, invoice.id, actor) == ended
    run(ended)
    assert state(invoice) == CANCELLED


def test_what_is_not_valid_is_not_cancelled(tenant, co_profile, actor, ask, invoice):
    def why(document):
        step = cancel.request_cancellation
        error = refused(Conflict, lambda: step(tenant, document.id, None, None, actor))
        assert error.code == "not_cancellable"
        return error.message

    with transaction.atomic():
        draft = issue.create(tenant, new_draft(), "DRAFT", actor)
    assert "void it instead" in why(draft)
    assert "wait for its outcome" in why(submitted(tenant, new_draft()))
    ended = ask(invoice)
    assert "being cancelled already" in why(invoice)
    run(ended)
    assert "is CANCELLED" in why(invoice)


def test_only_invoices_and_support_documents_are_cancelled(tenant, invoice, actor):
    credit = run(submitted(tenant, note(invoice, country_specific=None)))
    step = cancel.request_cancellation
    error = refused(Unprocessable, lambda: step(tenant, credit.id, None, None, actor))
    assert error.code == "cancellation_not_offered"
    error = refused(Unprocessable, lambda: submitted(tenant, cancellation(credit)))
    assert "reference_document_type" in {fault.code for fault in error.faults}


def test_a_caller_may_create_the_cancellation_itself_without_lines(tenant, invoice):
    ended = submitted(tenant, cancellation(invoice))
    assert (ended.line_items, ended.totals) == (invoice.line_items, invoice.totals)
    assert state(invoice) == CANCELLING
    assert invoice.cancellation_reason == "Wrong customer"
    run(ended)
    assert (state(invoice), invoice.superseded_by) == (CANCELLED, ended)


def test_a_drafted_cancellation_does_nothing_until_it_is_submitted(tenant, invoice, actor):
    with transaction.atomic():
        ended = issue.create(tenant, cancellation(invoice), "DRAFT", actor)
    assert ended.totals == invoice.totals
    assert state(invoice) == VALID
    submit.submit(tenant, ended.id, actor)
    assert state(invoice) == CANCELLING


def test_a_cancellation_that_does_not_fit_is_refused(tenant, invoice, actor):
    outside = [{"relation": "CANCELS", "external": {"fiscal_id": "ab" * 48}}]
    for more, code in (
        ({"line_items": [line(quantity="1")]}, "cancels_whole"),
        ({"receiver": {**RECEIVER, "tax_id": "800197268-4"}}, "cancels_other_party"),
        ({"references": []}, "reference_missing"),
        ({"references": refers("CREDITS", invoice)}, "reference_missing"),
        ({"references": outside}, "no_line_items"),
    ):
        wrong = cancellation(invoice, **more)
        error = refused(Unprocessable, lambda draft=wrong: submitted(tenant, draft))
        assert code in {fault.code for fault in error.faults}
    assert state(invoice) == VALID


def test_a_cancellation_has_the_money_of_what_it_cancels(tenant, invoice, ask, actor):
    other = {"type": TAG, "discounts": [{"amount": "5000", "reason": "Cliente fiel"}]}
    by_draft = cancellation(invoice, country_specific=other)
    drafted = issue.create(tenant, cancellation(invoice), "DRAFT", actor)
    amend.amend(tenant, drafted.id, {"country_specific": {"type": TAG, "reason": "x"}}, actor)
    for step in (
        lambda: ask(invoice, fields=other),
        lambda: submitted(tenant, by_draft),
        lambda: submit.submit(tenant, drafted.id, actor),
    ):
        found = [(fault.code, fault.path) for fault in refused(Unprocessable, step).faults]
        assert found == [("cancels_whole", ("country_specific", "discounts"))]
    assert state(invoice) == VALID
    same = {**invoice.country_specific, "reason": "Wrong customer"}
    assert ask(invoice, fields=same).totals == invoice.totals


def test_lines_cannot_be_slipped_into_a_drafted_cancellation(tenant, invoice, actor):
    with transaction.atomic():
        ended = issue.create(tenant, cancellation(invoice), "DRAFT", actor)
    amend.amend(tenant, ended.id, {"line_items": [line(quantity="1")]}, actor)
    error = refused(Unprocessable, lambda: submit.submit(tenant, ended.id, actor))
    assert "cancels_whole" in {fault.code for fault in error.faults}


def test_an_invoice_with_a_note_valid_or_on_its_way_is_not_cancelled(tenant, invoice, actor):
    submitted(tenant, note(invoice))
    step = cancel.request_cancellation
    error = refused(Unprocessable, lambda: step(tenant, invoice.id, None, None, actor))
    assert [fault.law for fault in error.faults] == ["001-EI2"]
    assert state(invoice) == VALID


@pytest.mark.parametrize("code", ["033", "034"])
def test_an_accepted_invoice_is_neither_cancelled_nor_credited(tenant, invoice, actor, code):
    with transaction.atomic():
        row = Document.objects.select_for_update().get(id=invoice.id)
        acceptance_record.record(row, [RemoteEvent(code, "uid-1", timezone.now())], actor)
    step = cancel.request_cancellation
    for refusal in (
        refused(Unprocessable, lambda: step(tenant, invoice.id, None, None, actor)),
        refused(Unprocessable, lambda: submitted(tenant, note(invoice))),
    ):
        assert "referenced_accepted" in {fault.code for fault in refusal.faults}
    assert state(invoice) == VALID


def test_while_its_acceptance_is_being_decided_an_invoice_is_not_cancelled(
    tenant, co_unit, co_profile, actor
):
    note_series(tenant, co_unit)
    series(tenant, co_unit, "EV", document_types=["ACCEPTANCE_EVENT"])
    due = check.today_in("CO").isoformat()
    on_credit = {"type": TAG, "payment_form": "CREDIT", "payment_due_date": due}
    invoice = run(submitted(tenant, new_draft(country_specific=on_credit)))
    person = {"id_type": "CC", "id": "1", "first_name": "Ana", "family_name": "Gil"}
    event = {"code": "PRODUCTS_DELIVERY", "person": person}
    acceptance_send.send(invoice, event, None, actor)
    step = cancel.request_cancellation
    error = refused(Conflict, lambda: step(tenant, invoice.id, None, None, actor))
    assert error.code == "acceptance_event_in_progress"
    assert "EV1" in error.message
    assert state(invoice) == VALID
    assert not Document.objects.filter(document_type="CANCELLATION").exists()


def test_a_second_cancellation_by_the_caller_is_refused(tenant, invoice, ask):
    ask(invoice)
    refused((Conflict, Unprocessable), lambda: submitted(tenant, cancellation(invoice)))
    assert Document.objects.filter(document_type="CANCELLATION").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_several_who_take_back_an_invoice_at_once_one_does(tenant, invoice, actor, pg_url):
    """Cancellations and notes of the whole, each on a connection of its own."""
    step = cancel.request_cancellation
    whole = note(invoice, "2", country_specific=invoice.country_specific)
    ways = [
        lambda: step(tenant, invoice.id, None, None, actor),
        lambda: submitted(tenant, whole),
        lambda: submitted(tenant, cancellation(invoice)),
        lambda: submitted(tenant, whole),
    ]
    together, done, refusals = threading.Barrier(len(ways)), [], []

    def take(way):
        try:
            together.wait(20)
            done.append(way())
        except Refusal as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[way]) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(done), len(refusals)) == (1, 3)
    assert Document.objects.exclude(id=invoice.id).count() == 1
    assert IssuerProfile.objects.get(issuer_series="NC").numerator_current == 1


def test_a_support_document_is_cancelled_by_an_adjustment_note(tenant, co_unit, ask):
    support_series(tenant, co_unit)
    bought = run(submitted(tenant, support_document()))
    ended = run(ask(bought))
    assert (ended.status, ended.number_text) == ("ISSUED", "DSA1"), ended.failure
    assert (state(bought), bought.superseded_by) == (CANCELLED, ended)

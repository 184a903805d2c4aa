"""Notes of invoices and support documents, from the use case to a sandbox: what they do to the
documents they correct.
"""

import threading
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.db import connection, transaction

from documents.models import Document, DocumentReference
from invoicing import (
    amend,
    balance,
    check,
    document_json,
    issue,
    referenced,
    referring,
    submit,
    transitions,
    void,
)
from invoicing.errors import Unprocessable
from invoicing.models import Event
from tests.invoicing.conftest import line, new_draft
from tests.invoicing.notes import (
    TAG,
    debit_note,
    note,
    note_series,
    refers,
    run,
    state,
    submitted,
    support_document,
    support_series,
    told,
)
from tests.waiting import wait_until


@pytest.fixture
def invoice(tenant, co_unit, co_profile):
    """An issued invoice of two units, 119,000.00 in all, and a series for its notes."""
    note_series(tenant, co_unit)
    return run(submitted(tenant, new_draft()))


def shown(document):
    document.refresh_from_db()
    return document_json.document(document, {}, referring.to([document]).get(document.id, []))


def owed(document):
    found = shown(document)["balance"]
    return found and (found["credited"], found["debited"], found["left"])


def seen(tenant, draft, **more):
    """What the rules see of the one document a draft refers to."""
    with transaction.atomic():
        return next(iter(referenced.load(tenant.id, draft, **more).values()))


def test_a_credit_note_lowers_what_is_left_and_is_linked_both_ways(tenant, invoice):
    assert shown(invoice)["balance"] is None
    credit = run(submitted(tenant, note(invoice)))
    assert (credit.status, credit.number_text, credit.warnings) == ("ISSUED", "NC1", [])
    assert credit.references == refers("CREDITS", invoice)
    assert owed(invoice) == ("59500.00", "0.00", "59500.00")
    assert shown(invoice)["referenced_by"] == [
        {
            "document_id": credit.id,
            "document_type": "CREDIT_NOTE",
            "relation": "CREDITS",
            "status": "ISSUED",
            "number": "NC1",
            "paid": None,
            "instalment": None,
        }
    ]
    assert state(invoice) == ("ISSUED", "active")
    event = Event.objects.filter(document=invoice).latest("id")
    assert event.data["credited_by"]["document_id"] == str(credit.id)
    assert event.data["balance"]["left"] == "59500.00"


def test_an_invoice_credited_in_full_is_superseded_by_the_last_of_its_notes(tenant, invoice):
    run(submitted(tenant, note(invoice)))
    last = run(submitted(tenant, note(invoice)))
    assert state(invoice) == ("ISSUED", "superseded")
    assert invoice.superseded_by == last
    assert told(invoice)[-2:] == ["updated", "superseded"]
    assert owed(invoice) == ("119000.00", "0.00", "0.00")


def test_a_debit_note_raises_what_is_left(tenant, invoice):
    debit = run(submitted(tenant, debit_note(invoice)))
    assert debit.status == "ISSUED", debit.failure
    assert owed(invoice) == ("0.00", "59500.00", "178500.00")
    assert state(invoice) == ("ISSUED", "active")


def test_a_rejected_note_credits_nothing_and_voiding_it_frees_what_it_held(
    tenant, invoice, sandbox, co_unit, actor
):
    sandbox.arm(co_unit["uid"], "reject", operation="createCreditNote")
    credit = submitted(tenant, note(invoice, "2"))
    again = note(invoice, "2")
    assert seen(tenant, again, lock=True).left[0].quantity == 0
    run(credit)
    assert state(credit) == ("FAILED", "open")
    assert (owed(invoice), state(invoice)) == (None, ("ISSUED", "active"))
    void.void(tenant, credit.id, "Not needed", actor)
    assert seen(tenant, again, lock=True).left[0].quantity == 2
    assert run(submitted(tenant, again)).status == "ISSUED"
    assert state(invoice) == ("ISSUED", "superseded")


def test_a_failed_note_is_corrected_and_submitted_again_under_its_number(
    tenant, invoice, sandbox, co_unit, actor
):
    sandbox.arm(co_unit["uid"], "reject_now", operation="createCreditNote")
    credit = run(submitted(tenant, note(invoice, "2")))
    assert (credit.status, credit.number) == ("FAILED", 1)
    amend.amend(tenant, credit.id, {"line_items": [line(quantity="1")]}, actor)
    credit = run(submit.submit(tenant, credit.id, actor))
    assert (credit.status, credit.number) == ("ISSUED", 1)
    assert owed(invoice) == ("59500.00", "0.00", "59500.00")


def test_a_note_that_waited_over_midnight_is_dated_anew(tenant, invoice):
    credit = submitted(tenant, note(invoice))
    Document.objects.filter(id=credit.id).update(emission_date=date(2026, 1, 5))
    run(credit)
    assert (credit.status, credit.warnings) == ("ISSUED", [])
    assert credit.emission_date == check.today_in("CO")
    reasons = [row.data.get("reason") for row in Event.objects.filter(document=credit)]
    assert "redated" in reasons


def test_what_is_valid_counts_for_reading_and_what_is_on_its_way_for_submitting(tenant, invoice):
    issued = run(submitted(tenant, note(invoice)))
    submitted(tenant, debit_note(invoice))
    waiting = submitted(tenant, note(invoice, "0.5"))
    now, soon = seen(tenant, note(invoice)), seen(tenant, note(invoice), lock=True)
    assert (now.credited, now.debited) == (Decimal("59500.00"), 0)
    assert (soon.credited, soon.debited) == (Decimal("89250.00"), Decimal("59500.00"))
    assert [(row.quantity, row.extension) for row in now.left] == [(1, Decimal("50000.00"))]
    assert [(row.quantity, row.extension) for row in soon.left] == [
        (Decimal("0.5"), Decimal("25000.00"))
    ]
    own = seen(tenant, waiting, own_id=waiting.id, lock=True)
    assert own.credited == Decimal("59500.00")
    assert (own.number, own.fiscal_id, own.lines) == (
        invoice.number_text,
        invoice.fiscal_id,
        now.lines,
    )
    assert issued.number_text == "NC1"


def test_a_line_of_a_note_names_the_line_it_corrects(tenant, co_unit, co_profile):
    note_series(tenant, co_unit)
    lines = [line("100", "3"), line("7000", "2")]
    invoice = run(submitted(tenant, new_draft(line_items=lines)))
    second = line("7000", "1", country_specific={"type": TAG, "reference_line": 2})
    run(submitted(tenant, note(invoice, line_items=[second])))
    left = seen(tenant, note(invoice)).left
    assert [(row.quantity, row.extension) for row in left] == [
        (3, Decimal("300.00")),
        (1, Decimal("7000.00")),
    ]


def test_an_invoice_named_by_its_fiscal_id_is_known_as_ours(tenant, invoice):
    outside = [{"relation": "CREDITS", "external": {"fiscal_id": invoice.fiscal_id}}]
    credit = run(submitted(tenant, note(invoice, "2", references=outside)))
    assert credit.status == "ISSUED", credit.failure
    assert credit.references == outside
    assert state(invoice) == ("ISSUED", "superseded")


@pytest.mark.parametrize("name", ["fiscal_id", "provider_doc_id"])
def test_an_id_in_capitals_is_no_way_around_what_is_left(tenant, invoice, name):
    ids = {"fiscal_id": invoice.fiscal_id, "provider_doc_id": invoice.provider_operation_id}
    external = {"relation": "CREDITS", "external": {name: ids[name].upper()}}
    with pytest.raises(Unprocessable) as caught:
        submitted(tenant, note(invoice, "5", references=[external]))
    assert "quantity_above_left" in {fault.code for fault in caught.value.faults}
    credit = submitted(tenant, note(invoice, references=[external]))
    assert [row.document_id for row in referring.to([invoice])[invoice.id]] == [credit.id]


def test_another_tenants_invoice_is_not_found_by_its_fiscal_id(tenant, invoice):
    stranger = type(tenant).objects.create(name="Bea's")
    outside = [{"relation": "CREDITS", "external": {"fiscal_id": invoice.fiscal_id}}]
    assert referenced.load(stranger.id, note(invoice, references=outside)) == {}


def test_a_draft_keeps_what_it_refers_to_through_its_changes(tenant, invoice, actor):
    draft = issue_draft(tenant, note(invoice), actor)
    assert rows(draft) == [(invoice.id, "CREDITS")]
    other = issue_draft(tenant, new_draft(), actor)
    amend.amend(tenant, draft.id, {"references": refers("RELATED", invoice, other)}, actor)
    assert rows(draft) == sorted([(invoice.id, "RELATED"), (other.id, "RELATED")])
    amend.amend(tenant, draft.id, {"references": []}, actor)
    assert rows(draft) == []


def issue_draft(tenant, draft, actor):
    with transaction.atomic():
        return issue.create(tenant, draft, "DRAFT", actor)


def rows(document):
    kept = DocumentReference.objects.filter(document=document)
    return sorted(kept.values_list("referenced_document_id", "relation"))


@pytest.mark.django_db(transaction=True)
def test_a_second_note_waits_for_the_first_and_counts_it(tenant, invoice, pg_url):
    """Two requests at once: the second one's rules read what the first has written."""
    begun, may_commit, found = threading.Event(), threading.Event(), []

    def first():
        try:
            with transaction.atomic():
                submitted(tenant, note(invoice, "2"))
                begun.set()
                may_commit.wait(20)
        finally:
            connection.close()

    def second():
        try:
            begun.wait(20)
            found.append(seen(tenant, note(invoice), lock=True).left[0].quantity)
        finally:
            connection.close()

    threads = [threading.Thread(target=each) for each in (first, second)]
    for thread in threads:
        thread.start()
    begun.wait(20)
    try:
        with psycopg.connect(pg_url, autocommit=True) as watcher:
            wait_until(lambda: waiting_for_a_row(watcher))
        assert found == []
    finally:
        may_commit.set()
        for thread in threads:
            thread.join(20)
    assert found == [0]


def waiting_for_a_row(watcher):
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    return watcher.execute(query).fetchone()[0]


def test_two_documents_that_refer_to_each_other_lock_neither(tenant, profile, actor):
    one = issue_draft(tenant, new_draft(), actor)
    two = issue_draft(tenant, note(one), actor)
    amend.amend(tenant, one.id, {"references": refers("CREDITS", two)}, actor)
    one.refresh_from_db()
    assert seen(tenant, one, lock=True).status == "DRAFT"
    with transaction.atomic(), connection.execute_wrapper(no_row_lock):
        referenced.load(tenant.id, two, two.id)


def no_row_lock(execute, sql, params, many, context):
    assert "FOR NO KEY UPDATE" not in sql
    return execute(sql, params, many, context)


def test_support_documents_and_their_notes(tenant, co_unit):
    support_series(tenant, co_unit)
    bought = run(submitted(tenant, support_document()))
    assert bought.status == "ISSUED", bought.failure
    assert bought.number_text == "SEDS984000000"
    adjusts = refers("ADJUSTS", bought)
    own = {"type": TAG, "reason": "One too many", "receiver": {"id_type": "CC"}}
    more = {"document_type": "ADJUSTMENT_NOTE", "references": adjusts, "country_specific": own}
    first = run(submitted(tenant, support_document("1", **more)))
    assert (first.status, first.number_text) == ("ISSUED", "DSA1"), first.failure
    assert owed(bought) == ("59500.00", "0.00", "59500.00")
    run(submitted(tenant, support_document("1", **more)))
    assert state(bought) == ("ISSUED", "superseded")


@pytest.mark.parametrize("kind", ["SUPPORT_DOCUMENT", "ADJUSTMENT_NOTE"])
def test_colombias_own_types_are_refused_elsewhere(tenant, kind, actor):
    foreign = new_draft(country="MX", document_type=kind)
    with pytest.raises(Unprocessable) as refused:
        issue_draft(tenant, foreign, actor)
    assert refused.value.code == "document_type_of_another_country"


def test_a_note_without_a_series_says_which_is_missing(tenant, co_profile, actor):
    invoice = run(submitted(tenant, new_draft()))
    with pytest.raises(Unprocessable) as refused:
        submitted(tenant, note(invoice))
    fault = refused.value.faults[0]
    assert (fault.code, fault.path) == ("profile_required", ("issuer_profile_id",))
    assert "CREDIT_NOTE" in fault.message


def test_payments_lower_what_is_left(tenant, profile, actor):
    row = issue_draft(tenant, new_draft(), actor)
    paid = referring.Referrer(
        row.id, "PAYMENT_COMPLEMENT", "PAYS", "ISSUED", "P1", Decimal(0), Decimal("19000.00")
    )
    waiting = referring.Referrer(
        row.id, "PAYMENT_COMPLEMENT", "PAYS", "PENDING", "P2", Decimal(0), Decimal("1.00")
    )
    assert balance.balance(row, [paid, waiting]).left == Decimal("100000.00")
    assert balance.as_json(row, [paid, waiting])["paid"] == "19000.00"
    assert balance.as_json(row, [waiting]) is None


def test_a_document_that_never_was_valid_is_not_asked_who_refers_to_it(
    tenant, profile, actor, django_assert_num_queries
):
    draft = issue_draft(tenant, new_draft(), actor)
    with django_assert_num_queries(0):
        assert referring.to([draft]) == {}
    assert transitions.state_of(draft) == transitions.DRAFT

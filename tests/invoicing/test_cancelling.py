"""Cancelling by motive, from the request to the authority's word, whatever happens in between."""

import threading
from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from documents.models import Evidence
from documents.values import Fault
from invoicing import cancel, document_json, reconcile, transitions
from invoicing.advance import advance
from invoicing.errors import Conflict, NotAllowed, Refusal, Unprocessable
from invoicing.models import Event, Submission
from parties.models import Tenant
from providers.base import ErrorKind, Outcome, OutcomeStatus, ProviderError
from providers.cancellation import Cancellation
from tests.factories import Api
from tests.invoicing.mexico import motive, says, told, valid, work_on
from tests.waiting import wait_until


@pytest.fixture
def invoice(tenant, canceller):
    return valid(tenant, 1)


@pytest.fixture
def ask(tenant, actor):
    def ask(document, fields=None, reason="Wrong receiver"):
        given = motive("02") if fields is None else fields
        cancel.request_cancellation(tenant, document.id, reason, given, actor)
        document.refresh_from_db()
        return document

    return ask


def step(document, times=1):
    """Take the due step so many times, as a worker would."""
    for _ in range(times):
        submission = work_on(document)
        Submission.objects.filter(id=submission.id).exclude(step="done").update(
            due_at=timezone.now()
        )
        advance_once(submission)
    document.refresh_from_db()
    return document


def advance_once(submission):
    with mock.patch("invoicing.advance.MOST_STEPS", 1):
        advance(submission.id)


def run(document):
    def done():
        advance(work_on(document).id)
        return work_on(document).step == "done"

    wait_until(done)
    document.refresh_from_db()
    return document


def refused(call):
    with pytest.raises(Unprocessable) as caught:
        call()
    return caught.value.faults


def state(document):
    document.refresh_from_db()
    return transitions.state_of(document)


IN_DOUBT = ProviderError(ErrorKind.IN_DOUBT, "timeout", "No answer in time.")


def test_the_request_is_queued_and_nothing_is_said_to_anybody_before_the_commit(
    invoice, ask, canceller
):
    ask(invoice)
    assert state(invoice) == transitions.CANCELLING
    shown = invoice.cancellation
    assert shown["motive"] == "02"
    assert (shown["state"], shown["must_act"], shown["until"]) == ("requested", "authority", None)
    assert date.fromisoformat(shown["limit"]).month == 3
    assert (work_on(invoice).step, canceller.asked) == ("cancel", [])
    assert told(invoice) == ["cancellation_requested"]
    assert document_json.document(invoice, {})["cancellation"] == shown


def test_cancelled_without_acceptance(invoice, ask, canceller):
    run(ask(invoice))
    assert state(invoice) == transitions.CANCELLED
    assert canceller.asked == [Cancellation("02", None, "Wrong receiver")]
    shown = invoice.cancellation
    assert (shown["state"], shown["must_act"]) == ("cancelled", None)
    assert shown["authority_status"] == "Cancelado sin aceptación"
    assert shown["last_asked_at"].endswith("Z")
    assert told(invoice) == ["cancellation_requested", "cancelled"]
    operations = Evidence.objects.filter(document=invoice, phase="answered").order_by("seq")
    assert [one.operation for one in operations] == ["cancel", "ConsultaCFDI"]


def test_it_waits_for_the_receiver_and_says_until_when(invoice, ask, canceller):
    until = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
    canceller.states = [says("En proceso", until=until)]
    step(ask(invoice), 4)
    shown = invoice.cancellation
    assert state(invoice) == transitions.CANCELLING
    assert (shown["state"], shown["must_act"]) == ("pending", "receiver")
    assert shown["until"] == "2026-11-26T18:00:00Z"
    assert shown["authority_status"] == "En proceso"
    assert told(invoice) == ["cancellation_requested", "updated"], "an event per change only"
    assert work_on(invoice).checks == 3
    canceller.states = [says("Plazo vencido")]
    step(invoice)
    assert state(invoice) == transitions.CANCELLED
    assert invoice.cancellation["authority_status"] == "Plazo vencido"


def test_it_is_asked_ever_more_rarely(invoice, ask, canceller, settings):
    canceller.states = [says("En proceso")]
    settings.SCHEDULE_SCALE = 1
    step(ask(invoice))
    waits = [_wait(invoice)]
    for _ in range(7):
        step(invoice)
        waits.append(_wait(invoice))
    assert waits == [10, 60, 300, 1800, 7200, 21600, 21600, 21600]


def _wait(document):
    return round((work_on(document).due_at - timezone.now()).total_seconds())


def test_a_refusal_leaves_it_valid_and_it_can_be_asked_for_again(invoice, ask, canceller, settings):
    canceller.states = [says("Solicitud rechazada")]
    run(ask(invoice))
    assert state(invoice) == transitions.ISSUED
    shown = invoice.cancellation
    assert (shown["state"], shown["must_act"]) == ("rejected", "issuer")
    assert "receiver refused" in shown["reason"]
    assert told(invoice)[-1] == "cancellation_rejected"
    ask(invoice, motive("03"))
    assert (invoice.cancellation["motive"], invoice.cancellation["request"]) == ("03", 2)
    # SAT shows the first refusal a little longer: it is not taken for the second one's answer.
    settings.SCHEDULE_SCALE = 1
    step(invoice, 2)
    assert state(invoice) == transitions.CANCELLING
    assert canceller.since[-1] is None, "a second request has no time limit"
    Submission.objects.filter(id=work_on(invoice).id).update(
        sent_at=timezone.now() - timedelta(hours=1)
    )
    step(invoice)
    assert state(invoice) == transitions.ISSUED


def test_what_sat_does_not_cancel_stays_valid_and_says_why(invoice, ask, canceller):
    canceller.states = [says("No cancelable")]
    run(ask(invoice))
    assert state(invoice) == transitions.ISSUED
    assert "other valid documents" in invoice.cancellation["reason"]


def test_a_request_the_provider_refuses_leaves_it_valid_with_its_words(invoice, ask, canceller):
    fault = Fault("cancellation_too_often", (), "799: Más de cinco solicitudes", "799")
    canceller.requesting = [Outcome(OutcomeStatus.REJECTED, faults=(fault,))]
    run(ask(invoice))
    assert state(invoice) == transitions.ISSUED
    assert invoice.cancellation["reason"] == "799: Más de cinco solicitudes"
    last = Event.objects.filter(document=invoice).latest("id")
    assert last.data["faults"][0]["law"] == "799"
    assert canceller.looked == 0


def test_after_an_unclear_outcome_it_is_asked_how_it_stands_before_anything_else(
    invoice, ask, canceller
):
    canceller.requesting = [IN_DOUBT]
    canceller.states = [says("En proceso")]
    step(ask(invoice))
    assert work_on(invoice).step == "cancel_find"
    step(invoice, 3)
    assert (len(canceller.asked), work_on(invoice).step) == (1, "cancel_poll")
    assert invoice.cancellation["state"] == "pending"


def test_it_is_sent_again_only_where_sat_knows_of_no_request_after_the_waiting_time(
    invoice, ask, canceller
):
    canceller.requesting = [IN_DOUBT, Outcome(OutcomeStatus.CANCELLING)]
    canceller.states = [says(""), says(""), says("Cancelado sin aceptación")]
    step(ask(invoice), 2)
    assert (len(canceller.asked), work_on(invoice).step) == (1, "cancel_find")
    step(invoice)
    assert (len(canceller.asked), work_on(invoice).step) == (1, "cancel")
    run(invoice)
    assert (len(canceller.asked), state(invoice)) == (2, transitions.CANCELLED)


@pytest.mark.parametrize("words", ["No Encontrado", "error"])
def test_an_answer_that_proves_nothing_never_makes_it_send_again(invoice, ask, canceller, words):
    down = ProviderError(ErrorKind.RETRY, "down", "SAT does not answer.")
    canceller.requesting = [IN_DOUBT]
    canceller.states = [down if words == "error" else says(words)]
    step(ask(invoice), 8)
    assert (len(canceller.asked), state(invoice)) == (1, transitions.CANCELLING)
    assert work_on(invoice).due_at is not None


def test_it_is_not_sent_more_often_than_sat_takes_it(invoice, ask, canceller):
    canceller.requesting = [IN_DOUBT]
    canceller.states = [says("")]
    step(ask(invoice), 30)
    assert (len(canceller.asked), work_on(invoice).step) == (5, "cancel_poll")
    assert state(invoice) == transitions.CANCELLING


def test_a_request_that_surely_was_not_processed_is_sent_again(invoice, ask, canceller):
    busy = ProviderError(ErrorKind.RETRY, "too_many", "Slow down.", retry_after=1)
    canceller.requesting = [busy, Outcome(OutcomeStatus.CANCELLING)]
    run(ask(invoice))
    assert (len(canceller.asked), state(invoice)) == (2, transitions.CANCELLED)


def test_without_a_credential_nothing_is_sent_and_it_stays_valid(invoice, ask, canceller):
    profile = invoice.issuer_profile
    profile.secret_arn = None
    profile.save()
    run(ask(invoice))
    assert (state(invoice), canceller.asked) == (transitions.ISSUED, [])
    assert "secret_arn" in invoice.cancellation["reason"]


@pytest.mark.parametrize("fields", [{}, {"type": "mx_cfdi.v4_0"}])
def test_a_motive_is_needed(invoice, ask, fields):
    assert [one.code for one in refused(lambda: ask(invoice, fields))] == ["cancellation_missing"]
    assert state(invoice) == transitions.ISSUED


def test_motive_01_names_an_issued_substitute_that_says_so(tenant, invoice, ask, canceller):
    unrelated = valid(tenant, 2)
    draft = valid(
        tenant, 3, status="PENDING", lifecycle_status="open", references=[("SUBSTITUTES", invoice)]
    )
    substitute = valid(tenant, 4, references=[("SUBSTITUTES", invoice)])
    stranger = valid(Tenant.objects.create(name="Zoe"), 5, references=[("SUBSTITUTES", invoice)])

    def codes(**named):
        return [one.code for one in refused(lambda: ask(invoice, motive("01", **named)))]

    assert codes() == ["substitute_missing"]
    assert codes(substitute_document_id=str(unrelated.id)) == ["substitute_unrelated"]
    assert codes(substitute_document_id=str(draft.id)) == ["substitute_not_issued"]
    assert codes(substitute_document_id=str(stranger.id)) == ["substitute_not_found"]
    assert codes(substitute_document_id=str(invoice.id)) == ["substitute_itself"]
    assert codes(folio_sustitucion=unrelated.fiscal_id) == ["substitute_unrelated"]
    run(ask(invoice, motive("01", substitute_document_id=str(substitute.id))))
    assert (state(invoice), invoice.superseded_by) == (transitions.CANCELLED, substitute)
    assert canceller.asked[0].substitute_fiscal_id == substitute.fiscal_id


def test_what_still_depends_on_it_is_named(tenant, invoice, ask):
    payment = valid(tenant, 7, document_type="PAYMENT_COMPLEMENT", references=[("PAYS", invoice)])
    faults = refused(lambda: ask(invoice))
    assert [(one.code, one.law) for one in faults] == [("cancelled_is_paid", "no_cancelable")]
    assert "A7" in faults[0].message
    assert str(payment.id) in faults[0].message
    run(ask(payment))
    assert state(payment) == transitions.CANCELLED
    ask(invoice)
    assert state(invoice) == transitions.CANCELLING


def test_a_payment_on_its_way_counts(tenant, invoice, ask):
    valid(
        tenant,
        7,
        document_type="PAYMENT_COMPLEMENT",
        status="SUBMITTED",
        lifecycle_status="open",
        references=[("PAYS", invoice)],
    )
    assert refused(lambda: ask(invoice))[0].code == "cancelled_is_paid"


def test_after_the_year_it_warns_of_the_fine_and_goes_on(tenant, canceller, ask):
    old = valid(tenant, 9, issued_at=datetime(2024, 5, 6, tzinfo=UTC))
    ask(old)
    assert old.cancellation["limit"] == "2025-03-31"
    assert [one["code"] for one in old.warnings] == ["cancellation_late"]


def test_a_second_request_is_refused_while_the_first_is_open(invoice, ask, canceller):
    ask(invoice)
    with pytest.raises(Conflict) as caught:
        ask(invoice)
    assert caught.value.code == "not_cancellable"


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_have_one_effect(tenant, invoice, ask):
    found = []

    def one():
        try:
            ask(type(invoice).objects.get(id=invoice.id))
            found.append("taken")
        except Refusal as refusal:
            found.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["not_cancellable", "taken"]
    assert Submission.objects.filter(document=invoice).count() == 1
    assert told(invoice) == ["cancellation_requested"]


def test_a_cancelled_payment_leaves_the_invoice_open_again(tenant, invoice, ask):
    payment = valid(tenant, 7, document_type="PAYMENT_COMPLEMENT", references=[("PAYS", invoice)])
    run(ask(payment))
    assert told(invoice)[-1] == "updated"


def test_somebody_can_ask_now_but_not_before_it_was_sent(tenant, invoice, ask, actor, canceller):
    canceller.states = [says("En proceso")]
    ask(invoice)
    with pytest.raises(Conflict) as caught:
        reconcile.ask_provider(tenant, invoice.id, actor)
    assert caught.value.code == "not_sent_yet"
    step(invoice, 2)
    Submission.objects.update(due_at=timezone.now() + timedelta(hours=6))
    reconcile.ask_provider(tenant, invoice.id, actor)
    assert work_on(invoice).due_at <= timezone.now()


def test_a_person_settles_it_either_way_with_the_scope(tenant, invoice, ask, actor, canceller):
    canceller.states = [says("En proceso")]
    step(ask(invoice), 2)
    with pytest.raises(NotAllowed):
        reconcile.settle(tenant, invoice.id, {"status": "CANCELLED"}, actor.__class__("ben"))
    assert refused(lambda: reconcile.settle(tenant, invoice.id, {"status": "FAILED"}, actor))
    assert work_on(invoice).step == "cancel_poll"
    reconcile.settle(tenant, invoice.id, {"status": "ISSUED"}, actor)
    assert state(invoice) == transitions.ISSUED
    assert work_on(invoice).step == "done"
    step(ask(invoice), 2)
    reconcile.settle(tenant, invoice.id, {"status": "CANCELLED"}, actor)
    assert state(invoice) == transitions.CANCELLED
    assert Event.objects.filter(document=invoice).latest("id").actor == actor.name


def test_files_that_are_still_to_be_fetched_do_not_stand_in_the_way(tenant, invoice, ask):
    files = Submission.objects.create(
        tenant=tenant, document=invoice, step="files", due_at=timezone.now() + timedelta(hours=1)
    )
    run(ask(invoice))
    files.refresh_from_db()
    assert (state(invoice), files.step) == (transitions.CANCELLED, "files")


@pytest.mark.parametrize("intent", ["DRAFT", "SUBMIT"])
def test_a_cancellation_as_a_document_is_refused_with_the_way_to_go(tenant, canceller, intent):
    api = Api(tenant)
    body = api.document("MX", document_type="CANCELLATION", intent=intent, line_items=[])
    answer = api.post("/v1/documents", body)
    assert answer.status_code == 422
    assert "/cancel" in answer.json()["detail"][0]["msg"]


def test_over_the_api_a_retry_with_the_same_key_asks_once(tenant, invoice):
    api, key = Api(tenant), "5f0f8a4e-1111-4000-8000-000000000001"
    path, body = f"/v1/documents/{invoice.id}/cancel", {"country_specific": motive("02")}
    first = api.post(path, body, Idempotency_Key=key)
    again = api.post(path, body, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert first.json()["cancellation"]["motive"] == "02"
    assert Submission.objects.filter(document=invoice).count() == 1


def test_another_tenants_document_is_not_there(invoice):
    api = Api(Tenant.objects.create(name="Zoe"))
    body = {"country_specific": motive("02")}
    assert api.post(f"/v1/documents/{invoice.id}/cancel", body).status_code == 404

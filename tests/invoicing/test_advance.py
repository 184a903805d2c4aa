"""From PENDING to a final state against a sandbox that misbehaves in every documented way.

Whatever happens, the provider ends with exactly one document under the number, or with none.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from documents.models import Document, Evidence
from invoicing import issue, reconcile, submit, transitions, work
from invoicing.advance import advance
from invoicing.errors import Conflict, Unprocessable
from invoicing.models import Event, Submission
from parties.models import IssuerProfile, Party, Tenant
from providers import secrets
from tests.invoicing.conftest import line, new_draft, new_profile
from tests.waiting import wait_until


@pytest.fixture
def queued(tenant, co_profile, actor):
    """A document with its number, waiting to be sent."""
    return issue.create(tenant, new_draft(), "SUBMIT", actor)


def run(document, until=("done",), seconds=20):
    """Advance as workers would until the submission comes to rest."""
    submission = Submission.objects.filter(document=document).latest("created_at")

    def rested():
        advance(submission.id)
        submission.refresh_from_db()
        return submission.step in until

    wait_until(rested, seconds)
    document.refresh_from_db()
    return submission


def types(document):
    return [
        event.type.removeprefix("document.")
        for event in Event.objects.filter(document=document).order_by("id")
    ]


def creations(sandbox, unit):
    return len(sandbox.requests(unit["uid"], "createInvoice"))


def at_provider(sandbox, unit):
    return len(sandbox.documents(unit["uid"]))


def test_the_good_way(queued, sandbox, co_unit):
    run(queued)
    assert transitions.state_of(queued) == transitions.ISSUED
    assert (len(queued.fiscal_id), queued.warnings, queued.failure) == (96, [], None)
    assert queued.number_text == "SETP990000000"
    assert {file.kind for file in queued.files.all()} == {"xml", "pdf"}
    assert types(queued) == ["created", "updated", "submitted", "issued", "updated"]
    assert (creations(sandbox, co_unit), at_provider(sandbox, co_unit)) == (1, 1)


def test_the_evidence_is_what_was_on_the_wire(queued, sandbox, co_unit):
    run(queued)
    sent = Evidence.objects.get(document=queued, operation="createInvoice", phase="sent")
    answered = Evidence.objects.get(exchange_id=sent.exchange_id, phase="answered")
    assert b'"SETP"' in bytes(sent.request_body)
    assert (answered.response_status, answered.flow_id) == (200, "flow-1")
    assert co_unit["token"].encode() not in b"".join(
        bytes(row.request_body) + str(row.request_headers).encode()
        for row in Evidence.objects.filter(document=queued)
    )
    assert (
        answered.stored_at
        < Event.objects.get(document=queued, type="document.submitted").occurred_at
    )


@pytest.mark.parametrize(
    "scenario", ["timeout_before", "timeout_after", "500", "500_after", "garbage", "truncated"]
)
def test_an_unclear_answer_is_looked_up_and_never_sent_blindly(queued, sandbox, co_unit, scenario):
    sandbox.arm(co_unit["uid"], scenario, operation="createInvoice")
    run(queued)
    assert transitions.state_of(queued) == transitions.ISSUED
    assert "outcome_unknown" in types(queued)
    assert at_provider(sandbox, co_unit) == 1
    finds_before_second_send = [
        row["operation"]
        for row in sandbox.requests(co_unit["uid"])
        if row["operation"] != "IntrospectionQuery"
    ]
    if finds_before_second_send.count("createInvoice") == 2:
        second = (
            len(finds_before_second_send)
            - finds_before_second_send[::-1].index("createInvoice")
            - 1
        )
        assert finds_before_second_send[1:second].count("invoice") >= 3
    else:
        assert creations(sandbox, co_unit) == 1


@pytest.mark.parametrize("scenario", ["duplicate_with_id", "duplicate_without_id"])
def test_already_used_is_compared_and_adopted(queued, sandbox, co_unit, scenario):
    sandbox.arm(co_unit["uid"], scenario, operation="createInvoice")
    run(queued)
    assert transitions.state_of(queued) == transitions.ISSUED
    assert (creations(sandbox, co_unit), at_provider(sandbox, co_unit)) == (1, 1)


def test_somebody_elses_document_under_our_number_stops_for_a_person(queued, sandbox, co_unit):
    sandbox.arm(co_unit["uid"], "duplicate_other", operation="createInvoice")
    submission = run(queued, until=("attention",))
    assert transitions.state_of(queued) == transitions.UNKNOWN
    assert submission.due_at is None
    assert queued.warnings[0]["code"] == "found_differs"
    assert queued.warnings[0]["differences"]
    assert queued.number_text == "SETP990000000"


def test_late_visible_is_waited_for(queued, sandbox, co_unit):
    sandbox.arm(co_unit["uid"], "timeout_after", operation="createInvoice")
    sandbox.arm(co_unit["uid"], "late_visible", operation="createInvoice", seconds=1)
    run(queued)
    assert transitions.state_of(queued) == transitions.ISSUED
    assert at_provider(sandbox, co_unit) == 1


def test_too_many_requests_is_sent_again_without_doubt(queued, sandbox, co_unit):
    sandbox.arm(co_unit["uid"], "429", operation="createInvoice", seconds=1)
    run(queued)
    assert transitions.state_of(queued) == transitions.ISSUED
    assert "outcome_unknown" not in types(queued)
    assert creations(sandbox, co_unit) == 2


def test_an_unknown_status_is_kept_and_not_final(queued, sandbox, co_unit):
    sandbox.arm(co_unit["uid"], "unknown_status", operation="createInvoice")
    run(queued)
    assert transitions.state_of(queued) == transitions.ISSUED


def test_a_wrong_cufe_is_a_warning_and_an_event(queued, sandbox, co_unit):
    sandbox.arm(co_unit["uid"], "wrong_cufe", operation="createInvoice")
    run(queued)
    assert transitions.state_of(queued) == transitions.ISSUED
    assert queued.warnings[0]["code"] == "fiscal_id_mismatch"
    told = [event.data for event in Event.objects.filter(document=queued, type="document.updated")]
    assert any(data.get("warning", {}).get("code") == "fiscal_id_mismatch" for data in told)


def test_a_rejection_is_corrected_and_sent_again_under_the_same_number(
    queued, sandbox, co_unit, tenant, actor
):
    sandbox.arm(co_unit["uid"], "reject", operation="createInvoice")
    run(queued)
    assert transitions.state_of(queued) == transitions.REJECTED
    assert queued.failure["faults"]
    assert queued.failure_reason.endswith("(FAD06)")
    number = queued.number_text
    submit.submit(tenant, queued.id, actor)
    run(queued)
    assert transitions.state_of(queued) == transitions.ISSUED
    assert queued.number_text == number
    assert types(queued).count("retried") == 1


def test_a_number_the_provider_keeps_after_a_rejection_is_replaced_and_accounted_for(
    tenant, actor, sandbox, co_unit, monkeypatch
):
    unit = sandbox.new_unit(nit="900559088", reuseRejected=False)
    monkeypatch.setenv("CO_TOKEN", unit["token"])
    secrets.forget("env:CO_TOKEN")
    new_profile(tenant, external_ref=unit["uid"])
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    sandbox.arm(unit["uid"], "reject", operation="createInvoice")
    run(document)
    submit.submit(tenant, document.id, actor)
    run(document)
    assert transitions.state_of(document) == transitions.ISSUED
    assert document.number_text == "SETP990000001"
    told = [event.data.get("number") for event in Event.objects.filter(document=document)]
    assert {"from": "SETP990000000", "to": "SETP990000001"} in told


def test_a_number_outside_the_providers_range_is_refused_at_once_with_its_rule(
    tenant, actor, co_unit, sandbox
):
    new_profile(tenant, 1, 100, external_ref=co_unit["uid"])
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    run(document)
    assert document.status == "FAILED"
    assert "001-DC2" in str(document.failure)
    assert at_provider(sandbox, co_unit) == 0
    assert document.number_text == "SETP1"


def test_missing_credentials_stop_with_the_fix_in_the_text(queued, monkeypatch):
    monkeypatch.delenv("CO_TOKEN")
    secrets.forget("env:CO_TOKEN")
    run(queued)
    assert transitions.state_of(queued) == transitions.FAILED
    assert "CO_TOKEN" in queued.failure["message"]
    assert queued.failure["classification"] == "configuration"


def test_a_provider_that_is_down_delays_and_loses_nothing(queued, settings, sandbox, co_unit):
    up, settings.PROVIDER_URLS = settings.PROVIDER_URLS, {"co_yabico": "http://127.0.0.1:9/"}
    submission = Submission.objects.get(document=queued)
    for _ in range(3):
        wait_until(lambda: work.after(0) >= Submission.objects.get(id=submission.id).due_at)
        advance(submission.id)
    queued.refresh_from_db()
    assert transitions.state_of(queued) == transitions.PENDING
    settings.PROVIDER_URLS = up
    run(queued)
    assert transitions.state_of(queued) == transitions.ISSUED
    assert creations(sandbox, co_unit) == 1


def test_a_task_delivered_twice_sends_once(queued, sandbox, co_unit):
    submission = Submission.objects.get(document=queued)
    advance(submission.id)
    advance(submission.id)
    run(queued)
    advance(submission.id)
    assert creations(sandbox, co_unit) == 1


def test_a_submission_crossing_midnight_is_redated_and_says_so(queued):
    yesterday = queued.emission_date - timedelta(days=1)
    Document.objects.filter(id=queued.id).update(emission_date=yesterday)
    run(queued)
    assert queued.emission_date == yesterday + timedelta(days=1)
    told = [event.data for event in Event.objects.filter(document=queued, type="document.updated")]
    assert {"from": yesterday.isoformat(), "to": queued.emission_date.isoformat()} in [
        data.get("emission_date") for data in told
    ]


def test_a_day_without_decision_asks_for_attention_and_goes_on_asking(queued, sandbox, co_unit):
    sandbox.arm(co_unit["uid"], "stays_validating", operation="createInvoice")
    run(queued, until=("poll",))
    Submission.objects.update(sent_at=timezone.now() - timedelta(hours=25))
    submission = run(queued, until=("attention",))
    assert transitions.state_of(queued) == transitions.SUBMITTED
    assert submission.due_at is not None
    assert "24 h" in submission.last_error


def test_a_person_settles_what_is_unknown_and_the_worker_stops(
    queued, sandbox, co_unit, tenant, actor
):
    sandbox.arm(co_unit["uid"], "duplicate_other", operation="createInvoice")
    run(queued, until=("attention",))
    settled = reconcile.settle(
        tenant, queued.id, {"status": "ISSUED", "fiscal_id": "c" * 96}, actor
    )
    assert transitions.state_of(settled) == transitions.ISSUED
    assert Event.objects.filter(document=queued).latest("id").data["settled_by"] == "ana"
    assert not Submission.objects.exclude(step="done").exists()


def test_what_is_not_decided_for_a_day_may_be_settled_but_not_before(
    queued, sandbox, co_unit, tenant, actor
):
    sandbox.arm(co_unit["uid"], "stays_validating", operation="createInvoice")
    run(queued, until=("poll",))
    settled = {"status": "ISSUED", "fiscal_id": "c" * 96}
    with pytest.raises(Conflict, match="for a day"):
        reconcile.settle(tenant, queued.id, settled, actor)
    Submission.objects.update(sent_at=timezone.now() - timedelta(hours=25))
    run(queued, until=("attention",))
    reconcile.settle(tenant, queued.id, settled, actor)
    queued.refresh_from_db()
    assert transitions.state_of(queued) == transitions.ISSUED


def test_a_draft_whose_party_was_deactivated_meanwhile_is_not_submitted(
    tenant, co_profile, actor, sandbox
):
    draft = issue.create(tenant, new_draft(), "DRAFT", actor)
    receiver = {"tax_id": draft.receiver["tax_id"], "tax_id_type": "NIT", "country": "CO"}
    Party.objects.create(
        tenant=tenant, kind="receiver", name="X", deactivated_at=timezone.now(), **receiver
    )
    with pytest.raises(Unprocessable) as refused:
        submit.submit(tenant, draft.id, actor)
    assert refused.value.code == "party_deactivated"
    draft.refresh_from_db()
    assert draft.number is None


def test_what_is_known_cannot_be_settled(queued, tenant, actor):
    with pytest.raises(Conflict, match="unknown"):
        reconcile.settle(tenant, queued.id, {"status": "FAILED", "failure_reason": "x"}, actor)


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_document_send_once(sandbox, co_unit, actor):
    tenant = Tenant.objects.create(name="Ana's")
    new_profile(tenant, external_ref=co_unit["uid"])
    document = issue.create(tenant, new_draft(line_items=[line(), line("1", "1")]), "SUBMIT", actor)
    submission = Submission.objects.get(document=document)
    sandbox.arm(co_unit["uid"], "slow", operation="createInvoice", seconds=0.3)
    barrier = threading.Barrier(4)

    def worker():
        barrier.wait()
        advance(submission.id)
        connection.close()

    workers = [threading.Thread(target=worker) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    run(document)
    assert transitions.state_of(document) == transitions.ISSUED
    assert creations(sandbox, co_unit) == 1
    assert IssuerProfile.objects.get().numerator_current == document.number


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_asks_while_a_person_settles_changes_nothing(sandbox, co_unit, actor):
    tenant = Tenant.objects.create(name="Ana's")
    new_profile(tenant, external_ref=co_unit["uid"])
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    sandbox.arm(co_unit["uid"], "timeout_after", operation="createInvoice")
    submission = run(document, until=("find",))
    sandbox.arm(co_unit["uid"], "slow", operation="invoice", seconds=0.5)
    Submission.objects.update(due_at=timezone.now())

    def ask():
        advance(submission.id)
        connection.close()

    worker = threading.Thread(target=ask)
    worker.start()
    wait_until(lambda: len(sandbox.requests(co_unit["uid"], "invoice")) > 0)
    failed = {"status": "FAILED", "failure_reason": "the provider says it never came"}
    reconcile.settle(tenant, document.id, failed, actor)
    worker.join()
    document.refresh_from_db()
    assert transitions.state_of(document) == transitions.REJECTED
    assert types(document)[-1] == "rejected"
    assert Evidence.objects.filter(operation="invoice", phase="answered").exists()


@pytest.mark.parametrize(("age", "wait"), [(0, 5), (100, 25), (7200, 300)])
def test_a_provider_that_does_not_answer_is_asked_ever_more_rarely(
    queued, settings, sandbox, co_unit, age, wait
):
    sandbox.arm(co_unit["uid"], "timeout_after", operation="createInvoice")
    submission = run(queued, until=("find",))
    settings.PROVIDER_URLS, settings.SCHEDULE_SCALE = {"co_yabico": "http://127.0.0.1:9/"}, 1
    now = timezone.now()
    Submission.objects.update(sent_at=now - timedelta(seconds=age), due_at=now)
    advance(submission.id)
    submission.refresh_from_db()
    assert (submission.step, submission.checks) == ("find", 0)
    assert wait <= (submission.due_at - now).total_seconds() < wait + 5

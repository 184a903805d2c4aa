"""A real process is killed at the worst line; whoever comes next finishes the work, once."""

from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from documents.models import Document, Evidence
from invoicing import idempotency, issue, transitions
from invoicing.advance import advance
from invoicing.idempotency import Answer
from invoicing.models import Event, IdempotentRequest, Submission
from parties.models import IssuerProfile, Tenant
from tests.faults.victim import end, run_killed, start
from tests.invoicing.conftest import new_draft, new_profile
from tests.waiting import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _short_leases(settings, pg_url):
    settings.WORK_LEASE_SECONDS = 1


@pytest.fixture
def tenant():
    return Tenant.objects.create(name="Ana's")


@pytest.fixture
def profile(tenant, co_unit):
    return new_profile(tenant, external_ref=co_unit["uid"])


def create(tenant: Tenant, key: UUID, actor) -> Answer:
    """A submitted invoice, as the API creates it."""

    def work() -> Answer:
        document = issue.create(tenant, new_draft(), "SUBMIT", actor)
        return Answer(201, str(document.id).encode(), {}, document.id)

    return idempotency.run_once(tenant, key, idempotency.fingerprint("POST", "/", b"{}"), work)


def advance_killed(submission, crash):
    run_killed(lambda: advance(submission.id), crash)


def finish(document):
    """Advance as the workers left over would, once the dead one's lease has run out."""
    submission = Submission.objects.get(document=document)

    def done():
        advance(submission.id)
        submission.refresh_from_db()
        return submission.step == "done"

    wait_until(done, 20)
    document.refresh_from_db()
    return document


@pytest.mark.parametrize("crash", ["after_claim", "before_commit"])
def test_killed_before_the_commit_nothing_happened_and_the_key_is_free(
    tenant, profile, actor, crash
):
    key = uuid4()
    run_killed(lambda: create(tenant, key, actor), crash)
    profile.refresh_from_db()
    assert profile.numerator_current == profile.numerator_range_min - 1
    for model in (Document, Submission, Event, IdempotentRequest):
        assert not model.objects.exists()
    create(tenant, key, actor)
    assert Document.objects.get().number == profile.numerator_range_min


def test_killed_after_the_commit_the_same_key_gets_the_same_answer(tenant, profile, actor):
    key = uuid4()
    run_killed(lambda: create(tenant, key, actor), "after_commit")
    document = Document.objects.get()
    again = create(tenant, key, actor)
    assert (again.body.decode(), again.replayed) == (str(document.id), True)
    assert Document.objects.count() == 1
    assert transitions.state_of(finish(document)) == transitions.ISSUED


@pytest.mark.parametrize(
    ("crash", "doubt"),
    [
        ("before_sending", False),
        ("sending_committed", True),
        ("request_kept", True),
        ("accepted_not_kept", True),
        ("accepted_not_applied", True),
    ],
)
def test_killed_while_sending_it_is_issued_once(
    tenant, profile, actor, sandbox, co_unit, crash, doubt
):
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    advance_killed(Submission.objects.get(), crash)
    document.refresh_from_db()
    assert transitions.state_of(document) == transitions.PENDING
    assert Submission.objects.get().step == ("sending" if doubt else "send")
    finish(document)
    assert transitions.state_of(document) == transitions.ISSUED
    assert len(sandbox.documents(co_unit["uid"])) == 1
    told = [event.type for event in Event.objects.filter(document=document)]
    assert ("document.outcome_unknown" in told) is doubt
    assert told.count("document.issued") == 1
    assert IssuerProfile.objects.get().numerator_current == document.number


def test_killed_after_the_provider_accepted_it_is_found_and_not_sent_again(
    tenant, profile, actor, sandbox, co_unit
):
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    advance_killed(Submission.objects.get(), "accepted_not_applied")
    assert len(sandbox.documents(co_unit["uid"])) == 1
    finish(document)
    assert len(sandbox.requests(co_unit["uid"], "createInvoice")) == 1


def test_killed_with_the_socket_open_the_evidence_says_what_was_sent(tenant, profile, actor):
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    advance_killed(Submission.objects.get(), "accepted_not_applied")
    kept = Evidence.objects.filter(document=document, operation="createInvoice")
    assert sorted(row.phase for row in kept) == ["answered", "sent"]


@pytest.mark.parametrize("crash", ["polled_not_applied", "files_not_stored"])
def test_killed_later_the_next_worker_goes_on(tenant, profile, actor, sandbox, co_unit, crash):
    document = issue.create(tenant, new_draft(), "SUBMIT", actor)
    submission = Submission.objects.get()
    step = "poll" if crash == "polled_not_applied" else "files"

    def reached():
        advance(submission.id)
        submission.refresh_from_db()
        return submission.step == "poll"

    wait_until(reached)
    if step == "files":
        wait_until(
            lambda: (
                "VALIDATED" in str(sandbox.documents(co_unit["uid"]))
                or "SEND_EMAIL" in str(sandbox.documents(co_unit["uid"]))
            )
        )
    Submission.objects.update(due_at=timezone.now())
    advance_killed(submission, crash)
    finish(document)
    assert transitions.state_of(document) == transitions.ISSUED
    assert document.files.count() == 2
    assert Event.objects.filter(document=document, type="document.issued").count() == 1


def test_1000_claims_from_8_processes_have_no_gap_and_no_duplicate(tenant, profile, actor):
    def claim():
        for _ in range(125):
            issue.create(tenant, new_draft(), "SUBMIT", actor)

    assert [end(pid) for pid in [start(claim) for _ in range(8)]] == [0] * 8
    low = profile.numerator_range_min
    numbers = Document.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(low, low + 1000))
    assert Document.objects.exclude(status="PENDING").count() == 0
    profile.refresh_from_db()
    assert profile.numerator_current == low + 999

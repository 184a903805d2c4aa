"""A process is killed between a note or a cancellation and the document it is of: both are right in
the end, and were never wrong in between.
"""

import pytest

from documents.models import Document
from invoicing import cancel, transitions
from invoicing.advance import advance
from invoicing.models import Event, Submission
from parties.models import IssuerProfile
from tests.faults.test_killed import finish, profile, tenant  # noqa: F401 - fixtures
from tests.faults.victim import run_killed
from tests.invoicing.conftest import new_draft
from tests.invoicing.notes import note, note_series, submitted
from tests.invoicing.notes import run as run_to_the_end
from tests.waiting import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _short_leases(settings, pg_url):
    settings.WORK_LEASE_SECONDS = 1


@pytest.fixture
def invoice(tenant, profile, co_unit):  # noqa: F811 - the fixtures imported above
    note_series(tenant, co_unit)
    return run_to_the_end(submitted(tenant, new_draft()))


def ask(tenant, invoice, actor):  # noqa: F811
    cancel.request_cancellation(tenant, invoice.id, "Wrong customer", None, actor)
    return Document.objects.get(document_type="CANCELLATION")


def advance_until_killed(document, crash):
    """The crash may come at a later step, once the provider has decided."""
    submission = Submission.objects.get(document=document)
    run_killed(lambda: wait_until(lambda: advance(submission.id), 20), crash)


def state(document):
    document.refresh_from_db()
    return transitions.state_of(document)


def told(document, event_type):
    return Event.objects.filter(document=document, type=f"document.{event_type}").count()


def test_killed_while_it_is_asked_for_there_is_no_cancellation_and_no_number_is_lost(
    tenant,  # noqa: F811
    invoice,
    actor,
):
    run_killed(lambda: ask(tenant, invoice, actor), "cancelling_not_committed")
    assert state(invoice) == transitions.ISSUED
    assert not Document.objects.filter(document_type="CANCELLATION").exists()
    assert IssuerProfile.objects.get(issuer_series="NC").numerator_current == 0
    assert finish(ask(tenant, invoice, actor)).number_text == "NC1"
    assert state(invoice) == transitions.CANCELLED


@pytest.mark.parametrize("crash", ["accepted_not_applied", "effect_not_begun"])
def test_killed_while_it_is_cancelled_the_invoice_is_cancelled_once(
    tenant,  # noqa: F811
    invoice,
    actor,
    sandbox,
    co_unit,
    crash,
):
    ended = ask(tenant, invoice, actor)
    advance_until_killed(ended, crash)
    assert state(invoice) == transitions.CANCELLING
    assert state(ended) != transitions.ISSUED
    finish(ended)
    assert (state(ended), state(invoice)) == (transitions.ISSUED, transitions.CANCELLED)
    assert told(invoice, "cancelled") == 1
    assert len(sandbox.requests(co_unit["uid"], "voidInvoice")) == 1


def test_killed_before_the_refusal_is_passed_on_the_invoice_still_becomes_valid_again(
    tenant,  # noqa: F811
    invoice,
    actor,
    sandbox,
    co_unit,
):
    sandbox.arm(co_unit["uid"], "reject_now", operation="voidInvoice")
    ended = ask(tenant, invoice, actor)
    advance_until_killed(ended, "refusal_not_passed_on")
    assert state(invoice) == transitions.CANCELLING
    assert state(ended) == transitions.PENDING
    finish(ended)
    after = (state(ended), state(invoice))
    assert after in (
        (transitions.REJECTED, transitions.ISSUED),
        (transitions.ISSUED, transitions.CANCELLED),
    )
    assert told(invoice, "cancelled") + told(invoice, "cancellation_rejected") == 1


def test_killed_while_an_invoice_is_credited_in_full_it_is_superseded_once(
    tenant,  # noqa: F811
    invoice,
):
    credit = submitted(tenant, note(invoice, "2"))
    advance_until_killed(credit, "effect_not_begun")
    assert state(invoice) == transitions.ISSUED
    assert state(credit) != transitions.ISSUED
    finish(credit)
    assert (state(credit), state(invoice)) == (transitions.ISSUED, transitions.SUPERSEDED)
    assert told(invoice, "superseded") == 1

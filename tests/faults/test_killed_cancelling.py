"""A process is killed while a document is cancelled by motive: the authority is asked before
anything is sent again, and the document is cancelled once.
"""

import pytest

from documents.models import Evidence
from invoicing import cancel, transitions
from invoicing.advance import advance
from invoicing.models import Submission
from parties.models import Tenant
from tests.faults.victim import run_killed
from tests.invoicing.mexico import motive, says, told, valid, work_on
from tests.waiting import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _short_leases(settings, pg_url):
    settings.WORK_LEASE_SECONDS = 1


@pytest.fixture
def tenant():
    return Tenant.objects.create(name="Ana's")


@pytest.fixture
def invoice(tenant, canceller):
    return valid(tenant, 1)


def ask(tenant, invoice, actor):
    cancel.request_cancellation(tenant, invoice.id, "Wrong", motive("02"), actor)


def finish(document, until="done"):
    """Advance as the workers left over would, once the dead one's lease has run out."""

    def done():
        advance(work_on(document).id)
        return work_on(document).step == until

    wait_until(done, 20)


def state(document):
    document.refresh_from_db()
    return transitions.state_of(document)


def sent(document):
    return Evidence.objects.filter(document=document, operation="cancel", phase="sent").count()


def test_killed_before_the_commit_nobody_asks_for_anything(tenant, invoice, actor):
    run_killed(lambda: ask(tenant, invoice, actor), "request_not_committed")
    assert state(invoice) == transitions.ISSUED
    assert not Submission.objects.exists()
    assert told(invoice) == []


@pytest.mark.parametrize(
    ("words", "requests"), [("En proceso", 0), ("Cancelado sin aceptación", 0), ("", 1)]
)
def test_killed_with_cancelling_committed_sat_is_asked_first(
    tenant, invoice, actor, canceller, words, requests
):
    canceller.states = [says(words)]
    ask(tenant, invoice, actor)
    run_killed(lambda: advance(work_on(invoice).id), "cancelling_committed")
    assert work_on(invoice).step == "cancelling"
    finish(invoice, "done" if words.startswith("Cancelado") else "cancel_poll")
    assert sent(invoice) == requests
    assert state(invoice) == (
        transitions.CANCELLED if words.startswith("Cancelado") else transitions.CANCELLING
    )


def test_killed_after_it_was_taken_it_is_not_asked_for_twice(tenant, invoice, actor, canceller):
    canceller.states = [says("En proceso"), says("Cancelado con aceptación")]
    ask(tenant, invoice, actor)
    run_killed(lambda: advance(work_on(invoice).id), "cancel_taken_not_kept")
    assert (sent(invoice), work_on(invoice).step) == (1, "cancelling")
    finish(invoice)
    assert (sent(invoice), state(invoice)) == (1, transitions.CANCELLED)
    assert told(invoice).count("cancelled") == 1


def test_killed_with_the_answer_not_applied_it_is_cancelled_once(tenant, invoice, actor, canceller):
    ask(tenant, invoice, actor)
    run_killed(lambda: advance(work_on(invoice).id), "cancelled_not_told")
    assert state(invoice) == transitions.CANCELLING
    finish(invoice)
    assert (sent(invoice), state(invoice)) == (1, transitions.CANCELLED)
    assert told(invoice).count("cancelled") == 1

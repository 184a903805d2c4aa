"""A real process is killed while it takes a purchase in or follows acceptance; whoever comes next
finishes the work, once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from documents import evidence
from documents.models import Document
from invoicing import issue, received, transitions
from invoicing.advance import advance
from invoicing.advance_follow_up import advance as advance_follow_up
from invoicing.models import AcceptanceEvent, Event, FollowUp
from invoicing.received import NewPurchase
from parties.models import Tenant
from tests.faults.victim import run_killed
from tests.invoicing.conftest import new_draft, new_profile
from tests.waiting import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

CREDIT = {
    "type": "co_dian.v2024_11",
    "payment_form": "CREDIT",
    "payment_due_date": "2030-01-01",
}


@pytest.fixture(autouse=True)
def _short_leases(settings, pg_url):
    settings.WORK_LEASE_SECONDS = 1


@pytest.fixture
def tenant():
    return Tenant.objects.create(name="Ana's")


@pytest.fixture
def profile(tenant, co_unit):
    return new_profile(tenant, external_ref=co_unit["uid"])


def finish(row, until="done"):
    """Advance as the workers left over would, once the dead one's lease has run out."""

    def there():
        advance_follow_up(row.id)
        row.refresh_from_db()
        return row.step == until

    wait_until(there, 20)


@pytest.mark.parametrize(
    "crash", ["purchase_not_asked", "purchase_not_applied", "purchase_files_not_stored"]
)
def test_a_purchase_is_taken_in_once_wherever_its_worker_dies(
    tenant, profile, actor, sandbox, co_unit, crash
):
    seen = sandbox.control("POST", "/purchases", unit=co_unit["uid"])
    with transaction.atomic():
        document, _ = received.add(tenant, NewPurchase("INVOICE", seen["cufe"]), actor)
    row = FollowUp.objects.get(received_document=document)
    run_killed(lambda: advance_follow_up(row.id), crash)
    finish(row)
    document.refresh_from_db()
    assert document.status == "RECEIVED"
    told = Event.objects.filter(received_document=document).order_by("id")
    assert [event.type.partition(".")[2] for event in told] == ["adding", "received", "updated"]
    adds = sandbox.requests(co_unit["uid"], "addPurchaseInvoice")
    assert len(adds) == 1
    assert document.files.count() == 2
    assert list(evidence.verify(tenant)) == []


def issued(tenant, actor):
    """An invoice of ours on credit, validated."""
    invoice = issue.create(tenant, new_draft(country_specific=CREDIT), "SUBMIT", actor)
    submission = invoice.submissions.get()

    def done():
        advance(submission.id)
        submission.refresh_from_db()
        return submission.step == "done"

    wait_until(done, 20)
    invoice.refresh_from_db()
    assert transitions.state_of(invoice) == transitions.ISSUED
    return invoice


def due(invoice, purpose):
    row = FollowUp.objects.get(document=invoice, purpose=purpose)
    FollowUp.objects.filter(id=row.id).update(due_at=timezone.now())
    return row


def test_a_buyers_event_is_told_once_wherever_the_worker_dies(
    tenant, profile, actor, sandbox, co_unit
):
    invoice = issued(tenant, actor)
    number = {"unit": co_unit["uid"], "document": invoice.number_text}
    sandbox.control("POST", "/events", kind="030", **number)
    row = due(invoice, "acceptance")
    run_killed(lambda: advance_follow_up(row.id), "acceptance_not_told")
    assert not AcceptanceEvent.objects.exists()
    wait_until(lambda: advance_follow_up(row.id) or AcceptanceEvent.objects.exists(), 20)
    due(invoice, "acceptance")
    advance_follow_up(row.id)
    told = Event.objects.filter(document=invoice, type="document.acceptance_event")
    assert [event.data["acceptance_event"]["code"] for event in told] == ["030"]


def test_a_tacit_acceptance_is_sent_once_wherever_the_worker_dies(
    tenant, profile, actor, sandbox, co_unit
):
    profile.provider_config |= {"tacit_acceptance": "send"}
    profile.save()
    new_profile(
        tenant,
        1,
        99,
        issuer_series="AR",
        numerator_prefix="AR",
        external_ref=co_unit["uid"],
        document_types=["ACCEPTANCE_EVENT"],
    )
    invoice = issued(tenant, actor)
    then = (timezone.now() - timedelta(days=20)).isoformat(timespec="seconds")
    number = {"unit": co_unit["uid"], "document": invoice.number_text}
    for kind in ("030", "032"):
        sandbox.control("POST", "/events", kind=kind, at=then, **number)
    advance_follow_up(due(invoice, "acceptance").id)
    row = due(invoice, "tacit")
    run_killed(lambda: advance_follow_up(row.id), "tacit_not_closed")
    assert not Document.objects.filter(document_type="ACCEPTANCE_EVENT").exists()
    finish(row)
    assert Document.objects.filter(document_type="ACCEPTANCE_EVENT").count() == 1

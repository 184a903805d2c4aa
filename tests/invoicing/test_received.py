"""Taking in what others issued to us: once, with the exact reason where it cannot be."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from config.celery import app
from documents import evidence, listing
from documents.models import DocumentFile, Evidence, ReceivedDocument
from invoicing import follow_up, received
from invoicing.advance_follow_up import advance
from invoicing.errors import Conflict, NotFound, Unprocessable
from invoicing.models import Event, FollowUp
from invoicing.received import NewPurchase
from parties.models import Party, Tenant
from providers.base import ErrorKind, ProviderError
from tests.invoicing.conftest import new_profile
from tests.invoicing.purchases import (
    CUFE,
    SELLER,
    Killed,
    purchase,
)

OTHER = "fedcba9876543210" * 6
INVOICE = NewPurchase("INVOICE", CUFE)


def add(tenant, actor, new=INVOICE):
    with transaction.atomic():
        return received.add(tenant, new, actor)


def work(document, times=1):
    """Advance the purchase as a worker would."""
    row = FollowUp.objects.get(received_document=document, purpose="purchase")
    for _ in range(times):
        advance(row.id)
    row.refresh_from_db()
    document.refresh_from_db()
    return row


def types(document):
    rows = Event.objects.filter(received_document=document).order_by("id")
    return [event.type.removeprefix("received_document.") for event in rows]


def error(kind, code, message="Not here."):
    return ProviderError(kind, code, message, answer={"errors": [{"id": code}]})


def test_the_good_way(tenant, profile, actor, provider):
    document, is_new = add(tenant, actor)
    assert (is_new, document.status, document.total) == (True, "ADDING", None)
    row = work(document)
    assert (row.step, row.due_at, document.status) == ("done", None, "RECEIVED")
    assert (document.number, document.issuer_tax_id) == ("FV100", "900373076")
    assert (str(document.total), document.currency) == ("119000.000000", "COP")
    assert document.lines == [{"description": "Papel", "quantity": "2", "unit_price": "50000.00"}]
    assert [file.kind for file in document.files.all()] == ["xml"]
    assert types(document) == ["adding", "received", "updated"]
    assert provider.calls == ["add", "files"]


def test_its_evidence_is_its_own_and_in_the_chain(tenant, profile, actor, provider):
    document, _ = add(tenant, actor)
    work(document)
    pieces = Evidence.objects.filter(received_document=document).order_by("seq")
    assert [(p.operation, p.phase, p.document_id) for p in pieces] == [
        ("addPurchase", "sent", None),
        ("addPurchase", "answered", None),
        ("filesPurchase", "sent", None),
        ("filesPurchase", "answered", None),
    ]
    assert {p.flow_id for p in pieces} == {"flow-1"}
    assert list(evidence.verify(tenant)) == []
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE documents_evidence SET received_document_id = NULL WHERE seq = 1")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert [finding.seq for finding in evidence.verify(tenant)] == [1]


def test_one_that_is_there_is_answered_as_it_is(tenant, profile, actor, provider):
    first, _ = add(tenant, actor)
    work(first)
    again, is_new = add(tenant, actor, NewPurchase("INVOICE", CUFE.upper()))
    assert (again.id, is_new, again.status) == (first.id, False, "RECEIVED")
    assert provider.calls.count("add") == 1
    with pytest.raises(Conflict) as refused:
        add(tenant, actor, NewPurchase("CREDIT_NOTE", CUFE))
    assert refused.value.code == "received_as_another_type"


def test_two_tenants_may_hold_the_same_document(tenant, profile, actor, provider):
    bea = Tenant.objects.create(name="Bea's")
    new_profile(bea)
    mine, _ = add(tenant, actor)
    hers, is_new = add(bea, actor)
    assert is_new
    assert mine.id != hers.id
    with pytest.raises(NotFound):
        received.find(tenant, hers.id)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewPurchase("INVOICE", CUFE[:-1]), "fiscal_id_malformed"),
        (NewPurchase("INVOICE", "zz" * 48), "fiscal_id_malformed"),
        (NewPurchase("INVOICE", CUFE, UUID(int=7)), "profile_not_found"),
    ],
)
def test_what_cannot_be_asked_for(tenant, profile, actor, provider, new, code):
    with pytest.raises(Unprocessable) as refused:
        add(tenant, actor, new)
    assert refused.value.code == code
    assert not ReceivedDocument.objects.exists()


def test_the_account_must_be_clear(tenant, actor, provider):
    with pytest.raises(Unprocessable, match="No active issuer profile"):
        add(tenant, actor)
    first = new_profile(tenant)
    new_profile(tenant, 1, 9, issuer_series="NC", numerator_prefix="NC")
    assert add(tenant, actor)[0].issuer_profile_id == first.id
    second = Party.objects.create(
        tenant=tenant, tax_id="900373076-4", tax_id_type="NIT", name="B", country="CO", kind="both"
    )
    other = new_profile(tenant, 1, 9, issuer_series="B", numerator_prefix="B")
    other.party = second
    other.save()
    with pytest.raises(Unprocessable, match="Several accounts") as refused:
        add(tenant, actor, NewPurchase("INVOICE", OTHER))
    assert str(other.id) in refused.value.message
    first.deactivated_at = timezone.now()
    first.save()
    with pytest.raises(Unprocessable) as refused:
        add(tenant, actor, NewPurchase("INVOICE", OTHER, first.id))
    assert refused.value.code == "profile_deactivated"


def test_a_country_without_purchases_is_said(tenant, actor, provider):
    mexican = new_profile(tenant)
    mexican.country = "MX"
    mexican.save()
    with pytest.raises(Unprocessable) as refused:
        add(tenant, actor, NewPurchase("INVOICE", CUFE, mexican.id))
    assert refused.value.code == "purchases_not_offered"


@pytest.mark.parametrize("code", ["purchase_not_found", "purchase_wrong_acquirer"])
def test_a_refusal_is_final_until_it_is_added_again(tenant, profile, actor, provider, code):
    provider.adding = [error(ErrorKind.REJECT, code), purchase()]
    document, _ = add(tenant, actor)
    row = work(document)
    assert (document.status, row.step) == ("FAILED", "done")
    assert document.failure["code"] == code
    assert document.failure["classification"] == "fatal"
    assert document.failure["provider_response"] == {"errors": [{"id": code}]}
    again, is_new = add(tenant, actor)
    assert (again.id, is_new, again.status, again.failure) == (document.id, False, "ADDING", None)
    work(document)
    assert document.status == "RECEIVED"
    assert types(document) == ["adding", "failed", "adding", "received", "updated"]


@pytest.mark.parametrize(
    ("answered", "code"),
    [
        (purchase(receiver=SELLER), "purchase_wrong_acquirer"),
        (purchase(fiscal_id=OTHER), "purchase_differs"),
        (purchase(document_type="CREDIT_NOTE"), "purchase_type_differs"),
    ],
)
def test_what_is_not_what_was_asked_for_is_not_taken(
    tenant, profile, actor, provider, answered, code
):
    provider.adding = [answered]
    document, _ = add(tenant, actor)
    work(document)
    assert (document.status, document.failure["code"]) == ("FAILED", code)
    assert document.number == ""


def test_an_acquirer_without_its_check_digit_is_the_same(tenant, profile, actor, provider):
    party = purchase().receiver
    provider.adding = [purchase(receiver=type(party)("900559088", "NIT", party.name))]
    document, _ = add(tenant, actor)
    work(document)
    assert document.status == "RECEIVED"


def test_the_task_takes_it_in(tenant, profile, actor, provider):
    document, _ = add(tenant, actor)
    app.loader.import_default_modules()
    app.tasks[follow_up.TASK](str(FollowUp.objects.get().id))
    document.refresh_from_db()
    assert document.status == "RECEIVED"


def test_a_missing_credential_is_ours_to_mend(tenant, profile, actor, provider):
    profile.secret_arn = None
    profile.save()
    document, _ = add(tenant, actor)
    work(document)
    assert document.failure["code"] == "credential_missing"
    assert document.failure["classification"] == "configuration"
    assert provider.calls == []


def test_a_busy_provider_is_asked_again(tenant, profile, actor, provider):
    provider.adding = [error(ErrorKind.RETRY, "throttled"), purchase()]
    document, _ = add(tenant, actor)
    work(document, 2)
    assert document.status == "RECEIVED"
    assert provider.calls == ["add", "add", "files"]


def test_what_is_in_doubt_is_looked_up_before_it_is_added_again(tenant, profile, actor, provider):
    provider.adding = [error(ErrorKind.IN_DOUBT, "timeout"), purchase()]
    provider.finding = [None, None, None]
    document, _ = add(tenant, actor)
    work(document, 4)
    assert provider.calls == ["add", "find", "find", "find", "add", "files"]
    assert document.status == "RECEIVED"


def test_what_was_in_doubt_and_is_there_is_taken(tenant, profile, actor, provider):
    provider.adding = [RuntimeError("a defect")]
    document, _ = add(tenant, actor)
    work(document, 2)
    assert provider.calls == ["add", "find", "files"]
    assert document.status == "RECEIVED"


def test_whoever_takes_over_from_a_killed_worker_looks_first(tenant, profile, actor, provider):
    provider.adding = [Killed()]
    document, _ = add(tenant, actor)
    row = FollowUp.objects.get(received_document=document)
    with pytest.raises(Killed):
        advance(row.id)
    row.refresh_from_db()
    assert row.step == "adding"
    work(document)
    assert provider.calls == ["add", "find", "files"]
    assert types(document) == ["adding", "received", "updated"]


def test_a_worker_whose_lease_ran_out_writes_nothing(tenant, profile, actor, provider):
    def meanwhile():
        FollowUp.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        work(document)
        return purchase(number="FV999")

    provider.adding = [meanwhile, purchase()]
    document, _ = add(tenant, actor)
    work(document)
    assert document.number == "FV100"
    assert types(document) == ["adding", "received", "updated"]


def test_files_that_never_come_are_said(tenant, profile, actor, provider):
    provider.remote_files = [error(ErrorKind.RETRY, "file_not_ready", "Not ready.")]
    document, _ = add(tenant, actor)
    row = work(document)
    assert (row.step, row.due_at is not None) == ("files", True)
    ReceivedDocument.objects.update(updated_at=timezone.now() - timedelta(hours=25))
    row = work(document)
    assert row.step == "done"
    assert [warning["code"] for warning in document.warnings] == ["files_missing"]
    assert not DocumentFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_both_add(tenant, profile, actor, provider):
    arrived, go_on = threading.Event(), threading.Event()

    def slowly():
        arrived.set()
        assert go_on.wait(10)
        return purchase()

    provider.adding = [slowly, purchase()]
    document, _ = add(tenant, actor)
    row = FollowUp.objects.get(received_document=document)

    def worker():
        advance(row.id)
        connection.close()

    first = threading.Thread(target=worker)
    first.start()
    assert arrived.wait(10)
    advance(row.id)
    assert provider.calls == ["add"]
    go_on.set()
    first.join(10)
    document.refresh_from_db()
    assert (document.status, provider.calls) == ("RECEIVED", ["add", "files"])


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_document(tenant, profile, actor, provider):
    results, together = [], threading.Barrier(2)

    def request():
        together.wait(10)
        results.append(add(tenant, actor))
        connection.close()

    threads = [threading.Thread(target=request) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(results) == 2
    assert len({document.id for document, _ in results}) == 1
    assert sorted(is_new for _, is_new in results) == [False, True]
    assert FollowUp.objects.count() == 1


def test_pages_meet_each_document_once(tenant, profile, actor, provider):
    added = [add(tenant, actor, NewPurchase("INVOICE", f"{i:096x}"))[0].id for i in range(5)]
    seen, after = [], None
    for _ in range(5):
        page = listing.page_of_received(tenant, {}, after=after, limit=2)
        seen += [row.id for row in page.documents]
        after = page.next_after
        if after is None:
            break
    assert seen == added[::-1]
    upwards = listing.page_of_received(tenant, {}, after=None, limit=9, descending=False)
    assert [row.id for row in upwards.documents] == added
    none = listing.page_of_received(tenant, {"status": "FAILED"}, after=None, limit=9)
    assert none.documents == []

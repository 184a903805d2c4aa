"""The console's pages of received documents, and of acceptance."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import evidence
from documents.models import Document, DocumentFile, ReceivedDocument
from invoicing import follow_up
from invoicing.models import FollowUp
from tests.admin.conftest import ACTOR, issued, submitted
from tests.factories import received_document
from tests.invoicing.conftest import new_profile

LIST = "admin:documents_receiveddocument_changelist"
CREDIT = {
    "type": "co_dian.v2024_11",
    "payment_form": "CREDIT",
    "payment_due_date": "2030-01-01",
}
PERSON = {
    "person_id_type": "CC",
    "person_id": "1020304050",
    "first_name": "Maria",
    "family_name": "Perez",
}


def page(name, document):
    return reverse(f"admin:documents_receiveddocument_{name}", args=[document.pk])


def listed(client, **query):
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200
    return [row.pk for row in response.context["cl"].result_list]


def told(client, where, data):
    """What staff are told after posting."""
    response = client.post(where, data, follow=True)
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def events_series(ana):
    """Ana's series for acceptance events."""
    return new_profile(
        ana.tenant,
        1,
        99,
        issuer_series="AR",
        numerator_prefix="AR",
        document_types=["ACCEPTANCE_EVENT"],
    )


def test_the_list_filters_and_finds(ana, bea, as_sara):
    other = received_document(ana.tenant, "34" * 48, number="ZZ9", document_type="CREDIT_NOTE")
    assert listed(as_sara) == [other.pk, ana.received.pk]
    assert listed(as_sara, document_type="CREDIT_NOTE") == [other.pk]
    assert listed(as_sara, acceptance_status="acknowledged") == [ana.received.pk]
    assert listed(as_sara, status="FAILED") == []
    for term in ("zz9", "34" * 48, str(other.pk)):
        assert listed(as_sara, q=term) == [other.pk], term
    assert set(listed(as_sara, q="Proveedor de Ana")) == {other.pk, ana.received.pk}
    assert listed(as_sara, q="Proveedor de Bea") == []
    assert listed(as_sara, q=str(bea.received.pk)) == []


def test_the_page_shows_what_is_known(ana, as_sara):
    received = ana.received
    DocumentFile.objects.create(
        tenant=ana.tenant,
        received_document=received,
        kind="xml",
        filename="FV100.xml",
        content=b"<Invoice/>",
        size=10,
        sha256="0" * 64,
    )
    evidence.keep(
        evidence.Piece(
            tenant_id=ana.tenant.id,
            document_id=None,
            received_document_id=received.id,
            exchange_id=received.id,
            phase="sent",
            provider="co_yabico",
            operation="addPurchaseInvoice",
            attempt=1,
            method="POST",
            url="https://provider.example/",
            request_headers={},
            request_body=b'{"cufe": "what was sent"}',
        )
    )
    shown = as_sara.get(page("change", received)).content.decode()
    for text in (
        "FV100",
        "Proveedor de Ana SA",
        "119,000.00",
        "Otra oficina",
        "RECEIPT_ACKNOWLEDGEMENT",
        "GOODS_RECEIVED (032) by the buyer",
        "what was sent",
        "FV100.xml",
        "Papel",
    ):
        assert text in shown, text


def test_evidence_and_files_need_their_own_permission(ana, sara, as_sara):
    sara.user_permissions.set(sara.user_permissions.filter(codename__in=["view_receiveddocument"]))
    shown = as_sara.get(page("change", ana.received)).content.decode()
    assert 'id="evidence"' not in shown
    assert "Acceptance event..." not in shown


def test_an_event_is_sent_from_its_form(ana, as_sara, events_series):
    ReceivedDocument.objects.update(acceptance_status="")
    ana.acceptance.delete()
    where = page("event", ana.received)
    assert "Receipt of the invoice" in as_sara.get(where).content.decode()
    message = told(as_sara, where, {"type": "RECEIPT_ACKNOWLEDGEMENT", **PERSON})
    assert "AR1 is queued" in message
    event = Document.objects.get(document_type="ACCEPTANCE_EVENT")
    assert (event.received_document_id, event.status) == (ana.received.pk, "PENDING")
    assert event.country_specific["event"]["person"]["id"] == "1020304050"
    assert "AR1 of this invoice is on its way" in told(
        as_sara, where, {"type": "RECEIPT_ACKNOWLEDGEMENT", **PERSON}
    )
    assert Document.objects.filter(document_type="ACCEPTANCE_EVENT").count() == 1


def test_what_is_refused_is_said_on_the_form(ana, as_sara, events_series):
    message = told(as_sara, page("event", ana.received), {"type": "EXPRESS_ACCEPTANCE"})
    assert "comes after GOODS_RECEIVED" in message
    assert not Document.objects.filter(document_type="ACCEPTANCE_EVENT").exists()


@pytest.mark.parametrize("name", ["event", "again", "ask"])
def test_another_tenants_document_is_not_there(name, ana, bea, as_sara):
    assert as_sara.post(page(name, bea.received)).status_code == 404
    assert FollowUp.objects.filter(received_document=bea.received).count() == 1


@pytest.mark.parametrize("name", ["event", "again", "ask"])
def test_acting_needs_the_permission(name, ana, sara, as_sara):
    sara.user_permissions.remove(*sara.user_permissions.filter(codename="change_document"))
    assert as_sara.post(page(name, ana.received)).status_code == 403


def test_a_failed_one_is_added_again(ana, as_sara):
    FollowUp.objects.update(step="done", due_at=None)
    ReceivedDocument.objects.filter(pk=ana.received.pk).update(status="FAILED")
    assert as_sara.get(page("again", ana.received)).status_code == 405
    assert "queued to be taken in" in told(as_sara, page("again", ana.received), {})
    ana.received.refresh_from_db()
    assert ana.received.status == "ADDING"
    assert FollowUp.objects.get(received_document=ana.received).step == "add"


def test_the_provider_is_asked_now(ana, as_sara):
    assert "not followed" in told(as_sara, page("ask", ana.received), {})
    later = timezone.now() + timedelta(days=1)
    follow_up.begin_acceptance(ana.received, ACTOR, later)
    assert "will be asked now" in told(as_sara, page("ask", ana.received), {})
    row = FollowUp.objects.get(received_document=ana.received, purpose="acceptance")
    assert row.due_at <= timezone.now()


def test_staff_send_an_event_about_an_invoice_of_ours(ana, as_sara, events_series):
    invoice = issued(submitted(ana.tenant, country_specific=CREDIT), "ef" * 48)
    where = reverse("admin:documents_document_verb", args=[invoice.pk, "acceptance"])
    shown = as_sara.get(reverse("admin:documents_document_change", args=[invoice.pk]))
    assert where in shown.content.decode()
    assert "PRODUCTS_DELIVERY" in shown.content.decode()
    message = told(as_sara, where, {"type": "PRODUCTS_DELIVERY", **PERSON})
    assert "acceptance event queued" in message
    event = Document.objects.get(document_type="ACCEPTANCE_EVENT")
    assert event.references[0]["document_id"] == str(invoice.pk)
    assert "comes after" in told(as_sara, where, {"type": "TACIT_ACCEPTANCE"})


def test_documents_are_filtered_by_their_acceptance(ana, as_sara):
    Document.objects.filter(pk=ana.document.pk).update(acceptance_status="claimed")
    where = reverse("admin:documents_document_changelist")
    response = as_sara.get(where, {"acceptance_status": "claimed"})
    assert [row.pk for row in response.context["cl"].result_list] == [ana.document.pk]
    assert "claimed" in response.content.decode()
    response = as_sara.get(where, {"acceptance_status": "accepted"})
    assert list(response.context["cl"].result_list) == []

"""A document's page shows what it refers to, what refers to it, and what is left of it."""

from django.urls import reverse

from tests.admin.conftest import issued
from tests.admin.test_document_page import page_of
from tests.invoicing.notes import note, note_series, submitted


def link_to(document):
    return f'href="{reverse("admin:documents_document_change", args=[document.pk])}"'


def noted(world):
    """Half of the document is credited; its note."""
    note_series(world.tenant)
    credit = note(world.document, receiver=world.document.receiver)
    return issued(submitted(world.tenant, credit), "cd" * 48)


def test_both_ends_of_a_reference_lead_to_the_other(ana, as_sara):
    credit = noted(ana)
    page = page_of(as_sara, ana.document)
    assert link_to(credit) in page
    assert "Credit note NC1" in page
    assert "credits this" in page
    other = page_of(as_sara, credit)
    assert link_to(ana.document) in other
    assert "This credits" in other
    assert "Invoice SETP990000000" in other


def test_the_balance_is_shown_once_a_note_is_valid(ana, as_sara):
    assert 'id="references"' not in page_of(as_sara, ana.document)
    noted(ana)
    section = page_of(as_sara, ana.document).split('id="references"')[1].split("</section>")[0]
    for amount in ("119,000.00", "59,500.00", "Left COP"):
        assert amount in section


def test_a_document_that_is_not_ours_is_named_by_its_fiscal_id(ana, as_sara):
    note_series(ana.tenant)
    outside = [{"relation": "CREDITS", "external": {"fiscal_id": "ef" * 48}}]
    draft = note(ana.document, receiver=ana.document.receiver, references=outside)
    page = page_of(as_sara, submitted(ana.tenant, draft))
    assert f"<code>{'ef' * 48}</code>" in page
    assert link_to(ana.document) not in page


def test_only_what_can_be_cancelled_offers_it(ana, as_sara):
    cancel = "/verb/cancel/"
    assert cancel in page_of(as_sara, ana.document)
    assert cancel not in page_of(as_sara, noted(ana))


def test_cancelling_a_document_queues_its_cancellation(ana, as_sara):
    note_series(ana.tenant)
    address = reverse("admin:documents_document_verb", args=[ana.document.pk, "cancel"])
    answer = as_sara.post(address, {"reason": "Wrong customer"}, follow=True)
    assert "is being cancelled" in answer.content.decode()
    page = page_of(as_sara, ana.document)
    assert "CANCELLING" in page
    assert "Cancellation NC1" in page

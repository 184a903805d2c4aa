"""Cancelling by motive in the console: the form, the card, and settling by hand."""

# ruff: noqa: F811 - fixtures are imported

import pytest
from django.urls import reverse

from documents.models import Document
from invoicing.advance import advance
from invoicing.models import ProviderWebhook
from tests.admin.conftest import permit
from tests.invoicing.mexico import canceller, says, valid, work_on  # noqa: F401 - a fixture


@pytest.fixture
def invoice(ana, canceller):
    return valid(ana.tenant, 1)


def press(client, document, verb, **data):
    where = reverse("admin:documents_document_verb", args=[document.pk, verb])
    return client.post(where, data, follow=True)


def page(client, document):
    where = reverse("admin:documents_document_change", args=[document.pk])
    return client.get(where).content.decode()


def again(document):
    return Document.objects.get(pk=document.pk)


def test_staff_give_a_motive_and_see_how_it_stands(ana, as_sara, invoice, canceller):
    assert "Cancel..." in page(as_sara, invoice)
    assert 'id="cancellation"' not in page(as_sara, invoice)
    canceller.states = [says("En proceso")]
    press(as_sara, invoice, "cancel_by_motive", motivo="02", reason="Twice")
    advance(work_on(invoice).id)
    assert (again(invoice).status, again(invoice).cancellation_reason) == ("CANCELLING", "Twice")
    shown = page(as_sara, invoice)
    assert 'id="cancellation"' in shown
    for words in ("pending", "receiver", "En proceso", "waiting for the cancellation"):
        assert words in shown


def test_without_its_substitute_motive_01_is_refused_in_words(as_sara, invoice):
    response = press(as_sara, invoice, "cancel_by_motive", motivo="01", reason="")
    assert "issue it first" in response.content.decode()
    assert again(invoice).status == "ISSUED"


@pytest.mark.parametrize(("outcome", "status"), [("CANCELLED", "CANCELLED"), ("ISSUED", "ISSUED")])
def test_who_may_settle_ends_it_either_way(
    as_sara,
    sara,
    as_root,
    invoice,
    canceller,
    outcome,
    status,
):
    canceller.states = [says("En proceso")]
    press(as_sara, invoice, "cancel_by_motive", motivo="02", reason="")
    advance(work_on(invoice).id)
    given = {"status": outcome, "failure_reason": "", "version": again(invoice).version}
    press(as_sara, invoice, "settle_cancellation", **given)
    assert again(invoice).status == "CANCELLING", "it needs the permission"
    press(as_root, invoice, "settle_cancellation", **given)
    assert again(invoice).status == status


def test_an_address_for_notices_is_revoked_from_the_list(ana, sara, as_sara):
    permit(sara, "change_providerwebhook")
    where = reverse("admin:invoicing_providerwebhook_changelist")
    chosen = {"action": "revoke", "_selected_action": [str(ana.webhook.pk)]}
    as_sara.post(where, chosen, follow=True)
    assert ProviderWebhook.objects.get(pk=ana.webhook.pk).revoked_at is not None
    assert ana.webhook.digest not in as_sara.get(where).content.decode()

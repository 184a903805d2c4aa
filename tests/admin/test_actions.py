"""Buttons and list actions: they call the use cases and show what those say."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from invoicing import events, reconcile, transitions
from tests.admin.conftest import (
    drafted,
    in_doubt,
    issued,
    logged_in,
    permit,
    rejected,
    staff,
    submitted,
)

LIST = "admin:documents_document_changelist"


def press(client, document, verb, **data):
    where = reverse("admin:documents_document_verb", args=[document.pk, verb])
    return client.post(where, data, follow=True)


def from_list(client, verb, *documents, **data):
    chosen = {"action": verb, "_selected_action": [str(d.pk) for d in documents], **data}
    return client.post(reverse(LIST), chosen, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def again(document):
    return Document.objects.get(pk=document.pk)


def last_event(document):
    return document.events.order_by("-id").first()


def test_retry_submits_a_failed_document_again_under_its_number(ana, as_sara):
    document = rejected(submitted(ana.tenant))
    number = document.number
    response = press(as_sara, document, "retry")
    assert (again(document).status, again(document).number) == ("PENDING", number)
    assert (last_event(document).type, last_event(document).actor) == (events.RETRIED, "staff:sara")
    assert told(response) == [f"{again(document)}: is queued to be tried now."]


def test_retry_wakes_a_waiting_document(ana, as_sara):
    document = submitted(ana.tenant)
    later = timezone.now() + timedelta(hours=1)
    document.submissions.update(due_at=later)
    press(as_sara, document, "retry")
    assert document.submissions.get().due_at <= timezone.now()


def test_ask_wakes_what_the_provider_has(ana, as_sara):
    document = in_doubt(submitted(ana.tenant))
    document.submissions.update(due_at=None)
    press(as_sara, document, "ask")
    assert document.submissions.get().due_at is not None


def test_ask_refuses_what_was_never_sent(ana, as_sara):
    response = press(as_sara, submitted(ana.tenant), "ask")
    assert told(response) == ["The provider does not have the document yet; retry it instead."]


def test_a_refusal_for_rules_names_every_fault(ana, as_sara):
    document = rejected(submitted(ana.tenant))
    receiver = {**document.receiver, "tax_id": "900373076-1"}
    Document.objects.filter(pk=document.pk).update(receiver=receiver)
    [message] = told(press(as_sara, document, "retry"))
    assert message.startswith("Receiver > tax id: ")
    assert "FAK24" in message
    assert again(document).status == "FAILED"


def test_void_asks_for_a_reason_first(ana, as_sara):
    document = drafted(ana.tenant)
    where = reverse("admin:documents_document_verb", args=[document.pk, "void"])
    assert 'name="reason"' in as_sara.get(where).content.decode()
    assert "This field is required" in press(as_sara, document, "void").content.decode()
    assert again(document).status == "DRAFT"
    press(as_sara, document, "void", reason="made twice")
    assert again(document).status == "VOIDED"
    assert last_event(document).data["reason"] == "made twice"
    assert last_event(document).actor == "staff:sara"


def test_void_refuses_a_valid_document_in_the_use_cases_words(ana, as_sara):
    response = press(as_sara, ana.document, "void", reason="no")
    assert told(response) == [
        "The document is or was valid before the authority; it can only be cancelled."
    ]
    assert again(ana.document).status == "ISSUED"


def test_cancel_hands_the_reason_to_its_use_case(ana, as_sara, sara, monkeypatch):
    calls = []
    monkeypatch.setattr("invoicing.cancel.request_cancellation", lambda *given: calls.append(given))
    press(as_sara, ana.document, "cancel", reason="wrong customer")
    [(tenant, document_id, reason, country_specific, actor)] = calls
    assert (tenant, document_id) == (ana.tenant, ana.document.pk)
    assert (reason, country_specific) == ("wrong customer", None)
    assert (actor.name, actor.scopes) == ("staff:sara", {"read", "write"})


def test_cancel_shows_why_it_is_refused(ana, as_sara):
    document = rejected(submitted(ana.tenant))
    response = press(as_sara, document, "cancel", reason="wrong customer")
    assert told(response) == ["The document was never valid; void it instead."]


@pytest.mark.parametrize("verb", ["retry", "ask"])
def test_following_a_link_does_nothing(verb, ana, as_sara):
    document = rejected(submitted(ana.tenant))
    where = reverse("admin:documents_document_verb", args=[document.pk, verb])
    assert as_sara.get(where).status_code == 405
    assert again(document).status == "FAILED"


def test_a_form_from_elsewhere_does_nothing(ana, sara):
    document = rejected(submitted(ana.tenant))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sara)
    assert press(strict, document, "retry").status_code == 403
    assert again(document).status == "FAILED"


@pytest.mark.parametrize("verb", ["retry", "ask", "cancel", "void", "settle"])
def test_viewers_may_do_nothing(verb, ana):
    document = rejected(submitted(ana.tenant))
    viewer = staff("vera", ana.tenant)
    permit(viewer, "view_document")
    assert press(logged_in(viewer), document, verb, reason="x").status_code == 403
    response = from_list(logged_in(viewer), verb, document, reason="x", confirmed="yes")
    assert again(document).status == "FAILED"
    assert response.status_code in (200, 403)


@pytest.mark.parametrize("verb", ["retry", "ask", "cancel", "void", "settle", "nonsense"])
def test_another_tenants_document_is_not_there(verb, bea, as_sara):
    document = rejected(submitted(bea.tenant))
    assert press(as_sara, document, verb, reason="x").status_code == 404
    from_list(as_sara, verb, document, reason="x", confirmed="yes")
    assert again(document).status == "FAILED"


def test_an_unknown_verb_is_not_found(ana, as_sara):
    assert press(as_sara, ana.document, "nonsense").status_code == 404


def test_the_list_retries_each_and_reports_each_refusal(ana, as_sara):
    failed, done = rejected(submitted(ana.tenant)), ana.document
    done.submissions.update(step="done")
    response = from_list(as_sara, "retry", failed, done)
    assert again(failed).status == "PENDING"
    assert told(response) == [
        "1 document: is queued to be tried now.",
        f"{done}: The document is ISSUED: no step is waiting.",
    ]


def test_the_list_voids_after_a_page_with_a_reason(ana, as_sara):
    one, two = drafted(ana.tenant), drafted(ana.tenant)
    asked = from_list(as_sara, "void", one, two)
    assert 'name="reason"' in asked.content.decode()
    assert again(one).status == "DRAFT"
    without = from_list(as_sara, "void", one, two, confirmed="yes")
    assert "This field is required" in without.content.decode()
    from_list(as_sara, "void", one, two, confirmed="yes", reason="made twice")
    assert (again(one).status, again(two).status) == ("VOIDED", "VOIDED")


def test_a_mixed_choice_leaves_other_tenants_documents_alone(ana, bea, as_sara):
    own, other = drafted(ana.tenant), drafted(bea.tenant)
    from_list(as_sara, "void", own, other, confirmed="yes", reason="made twice")
    assert (again(own).status, again(other).status) == ("VOIDED", "DRAFT")


def test_the_list_takes_so_many_at_once_and_no_more(ana, as_sara, monkeypatch):
    monkeypatch.setattr("invoicing.console.document_admin.MOST_AT_ONCE", 1)
    one, two = drafted(ana.tenant), drafted(ana.tenant)
    response = from_list(as_sara, "void", one, two, confirmed="yes", reason="x")
    assert told(response) == ["Choose at most 1 documents at once."]
    assert again(one).status == "DRAFT"


def test_refusals_of_a_long_list_are_not_all_told(ana, as_sara, monkeypatch):
    monkeypatch.setattr("invoicing.console.running.MOST_TOLD", 1)
    documents = [issued(submitted(ana.tenant), f"id-{n}") for n in range(3)]
    response = from_list(as_sara, "void", *documents, confirmed="yes", reason="x")
    assert told(response)[1:] == ["And 2 more reasons like these."]


CUFE = "c1" * 48


def settle(client, document, **data):
    return press(client, document, "settle", **{"version": document.version, **data})


def reconciler(world):
    user = staff("rosa", world.tenant)
    permit(user, "view_document", "change_document", "reconcile_document")
    return logged_in(user)


def test_settling_as_issued_records_the_fiscal_id_and_who_did_it(ana):
    document = in_doubt(submitted(ana.tenant))
    settle(reconciler(ana), document, status=reconcile.ISSUED, fiscal_id=CUFE)
    assert (again(document).status, again(document).fiscal_id) == ("ISSUED", CUFE)
    assert last_event(document).data["settled_by"] == "staff:rosa"
    assert document.submissions.get().step == "done"


def test_settling_as_failed_records_the_reason(ana):
    document = in_doubt(submitted(ana.tenant))
    settle(reconciler(ana), document, status=reconcile.FAILED, failure_reason="not there")
    assert (again(document).status, again(document).failure_reason) == ("FAILED", "not there")


def test_settling_without_the_fiscal_id_shows_the_refusal_and_keeps_the_form(ana):
    document = in_doubt(submitted(ana.tenant))
    response = settle(reconciler(ana), document, status=reconcile.ISSUED)
    assert told(response) == ["Fiscal id: Give the fiscal id the authority assigned."]
    assert 'name="fiscal_id"' in response.content.decode()
    assert transitions.state_of(again(document)) == transitions.UNKNOWN


def test_settling_what_somebody_changed_meanwhile_is_refused(ana):
    document = in_doubt(submitted(ana.tenant))
    response = settle(
        reconciler(ana), document, version=document.version - 1, status="ISSUED", fiscal_id="x"
    )
    assert told(response) == ["The document has changed; read it again and retry."]
    assert transitions.state_of(again(document)) == transitions.UNKNOWN


def test_settling_needs_its_own_permission(ana, as_sara):
    document = in_doubt(submitted(ana.tenant))
    assert settle(as_sara, document, status="ISSUED", fiscal_id="x").status_code == 403
    text = as_sara.get(reverse("admin:documents_document_change", args=[document.pk]))
    assert "Settle the outcome" not in text.content.decode()


def test_a_superuser_may_settle(ana, as_root):
    document = in_doubt(submitted(ana.tenant))
    settle(as_root, document, status="ISSUED", fiscal_id=CUFE)
    assert again(document).status == "ISSUED"


def test_settle_is_no_list_action(ana, as_root):
    choices = as_root.get(reverse(LIST)).context["action_form"].fields["action"].choices
    names = {name for name, _ in choices}
    assert names >= {"", "retry", "ask", "cancel", "void"}
    assert "settle" not in names

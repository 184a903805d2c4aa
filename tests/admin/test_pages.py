"""Every registered page answers, and answers only to those it is for."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.conftest import issued, logged_in, permit, staff, submitted

OURS = ("parties", "documents", "invoicing", "webhooks")
MODELS = sorted(
    model._meta.label_lower for model in admin.site._registry if model._meta.app_label in OURS
)
ADDED_BY_ROOT = {"parties.tenant", "parties.party"}
ADDED_BY_STAFF = {"parties.party"}
NO_TENANTS = {"documents.satkey"}
OWNED = sorted(set(MODELS) - NO_TENANTS)
READ_ONLY = sorted(set(MODELS) - {"parties.tenant"})


def address(label, page, *args):
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def test_every_model_is_in_the_console():
    ours = {m._meta.label_lower for app in OURS for m in apps.get_app_config(app).get_models()}
    assert ours <= set(MODELS)


@pytest.mark.parametrize("label", OWNED)
def test_the_list_shows_own_rows_only(label, ana, bea, as_sara, as_root):
    own, other = (str(world.rows()[label].pk) for world in (ana, bea))
    seen = pks(as_sara, label)
    assert own in seen
    assert other not in seen
    assert {own, other} <= pks(as_root, label)


def pks(client, label):
    response = client.get(address(label, "changelist"))
    assert response.status_code == 200
    return {str(row.pk) for row in response.context["cl"].result_list}


@pytest.mark.parametrize("label", OWNED)
def test_the_page_of_an_own_row_answers(label, ana, as_sara):
    response = as_sara.get(address(label, "change", ana.rows()[label].pk))
    assert response.status_code == 200


@pytest.mark.parametrize("label", MODELS)
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_another_tenants_row_is_not_there(label, page, ana, bea, as_sara):
    response = as_sara.get(address(label, page, bea.rows()[label].pk), follow=True)
    assert bea.tenant.name not in response.content.decode()
    assert response.redirect_chain or response.status_code in (403, 404)


@pytest.mark.parametrize("label", MODELS)
def test_another_tenants_row_looks_like_one_that_never_was(label, ana, bea, as_sara):
    other = bea.rows()[label].pk
    absent = 2**40 if isinstance(other, int) else "0190aaaa-0000-7000-8000-000000000000"
    there = as_sara.get(address(label, "change", other))
    nowhere = as_sara.get(address(label, "change", absent))
    assert (there.status_code, there.headers.get("Location")) == (
        nowhere.status_code,
        nowhere.headers.get("Location"),
    )


@pytest.mark.parametrize("label", OWNED)
def test_garbage_in_the_address_is_not_found(label, ana, as_sara):
    response = as_sara.get(address(label, "change", "not-an-id'--"))
    assert response.status_code in (302, 404)


@pytest.mark.parametrize("label", MODELS)
def test_add_pages_answer_or_are_forbidden(label, ana, as_sara, as_root):
    expected = 200 if label in ADDED_BY_ROOT else 403
    assert as_root.get(address(label, "add")).status_code == expected
    expected = 200 if label in ADDED_BY_STAFF else 403
    assert as_sara.get(address(label, "add")).status_code == expected


@pytest.mark.parametrize("label", READ_ONLY)
def test_nothing_is_edited_or_deleted_even_by_a_superuser(label, ana, as_root):
    row = ana.rows()[label]
    assert as_root.post(address(label, "change", row.pk), {"name": "x"}).status_code == 403
    assert as_root.post(address(label, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("label", sorted(NO_TENANTS))
def test_what_belongs_to_no_tenant_is_for_superusers_only(label, ana, as_sara, as_root):
    row = ana.rows()[label]
    assert str(row.pk) in pks(as_root, label)
    found = as_root.get(address(label, "changelist") + "?q=h8&catalogue=c_CodigoPostal")
    assert (found.status_code, list(found.context["cl"].result_list)) == (200, [])
    assert as_root.get(address(label, "change", row.pk)).status_code == 200
    for where in (address(label, "changelist"), address(label, "change", row.pk)):
        assert as_sara.get(where).status_code == 403


@pytest.mark.parametrize("label", MODELS)
def test_staff_without_permission_are_refused(label, ana):
    client = logged_in(staff("nadia", ana.tenant))
    assert client.get(address(label, "changelist")).status_code == 403
    assert client.get(address(label, "change", ana.rows()[label].pk)).status_code == 403


@pytest.mark.parametrize("label", MODELS)
def test_strangers_are_sent_to_the_login(label, db):
    response = Client().get(address(label, "changelist"))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.parametrize("label", OWNED)
def test_lists_take_searches_and_nonsense_in_filters(label, ana, as_sara):
    for query in ("?q=abc'%22%00", "?q=SETP990000000", "?tenant=nonsense", "?p=99"):
        assert as_sara.get(address(label, "changelist") + query).status_code in (200, 302)


def test_queries_of_the_list_do_not_grow_with_its_rows(ana, as_sara):
    label = "documents.document"
    before = queries(as_sara, address(label, "changelist"))
    for _ in range(8):
        issued(submitted(ana.tenant), fiscal_id=None)
    assert queries(as_sara, address(label, "changelist")) == before
    assert before <= 14


@pytest.mark.parametrize("label", ["invoicing.event", "invoicing.submission", "documents.evidence"])
def test_queries_of_other_lists_do_not_grow_either(label, ana, as_sara):
    before = queries(as_sara, address(label, "changelist"))
    for _ in range(4):
        submitted(ana.tenant)
    assert queries(as_sara, address(label, "changelist")) == before


def queries(client, where):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


def test_the_document_list_leaves_the_lines_in_the_database(ana, as_sara):
    with CaptureQueriesContext(connection) as captured:
        as_sara.get(address("documents.document", "changelist"))
    assert not [query["sql"] for query in captured if '"line_items"' in query["sql"]]


def test_the_evidence_list_leaves_the_bodies_in_the_database(ana, as_sara):
    with CaptureQueriesContext(connection) as captured:
        as_sara.get(address("documents.evidence", "changelist"))
    bodies = [q["sql"] for q in captured if '"request_body",' in q["sql"]]
    assert not bodies


def test_secrets_are_on_no_page(ana, as_root):
    for label in ("parties.apikey", "webhooks.subscription", "parties.issuerprofile"):
        row = ana.rows()[label]
        for where in (address(label, "changelist"), address(label, "change", row.pk)):
            page = as_root.get(where).content.decode()
            for secret in (
                ana.key_text,
                ana.key.digest,
                ana.webhook_secret,
                ana.subscription.secret_encrypted,
            ):
                assert secret not in page


def test_an_issuer_profile_shows_where_its_secret_is_and_its_numbers(ana, as_sara):
    page = as_sara.get(address("parties.issuerprofile", "change", ana.profile.pk))
    text = page.content.decode()
    assert "env:CO_TOKEN" in text
    assert "990000000" in text
    assert 'name="numerator' not in text


def test_a_viewer_sees_documents_but_no_evidence_files_or_buttons(ana):
    viewer = staff("vera", ana.tenant)
    permit(viewer, "view_document")
    page = logged_in(viewer).get(address("documents.document", "change", ana.document.pk))
    text = page.content.decode()
    assert ana.document.number_text in text
    assert "/verb/" not in text
    assert 'id="evidence"' not in text
    assert 'id="files"' not in text


def test_no_link_of_the_frame_leads_nowhere(as_root):
    page = as_root.get(reverse("admin:index")).content.decode()
    assert 'href="/"' not in page
    assert "View site" not in page

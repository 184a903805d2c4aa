"""Staff meet their own tenants only: in filters, choices, downloads and actions."""

import pytest
from django.urls import reverse
from django.utils import timezone

from parties.models import ApiKey, IssuerProfile, Party
from webhooks.models import Delivery, Subscription

LIST = "admin:documents_document_changelist"


def test_the_tenant_filter_offers_own_tenants_only(ana, bea, as_sara, as_root):
    assert bea.tenant.name not in as_sara.get(reverse(LIST)).content.decode()
    assert bea.tenant.name in as_root.get(reverse(LIST)).content.decode()


def test_filtering_by_another_tenant_finds_nothing(ana, bea, as_sara):
    response = as_sara.get(reverse(LIST), {"tenant": str(bea.tenant.pk)})
    assert list(response.context["cl"].result_list) == []


def test_searching_another_tenants_document_finds_nothing(ana, bea, as_sara):
    for term in (bea.document.fiscal_id, str(bea.document.pk), "Cliente de Bea"):
        response = as_sara.get(reverse(LIST), {"q": term})
        assert list(response.context["cl"].result_list) == [], term


def test_the_choice_of_tenants_for_a_new_party_is_the_users_own(ana, bea, as_sara):
    field = as_sara.get(reverse("admin:parties_party_add")).context["adminform"].form.fields
    assert list(field["tenant"].queryset) == [ana.tenant]


def test_autocompletion_of_parties_is_scoped(ana, bea, as_sara):
    response = as_sara.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "parties",
            "model_name": "issuerprofile",
            "field_name": "party",
            "term": "EMPRESA",
        },
    )
    found = {row["id"] for row in response.json()["results"]}
    assert found == {str(ana.profile.party_id)}


@pytest.mark.parametrize("part", ["request", "response"])
def test_raw_evidence_downloads_for_its_tenant_only(part, ana, bea, as_sara):
    own = as_sara.get(reverse("admin:documents_evidence_raw", args=[ana.evidence.pk, part]))
    assert own.content == bytes(getattr(ana.evidence, f"{part}_body"))
    assert own["Content-Disposition"].startswith("attachment")
    assert own["Content-Type"] == "application/octet-stream"
    other = as_sara.get(reverse("admin:documents_evidence_raw", args=[bea.evidence.pk, part]))
    assert other.status_code == 404


def test_there_is_no_other_part_of_evidence(ana, as_sara):
    where = reverse("admin:documents_evidence_raw", args=[ana.evidence.pk, "url"])
    assert as_sara.get(where).status_code == 404


def test_files_download_for_their_tenant_only(ana, bea, as_sara):
    own = as_sara.get(reverse("admin:documents_documentfile_download", args=[ana.file.pk]))
    assert own.content == bytes(ana.file.content)
    assert own["Content-Type"] == "application/pdf"
    assert own["Content-Disposition"].startswith("attachment")
    assert own["X-Content-Type-Options"] == "nosniff"
    other = as_sara.get(reverse("admin:documents_documentfile_download", args=[bea.file.pk]))
    assert other.status_code == 404


def test_downloads_need_their_own_permission(ana, sara, as_sara):
    sara.user_permissions.clear()
    for where in (
        reverse("admin:documents_documentfile_download", args=[ana.file.pk]),
        reverse("admin:documents_evidence_raw", args=[ana.evidence.pk, "request"]),
    ):
        assert as_sara.get(where).status_code == 403


def test_html_from_outside_is_not_served_as_html(ana, as_sara):
    ana.file.kind = "html"
    ana.file.save()
    response = as_sara.get(reverse("admin:documents_documentfile_download", args=[ana.file.pk]))
    assert response["Content-Type"] == "application/octet-stream"


def test_a_file_name_cannot_forge_headers(ana, as_sara):
    ana.file.filename = 'a"\r\nX-Evil: 1.pdf'
    ana.file.save()
    response = as_sara.get(reverse("admin:documents_documentfile_download", args=[ana.file.pk]))
    assert response.status_code == 200
    assert "X-Evil" not in response.headers


def act(client, label, action, *rows):
    return client.post(
        reverse(f"admin:{label}_changelist"),
        {"action": action, "_selected_action": [str(row.pk) for row in rows]},
        follow=True,
    )


def test_revoking_ends_own_keys_and_no_others(ana, bea, as_sara):
    act(as_sara, "parties_apikey", "revoke", ana.key, bea.key)
    assert ApiKey.objects.get(pk=ana.key.pk).revoked_at is not None
    assert ApiKey.objects.get(pk=bea.key.pk).revoked_at is None


def test_revoking_needs_the_change_permission(ana, sara, as_sara):
    sara.user_permissions.remove(*sara.user_permissions.filter(codename="change_apikey"))
    act(as_sara, "parties_apikey", "revoke", ana.key)
    assert ApiKey.objects.get(pk=ana.key.pk).revoked_at is None


def test_deactivating_own_parties_and_profiles(ana, bea, as_sara):
    act(as_sara, "parties_party", "deactivate", ana.profile.party, bea.profile.party)
    act(as_sara, "parties_issuerprofile", "deactivate", ana.profile, bea.profile)
    for model, world, ended in (
        (Party, ana, True),
        (Party, bea, False),
        (IssuerProfile, ana, True),
        (IssuerProfile, bea, False),
    ):
        row = world.profile.party if model is Party else world.profile
        assert (model.objects.get(pk=row.pk).deactivated_at is not None) is ended


def test_subscriptions_are_paused_resumed_and_ended(ana, bea, as_sara):
    def now(world):
        return Subscription.objects.get(pk=world.subscription.pk)

    act(as_sara, "webhooks_subscription", "pause", ana.subscription, bea.subscription)
    assert (now(ana).active, now(bea).active) == (False, True)
    act(as_sara, "webhooks_subscription", "resume", ana.subscription)
    assert now(ana).active
    act(as_sara, "webhooks_subscription", "end", ana.subscription)
    assert now(ana).deleted_at is not None


def test_an_ended_subscription_says_why_it_cannot_be_resumed(ana, as_sara):
    Subscription.objects.filter(pk=ana.subscription.pk).update(deleted_at=timezone.now())
    response = act(as_sara, "webhooks_subscription", "resume", ana.subscription)
    assert "was deleted" in response.content.decode()


NEW_PARTY = {
    "kind": "receiver",
    "country": "CO",
    "tax_id_type": "NIT",
    "tax_id": "900.373.076-4",
    "name": "Cliente nuevo",
    "email": "",
}


def add_party(client, tenant, **more):
    data = {**NEW_PARTY, "tenant": str(tenant.pk), **more}
    return client.post(reverse("admin:parties_party_add"), data, follow=True)


def test_a_new_party_is_registered_as_the_api_does(ana, as_sara):
    add_party(as_sara, ana.tenant)
    party = Party.objects.get(name="Cliente nuevo")
    assert (party.tenant, party.tax_id, party.email) == (ana.tenant, "900373076-4", None)


def test_a_wrong_check_digit_is_shown_beside_the_field(ana, as_sara):
    response = add_party(as_sara, ana.tenant, tax_id="900373076-9")
    assert "check digit of 900373076 is" in response.content.decode()
    assert not Party.objects.filter(name="Cliente nuevo").exists()


def test_a_party_cannot_be_put_into_another_tenant(ana, bea, as_sara):
    response = add_party(as_sara, bea.tenant)
    assert "Select a valid choice" in response.content.decode()
    assert not Party.objects.filter(name="Cliente nuevo").exists()


def test_staff_cannot_let_themselves_into_a_tenant(ana, bea, sara, as_sara):
    where = reverse("admin:parties_tenant_change", args=[ana.tenant.pk])
    as_sara.post(where, {"name": "Renamed", "staff": []})
    ana.tenant.refresh_from_db()
    assert ana.tenant.name == "Renamed"
    assert list(ana.tenant.staff.all()) == [sara]


def test_a_superuser_assigns_staff(ana, bea, sara, as_root):
    where = reverse("admin:parties_tenant_change", args=[bea.tenant.pk])
    as_root.post(where, {"name": bea.tenant.name, "staff": [sara.pk]})
    assert list(bea.tenant.staff.all()) == [sara]


def test_a_delivery_is_tried_again_for_its_own_tenant_only(ana, bea, as_sara):
    Delivery.objects.update(status="dead", due_at=None)
    act(as_sara, "webhooks_delivery", "retry", ana.delivery, bea.delivery)
    ana.delivery.refresh_from_db()
    bea.delivery.refresh_from_db()
    assert (ana.delivery.status, bea.delivery.status) == ("retrying", "dead")


def test_a_retry_for_a_paused_subscription_says_why_not(ana, as_sara):
    Subscription.objects.update(active=False)
    response = act(as_sara, "webhooks_delivery", "retry", ana.delivery)
    assert "not active" in response.content.decode()


def test_the_list_of_subscriptions_warns_of_those_deactivated(ana, bea, as_sara):
    where = reverse("admin:webhooks_subscription_changelist")
    disabled = {"active": False, "disabled_reason": "failing", "disabled_at": timezone.now()}
    Subscription.objects.filter(pk=bea.subscription.pk).update(**disabled)
    assert "Deactivated" not in as_sara.get(where).content.decode()
    Subscription.objects.filter(pk=ana.subscription.pk).update(**disabled)
    page = as_sara.get(where).content.decode()
    assert "Deactivated because nothing arrives: 1." in page
    assert "five days of failures" in page


def test_no_key_and_no_pin_of_a_profile_is_shown_even_to_a_superuser(ana, as_root):
    ana.profile.provider_config |= {"software_pin": "Pin12345"}
    ana.profile.save()
    where = reverse("admin:parties_issuerprofile_change", args=[ana.profile.pk])
    page = as_root.get(where).content.decode()
    assert "18760000001" in page
    assert "Pin12345" not in page
    assert ana.profile.provider_config["technical_key"] not in page

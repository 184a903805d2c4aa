"""What a provider tells of its own accord: stored first, answered at once, never believed."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from invoicing import notice_matching, provider_webhooks, transitions
from invoicing.advance import advance
from invoicing.models import ProviderNotice, ProviderWebhook, Submission
from parties.models import Tenant
from providers import secrets
from tests.invoicing.mexico import BUSINESS, mx_profile, says, told, valid, work_on

PATH = "/v1/provider-webhooks/facturagreen"


@pytest.fixture(autouse=True)
def plain_http(settings):
    """The test client speaks http."""
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def address(tenant):
    """The tenant's own."""
    return provider_webhooks.create(tenant, "mx_facturagreen").path


@pytest.fixture
def invoice(tenant, canceller):
    return valid(tenant, 1)


def notice(named="", type="cfdi.cancelled", business=BUSINESS, **more):
    """A notice's body."""
    cfdi = {"uuid": named, "scope": "emmited", "folio": "77", "serie": "FG"}
    data = {"business_uuid": business, "customer_uuid": "c-1", "cfdi": cfdi}
    return {"event": {"type": type, "uuid": str(uuid4())}, "data": data, **more}


def send(path, body, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(raise_request_exception=False)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(path, raw, content_type="application/json", headers=names)


def only():
    return ProviderNotice.objects.get()


def test_it_is_stored_as_it_came_and_answered_before_anything_is_looked_at(
    tenant, address, invoice, canceller
):
    body = notice(invoice.fiscal_id)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = send(address, body, Authorization="Basic c2VjcmV0", User_Agent="FG/1")
    assert (answer.status_code, answer.content) == (202, b"")
    stored = only()
    assert bytes(stored.body) == json.dumps(body).encode()
    assert (stored.tenant, stored.state, stored.type) == (tenant, "received", "cfdi.cancelled")
    assert stored.event_id == body["event"]["uuid"]
    assert (stored.ids, stored.number) == ([invoice.fiscal_id], "FG77")
    assert "c2VjcmV0" not in str(stored.headers)
    assert stored.headers["user-agent"] == "FG/1"
    assert canceller.looked == 0
    assert not any("documents_document" in one["sql"] for one in queries.captured_queries)


def test_the_same_event_again_is_one_notice_per_tenant(tenant, address, canceller):
    body = notice("x")
    assert [send(address, body).status_code for _ in range(3)] == [202, 202, 202]
    assert ProviderNotice.objects.count() == 1
    other = provider_webhooks.create(Tenant.objects.create(name="Zoe"), "mx_facturagreen").path
    assert send(other, body).status_code == 202
    assert ProviderNotice.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"not json", ["body"]),
        (b"{}", ["body", "event"]),
        (b'{"event": {"type": "x", "uuid": "1"}, "data": [1]}', None),
        (b'{"event": {}, "data": {}}', ["body", "event"]),
        (b"[1]", ["body"]),
        (b"", ["body"]),
    ],
)
def test_what_is_no_notice_is_refused_in_the_contracts_shape_and_stored(address, body, where):
    answer = send(address, body)
    stored = only()
    assert bytes(stored.body) == body
    if where is None:
        return
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == where
    assert (stored.state, stored.due_at) == ("malformed", None)


def test_what_the_database_cannot_say_is_stored_all_the_same(address):
    event, data = b'{"type": "\\ud800x", "uuid": "a\\u0000b"}', b'{"business_uuid": "\\u0000"}'
    body = b'{"event": ' + event + b', "data": ' + data + b"}"
    assert send(address, body).status_code == 202
    assert (only().event_id, bytes(only().body)) == ("ab", body)


def test_what_is_too_large_is_not_read(address):
    answer = send(address, notice("x" * 70_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert not ProviderNotice.objects.exists()


def test_a_wrong_or_revoked_address_is_not_there(tenant, address):
    assert send(f"{PATH}/guessed", notice("x")).status_code == 404
    provider_webhooks.revoke(ProviderWebhook.objects.get())
    assert send(address, notice("x")).status_code == 404
    assert not ProviderNotice.objects.exists()


def test_the_address_is_kept_as_a_digest_and_made_by_a_command(tenant, capsys):
    call_command("create_provider_webhook", str(tenant.id))
    path = capsys.readouterr().out.strip()
    token = path.removeprefix(f"{PATH}/")
    assert len(token) == 43
    assert token not in str(ProviderWebhook.objects.values().get())
    assert send(path, notice("x")).status_code == 202
    with pytest.raises(CommandError):
        call_command("create_provider_webhook", str(uuid4()))


@pytest.fixture
def secret(tenant, monkeypatch, canceller):
    """The profile wants a shared secret."""
    monkeypatch.setenv("FG_SECRET", "s3cr3t")
    secrets.forget("env:FG_SECRET")
    mx_profile(tenant, webhook_secret_arn="env:FG_SECRET")


@pytest.mark.parametrize("given", [{}, {"X_Webhook_Secret": "wrong"}, {"X_Webhook_Secret": "é"}])
@pytest.mark.parametrize("bare", [True, False])
def test_a_wrong_secret_is_refused_stored_and_leads_nowhere(address, secret, given, bare):
    body = notice("x")
    answer = send(PATH if bare else address, body, **given)
    assert (answer.status_code, answer.json()["code"]) == (401, "secret_wrong")
    assert (only().state, only().due_at) == ("refused", None)
    right = send(address, body, X_Webhook_Secret="s3cr3t")
    assert right.status_code == 202, "a refused one does not take the event's place"
    assert "s3cr3t" not in str(list(ProviderNotice.objects.values()))


def test_naming_another_business_does_not_dodge_the_secret(address, secret):
    assert send(address, notice("x", business="somebody-else")).status_code == 401


def test_a_secret_that_cannot_be_read_asks_for_it_again_later(address, secret, monkeypatch):
    monkeypatch.delenv("FG_SECRET")
    secrets.forget("env:FG_SECRET")
    answer = send(address, notice("x"), X_Webhook_Secret="s3cr3t")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_without_an_address_of_its_own_it_is_the_tenants_whose_business_it_is(
    tenant, invoice, canceller
):
    assert send(PATH, notice(invoice.fiscal_id)).status_code == 202
    assert only().tenant == tenant
    ProviderNotice.objects.all().delete()
    mx_profile(Tenant.objects.create(name="Zoe"))
    assert send(PATH, notice(invoice.fiscal_id)).status_code == 202
    assert only().tenant is None, "two tenants name that business"
    notice_matching.sweep()
    assert (only().state, only().document) == ("received", None)


@pytest.mark.parametrize("by", ["fiscal_id", "lower", "provider_operation_id", "id", "number"])
def test_it_is_matched_on_any_id_and_wakes_the_work(tenant, address, invoice, canceller, by):
    invoice.provider_number = "FG77"
    invoice.save()
    open_one = waiting(invoice, "cancel_poll", checks=3)
    named = {
        "lower": invoice.fiscal_id.lower(),
        "number": "unknown-id",
    }.get(by) or str(getattr(invoice, by))
    send(address, notice(named))
    assert notice_matching.sweep() == 1
    assert (only().state, only().document) == ("matched", invoice)
    open_one.refresh_from_db()
    assert (open_one.due_at <= timezone.now(), open_one.checks) == (True, 3)
    assert notice_matching.sweep() == 0


def test_the_providers_own_number_is_taken_from_a_notice_once(tenant, address, invoice, canceller):
    invoice.provider_number = ""
    invoice.save()
    send(address, notice(invoice.fiscal_id))
    notice_matching.sweep()
    invoice.refresh_from_db()
    told = only().number
    assert invoice.provider_number == told != ""
    assert invoice.events.filter(data__provider_number=told).count() == 1
    ProviderNotice.objects.update(number="OTHER1", state="received", due_at=timezone.now())
    notice_matching.sweep()
    invoice.refresh_from_db()
    assert invoice.provider_number == told


def waiting(document, step, **more):
    purpose = "cancel" if step.startswith("cancel") else "issue"
    return Submission.objects.create(
        tenant=document.tenant,
        document=document,
        purpose=purpose,
        step=step,
        due_at=timezone.now() + timedelta(hours=6),
        **more,
    )


def test_a_look_out_of_turn_does_not_shorten_the_time_before_it_is_sent_again(
    tenant, address, invoice, canceller
):
    looking = waiting(invoice, "cancel_find", checks=1)
    send(address, notice(invoice.fiscal_id))
    notice_matching.sweep()
    looking.refresh_from_db()
    assert (looking.due_at <= timezone.now(), looking.checks) == (True, 0)


@pytest.mark.parametrize("step", ["send", "cancel"])
def test_what_was_not_sent_is_not_sent_earlier(tenant, address, invoice, canceller, step):
    unsent = waiting(invoice, step)
    send(address, notice(invoice.fiscal_id, type="cfdi.stamped"))
    notice_matching.sweep()
    unsent.refresh_from_db()
    assert unsent.due_at > timezone.now()


@pytest.mark.parametrize("step", ["find", "cancel_find"])
def test_the_first_look_is_left_to_its_time(tenant, address, invoice, canceller, step):
    looking = waiting(invoice, step)
    send(address, notice(invoice.fiscal_id, type="cfdi.stamped"))
    notice_matching.sweep()
    looking.refresh_from_db()
    assert (looking.due_at > timezone.now(), looking.checks) == (True, 0)


def test_a_notice_alone_changes_no_state(tenant, address, invoice, canceller):
    canceller.states = [says("")]
    send(address, notice(invoice.fiscal_id))
    notice_matching.sweep()
    advance(work_on(invoice).id)
    invoice.refresh_from_db()
    assert (canceller.looked, work_on(invoice).step) == (1, "done")
    assert (transitions.state_of(invoice), told(invoice)) == (transitions.ISSUED, ["updated"])
    assert invoice.events.filter(data__has_key="provider_number").count() == 1


def test_what_was_cancelled_elsewhere_is_proved_by_our_own_look(
    tenant, address, invoice, canceller
):
    send(address, notice(invoice.fiscal_id))
    notice_matching.sweep()
    advance(work_on(invoice).id)
    invoice.refresh_from_db()
    assert transitions.state_of(invoice) == transitions.CANCELLED
    assert (invoice.cancellation["motive"], canceller.asked) == (None, [])


def test_what_is_being_cancelled_elsewhere_is_followed(tenant, address, invoice, canceller):
    canceller.states = [says("En proceso")]
    send(address, notice(invoice.fiscal_id, type="cfdi.cancel_requested"))
    notice_matching.sweep()
    advance(work_on(invoice).id)
    invoice.refresh_from_db()
    assert transitions.state_of(invoice) == transitions.CANCELLING
    assert work_on(invoice).step == "cancel_poll"


def test_many_notices_cause_one_look_a_minute(tenant, address, invoice, canceller):
    canceller.states = [says("")]
    for _ in range(5):
        send(address, notice(invoice.fiscal_id))
    assert notice_matching.sweep() == 5
    assert Submission.objects.filter(document=invoice).count() == 1
    advance(work_on(invoice).id)
    send(address, notice(invoice.fiscal_id))
    notice_matching.sweep()
    advance(work_on(invoice).id)
    assert canceller.looked == 1
    assert work_on(invoice).due_at > timezone.now() + timedelta(seconds=50)


def test_one_ahead_of_our_own_answer_is_matched_once_that_is_there(
    tenant, address, canceller, settings
):
    ahead = valid(tenant, 2, status="SUBMITTED", fiscal_status="submitted", lifecycle_status="open")
    operation, ahead.provider_operation_id = ahead.provider_operation_id, None
    ahead.fiscal_id = None
    ahead.save()
    polling = waiting(ahead, "poll")
    send(address, notice(operation, type="cfdi.stamped"))
    notice_matching.sweep()
    assert (only().state, only().tries) == ("received", 1)
    type(ahead).objects.filter(id=ahead.id).update(provider_operation_id=operation)
    notice_matching.sweep()
    polling.refresh_from_db()
    assert (only().state, polling.due_at <= timezone.now()) == ("matched", True)


def test_an_event_that_came_both_ways_counts_once(tenant, address, invoice, canceller):
    body = notice(invoice.fiscal_id)
    profile = invoice.issuer_profile
    profile.provider_config["business_uuid"] = "not-known-yet"
    profile.save()
    assert send(PATH, body).status_code == 202
    assert send(address, body).status_code == 202
    profile.provider_config["business_uuid"] = BUSINESS
    profile.save()
    assert notice_matching.sweep() == 2
    states = ProviderNotice.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["ignored", "matched"]
    assert Submission.objects.filter(document=invoice).count() == 1


def test_one_that_cannot_be_matched_stands_in_nobodys_way(
    tenant, address, invoice, canceller, monkeypatch
):
    open_one = waiting(invoice, "cancel_poll")
    for named in ("broken", invoice.fiscal_id):
        send(address, notice(named))
    match = notice_matching._document_of

    def broken(row):
        assert row.ids != ["broken"]
        return match(row)

    monkeypatch.setattr(notice_matching, "_document_of", broken)
    assert notice_matching.sweep() == 1
    open_one.refresh_from_db()
    assert open_one.due_at <= timezone.now()
    ProviderNotice.objects.update(received_at=timezone.now() - timedelta(hours=25))
    notice_matching.sweep()
    assert ProviderNotice.objects.get(ids=["broken"]).due_at is None


def test_after_a_day_it_is_nobodys(tenant, address, canceller):
    send(address, notice("not-ours"))
    ProviderNotice.objects.update(received_at=timezone.now() - timedelta(hours=25))
    notice_matching.sweep()
    assert (only().state, only().due_at) == ("unmatched", None)
    assert notice_matching.forget_old() == 0
    ProviderNotice.objects.update(received_at=timezone.now() - timedelta(days=91))
    assert notice_matching.forget_old() == 1


def test_types_that_mean_nothing_are_stored_and_ignored(tenant, address, invoice, canceller):
    send(address, notice(invoice.fiscal_id, type="customer.created"))
    assert (only().state, only().due_at) == ("ignored", None)
    assert notice_matching.sweep() == 0


def test_another_tenants_document_is_not_matched(tenant, address, canceller):
    stranger = valid(Tenant.objects.create(name="Zoe"), 1)
    open_one = waiting(stranger, "cancel_poll")
    send(address, notice(stranger.fiscal_id, business="nobody"))
    notice_matching.sweep()
    open_one.refresh_from_db()
    assert (only().document, open_one.due_at > timezone.now()) == (None, True)

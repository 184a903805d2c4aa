"""Mexican cancellations and notices from the use case to a sandbox of the PAC and of SAT."""

# ruff: noqa: F401, F811 - fixtures are imported

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from invoicing import cancel, notice_matching, provider_webhooks, transitions
from invoicing.advance import advance
from invoicing.errors import Unprocessable
from invoicing.models import Event, ProviderNotice, Submission
from providers import secrets
from tests.invoicing.facturagreen import (
    mx_controls,
    mx_invoice,
    mx_issuer,
    mx_unit,
    rep,
)
from tests.invoicing.mexico import motive, told, work_on
from tests.invoicing.notes import STAFF, refers, run, submitted
from tests.waiting import wait_until

DIRECT, WITH_ACCEPTANCE = "500", "1000"
CANCEL = "cfdi/emmited/cancel"


@pytest.fixture(autouse=True)
def sat(settings, mx_controls, mx_unit):
    """SAT's service is the sandbox's; shorter waits."""
    own = settings.PROVIDER_SETTINGS["mx_facturagreen"]
    url = f"{mx_controls.url}/ConsultaCFDIService.svc"
    settings.PROVIDER_SETTINGS = {"mx_facturagreen": {**own, "consulta_url": url}}
    settings.PROVIDER_READ_TIMEOUT = 0.7
    settings.SCHEDULE_SCALE = 0.001


@pytest.fixture
def issued(tenant, mx_issuer):
    def issued(price, **more):
        document = run(submitted(tenant, mx_invoice(price, **more)))
        assert document.status == "ISSUED", document.failure
        return document

    return issued


@pytest.fixture
def ask(tenant):
    def ask(document, fields=None):
        given = fields or motive("02")
        cancel.request_cancellation(tenant, document.id, "Wrong", given, STAFF)
        document.refresh_from_db()
        return document

    return ask


def until(document, *words):
    """Advance until the cancellation is in one of the states."""

    def reached():
        advance(work_on(document).id)
        document.refresh_from_db()
        return document.cancellation["state"] in words

    wait_until(reached, 20)
    return document


def asked(controls, unit):
    found = controls.call("GET", f"/requests?unit={unit['uid']}")["requests"]
    return [one for one in found if one["operation"] == CANCEL]


def answer(controls, document, word):
    controls.call("POST", "/cancellations", folio_tax=document.fiscal_id, answer=word)


def test_a_small_invoice_is_cancelled_without_acceptance(issued, ask, mx_controls, mx_unit):
    invoice = until(ask(issued(DIRECT)), "cancelled")
    assert transitions.state_of(invoice) == transitions.CANCELLED
    assert invoice.cancellation["authority_status"] == "Cancelado sin aceptación"
    assert len(asked(mx_controls, mx_unit)) == 1
    assert told(invoice)[-1] == "cancelled"


def test_the_receiver_decides(issued, ask, mx_controls):
    invoice = until(ask(issued(WITH_ACCEPTANCE)), "pending")
    assert invoice.cancellation["must_act"] == "receiver"
    assert invoice.cancellation["until"] > invoice.cancellation["requested_at"]
    answer(mx_controls, invoice, "rejected")
    until(invoice, "rejected")
    assert transitions.state_of(invoice) == transitions.ISSUED
    until(ask(invoice), "pending")
    assert invoice.cancellation["until"] is None, "a second request has no time limit"
    answer(mx_controls, invoice, "accepted")
    until(invoice, "cancelled")
    assert invoice.cancellation["authority_status"] == "Cancelado con aceptación"


@pytest.mark.parametrize("scenario", ["timeout_after", "500_after", "garbage"])
def test_an_unclear_answer_of_the_pac_is_settled_by_sat(
    issued,
    ask,
    mx_controls,
    mx_unit,
    scenario,
):
    invoice = issued(WITH_ACCEPTANCE)
    mx_controls.arm(mx_unit, scenario, operation=CANCEL)
    until(ask(invoice), "pending", "cancelled")
    assert len(asked(mx_controls, mx_unit)) == 1
    assert work_on(invoice).step == "cancel_poll"


def test_a_request_that_got_lost_is_made_again_after_sat_denied_it(
    issued,
    ask,
    mx_controls,
    mx_unit,
):
    invoice = issued(WITH_ACCEPTANCE)
    mx_controls.arm(mx_unit, "timeout_before", operation=CANCEL)
    until(ask(invoice), "pending")
    assert len(asked(mx_controls, mx_unit)) == 2
    assert work_on(invoice).attempts == 2


def test_a_substitute_supersedes(issued, ask, mx_controls, mx_unit):
    invoice = issued(DIRECT)
    substitute = issued("501", references=refers("SUBSTITUTES", invoice))
    invoice.refresh_from_db()
    named = motive("01", substitute_document_id=str(substitute.id))
    until(ask(invoice, named), "cancelled")
    assert transitions.state_of(invoice) == transitions.CANCELLED
    assert invoice.superseded_by == substitute
    sent = json.loads(asked(mx_controls, mx_unit)[0]["body"])["cancel"]
    assert (sent["reason"], sent["substitute"]) == ("01", substitute.fiscal_id)


def test_a_payment_goes_first_and_needs_acceptance(tenant, issued, ask, mx_controls):
    invoice = issued(DIRECT)
    payment = run(submitted(tenant, rep(invoice, amount="580.00")))
    assert payment.status == "ISSUED", payment.failure
    with pytest.raises(Unprocessable) as caught:
        ask(invoice)
    assert payment.number_text in caught.value.message
    until(ask(payment), "pending")
    answer(mx_controls, payment, "accepted")
    until(payment, "cancelled")
    until(ask(invoice), "cancelled")


@pytest.mark.django_db(transaction=True)
def test_notices_bring_the_answer_at_once(
    tenant,
    issued,
    ask,
    mx_controls,
    mx_unit,
    live_server,
    pg_url,
    settings,
    monkeypatch,
):
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("FG_SECRET", "between-us")
    secrets.forget("env:FG_SECRET")
    path = provider_webhooks.create(tenant, "mx_facturagreen").path
    mx_controls.call(
        "POST",
        "/units",
        uid=mx_unit["uid"],
        webhookUrl=f"{live_server.url}{path}",
        webhookSecret="between-us",
        noticeIds="sat",
    )
    for profile in tenant.issuer_profiles.all():
        profile.provider_config["webhook_secret_arn"] = "env:FG_SECRET"
        profile.save()
    invoice = until(ask(issued(WITH_ACCEPTANCE)), "pending")
    Submission.objects.filter(id=work_on(invoice).id).update(
        due_at=timezone.now() + timedelta(hours=6)
    )
    answer(mx_controls, invoice, "accepted")
    wait_until(lambda: ProviderNotice.objects.filter(type="cfdi.cancelled").exists())
    notice_matching.sweep()
    advance(work_on(invoice).id)
    invoice.refresh_from_db()
    assert transitions.state_of(invoice) == transitions.CANCELLED
    kinds = ProviderNotice.objects.order_by("id").values_list("type", "state", "document")
    assert set(kinds) >= {("cfdi.cancelled", "matched", invoice.id)}
    assert Event.objects.filter(document=invoice, type="document.cancelled").count() == 1

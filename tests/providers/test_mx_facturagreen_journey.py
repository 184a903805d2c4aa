"""A Mexican invoice from the request to the verified XML, through the database and the workers."""

import pytest

from documents.draft import Draft
from documents.models import Document, Evidence
from invoicing import amend, cancel, issue, reconcile, submit, transitions, void
from invoicing.actor import Actor
from invoicing.advance import advance
from invoicing.errors import Conflict, Unprocessable
from invoicing.models import Submission
from parties.models import IssuerProfile, Party, Tenant
from providers import secrets
from tests.documents import samples_mx
from tests.providers.mx_bench import EMIT, LIST, MxBench
from tests.waiting import wait_until

ISSUER = {"tax_id": "EKU9003173C9", "tax_id_type": "RFC", "name": "ESCUELA KEMPER URGATE"}
RECEIVER = {"tax_id": "URE180429TM6", "tax_id_type": "RFC", "name": "UNIVERSIDAD ROBOTICA ESPAÑOLA"}
LINE = {
    "description": "Consultoría",
    "unit_price": {"amount": "1000", "currency": "MXN"},
    "quantity": "2",
    "tax_code": "IVA16",
    "country_specific": samples_mx.line_fields(),
}

ANA = Actor("ana", frozenset({"read", "write", "reconcile"}), "flow-1")


@pytest.fixture
def bench(sandbox, tmp_path, settings, monkeypatch) -> MxBench:
    bench = MxBench(sandbox, tmp_path)
    config = bench.account.config
    monkeypatch.setenv("MX_KEY", bench.unit["key"])
    secrets.forget("env:MX_KEY")
    settings.PROVIDER_URLS = {"mx_facturagreen": config["base_url"]}
    settings.PROVIDER_SETTINGS = {
        "mx_facturagreen": {name: config[name] for name in ("consulta_url", "sat_certificates")}
    }
    settings.SCHEDULE_SCALE = 0.001
    settings.PROVIDER_READ_TIMEOUT = 1
    return bench


@pytest.fixture
def tenant(db, bench) -> Tenant:
    """A tenant with a profile of the sandbox's business."""
    tenant = Tenant.objects.create(name="Ana's")
    party = Party.objects.create(tenant=tenant, country="MX", kind="issuer", **ISSUER)
    IssuerProfile.objects.create(
        tenant=tenant,
        party=party,
        country="MX",
        issuer_series="F",
        numerator_prefix="F",
        numerator_range_min=1,
        numerator_range_max=999,
        numerator_current=0,
        secret_arn="env:MX_KEY",
        external_ref=bench.unit["uid"],
        provider_config={"lugar_expedicion": "42501", "issuer_regimen_fiscal": "601"},
    )
    return tenant


def create(tenant: Tenant, **own) -> Document:
    fields = {"lugar_expedicion": None, "issuer_regimen_fiscal": None, **own}
    draft = Draft(
        country="MX",
        document_type="INVOICE",
        issuer=ISSUER,
        receiver=RECEIVER,
        line_items=[LINE],
        country_specific=samples_mx.fields(**fields),
    )
    return issue.create(tenant, draft, "SUBMIT", ANA)


def run(document: Document, rested=lambda submission: submission.step == "done"):
    """Advance as workers would until the submission comes to rest."""
    submission = Submission.objects.filter(document=document).latest("created_at")

    def step():
        advance(submission.id)
        submission.refresh_from_db()
        return rested(submission)

    wait_until(step, 20)
    document.refresh_from_db()
    return submission


def test_an_invoice_is_stamped_verified_and_kept(tenant, bench):
    document = create(tenant)
    run(document)
    assert transitions.state_of(document) == transitions.ISSUED
    [there] = bench.documents()
    assert document.fiscal_id == there["folio_tax"]
    assert document.provider_operation_id == there["uid"]
    assert (there["external_serie"], there["external_folio"]) == ("F", "1")
    assert (there["reference"], there["place"]) == (str(document.id), "42501")
    assert {file.kind for file in document.files.all()} == {"xml", "pdf"}
    assert document.fiscal_id in document.qr
    assert [w["code"] for w in document.warnings] == []


def test_the_key_stands_in_no_evidence(tenant, bench):
    document = create(tenant)
    run(document)
    rows = Evidence.objects.filter(document=document)
    assert {EMIT, LIST, "cfdi/xml", "cfdi/pdf"} <= {row.operation for row in rows}
    assert not any(bench.unit["key"] in str(row.request_headers) for row in rows)


@pytest.mark.parametrize(
    "scenario", ["timeout_before", "timeout_after", "500", "500_after", "garbage", "truncated"]
)
def test_whatever_the_answer_one_document_is_stamped(tenant, bench, scenario: str):
    document = create(tenant)
    bench.arm(scenario, seconds=2)
    run(document)
    assert transitions.state_of(document) == transitions.ISSUED
    assert bench.taken() == 1


@pytest.mark.parametrize("scenario", ["wrong_total", "wrong_seal"])
def test_what_was_not_asked_for_fails_with_its_evidence(tenant, bench, scenario: str):
    document = create(tenant)
    bench.arm(scenario)
    run(document)
    assert transitions.state_of(document) == transitions.REJECTED
    assert document.fiscal_id is None
    assert {fault["code"] for fault in document.failure["faults"]} == {"stamped_differs"}
    [there] = bench.documents()
    assert document.failure["provider_response"]["stamped_uuid"] == there["folio_tax"]
    kept = Evidence.objects.get(document=document, operation="cfdi/xml", phase="answered")
    assert there["folio_tax"].encode() in bytes(kept.response_body)
    assert not document.files.exists()


@pytest.fixture
def stamped_wrongly(tenant, bench) -> Document:
    """A document that failed here and is stamped, of an account without a list to look it up in."""
    IssuerProfile.objects.update(provider_config={**config_of(tenant), "assume_list": "no"})
    document = create(tenant)
    bench.arm("wrong_seal")
    run(document)
    assert transitions.state_of(document) == transitions.REJECTED
    return document


@pytest.mark.parametrize(
    "ending",
    [
        lambda tenant, id: submit.submit(tenant, id, ANA),
        lambda tenant, id: void.void(tenant, id, "a mistake", ANA),
        lambda tenant, id: amend.amend(tenant, id, {"line_items": [LINE, LINE]}, ANA),
        lambda tenant, id: cancel.request_cancellation(tenant, id, "a mistake", None, ANA),
    ],
    ids=["sent again", "voided", "changed", "cancelled"],
)
def test_what_was_stamped_wrongly_is_left_to_a_person(tenant, bench, stamped_wrongly, ending):
    [there] = bench.documents()
    with pytest.raises(Conflict) as caught:
        ending(tenant, stamped_wrongly.id)
    assert caught.value.code == "stamped_at_authority"
    assert there["folio_tax"] in caught.value.message
    stamped_wrongly.refresh_from_db()
    assert transitions.state_of(stamped_wrongly) == transitions.REJECTED
    assert (bench.taken(), bench.sent(EMIT)) == (1, 1)


def test_a_person_settles_what_was_stamped_wrongly_as_issued(tenant, bench, stamped_wrongly):
    [there] = bench.documents()
    other = {"status": "ISSUED", "fiscal_id": "5803eb8d-81cd-4557-8719-26632d2fa434"}
    with pytest.raises(Unprocessable, match=there["folio_tax"]):
        reconcile.settle(tenant, stamped_wrongly.id, other, ANA)
    given = {"status": "ISSUED", "fiscal_id": there["folio_tax"].lower()}
    document = reconcile.settle(tenant, stamped_wrongly.id, given, ANA)
    assert transitions.state_of(document) == transitions.ISSUED
    assert document.fiscal_id == there["folio_tax"]
    assert (document.failure, document.failure_reason) == (None, None)


def test_what_a_person_found_cancelled_may_be_voided(tenant, stamped_wrongly):
    given = {"status": "FAILED", "failure_reason": "Cancelled at SAT."}
    reconcile.settle(tenant, stamped_wrongly.id, given, ANA)
    document = void.void(tenant, stamped_wrongly.id, "Cancelled at SAT.", ANA)
    assert transitions.state_of(document) == transitions.VOIDED_REJECTED


def test_what_was_never_stamped_is_not_settled_by_hand(tenant, bench):
    document = create(tenant)
    bench.arm("reject")
    run(document)
    with pytest.raises(Conflict, match="stamped"):
        reconcile.settle(tenant, document.id, {"status": "FAILED", "failure_reason": "x"}, ANA)


def test_a_refused_invoice_is_sent_again_under_the_same_number(tenant, bench):
    document = create(tenant)
    bench.arm("reject")
    run(document)
    submit.submit(tenant, document.id, ANA)
    run(document)
    assert transitions.state_of(document) == transitions.ISSUED
    assert bench.documents()[0]["external_folio"] == "1"


def test_sats_refusal_fails_the_document_with_its_code(tenant, bench):
    document = create(tenant)
    bench.arm("reject", rules=["CFDI40157"])
    run(document)
    assert transitions.state_of(document) == transitions.REJECTED
    assert [fault["law"] for fault in document.failure["faults"]] == ["CFDI40157"]
    assert bench.taken() == 0


def test_without_a_list_an_unclear_outcome_waits_and_nothing_is_sent_again(tenant, bench):
    IssuerProfile.objects.update(provider_config={**config_of(tenant), "assume_list": "no"})
    document = create(tenant)
    bench.arm("500_after")
    run(document, lambda submission: "switched off" in submission.last_error)
    assert transitions.state_of(document) == transitions.UNKNOWN
    assert (bench.taken(), bench.sent(EMIT)) == (1, 1)


def config_of(tenant: Tenant) -> dict[str, str]:
    return IssuerProfile.objects.get(tenant=tenant).provider_config


def test_what_breaks_a_rule_is_never_queued(tenant, bench):
    with pytest.raises(Unprocessable):
        create(tenant, metodo_pago="PPD")
    assert bench.sent(EMIT) == 0

"""Cancelling in Mexico: the request through the PAC, SAT's word on how it stands."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from documents.cfdi.model import TimbreFiscalDigital
from documents.rules.mx.deadlines import acceptance_until
from providers.base import ErrorKind, OutcomeStatus, ProviderError
from providers.cancellation import Cancellation, CancellationProvider, CancellationStage
from providers.mx_facturagreen.consulta import Answer, expression, state_of
from providers.mx_facturagreen.provider import FacturaGreenProvider
from tests.documents import samples_cfdi, samples_mx
from tests.providers.mx_bench import CANCEL, MxBench, complement_of, deferred, referring

STAGE = CancellationStage
NOT_CARRIED_OUT = Cancellation("03")
SMALL = samples_mx.line("100")


@pytest.fixture
def bench(sandbox, tmp_path) -> MxBench:
    return MxBench(sandbox, tmp_path)


def request(bench, job, cancellation=NOT_CARRIED_OUT):
    return bench.provider.request_cancellation(job, cancellation)


def stage(bench, job):
    return bench.provider.cancellation_state(job).stage


def answer(bench, job, what):
    bench.control("POST", "/cancellations", folio_tax=job.fiscal_id, answer=what)


def test_the_provider_cancels_by_motive():
    assert isinstance(FacturaGreenProvider(), CancellationProvider)


def test_a_small_invoice_is_cancelled_without_asking_the_receiver(bench):
    job, _ = bench.issued(bench.job(SMALL))
    assert stage(bench, job) is STAGE.NOT_REQUESTED
    assert request(bench, job).status is OutcomeStatus.CANCELLING
    bench.settle()
    state = bench.provider.cancellation_state(job)
    assert state.stage is STAGE.CANCELLED
    assert (state.state, state.status) == ("Cancelado", "Cancelado sin aceptación")
    assert (state.must_act, state.until) == ("", None)


def test_a_large_invoice_waits_for_its_receiver_and_says_until_when(bench):
    job, _ = bench.issued(bench.job())
    asked_at = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    request(bench, job)
    state = bench.provider.cancellation_state(job, asked_at)
    assert (state.stage, state.must_act) == (STAGE.PENDING, "receiver")
    assert state.until.isoformat() == "2026-11-25T12:30:00-06:00"
    answer(bench, job, "accepted")
    assert stage(bench, job) is STAGE.CANCELLED


def test_a_refused_cancellation_leaves_the_invoice_valid_and_may_be_asked_again(bench):
    job, _ = bench.issued(bench.job())
    request(bench, job)
    answer(bench, job, "rejected")
    state = bench.provider.cancellation_state(job)
    assert (state.stage, state.state, state.must_act) == (STAGE.REJECTED, "Vigente", "issuer")
    assert request(bench, job).status is OutcomeStatus.CANCELLING
    assert stage(bench, job) is STAGE.PENDING


@pytest.mark.parametrize(
    ("state", "cancellable", "status", "expected"),
    [
        ("Vigente", "Cancelable sin aceptación", "", STAGE.NOT_REQUESTED),
        ("Vigente", "Cancelable con aceptación", "En proceso", STAGE.PENDING),
        ("Vigente", "Cancelable con aceptación", "Solicitud rechazada", STAGE.REJECTED),
        ("Vigente", "No cancelable", "", STAGE.NOT_CANCELLABLE),
        ("Vigente", "No cancelable", "En proceso", STAGE.PENDING),
        ("Vigente", "Cancelable con aceptación", "Otra cosa", STAGE.UNKNOWN),
        ("Cancelado", "Cancelable con aceptación", "Plazo vencido", STAGE.CANCELLED),
        ("Cancelado", "Cancelable con aceptación", "Cancelado con aceptación", STAGE.CANCELLED),
        ("Cancelado", "", "", STAGE.CANCELLED),
        ("No Encontrado", "", "", STAGE.NOT_FOUND),
        ("Suspendido", "", "", STAGE.UNKNOWN),
    ],
)
def test_every_word_of_sats_has_its_stage(state, cancellable, status, expected):
    assert state_of(Answer("S", state, cancellable, status), None).stage is expected


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ("2026-11-16T10:00:00-06:00", "2026-11-19T10:00:00-06:00"),
        ("2026-11-20T10:00:00-06:00", "2026-11-25T10:00:00-06:00"),
        ("2026-11-21T10:00:00-06:00", "2026-11-25T10:00:00-06:00"),
        ("2026-11-21T05:00:00+00:00", "2026-11-25T23:00:00-06:00"),
    ],
)
def test_a_weekend_is_no_time_to_answer(asked: str, until: str):
    assert acceptance_until(datetime.fromisoformat(asked)).isoformat() == until


def test_the_expression_is_as_sat_prints_it():
    stamped = replace(
        samples_cfdi.INVOICE,
        total=Decimal("1000.00"),
        sello="abcdefgh+/xyz==",
        receptor=replace(samples_cfdi.RECEIVER, rfc="Ñ&A991231AA0"),
        timbre=TimbreFiscalDigital(
            uuid=samples_cfdi.UUID,
            fecha_timbrado=samples_cfdi.NOON,
            rfc_prov_certif="SPR190613I52",
            sello_cfd="abcdefgh+/xyz==",
            no_certificado_sat="30001000000500009901",
            sello_sat="",
        ),
    )
    assert expression(stamped) == (
        f"?id={samples_cfdi.UUID}&re=EKU9003173C9&rr=Ñ&amp;A991231AA0&tt=1000.0&fe=h+/xyz=="
    )


def test_motive_01_names_a_substitute_that_stands_for_it(bench):
    old, _ = bench.issued(bench.job(SMALL))
    new = samples_mx.invoice(SMALL, references=(referring("SUBSTITUTES", old),))
    new, _ = bench.issued(bench.job_of(new))
    assert stage(bench, old) is STAGE.NOT_REQUESTED
    outcome = request(bench, old, Cancellation("01", new.fiscal_id))
    assert outcome.status is OutcomeStatus.CANCELLING
    bench.settle()
    assert stage(bench, old) is STAGE.CANCELLED
    assert stage(bench, new) is STAGE.NOT_REQUESTED


def test_a_substitute_that_does_not_stand_for_it_is_refused_with_sats_number(bench):
    old, _ = bench.issued(bench.job(SMALL))
    other, _ = bench.issued(bench.job(SMALL))
    outcome = request(bench, old, Cancellation("01", other.fiscal_id))
    assert outcome.status is OutcomeStatus.REJECTED
    [fault] = outcome.faults
    assert (fault.law, fault.code) == ("207", "motive_invalid")


def test_an_invoice_with_a_live_payment_is_not_cancellable(bench):
    invoice = deferred(bench)
    bench.issued(bench.job_of(complement_of(invoice)))
    assert stage(bench, invoice) is STAGE.NOT_CANCELLABLE
    outcome = request(bench, invoice)
    assert outcome.status is OutcomeStatus.REJECTED
    assert outcome.faults[0].code == "not_cancellable"


def test_a_payment_complement_needs_its_receivers_acceptance(bench):
    complement, _ = bench.issued(bench.job_of(complement_of(deferred(bench))))
    request(bench, complement)
    assert stage(bench, complement) is STAGE.PENDING


def test_the_state_of_another_document_is_never_taken_for_ours(bench):
    ours, _ = bench.issued(bench.job(SMALL))
    other, _ = bench.issued(bench.job(SMALL))
    request(bench, other)
    bench.settle()
    assert stage(bench, other) is STAGE.CANCELLED
    with pytest.raises(ProviderError) as caught:
        bench.provider.cancellation_state(replace(ours, operation_id=other.operation_id))
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "file_corrupt")


def test_asking_twice_is_asking_once(bench):
    job, _ = bench.issued(bench.job())
    assert request(bench, job).status is OutcomeStatus.CANCELLING
    assert request(bench, job).status is OutcomeStatus.CANCELLING
    assert bench.sent(CANCEL) == 2


@pytest.mark.parametrize("scenario", ["500", "500_after", "garbage", "truncated"])
def test_an_unclear_answer_to_a_request_is_in_doubt_and_sat_tells(bench, scenario: str):
    job, _ = bench.issued(bench.job())
    bench.arm(scenario, CANCEL)
    with pytest.raises(ProviderError) as caught:
        request(bench, job)
    assert caught.value.kind is ErrorKind.IN_DOUBT
    asked = STAGE.NOT_REQUESTED if scenario == "500" else STAGE.PENDING
    assert stage(bench, job) is asked


@pytest.mark.parametrize("scenario", ["500", "garbage", "truncated", "429"])
def test_sats_silence_may_simply_be_asked_again(bench, scenario: str):
    job, _ = bench.issued(bench.job())
    bench.arm(scenario, "consulta")
    with pytest.raises(ProviderError) as caught:
        bench.provider.cancellation_state(job)
    assert caught.value.kind is ErrorKind.RETRY
    assert stage(bench, job) is STAGE.NOT_REQUESTED


def test_a_receiver_with_an_ampersand_is_found_at_sat(bench):
    receiver = samples_mx.company(tax_id="Ñ&A050912AB3", name="ÑANDU Y ASOCIADOS")
    job, _ = bench.issued(bench.job(SMALL, receiver=receiver))
    assert stage(bench, job) is STAGE.NOT_REQUESTED


@pytest.mark.parametrize(
    "cancellation", [Cancellation("01"), Cancellation("02", samples_mx.OTHER_UUID)]
)
def test_a_motive_without_its_substitute_is_never_sent(bench, cancellation):
    job, _ = bench.issued(bench.job())
    with pytest.raises(ProviderError) as caught:
        request(bench, job, cancellation)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.REJECT, "substitute_missing")
    assert bench.sent(CANCEL) == 0


def test_where_there_is_no_field_for_a_substitute_motive_01_is_refused(bench):
    bench.config["assume_substitute_field"] = ""
    job, _ = bench.issued(bench.job())
    with pytest.raises(ProviderError) as caught:
        request(bench, job, Cancellation("01", samples_mx.OTHER_UUID))
    assert caught.value.code == "not_offered"


def test_what_was_never_stamped_cannot_be_cancelled(bench):
    job = bench.job()
    with pytest.raises(ProviderError) as caught:
        request(bench, job)
    assert caught.value.code == "document_incomplete"
    unknown = replace(job, fiscal_id=samples_mx.OTHER_UUID)
    outcome = request(bench, unknown)
    assert outcome.faults[0].code == "fiscal_id_unknown"

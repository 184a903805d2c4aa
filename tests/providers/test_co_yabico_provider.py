"""The Colombian provider against its sandbox over real HTTP, in both dialects of the schema."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from providers.base import ErrorKind, Job, OutcomeStatus, ProviderError
from providers.co_yabico.client import YabicoClient
from providers.co_yabico.provider import YabicoProvider
from tests.providers.co_bench import PATHS, STEP, YabicoBench
from tests.providers.conftest import Sandbox
from tests.providers.contract import ProviderContract, poll, submit
from tests.providers.test_co_yabico_mapping import EXAMPLES
from tests.providers.wire_server import unused_url


@pytest.fixture(params=sorted(PATHS))
def dialect(request) -> str:
    return request.param


@pytest.fixture
def bench(sandbox: Sandbox, dialect: str) -> YabicoBench:
    return YabicoBench(sandbox, dialect, sandbox.new_unit(stepSeconds=STEP))


@pytest.fixture
def other_bench(sandbox: Sandbox, dialect: str) -> YabicoBench:
    return YabicoBench(sandbox, dialect, sandbox.new_unit(stepSeconds=STEP))


class TestContract(ProviderContract):
    """The shared suite."""


def example_job(bench: YabicoBench, name: str) -> Job:
    example = EXAMPLES[name]
    return bench.job(
        *example.line_items,
        receiver=example.receiver,
        country_specific=moved(example.country_specific),
    )


RATES_ONLY_SEEN_LIVE = {"lines-of-every-kind", "withholdings"}


TAKEN = [(name, "live") for name in sorted(EXAMPLES)] + [
    (name, "printed") for name in sorted(EXAMPLES.keys() - RATES_ONLY_SEEN_LIVE)
]


@pytest.mark.parametrize(("name", "dialect"), TAKEN)
def test_every_mapped_example_is_taken_and_gets_the_cufe_we_expect(bench: YabicoBench, name: str):
    job = example_job(bench, name)
    sent = submit(bench, job)
    bench.settle()
    issued = poll(bench, job, sent)
    assert issued.status is OutcomeStatus.ISSUED
    assert issued.issued_at is not None
    assert issued.fiscal_id == bench.provider.fiscal_id_expected(job, issued.issued_at)
    assert issued.facts is not None
    assert issued.facts.total == job.totals.total


@pytest.mark.parametrize("name", sorted(RATES_ONLY_SEEN_LIVE))
def test_the_printed_reference_refuses_rates_below_one_percent(sandbox: Sandbox, name: str):
    bench = YabicoBench(sandbox, "printed", sandbox.new_unit(stepSeconds=STEP))
    with pytest.raises(ProviderError) as caught:
        submit(bench, example_job(bench, name))
    assert caught.value.kind is ErrorKind.REJECT
    assert "001-V8" in {fault.law for fault in caught.value.faults}
    assert bench.taken() == 0


def moved(own: Mapping[str, Any]) -> dict[str, Any]:
    """The example's fields with dates that suit a document of today."""
    today = datetime.now(ZoneInfo("America/Bogota")).date()
    dates = {"payment_due_date": (today + timedelta(days=30)).isoformat()}
    rate = {"exchange_rate": {"rate": "4123.55", "date": today.isoformat()}}
    return {key: {**dates, **rate}.get(key, value) for key, value in own.items()}


def test_what_the_dialect_lacks_is_not_sent(bench: YabicoBench):
    sent = json.loads(bench.provider.prepare(bench.job()))["document"]["generalInformation"]
    assert ("issueDateTime" in sent) == (bench.dialect == "printed")


def test_what_only_one_dialect_has_is_asked_for_there(bench: YabicoBench):
    outcome = submit(bench, bench.job())
    assert ("dianState" in outcome.answer) == (bench.dialect == "live")


def test_the_schema_is_read_once_for_many_documents(bench: YabicoBench):
    bench.provider = YabicoProvider()
    for _ in range(2):
        submit(bench, bench.job())
    assert bench.recorder.operations == ["IntrospectionQuery", "createInvoice", "createInvoice"]


def test_an_unreadable_schema_sends_nothing_and_may_be_tried_again(bench: YabicoBench):
    bench.provider = YabicoProvider()
    job = bench.job()
    config = {**job.account.config, "base_url": unused_url()}
    away = replace(job, account=replace(job.account, config=config))
    with pytest.raises(ProviderError) as caught:
        bench.provider.prepare(away)
    assert caught.value.kind is ErrorKind.RETRY
    assert bench.provider.prepare(job)


def test_an_invalid_document_is_refused_with_the_providers_codes(bench: YabicoBench):
    job = bench.job()
    payload = bench.provider.prepare(job).replace(b'"119000.00"', b'"129000.00"')
    with pytest.raises(ProviderError) as caught:
        bench.provider.submit(job, payload)
    assert caught.value.kind is ErrorKind.REJECT
    assert caught.value.code == "totals_mismatch"
    assert "001-DT5" in {fault.law for fault in caught.value.faults}
    assert bench.taken() == 0


def test_a_number_outside_the_units_range_is_a_matter_of_configuration(bench: YabicoBench):
    bench.numbers = count(1)
    job = bench.job()
    with pytest.raises(ProviderError) as caught:
        submit(bench, job)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONFIG, "numbering_range_mismatch")


def test_a_refusal_on_the_spot_names_the_authoritys_rule(bench: YabicoBench):
    bench.arm("reject_now", rules=["FAK24"])
    with pytest.raises(ProviderError) as caught:
        submit(bench, bench.job())
    assert (caught.value.kind, caught.value.code) == (ErrorKind.REJECT, "authority_rejection")
    assert [fault.law for fault in caught.value.faults] == ["FAK24"]
    assert bench.taken() == 0


def test_an_email_that_failed_does_not_unmake_an_invoice(bench: YabicoBench):
    bench.arm("email_failed")
    job = bench.job()
    sent = submit(bench, job)
    bench.settle()
    issued = poll(bench, job, sent)
    assert issued.raw_status.startswith("SEND_EMAIL_ERROR")
    assert issued.status is OutcomeStatus.ISSUED


def test_a_missing_unit_sends_nothing(bench: YabicoBench):
    job = bench.job()
    config = {k: v for k, v in job.account.config.items() if k != "organizational_unit_id"}
    job = replace(job, account=replace(job.account, config=config))
    with pytest.raises(ProviderError) as caught:
        bench.provider.prepare(job)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONFIG, "unit_missing")


def test_a_document_without_a_number_sends_nothing(bench: YabicoBench):
    job = bench.job(numbering=None)
    for verb in (bench.provider.prepare, bench.provider.find):
        with pytest.raises(ProviderError) as caught:
            verb(job)
        assert (caught.value.kind, caught.value.code) == (ErrorKind.REJECT, "document_incomplete")
    assert bench.taken() == 0


def test_files_of_a_document_that_is_not_validated_come_later(bench: YabicoBench):
    bench.arm("stays_validating")
    job = bench.job()
    sent = submit(bench, job)
    with pytest.raises(ProviderError) as caught:
        bench.provider.files(replace(job, operation_id=sent.operation_id))
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "file_not_ready")


def test_files_of_nothing_come_later(bench: YabicoBench):
    with pytest.raises(ProviderError) as caught:
        bench.provider.files(bench.job())
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "document_not_found")


def test_cancelling_is_refused_clearly_and_sends_nothing(bench: YabicoBench):
    with pytest.raises(ProviderError) as caught:
        bench.provider.cancel(bench.job(), "a mistake")
    assert (caught.value.kind, caught.value.code) == (ErrorKind.REJECT, "cancel_not_offered")
    assert bench.recorder.told == []


@pytest.mark.parametrize("missing", ["technical_key", "environment"])
def test_without_key_or_environment_no_cufe_is_expected(bench: YabicoBench, missing: str):
    job = bench.job()
    config = {k: v for k, v in job.account.config.items() if k != missing}
    job = replace(job, account=replace(job.account, config=config))
    assert bench.provider.fiscal_id_expected(job, datetime.now(UTC)) is None


class TestLookUp:
    """Finding goes through the list where the look-up by number does not help."""

    def look_up(self, bench: YabicoBench, monkeypatch, seen) -> OutcomeStatus:
        real = YabicoClient.document

        def document(client, family, uid, extra=""):
            return seen() if uid.startswith("SETP") else real(client, family, uid, extra)

        job = bench.job()
        submit(bench, job)
        monkeypatch.setattr(YabicoClient, "document", document)
        return bench.provider.find(job).status

    def test_when_the_number_is_refused_as_an_id(self, bench, monkeypatch):
        def seen():
            raise ProviderError(ErrorKind.CONFIG, "schema_mismatch", "not a UID")

        assert self.look_up(bench, monkeypatch, seen) is OutcomeStatus.ACCEPTED

    def test_when_the_number_is_not_seen(self, bench, monkeypatch):
        assert self.look_up(bench, monkeypatch, lambda: None) is OutcomeStatus.ACCEPTED

    def test_when_another_units_document_is_seen(self, bench, monkeypatch):
        other = {"uid": "u", "id": "SETP990000001", "organizationalUnitId": "somebody-else"}
        assert self.look_up(bench, monkeypatch, lambda: other) is OutcomeStatus.ACCEPTED

    def test_but_not_when_the_credential_is_refused(self, bench, monkeypatch):
        def seen():
            raise ProviderError(ErrorKind.CONFIG, "credential_refused", "no")

        with pytest.raises(ProviderError, match="no"):
            self.look_up(bench, monkeypatch, seen)

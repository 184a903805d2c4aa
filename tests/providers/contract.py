"""What every provider must do, whatever it speaks: a suite that a provider's tests inherit.

A subclass gives the fixture `bench`: a provider, its sandbox, and documents to send.
"""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest

from providers.base import (
    Account,
    ErrorKind,
    Job,
    Outcome,
    OutcomeStatus,
    Provider,
    ProviderError,
)
from tests.providers.recorders import MemoryRecorder


class Bench(Protocol):
    """A provider on its sandbox, with an account nobody else uses."""

    provider: Provider
    recorder: MemoryRecorder
    account: Account

    def job(self) -> Job:
        """A valid document with the next number."""

    def arm(self, scenario: str, **more: Any) -> None:
        """The next submission meets the scenario."""

    def arm_reading(self, scenario: str, **more: Any) -> None:
        """The next look-up by number or id meets the scenario."""

    def hurried(self, job: Job) -> Job:
        """The same with a short read time-out."""

    def settle(self, seconds: float = 60) -> None:
        """Let the authority decide on everything sent: time passes there, not here."""

    def taken(self) -> int:
        """How many documents the sandbox really holds."""


def in_doubt(bench: Bench, job: Job, payload: bytes) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        bench.provider.submit(job, payload)
    assert caught.value.kind is ErrorKind.IN_DOUBT
    return caught.value


def submit(bench: Bench, job: Job) -> Outcome:
    return bench.provider.submit(job, bench.provider.prepare(job))


def poll(bench: Bench, job: Job, sent: Outcome) -> Outcome:
    return bench.provider.poll(replace(job, operation_id=sent.operation_id))


class FurtherDocumentContract:
    """What holds of every kind of document besides the first. Inherit, and give `bench`: its jobs
    are of the kind, with all they refer to made before; `taken` counts that kind alone.
    """

    duplicate = "number_already_used"

    def test_preparing_twice_gives_the_same_bytes_and_sends_no_document(self, bench: Bench):
        job = bench.job()
        assert bench.provider.prepare(job) == bench.provider.prepare(job)
        assert bench.taken() == 0

    def test_it_is_accepted_issued_and_downloaded(self, bench: Bench):
        job = bench.job()
        assert job.document.document_type in bench.provider.document_types
        sent = submit(bench, job)
        assert sent.status is OutcomeStatus.ACCEPTED
        assert sent.operation_id
        bench.settle()
        issued = poll(bench, job, sent)
        assert (issued.status, issued.faults) == (OutcomeStatus.ISSUED, ())
        assert issued.fiscal_id
        assert issued.issued_at is not None
        assert issued.issued_at.tzinfo is not None
        expected = bench.provider.fiscal_id_expected(job, issued.issued_at)
        assert expected in (None, issued.fiscal_id)
        for file in bench.provider.files(replace(job, operation_id=sent.operation_id)):
            assert file.filename
            if file.kind == "xml":
                ElementTree.fromstring(file.content)

    def test_what_was_not_sent_is_not_found(self, bench: Bench):
        assert bench.provider.find(bench.job()).status is OutcomeStatus.NOT_FOUND

    def test_it_is_found_with_facts_to_compare(self, bench: Bench):
        job = bench.job()
        sent = submit(bench, job)
        found = bench.provider.find(job)
        assert found.operation_id == sent.operation_id
        assert found.facts is not None
        assert found.facts.total == job.totals.total
        assert found.facts.currency == job.totals.currency
        assert found.facts.buyer_id == job.document.receiver.tax_id.partition("-")[0]

    def test_sending_it_again_is_in_doubt_and_makes_no_second_one(self, bench: Bench):
        job = bench.job()
        payload = bench.provider.prepare(job)
        first = bench.provider.submit(job, payload)
        assert in_doubt(bench, job, payload).code == self.duplicate
        assert bench.provider.find(job).operation_id == first.operation_id
        assert bench.taken() == 1

    def test_a_time_out_before_acceptance_leaves_nothing_and_it_may_be_sent_again(
        self, bench: Bench
    ):
        job = bench.job()
        payload = bench.provider.prepare(job)
        bench.arm("timeout_before", seconds=3)
        in_doubt(bench, bench.hurried(job), payload)
        assert bench.provider.find(job).status is OutcomeStatus.NOT_FOUND
        assert bench.provider.submit(job, payload).status is OutcomeStatus.ACCEPTED

    def test_a_time_out_after_acceptance_is_found(self, bench: Bench):
        job = bench.job()
        payload = bench.provider.prepare(job)
        bench.arm("timeout_after", seconds=3)
        in_doubt(bench, bench.hurried(job), payload)
        assert bench.provider.find(job).operation_id
        assert bench.taken() == 1

    @pytest.mark.parametrize("scenario", ["500_after", "garbage"])
    def test_an_unclear_answer_is_in_doubt(self, bench: Bench, scenario: str):
        job = bench.job()
        payload = bench.provider.prepare(job)
        bench.arm(scenario)
        in_doubt(bench, job, payload)
        there = bench.provider.find(job).status is not OutcomeStatus.NOT_FOUND
        assert there == (bench.taken() == 1)

    def test_the_authoritys_refusal_names_its_rules(self, bench: Bench):
        job = bench.job()
        payload = bench.provider.prepare(job)
        bench.arm("reject", rules=["FAK24"])
        assert "FAK24" in self.refused(bench, job, payload)

    def refused(self, bench: Bench, job: Job, payload: bytes) -> set[str]:
        """The rules of a refusal, which comes at once or when polled."""
        try:
            sent = bench.provider.submit(job, payload)
        except ProviderError as error:
            return {fault.law for fault in error.faults if error.kind is ErrorKind.REJECT}
        bench.settle()
        outcome = poll(bench, job, sent)
        assert outcome.status is OutcomeStatus.REJECTED
        return {fault.law for fault in outcome.faults}


class ProviderContract:
    """Inherit, and give `bench`."""

    def test_the_provider_describes_itself(self, bench: Bench):
        provider = bench.provider
        assert provider.name
        assert len(provider.country) == 2
        assert "/" in provider.timezone
        assert "INVOICE" in provider.document_types
        for schedule in (provider.poll_schedule, provider.find_schedule):
            assert schedule
            assert list(schedule) == sorted(schedule)
            assert all(seconds > 0 for seconds in schedule)

    def test_preparing_twice_gives_the_same_bytes_and_sends_no_document(self, bench: Bench):
        job = bench.job()
        assert bench.provider.prepare(job) == bench.provider.prepare(job)
        assert bench.taken() == 0

    def test_a_document_is_accepted_issued_and_downloaded(self, bench: Bench):
        job = bench.job()
        sent = submit(bench, job)
        assert sent.status is OutcomeStatus.ACCEPTED
        assert sent.operation_id
        bench.settle()
        issued = poll(bench, job, sent)
        assert issued.status is OutcomeStatus.ISSUED
        assert issued.fiscal_id
        assert issued.qr
        assert issued.faults == ()
        assert isinstance(issued.issued_at, datetime)
        assert issued.issued_at.tzinfo is not None
        files = bench.provider.files(replace(job, operation_id=sent.operation_id))
        contents = {file.kind: file.content for file in files}
        assert set(contents) == {"xml", "pdf"}
        assert contents["pdf"].startswith(b"%PDF-")
        ElementTree.fromstring(contents["xml"])
        assert all(file.filename for file in files)

    def test_polling_before_the_authority_decided_is_not_final(self, bench: Bench):
        bench.arm("stays_validating")
        job = bench.job()
        sent = submit(bench, job)
        assert poll(bench, job, sent).status is OutcomeStatus.ACCEPTED

    def test_all_that_went_over_the_wire_is_told_without_the_secret(self, bench: Bench):
        submit(bench, bench.job())
        kinds = [kind for kind, _, _ in bench.recorder.told]
        assert kinds == ["sent", "answered"] * (len(kinds) // 2)
        assert kinds
        assert all(request.body and request.operation for request in bench.recorder.requests)
        assert all(answer.status == 200 and answer.body for answer in bench.recorder.answers)
        assert bench.account.secret not in repr(bench.recorder.told)
        assert bench.account.secret not in repr(bench.account)

    def test_the_prepared_bytes_are_what_is_sent(self, bench: Bench):
        job = bench.job()
        payload = bench.provider.prepare(job)
        altered = payload.replace("consultoría".encode(), "asesoría".encode())
        assert altered != payload
        bench.provider.submit(job, altered)
        assert "asesoría" in bench.recorder.requests[-1].body.decode("unicode_escape")

    def test_a_number_nobody_used_is_not_found(self, bench: Bench):
        assert bench.provider.find(bench.job()).status is OutcomeStatus.NOT_FOUND

    def test_an_id_nobody_gave_is_not_found(self, bench: Bench):
        job = replace(bench.job(), operation_id="00000000-0000-4000-8000-000000000000")
        assert bench.provider.poll(job).status is OutcomeStatus.NOT_FOUND

    def test_a_document_is_found_by_its_number_with_facts_to_compare(self, bench: Bench):
        job = bench.job()
        sent = submit(bench, job)
        found = bench.provider.find(job)
        assert found.operation_id == sent.operation_id
        assert found.facts is not None
        assert found.facts.total == job.totals.total
        assert found.facts.currency == job.totals.currency
        assert found.facts.issued_on == job.document.emission_date
        assert found.facts.buyer_id == job.document.receiver.tax_id.partition("-")[0]

    def test_another_accounts_document_of_the_same_number_is_not_found(
        self, bench: Bench, other_bench: Bench
    ):
        job = bench.job()
        submit(bench, job)
        theirs = replace(job, account=other_bench.account)
        assert other_bench.provider.find(theirs).status is OutcomeStatus.NOT_FOUND

    def test_sending_a_number_again_is_in_doubt_and_makes_no_second_document(self, bench: Bench):
        job = bench.job()
        first = submit(bench, job)
        error = in_doubt(bench, job, bench.provider.prepare(job))
        assert error.code == "number_already_used"
        assert bench.provider.find(job).operation_id == first.operation_id
        assert bench.taken() == 1

    @pytest.mark.parametrize("scenario", ["duplicate_with_id", "duplicate_without_id"])
    def test_a_duplicate_answer_is_in_doubt_and_the_document_is_found(
        self, bench: Bench, scenario: str
    ):
        bench.arm(scenario)
        job = bench.job()
        error = in_doubt(bench, job, bench.provider.prepare(job))
        assert error.code == "number_already_used"
        assert bench.provider.find(job).status is not OutcomeStatus.NOT_FOUND

    def test_somebody_elses_document_under_our_number_shows_in_the_facts(self, bench: Bench):
        bench.arm("duplicate_other")
        job = bench.job()
        in_doubt(bench, job, bench.provider.prepare(job))
        facts = bench.provider.find(job).facts
        assert facts is not None
        ours = (job.document.receiver.tax_id.partition("-")[0], job.totals.total)
        assert (facts.buyer_id, facts.total) != ours

    def test_a_time_out_before_acceptance_is_in_doubt_and_nothing_is_found(self, bench: Bench):
        bench.arm("timeout_before", seconds=3)
        job = bench.job()
        payload = bench.provider.prepare(job)
        in_doubt(bench, bench.hurried(job), payload)
        assert bench.provider.find(job).status is OutcomeStatus.NOT_FOUND
        assert bench.provider.submit(job, payload).status is OutcomeStatus.ACCEPTED

    def test_a_time_out_after_acceptance_is_in_doubt_and_the_document_is_found(self, bench: Bench):
        bench.arm("timeout_after", seconds=3)
        job = bench.job()
        in_doubt(bench, bench.hurried(job), bench.provider.prepare(job))
        assert bench.recorder.answers[-1].status is None
        assert bench.provider.find(job).operation_id
        assert bench.taken() == 1

    def test_a_document_may_be_visible_only_later(self, bench: Bench):
        bench.arm("late_visible", seconds=30)
        job = bench.job()
        sent = submit(bench, job)
        assert bench.taken() == 1
        assert bench.provider.find(job).status is OutcomeStatus.NOT_FOUND
        assert poll(bench, job, sent).status is OutcomeStatus.NOT_FOUND
        bench.settle(31)
        assert bench.provider.find(job).operation_id == sent.operation_id

    def test_too_many_requests_may_be_tried_again_after_the_named_time(self, bench: Bench):
        bench.arm("429", seconds=7)
        job = bench.job()
        payload = bench.provider.prepare(job)
        with pytest.raises(ProviderError) as caught:
            bench.provider.submit(job, payload)
        assert caught.value.kind is ErrorKind.RETRY
        assert caught.value.retry_after == 7
        assert bench.provider.submit(job, payload).status is OutcomeStatus.ACCEPTED

    @pytest.mark.parametrize("scenario", ["500", "500_after", "garbage", "truncated"])
    def test_an_unclear_answer_is_in_doubt(self, bench: Bench, scenario: str):
        bench.arm(scenario)
        job = bench.job()
        in_doubt(bench, job, bench.provider.prepare(job))
        there = bench.provider.find(job).status is not OutcomeStatus.NOT_FOUND
        assert there == (bench.taken() == 1)
        assert there == (scenario != "500")

    @pytest.mark.parametrize("scenario", ["500", "garbage", "truncated", "429"])
    def test_a_failed_reading_may_simply_be_repeated(self, bench: Bench, scenario: str):
        job = bench.job()
        sent = submit(bench, job)
        for read in (bench.provider.find, bench.provider.poll, bench.provider.files):
            bench.arm_reading(scenario)
            with pytest.raises(ProviderError) as caught:
                read(replace(job, operation_id=sent.operation_id))
            assert caught.value.kind is ErrorKind.RETRY

    def test_a_refused_credential_is_a_matter_of_configuration(self, bench: Bench):
        job = bench.job()
        payload = bench.provider.prepare(job)
        wrong = replace(job, account=replace(bench.account, secret="wrong-token"))
        for call in (
            lambda: bench.provider.submit(wrong, payload),
            lambda: bench.provider.find(wrong),
        ):
            with pytest.raises(ProviderError) as caught:
                call()
            assert caught.value.kind is ErrorKind.CONFIG
            assert caught.value.code == "credential_refused"
            assert "wrong-token" not in f"{caught.value!r}"

    def test_the_authoritys_refusal_names_its_rules(self, bench: Bench):
        bench.arm("reject", rules=["FAK24", "FAU14"])
        job = bench.job()
        sent = submit(bench, job)
        bench.settle()
        refused = poll(bench, job, sent)
        assert refused.status is OutcomeStatus.REJECTED
        assert [fault.law for fault in refused.faults] == ["FAK24", "FAU14"]
        assert all(fault.message for fault in refused.faults)

    def test_a_notification_is_no_refusal(self, bench: Bench):
        bench.arm("notification", rules=["FAJ43b"])
        job = bench.job()
        sent = submit(bench, job)
        bench.settle()
        issued = poll(bench, job, sent)
        assert issued.status is OutcomeStatus.ISSUED
        assert issued.faults == ()
        assert [notice.law for notice in issued.notices] == ["FAJ43b"]

    def test_an_unknown_status_is_never_final(self, bench: Bench):
        bench.arm("unknown_status")
        job = bench.job()
        sent = submit(bench, job)
        bench.settle(2.5)
        unknown = poll(bench, job, sent)
        assert unknown.status is OutcomeStatus.UNKNOWN
        assert unknown.raw_status
        bench.settle()
        assert poll(bench, job, sent).status is OutcomeStatus.ISSUED

    def test_the_fiscal_id_can_be_checked_by_our_own_data(self, bench: Bench):
        job = bench.job()
        sent = submit(bench, job)
        bench.settle()
        issued = poll(bench, job, sent)
        assert issued.issued_at is not None
        expected = bench.provider.fiscal_id_expected(job, issued.issued_at)
        assert expected == issued.fiscal_id
        later = issued.issued_at + timedelta(seconds=1)
        assert bench.provider.fiscal_id_expected(job, later) != issued.fiscal_id

    def test_a_wrong_fiscal_id_shows(self, bench: Bench):
        bench.arm("wrong_cufe")
        job = bench.job()
        sent = submit(bench, job)
        bench.settle()
        found = poll(bench, job, sent)
        assert found.issued_at is not None
        assert found.fiscal_id
        expected = bench.provider.fiscal_id_expected(job, found.issued_at)
        assert expected
        assert expected != found.fiscal_id

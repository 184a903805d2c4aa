"""Notes, cancellations, support documents and events of the Colombian provider, over real HTTP."""

from dataclasses import replace

import pytest

from documents.values import Reference
from providers.base import ErrorKind, Job, OutcomeStatus, ProviderError
from providers.co_yabico import kinds
from tests.providers.co_bench import PATHS, STEP, YabicoBench
from tests.providers.co_documents import line
from tests.providers.co_kinds import (
    MAKERS,
    PERSON,
    KindBench,
    bought,
    event,
    now,
    own,
    referenced,
    refers,
)
from tests.providers.conftest import Sandbox
from tests.providers.contract import FurtherDocumentContract
from tests.providers.test_co_yabico_mapping_kinds import EXAMPLES

EVENTS = sorted(kinds.EVENTS)
DOCUMENTS = sorted(MAKERS.keys() - kinds.EVENTS.keys())


def made(sandbox: Sandbox, dialect: str, kind: str) -> KindBench:
    return KindBench(sandbox, dialect, sandbox.new_unit(stepSeconds=STEP), kind=kind)


class TestDocuments(FurtherDocumentContract):
    """The shared suite: each kind in one dialect, the first also in the other."""

    @pytest.fixture(params=[*((kind, "live") for kind in DOCUMENTS), ("CREDIT_NOTE", "printed")])
    def bench(self, sandbox: Sandbox, request) -> KindBench:
        kind, dialect = request.param
        return made(sandbox, dialect, kind)


class TestEvents(FurtherDocumentContract):
    """The shared suite for what is kept within an invoice."""

    duplicate = "event_already_made"

    @pytest.fixture(params=["RECEIPT_ACKNOWLEDGEMENT", "TACIT_ACCEPTANCE"])
    def bench(self, sandbox: Sandbox, request) -> KindBench:
        return made(sandbox, "live", request.param)


@pytest.mark.parametrize("dialect", sorted(PATHS))
@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_every_kind_gets_the_fiscal_id_we_expect_in_both_dialects(
    sandbox: Sandbox, kind: str, dialect: str
):
    bench = made(sandbox, dialect, kind)
    job = bench.job()
    issued = bench.settled_outcome(job)
    assert issued.status is OutcomeStatus.ISSUED
    expected = bench.provider.fiscal_id_expected(job, issued.issued_at)
    assert issued.fiscal_id == (expected if kind != "PRODUCTS_DELIVERY" else issued.operation_id)
    assert (expected is None) == (kind == "PRODUCTS_DELIVERY")


SPECIAL = sorted(name for name in EXAMPLES if name.startswith("invoice-"))


@pytest.mark.parametrize("name", SPECIAL)
def test_special_invoices_are_taken_and_get_the_fiscal_id_we_expect(sandbox: Sandbox, name: str):
    bench = made(sandbox, "live", "INVOICE")
    example = EXAMPLES[name]
    fields = {
        "receiver": example.receiver,
        "references": example.references,
        "country_specific": example.country_specific,
    }
    job = YabicoBench.job(bench, *example.line_items, **fields)
    issued = bench.settled_outcome(job)
    assert issued.status is OutcomeStatus.ISSUED
    assert issued.fiscal_id == bench.provider.fiscal_id_expected(job, issued.issued_at)


def refused(bench: KindBench, job: Job) -> tuple[ErrorKind, str]:
    with pytest.raises(ProviderError) as caught:
        bench.made(job)
    return caught.value.kind, caught.value.code


def test_dians_own_contingency_is_refused_clearly_and_nothing_is_sent(sandbox: Sandbox):
    bench = made(sandbox, "live", "INVOICE")
    job = YabicoBench.job(bench, **own(subtype="CONTINGENCY_DIAN"))
    assert refused(bench, job) == (ErrorKind.REJECT, "not_offered")
    assert bench.sandbox.documents(bench.unit["uid"]) == []


@pytest.fixture
def bench(sandbox: Sandbox) -> KindBench:
    return made(sandbox, "live", "CREDIT_NOTE")


def test_a_reference_by_cufe_alone_is_looked_up(bench: KindBench):
    to = bench.issued(line(quantity="3"))
    lines = (line(quantity="1"),)
    for reference in (
        Reference("CREDITS", fiscal_id=to.fiscal_id),
        Reference("CREDITS", provider_doc_id=to.operation_id),
        Reference("CREDITS", document=replace(to, operation_id=None, fiscal_id=None)),
    ):
        job = bench.numbered("CREDIT_NOTE", "NC", references=(reference,), line_items=lines)
        assert bench.made(job).status is OutcomeStatus.ACCEPTED
    assert bench.taken() == 3


def test_a_reference_the_provider_does_not_have_sends_nothing(bench: KindBench):
    reference = Reference("CREDITS", fiscal_id="0" * 96)
    job = bench.numbered("CREDIT_NOTE", "NC", references=(reference,))
    assert refused(bench, job) == (ErrorKind.REJECT, "document_incomplete")
    assert bench.taken() == 0


def test_more_than_is_left_is_refused_with_our_word_for_it(bench: KindBench):
    to = bench.issued()
    first, second, third = (
        bench.numbered("CREDIT_NOTE", "NC", line_items=(line(quantity=q),), **refers("CREDITS", to))
        for q in ("1", "2", "1")
    )
    bench.made(first)
    assert refused(bench, second) == (ErrorKind.REJECT, "note_exceeds_referenced")
    assert bench.made(third).status is OutcomeStatus.ACCEPTED


def test_an_unknown_line_and_another_price_are_refused_with_our_words(bench: KindBench):
    to = bench.issued()
    unknown = (line(quantity="1", own={"reference_line": 9}),)
    job = bench.numbered("CREDIT_NOTE", "NC", line_items=unknown, **refers("CREDITS", to))
    assert refused(bench, job) == (ErrorKind.REJECT, "note_line_unknown")
    dearer = (line("60000.00", "1"),)
    job = bench.numbered("CREDIT_NOTE", "NC", line_items=dearer, **refers("CREDITS", to))
    assert refused(bench, job) == (ErrorKind.REJECT, "note_price_mismatch")


def test_an_invoice_that_is_not_validated_takes_no_note(bench: KindBench):
    sent = YabicoBench.job(bench)
    outcome = bench.made(sent)
    to = referenced(sent, outcome)
    lines = (line(quantity="1"),)
    job = bench.numbered("CREDIT_NOTE", "NC", line_items=lines, **refers("CREDITS", to))
    assert refused(bench, job) == (ErrorKind.REJECT, "referenced_document_not_valid")


def test_what_was_voided_is_not_voided_again(bench: KindBench):
    first = MAKERS["CANCELLATION"](bench)
    again = bench.numbered(
        "CANCELLATION",
        "NA",
        references=first.document.references,
        line_items=first.document.line_items,
    )
    assert bench.settled_outcome(first).status is OutcomeStatus.ISSUED
    assert refused(bench, again) == (ErrorKind.REJECT, "referenced_document_not_valid")


def test_an_event_out_of_order_is_refused_with_our_word_for_it(bench: KindBench):
    to = bought(bench.purchase())
    job = event(bench, to, code="EXPRESS_ACCEPTANCE")
    assert refused(bench, job) == (ErrorKind.REJECT, "event_not_allowed")


def test_an_invoice_in_cash_takes_no_event(bench: KindBench):
    to = bought(bench.purchase(credit=False))
    job = event(bench, to, code="RECEIPT_ACKNOWLEDGEMENT", person=PERSON)
    assert refused(bench, job) == (ErrorKind.REJECT, "event_not_allowed")


def test_an_event_on_an_invoice_by_cufe_alone_is_looked_up(bench: KindBench):
    to = bought(bench.purchase())
    job = event(bench, to, code="RECEIPT_ACKNOWLEDGEMENT", person=PERSON)
    reference = Reference("CONCERNS", fiscal_id=to.fiscal_id)
    job = replace(job, document=replace(job.document, references=(reference,)))
    sent = bench.made(job)
    found = bench.provider.poll(replace(job, operation_id=sent.operation_id))
    assert found.status is OutcomeStatus.ISSUED
    assert bench.provider.fiscal_id_expected(job, found.issued_at) is None


def test_the_same_event_under_another_number_is_for_a_person_to_judge(bench: KindBench):
    to = bought(bench.purchase())
    ours, other = (
        event(bench, to, code="RECEIPT_ACKNOWLEDGEMENT", person=PERSON) for _ in range(2)
    )
    bench.made(other)
    assert refused(bench, ours) == (ErrorKind.IN_DOUBT, "event_already_made")
    found = bench.provider.find(ours)
    assert found.status is OutcomeStatus.ISSUED
    assert found.facts is None


def test_an_events_invoice_that_is_gone_may_be_asked_for_again(bench: KindBench):
    to = bought(bench.purchase())
    job = event(bench, to, code="RECEIPT_ACKNOWLEDGEMENT", person=PERSON)
    reference = Reference("CONCERNS", fiscal_id="0" * 96)
    job = replace(job, document=replace(job.document, references=(reference,)))
    with pytest.raises(ProviderError) as caught:
        bench.provider.find(job)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "document_not_found")


def test_a_delivery_has_no_file(bench: KindBench):
    job = MAKERS["PRODUCTS_DELIVERY"](bench)
    sent = bench.made(job)
    assert bench.provider.files(replace(job, operation_id=sent.operation_id)) == ()


def test_without_a_pin_no_cude_is_expected(bench: KindBench):
    for kind in ("CREDIT_NOTE", "SUPPORT_DOCUMENT", "CLAIM"):
        job = MAKERS[kind](bench)
        config = {k: v for k, v in job.account.config.items() if k != "software_pin"}
        job = replace(job, account=replace(job.account, config=config))
        assert bench.provider.fiscal_id_expected(job, now(bench)) is None


def test_the_pin_is_shown_nowhere(sandbox: Sandbox):
    unit = sandbox.new_unit(stepSeconds=STEP, softwarePin="PIN4711secret")
    bench = KindBench(sandbox, "live", unit, kind="CREDIT_NOTE")
    job = bench.job()
    issued = bench.settled_outcome(job)
    assert bench.provider.fiscal_id_expected(job, issued.issued_at) == issued.fiscal_id
    assert job.account.config["software_pin"] == "PIN4711secret"
    assert "PIN4711secret" not in repr((bench.recorder.told, job.account, issued))

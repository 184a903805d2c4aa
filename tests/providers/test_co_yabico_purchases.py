"""Purchases and buyers' events of the Colombian provider, over real HTTP in both dialects."""

from dataclasses import replace
from decimal import Decimal

import pytest

from providers.acceptance import AcceptanceReader
from providers.base import ErrorKind, ProviderError
from providers.purchases import PurchaseJob, PurchaseLister, PurchaseReader
from tests.providers.co_bench import PATHS, STEP, YabicoBench
from tests.providers.co_kinds import KindBench, on_credit
from tests.providers.conftest import Sandbox

NOBODYS = "0" * 96


@pytest.fixture(params=sorted(PATHS))
def bench(sandbox: Sandbox, request) -> KindBench:
    return KindBench(sandbox, request.param, sandbox.new_unit(stepSeconds=STEP))


def seeded(bench: KindBench, **wish) -> PurchaseJob:
    """A seller's document DIAN knows, not added yet."""
    made = bench.sandbox.control("POST", "/purchases", unit=bench.unit["uid"], **wish)
    return PurchaseJob(wish.get("kind", "INVOICE"), made["cufe"], bench.account, bench.recorder)


def refusal(bench: KindBench, job: PurchaseJob) -> tuple[ErrorKind, str]:
    with pytest.raises(ProviderError) as caught:
        bench.provider.add_purchase(job)
    return caught.value.kind, caught.value.code


def test_the_provider_is_all_three_readers(bench):
    assert isinstance(bench.provider, PurchaseReader)
    assert isinstance(bench.provider, PurchaseLister)
    assert isinstance(bench.provider, AcceptanceReader)


def test_a_purchase_is_added_by_its_cufe_with_all_that_is_in_it(bench):
    job = seeded(bench, number=777, amount="250000", credit=True)
    purchase = bench.provider.add_purchase(job)
    assert (purchase.fiscal_id, purchase.number) == (job.fiscal_id, "FV777")
    assert (purchase.document_type, purchase.payment_form) == ("INVOICE", "CREDIT")
    assert (purchase.currency, purchase.total) == ("COP", Decimal("297500.00"))
    assert purchase.totals["subtotal"] == "250000.00"
    assert (purchase.issuer.tax_id, purchase.issuer.tax_id_type) == ("830080150", "NIT")
    assert purchase.issuer.name == "PROVEEDOR DE PRUEBAS SAS"
    assert purchase.receiver.tax_id == bench.unit["nit"].partition("-")[0]
    assert purchase.issued_at is not None
    assert purchase.issued_at.tzinfo is not None
    assert purchase.events == ()
    (line,) = purchase.lines
    assert (line["description"], line["quantity"]) == ("Suministro de papelería", "1")
    assert (line["unit_price"], line["extension"], line["unit"]) == ("250000.00", "250000.00", "94")


def test_a_purchase_in_cash_says_so(bench):
    assert bench.provider.add_purchase(seeded(bench, credit=False)).payment_form == "CASH"


@pytest.mark.parametrize("kind", ["CREDIT_NOTE", "DEBIT_NOTE"])
def test_a_note_is_added_once_its_invoice_is(bench, kind):
    invoice = seeded(bench)
    note = seeded(bench, kind=kind, about=invoice.fiscal_id, prefix="N", number=5)
    assert refusal(bench, note) == (ErrorKind.REJECT, "purchase_invoice_missing")
    bench.provider.add_purchase(invoice)
    purchase = bench.provider.add_purchase(note)
    assert (purchase.document_type, purchase.number) == (kind, "N5")
    assert bench.provider.find_purchase(note) == purchase
    kinds = {file.kind for file in bench.provider.purchase_files(note)}
    assert "xml" in kinds


def test_one_that_is_there_is_answered_like_a_new_one(bench):
    job = seeded(bench)
    first = bench.provider.add_purchase(job)
    assert bench.provider.add_purchase(job) == first


def test_a_cufe_nobody_has_is_not_found(bench):
    job = replace(seeded(bench), fiscal_id=NOBODYS)
    assert refusal(bench, job) == (ErrorKind.REJECT, "purchase_not_found")
    assert bench.provider.find_purchase(job) is None


def test_somebody_elses_purchase_is_refused(bench):
    job = seeded(bench, buyerNit="800197268")
    assert refusal(bench, job) == (ErrorKind.REJECT, "purchase_wrong_acquirer")
    assert bench.provider.find_purchase(job) is None


def test_a_cude_is_no_cufe(bench):
    job = replace(seeded(bench, kind="CREDIT_NOTE", about=NOBODYS), document_type="INVOICE")
    assert refusal(bench, job) == (ErrorKind.REJECT, "purchase_not_found")


@pytest.mark.parametrize("scenario", ["500_after", "garbage"])
def test_an_unclear_answer_is_in_doubt_and_the_purchase_may_be_there(bench, scenario):
    job = seeded(bench)
    bench.sandbox.arm(bench.unit["uid"], scenario, operation="addPurchaseInvoice")
    assert refusal(bench, job)[0] is ErrorKind.IN_DOUBT
    assert bench.provider.find_purchase(job) is not None
    assert bench.provider.add_purchase(job).fiscal_id == job.fiscal_id


def test_a_duplicate_answered_without_the_purchase_is_looked_up(bench):
    job = seeded(bench)
    bench.sandbox.arm(bench.unit["uid"], "duplicate_without_id", operation="addPurchaseInvoice")
    assert bench.provider.add_purchase(job).fiscal_id == job.fiscal_id


def test_the_purchase_is_found_by_the_providers_id_too(bench):
    job = seeded(bench)
    purchase = bench.provider.add_purchase(job)
    found = bench.provider.find_purchase(replace(job, operation_id=purchase.operation_id))
    assert found == purchase


def test_its_files_are_what_they_claim(bench):
    job = seeded(bench)
    with pytest.raises(ProviderError) as caught:
        bench.provider.purchase_files(job)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "document_not_found")
    purchase = bench.provider.add_purchase(job)
    files = bench.provider.purchase_files(replace(job, operation_id=purchase.operation_id))
    contents = {file.kind: file.content for file in files}
    assert job.fiscal_id.encode() in contents["xml"]
    assert contents["pdf"].startswith(b"%PDF-")


def test_all_purchases_come_in_pages(bench):
    added = [bench.provider.add_purchase(seeded(bench)).fiscal_id for _ in range(3)]
    first = listed(bench)
    assert first.following
    second = listed(bench, after=first.following)
    assert second.following is None
    pages = [p.fiscal_id for p in (*first.purchases, *second.purchases)]
    assert sorted(pages) == sorted(added)
    assert listed(bench, "CREDIT_NOTE").purchases == ()


def listed(bench, document_type="INVOICE", after=None):
    account, recorder = bench.account, bench.recorder
    return bench.provider.list_purchases(account, recorder, document_type, after=after, first=2)


def test_what_buyers_do_with_our_invoice_is_told_oldest_first(bench):
    invoice = on_credit(bench)
    job = replace(YabicoBench.job(bench), operation_id=invoice.operation_id)
    assert bench.provider.acceptance_events(job) == ()
    made = [bench.buyer_does(invoice, kind) for kind in ("030", "032")]
    claim = bench.buyer_does(invoice, "031", reason="Llegó roto", claimConcept="CO_03")
    events = bench.provider.acceptance_events(job)
    assert [event.code for event in events] == ["030", "032", "031"]
    assert [event.fiscal_id for event in events] == [m["cude"] for m in (*made, claim)]
    assert all(event.occurred_at and event.uid and event.description for event in events)
    assert {event.sender_id for event in events} == {"900373076"}
    assert {event.sender_name for event in events} == {"CLIENTE DE PRUEBA SAS"}
    assert (events[2].reason, events[2].concept) == ("Llegó roto", "03")
    assert events[1].received_at is not None


def test_events_of_an_invoice_that_is_not_there_come_later(bench):
    job = replace(YabicoBench.job(bench), operation_id="nobody")
    with pytest.raises(ProviderError) as caught:
        bench.provider.acceptance_events(job)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "document_not_found")

"""Which of the provider's error codes come back, each by a real request, and which never do."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from providers.co_yabico import sandbox as package
from providers.co_yabico.sandbox import seeded
from providers.co_yabico.sandbox.error_codes import CODES

from . import payloads
from .client import CREATE, Sandbox
from .operations import (
    ADJUST,
    adjustment,
    credit_invoice,
    credit_note,
    debit_note,
    done,
    event,
    mutation,
    support_document,
    validated_invoice,
    void,
    void_support,
)
from .test_checks import AIU_FAULTS, BROKEN, SUPPORT_FAULTS

PAGE = Path(package.__file__).parents[1] / "SANDBOX.md"
Story = Callable[[Sandbox], Iterator[Any]]
ACK, RECEIVED = "eventInvoiceReceiptAck", "eventInvoiceProductsReception"
ACCEPT, DELIVERY = "eventInvoiceExpressAcceptance", "eventInvoiceProductsDelivery"


def invoice(sandbox: Sandbox, content: Any, dialect: str = "live") -> Any:
    """The answer to createInvoice."""
    return sandbox.ask(CREATE, {"document": content}, dialect)


def call(sandbox: Sandbox, operation: str, given: Any) -> Any:
    """The answer to any other mutation."""
    return sandbox.ask(mutation(operation), {"given": given})


def broken_invoices(sandbox: Sandbox) -> Iterator[Any]:
    """The invoice with everything in it, spoilt in every way test_checks knows."""
    spoilt = [*BROKEN, *AIU_FAULTS]
    for _, _, spoil, more in spoilt:
        if not more:
            content = payloads.rich(sandbox.unit)
            spoil(content)
            yield invoice(sandbox, content)


def prepayments_that_do_not_fit(sandbox: Sandbox) -> Iterator[Any]:
    """A prepayment of nothing, received after the invoice."""
    content = payloads.invoice(sandbox.unit)
    prepaid = {"id": "1", "paidAmount": "0", "paidDateTime": "2099-01-01T10:00:00-05:00"}
    content["paymentDescription"]["prepayments"] = [{**prepaid, "receivedDate": "2099-01-01"}]
    yield invoice(sandbox, content)


def units_that_may_not(sandbox: Sandbox) -> Iterator[Any]:
    """Units that are off, unknown, out of plan or past their range."""
    yield invoice(sandbox, payloads.invoice("nobody"))
    old = [{"validFrom": "2019-01-01", "validTo": "2020-01-01"}]
    for wish in ({"active": False}, {"planDocuments": 0}, {"ranges": old}):
        unit = sandbox.new_unit(**wish)
        yield invoice(unit, payloads.invoice(unit.unit))


def numbers_used_twice(sandbox: Sandbox) -> Iterator[Any]:
    """The same number again in each series."""
    sold = validated_invoice(sandbox)["uid"]
    yield invoice(sandbox, payloads.invoice(sandbox.unit))
    orders = {
        "createCreditNote": credit_note(sold),
        "createDebitNote": debit_note(sandbox.unit, sold),
        "createAcquisitionSupportDocument": support_document(sandbox.unit),
    }
    for operation, given in orders.items():
        done(sandbox, operation, given)
        yield call(sandbox, operation, given)


def dian_says_no(sandbox: Sandbox) -> Iterator[Any]:
    """A document DIAN refuses."""
    yield invoice(sandbox, payloads.to(sandbox.unit, "9000000017"))


def nothing_there(sandbox: Sandbox) -> Iterator[Any]:
    """Queries and notes about what does not exist."""
    for query in (
        'transaction(id: "x") { transactionId }',
        'organizationUnit(id: "x") { insertedAt }',
        'invoice(uid: "x") { uid }',
        'creditNote(uid: "x") { uid }',
        'debitNote(uid: "x") { uid }',
        'acquisitionSupportDocument(uid: "x") { uid }',
        "invoices(first: 0) { __typename }",
        'invoices(after: "x") { __typename }',
    ):
        yield sandbox.ask(f"{{ {query} }}")
    yield Sandbox(sandbox.base).ask("{ planSummary { totalDocuments } }")
    yield call(sandbox, "createCreditNote", credit_note("x"))
    yield call(sandbox, "createDebitNote", debit_note(sandbox.unit, "x"))
    yield call(sandbox, "voidInvoice", void("x"))
    yield call(sandbox, ADJUST, adjustment(sandbox.unit, "x"))


def notes_that_do_not_fit(sandbox: Sandbox) -> Iterator[Any]:
    """Notes too early, about other lines, at other prices, of too much, about what is void."""
    early = sandbox.accepted(payloads.invoice(sandbox.unit, 990000009))["uid"]
    yield call(sandbox, "createCreditNote", credit_note(early))
    sold = validated_invoice(sandbox)["uid"]
    for path, value in (("lineId", 9), ("price", {"priceAmount": "1.00"})):
        given = credit_note(sold)
        given["documentLines"][0][path] = value
        yield call(sandbox, "createCreditNote", given)
    done(sandbox, "createCreditNote", credit_note(sold))
    yield call(sandbox, "createCreditNote", credit_note(sold, 2, "2"))
    ended = validated_invoice(sandbox, 990000002)["uid"]
    done(sandbox, "voidInvoice", void(ended))
    yield call(sandbox, "createCreditNote", credit_note(ended, 3))
    yield call(sandbox, "createDebitNote", debit_note(sandbox.unit, ended))


def support_documents_that_do_not_fit(sandbox: Sandbox) -> Iterator[Any]:
    """Spoilt support documents, and notes to one that is not validated."""
    for _, _, spoil, _ in SUPPORT_FAULTS:
        content: dict[str, Any] = {}
        spoil(content)
        content["organizationalUnitId"] = sandbox.unit
        yield call(sandbox, "createAcquisitionSupportDocument", content)
    made = done(sandbox, "createAcquisitionSupportDocument", support_document(sandbox.unit))
    yield call(sandbox, ADJUST, adjustment(sandbox.unit, made["uid"]))
    yield call(sandbox, "voidAcquisitionSupportDocument", void_support(made["uid"]))


def purchases_twice(sandbox: Sandbox) -> Iterator[Any]:
    """A purchase added again."""
    given = {"cufe": seeded.ON_CREDIT.cufe}
    done(sandbox, "addPurchaseInvoice", given)
    yield call(sandbox, "addPurchaseInvoice", given)


def events_out_of_order(sandbox: Sandbox) -> Iterator[Any]:
    """Events again, too soon, on the wrong invoice, under a used number."""
    field = "purchaseInvoiceUid"
    uids = [
        done(sandbox, "addPurchaseInvoice", {"cufe": cufe})["uid"]
        for cufe in (seeded.ON_CREDIT.cufe, seeded.IN_CASH.cufe, seeded.WORTHLESS.cufe)
    ]
    for number, uid in enumerate((uids[1], uids[2], "x")):
        yield call(sandbox, ACK, event(field, uid, number))
    yield call(sandbox, ACCEPT, event(field, uids[0]))
    done(sandbox, ACK, event(field, uids[0]))
    yield call(sandbox, ACK, event(field, uids[0]))
    early = sandbox.accepted(payloads.rich(sandbox.unit))["uid"]
    yield call(sandbox, DELIVERY, event("invoiceUid", early, 9))


def acceptance_after_notes(sandbox: Sandbox) -> Iterator[Any]:
    """Acceptance of an invoice with a credit note, a debit note, both."""
    for number, wanted in enumerate((("C",), ("D",), ("C", "D")), start=990000001):
        sold = credit_invoice(sandbox, number)["uid"]
        if "C" in wanted:
            done(sandbox, "createCreditNote", credit_note(sold, number))
        if "D" in wanted:
            done(sandbox, "createDebitNote", debit_note(sandbox.unit, sold, number))
        for kind in ("030", "032"):
            sandbox.told("POST", "/events", {"document": sold, "kind": kind, "force": True})
        given = event("saleInvoiceUid", sold, number)
        yield call(sandbox, "eventInvoiceTacitAcceptance", given)


STORIES: tuple[Story, ...] = (
    broken_invoices,
    prepayments_that_do_not_fit,
    units_that_may_not,
    numbers_used_twice,
    dian_says_no,
    nothing_there,
    notes_that_do_not_fit,
    support_documents_that_do_not_fit,
    purchases_twice,
    events_out_of_order,
    acceptance_after_notes,
)


def codes_in(answer: Any) -> set[str]:
    """The provider's codes anywhere in an answer."""
    told = list(answer.get("errors") or ())
    for output in (answer.get("data") or {}).values():
        told += (output or {}).get("errors") or ()
    return {error["id"] for error in told if error.get("id")}


def never_reached() -> set[str]:
    """The codes the page says no request causes."""
    section = PAGE.read_text(encoding="utf-8").split("## Codes no request causes")[1]
    first_column = re.findall(r"^\| ((?:\d{3}[-\w]*(?:, )?)+) \|", section, re.MULTILINE)
    return {code for cell in first_column for code in cell.split(", ")}


def test_every_other_code_comes_back_for_its_cause(sandbox: Sandbox) -> None:
    reached: set[str] = set()
    for story in STORIES:
        for answer in story(sandbox.new_unit()):
            reached |= codes_in(answer)
    assert reached == set(CODES) - never_reached()
    assert len(reached) >= 90


@pytest.mark.parametrize("code", ["004-1", "110", "001-O2", "000-99"])
def test_the_rest_can_be_armed(sandbox: Sandbox, code: str) -> None:
    assert code in never_reached()
    sandbox.arm("reject_now", rules=[code])
    assert sandbox.refusal(payloads.invoice(sandbox.unit)) == [code]
    assert sandbox.kept() == []

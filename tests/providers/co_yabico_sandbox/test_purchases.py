"""Adding purchases by CUFE and CUDE."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from providers.co_yabico.sandbox import seeded

from . import payloads
from .client import Sandbox
from .operations import (
    ask_one,
    credit_note,
    done,
    mutation,
    on_credit,
    refusal,
    run,
    status,
    void,
)

SEEDED = {
    "FV1001": seeded.ON_CREDIT.cufe,
    "FV1002": seeded.IN_CASH.cufe,
    "FV1003": seeded.WORTHLESS.cufe,
    "FV1004": seeded.OF_A_STRANGER.cufe,
    "FV1005": seeded.WITH_NOTES.cufe,
}


def add(sandbox: Sandbox, cufe: str) -> str:
    """The uid of a purchase that must be added."""
    uid: str = done(sandbox, "addPurchaseInvoice", {"cufe": cufe})["uid"]
    return uid


def test_a_seeded_purchase_is_added(sandbox: Sandbox) -> None:
    uid = add(sandbox, SEEDED["FV1001"])
    shown = ask_one(
        sandbox,
        "purchaseInvoice",
        uid,
        """__typename id documentUid documentType documentStatus { code }
        documentTotals { payableAmount } generalInformation { issueDateTime }
        paymentDescription { paymentMeans { paymentMeanId { code } } }
        documentParties {
          accountingSupplierParty { name { corporateName } identification { identifier } }
          accountingCustomerParty { identification { identifier } } }""",
    )
    assert shown == {
        "__typename": "PurchaseDocument",
        "id": "FV1001",
        "documentUid": SEEDED["FV1001"],
        "documentType": "PURCHASE_INVOICE",
        "documentStatus": {"code": "DIAN_VALIDATED"},
        "documentTotals": {"payableAmount": "119000.00"},
        "generalInformation": {"issueDateTime": "2026-01-15T10:00:00-05:00"},
        "paymentDescription": {"paymentMeans": [{"paymentMeanId": {"code": "CREDIT"}}]},
        "documentParties": {
            "accountingSupplierParty": {
                "name": {"corporateName": "PROVEEDOR DE PRUEBAS SAS"},
                "identification": {"identifier": "830080150"},
            },
            "accountingCustomerParty": {"identification": {"identifier": "900559088"}},
        },
    }


def test_a_purchase_uses_up_neither_plan_nor_numbers(sandbox: Sandbox) -> None:
    add(sandbox, SEEDED["FV1001"])
    plan = sandbox.ask("{ planSummary { issuedDocuments } }")["data"]["planSummary"]
    assert plan == {"issuedDocuments": 0}


def test_what_dian_does_not_know_is_not_added(sandbox: Sandbox) -> None:
    assert refusal(sandbox, "addPurchaseInvoice", {"cufe": "0" * 96}) == ["100"]
    assert refusal(sandbox, "addPurchaseCreditNote", {"cude": SEEDED["FV1001"]}) == ["100"]


@pytest.mark.parametrize(
    ("operation", "kind", "field", "code"),
    [
        ("addPurchaseInvoice", "INVOICE", "cufe", "001-EI1"),
        ("addPurchaseCreditNote", "CREDIT_NOTE", "cude", "001-EC1"),
        ("addPurchaseDebitNote", "DEBIT_NOTE", "cude", "001-ED1"),
    ],
)
def test_what_somebody_else_bought_is_not_added(
    sandbox: Sandbox, operation: str, kind: str, field: str, code: str
) -> None:
    wish = {"kind": kind, "buyerNit": "800197268"}
    made = sandbox.told("POST", "/purchases", wish)
    assert refusal(sandbox, operation, {field: made["cufe"]}) == [code]


def test_the_seeded_strangers_purchase_is_refused(sandbox: Sandbox) -> None:
    assert refusal(sandbox, "addPurchaseInvoice", {"cufe": SEEDED["FV1004"]}) == ["001-EI1"]


def test_a_purchase_is_added_once_by_each_organization(sandbox: Sandbox) -> None:
    add(sandbox, SEEDED["FV1001"])
    assert refusal(sandbox, "addPurchaseInvoice", {"cufe": SEEDED["FV1001"]}) == ["200"]
    add(sandbox.new_unit(), SEEDED["FV1001"])


def test_notes_come_after_their_invoice(sandbox: Sandbox) -> None:
    credit, debit = {"cude": seeded.CREDIT_NOTE.cufe}, {"cude": seeded.DEBIT_NOTE.cufe}
    assert refusal(sandbox, "addPurchaseCreditNote", credit) == ["100-EC2"]
    assert refusal(sandbox, "addPurchaseDebitNote", debit) == ["100-ED2"]
    add(sandbox, SEEDED["FV1005"])
    note = done(sandbox, "addPurchaseCreditNote", credit)
    done(sandbox, "addPurchaseDebitNote", debit)
    shown = ask_one(sandbox, "purchaseCreditNote", note["uid"], "referencedDocuments { uid }")
    assert shown == {"referencedDocuments": [{"uid": SEEDED["FV1005"]}]}


def test_more_purchases_are_seeded(sandbox: Sandbox) -> None:
    wish = {"unit": sandbox.unit, "amount": "250000", "credit": False, "sellerNit": "860002964"}
    made = sandbox.told("POST", "/purchases", wish)
    assert made["payable"] == "297500.00"
    assert made["buyerNit"] == "900559088"
    add(sandbox, made["cufe"])
    other = sandbox.told("POST", "/purchases", wish)
    assert other["cufe"] != made["cufe"]
    listed = [p["cufe"] for p in sandbox.told("GET", "/purchases")["purchases"]]
    assert {*SEEDED.values(), made["cufe"], other["cufe"]} <= set(listed)


@pytest.mark.parametrize(
    "wish", [{"kind": "RECEIPT"}, {"sellerNit": "x"}, {"colour": 1}, {"unit": "nobody"}]
)
def test_impossible_purchases_are_refused(sandbox: Sandbox, wish: dict[str, object]) -> None:
    assert sandbox.control("POST", "/purchases", wish).status_code == 400


def test_what_a_unit_issues_its_buyer_can_add(sandbox: Sandbox) -> None:
    buyer = sandbox.new_unit(nit="800197268", name="CLIENTE DE PRUEBA SAS")
    seller = sandbox
    content = payload_to("800197268", seller.unit)
    invoice = seller.accepted(content)
    cufe = seller.kept()[0]["cufe"]
    assert refusal(buyer, "addPurchaseInvoice", {"cufe": cufe}) == ["100"]
    seller.pass_time(30)
    uid = add(buyer, cufe)
    parties = ask_one(
        buyer,
        "purchaseInvoice",
        uid,
        "documentParties { accountingSupplierParty { identification { identifier } } }",
    )["documentParties"]
    assert parties["accountingSupplierParty"]["identification"]["identifier"] == "900559088"
    note = credit_note(invoice["uid"])
    done(seller, "createCreditNote", note)
    seller.pass_time(30)
    added = done(buyer, "addPurchaseCreditNote", {"cude": seller.kept()[1]["cufe"]})
    assert status(buyer, "purchaseCreditNote", added["uid"]) == "DIAN_VALIDATED"


def test_a_claimed_purchase_whose_void_is_added_says_so(sandbox: Sandbox) -> None:
    buyer = sandbox.new_unit(nit="800197268")
    invoice = sandbox.accepted(payload_to("800197268", sandbox.unit))["uid"]
    sandbox.pass_time(30)
    uid = add(buyer, sandbox.kept()[0]["cufe"])
    for kind in ("030", "032", "031"):
        sandbox.told("POST", "/events", {"document": invoice, "kind": kind})
    assert status(buyer, "purchaseInvoice", uid) == "REJECTION"
    done(sandbox, "voidInvoice", void(invoice))
    sandbox.pass_time(30)
    done(buyer, "addPurchaseCreditNote", {"cude": sandbox.kept()[1]["cufe"]})
    assert status(buyer, "purchaseInvoice", uid) == "REJECTION_ISSUED_CREDIT_NOTE"


def payload_to(nit: str, unit: str) -> dict[str, object]:
    """An invoice on credit to a legal entity."""
    content = on_credit(payloads.invoice(unit, buyer=payloads.LEGAL))
    content["documentParties"]["accountingCustomerParty"]["personId"]["identifier"] = nit
    return content


@pytest.mark.parametrize(
    ("scenario", "http_status", "taken"),
    [("500", 500, 0), ("500_after", 500, 1), ("timeout_after", 504, 1), ("garbage", 200, 1)],
)
def test_purchases_meet_mishaps(
    sandbox: Sandbox, scenario: str, http_status: int, taken: int
) -> None:
    sandbox.arm(scenario, operation="addPurchaseInvoice", seconds=0.05)
    given = {"given": {"cufe": SEEDED["FV1001"]}}
    assert sandbox.graphql(mutation("addPurchaseInvoice"), given).status_code == http_status
    assert len(sandbox.kept()) == taken


def test_dian_may_refuse_and_the_provider_may_be_late(sandbox: Sandbox) -> None:
    given = {"cufe": SEEDED["FV1001"]}
    sandbox.arm("reject_now", operation="addPurchaseInvoice")
    assert refusal(sandbox, "addPurchaseInvoice", given) == ["002"]
    sandbox.arm("late_visible", operation="addPurchaseInvoice")
    uid = done(sandbox, "addPurchaseInvoice", given)["uid"]
    assert ask_one(sandbox, "purchaseInvoice", uid, "uid") == ["100-EI1"]
    sandbox.pass_time(5)
    assert ask_one(sandbox, "purchaseInvoice", uid, "uid") == {"uid": uid}


def test_two_at_once_add_one_purchase(sandbox: Sandbox) -> None:
    given = {"cufe": SEEDED["FV1001"]}
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(run, sandbox, "addPurchaseInvoice", given) for _ in range(8)]
        outputs = [future.result() for future in made]
    assert sum(output["document"] is not None for output in outputs) == 1
    assert len(sandbox.kept()) == 1


def test_the_page_lists_what_is_seeded() -> None:
    page = (Path(seeded.__file__).parents[1] / "SANDBOX.md").read_text(encoding="utf-8")
    for document in seeded.SEEDED:
        assert f"| {document.prefix}{document.number} |" in page
        assert f"`{document.cufe}`" in page

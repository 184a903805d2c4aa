"""RADIAN events on purchases and on our own invoices."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from providers.co_yabico.sandbox import seeded
from providers.co_yabico.sandbox.business_days import add_business_days
from providers.co_yabico.sandbox.cufe import EventParts, event_cude

from . import payloads
from .client import Sandbox
from .operations import (
    BOGOTA,
    ask_one,
    credit_invoice,
    done,
    event,
    mutation,
    refusal,
    run,
    status,
    validated_invoice,
)

ACK, RECEIVED = "eventInvoiceReceiptAck", "eventInvoiceProductsReception"
ACCEPT, CLAIM = "eventInvoiceExpressAcceptance", "eventInvoiceRejection"
TACIT, DELIVERY = "eventInvoiceTacitAcceptance", "eventInvoiceProductsDelivery"
FIELDS = {TACIT: "saleInvoiceUid", DELIVERY: "invoiceUid"}
MORE: dict[str, dict[str, Any]] = {
    CLAIM: {"claimConcept": "CO_03", "reason": "Faltó mercancía"},
}
CODES = {ACK: "030", RECEIVED: "032", ACCEPT: "033", CLAIM: "031", TACIT: "034"}
DAY = 86400


def given(operation: str, uid: str, number: int = 1, **more: Any) -> payloads.Payload:
    """The input of an event."""
    field = FIELDS.get(operation, "purchaseInvoiceUid")
    made = event(field, uid, number, **{**MORE.get(operation, {}), **more})
    if operation == RECEIVED:
        made.setdefault("receptionDate", made["issueDate"])
    return made


def purchase(sandbox: Sandbox, **wish: Any) -> str:
    """The uid of a purchase on credit."""
    made = sandbox.told("POST", "/purchases", {"unit": sandbox.unit, **wish})
    uid: str = done(sandbox, "addPurchaseInvoice", {"cufe": made["cufe"]})["uid"]
    return uid


def make(sandbox: Sandbox, uid: str, *operations: str) -> None:
    """Events that must be taken, one after the other."""
    for number, operation in enumerate(operations, start=100):
        done(sandbox, operation, given(operation, uid, number))


def bought(sandbox: Sandbox, kind: str, **more: Any) -> Any:
    """What a buyer does on our invoice."""
    wish = {"document": "SETP990000001", "unit": sandbox.unit, "kind": kind, **more}
    return sandbox.told("POST", "/events", wish)


def test_a_buyer_acknowledges_receives_and_accepts(sandbox: Sandbox) -> None:
    uid = purchase(sandbox)
    reached = []
    for number, operation in enumerate((ACK, RECEIVED, ACCEPT), start=1):
        made = done(sandbox, operation, given(operation, uid, number))
        assert (made["id"], made["documentId"]) == (f"EV{number}", uid)
        assert made["eventType"] == CODES[operation]
        reached.append(status(sandbox, "purchaseInvoice", uid))
    assert reached == ["RECEIPT_ACK", "PRODUCTS_RECEPTION", "EXPRESS_ACCEPTANCE"]
    shown = ask_one(sandbox, "purchaseInvoice", uid, "events { id eventType }")
    assert [e["eventType"] for e in shown["events"]] == ["030", "032", "033"]


def test_a_buyer_claims(sandbox: Sandbox) -> None:
    uid = purchase(sandbox)
    make(sandbox, uid, ACK, RECEIVED, CLAIM)
    assert status(sandbox, "purchaseInvoice", uid) == "REJECTION"
    shown = ask_one(sandbox, "purchaseInvoice", uid, "events { reason }")
    assert shown["events"][2] == {"reason": "Faltó mercancía"}


def test_the_application_response_bears_the_cude(sandbox: Sandbox) -> None:
    unit = sandbox.new_unit(softwarePin="24680")
    uid = purchase(unit, prefix="FV", number=77)
    content = given(ACK, uid, 5)
    made = done(unit, ACK, content)
    parts = EventParts(
        number="EV5",
        issued_at=datetime.fromisoformat(content["issueDate"]),
        sender="900559088",
        receiver="830080150",
        code="030",
        invoice="FV77",
        pin="24680",
    )
    xml = etree.fromstring(base64.b64decode(made["applicationResponse"]))
    spaces = {"cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"}
    assert etree.QName(xml).localname == "ApplicationResponse"
    assert xml.findtext("cbc:UUID", namespaces=spaces) == event_cude(parts)
    assert xml.findtext(".//cbc:ResponseCode", namespaces=spaces) == "030"
    assert xml.findtext(".//cbc:JobTitle", namespaces=spaces) == "Almacenista"


@pytest.mark.parametrize(
    ("before", "operation", "code"),
    [
        ((), RECEIVED, "001-E3"),
        ((), ACCEPT, "001-E3"),
        ((ACK,), CLAIM, "001-E3"),
        ((ACK,), ACK, "001-E1"),
        ((ACK, RECEIVED), RECEIVED, "001-E1"),
        ((ACK, RECEIVED, ACCEPT), CLAIM, "001-E3"),
        ((ACK, RECEIVED, CLAIM), ACCEPT, "001-E3"),
        ((ACK, RECEIVED, ACCEPT), ACCEPT, "001-E1"),
    ],
)
def test_the_order_is_kept(
    sandbox: Sandbox, before: tuple[str, ...], operation: str, code: str
) -> None:
    uid = purchase(sandbox)
    make(sandbox, uid, *before)
    assert refusal(sandbox, operation, given(operation, uid)) == [code]


@pytest.mark.parametrize("operation", [ACCEPT, CLAIM])
def test_acceptance_and_claim_end_after_three_business_days(
    sandbox: Sandbox, operation: str
) -> None:
    uid = purchase(sandbox)
    make(sandbox, uid, ACK, RECEIVED)
    today = datetime.now(UTC).astimezone(BOGOTA).date()
    last = add_business_days(today, 3)
    sandbox.pass_time((last - today).days * DAY + DAY)
    assert refusal(sandbox, operation, given(operation, uid)) == ["001-E3"]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (seeded.IN_CASH.cufe, "001-E4"),
        (seeded.WORTHLESS.cufe, "001-E6"),
    ],
)
def test_cash_and_nothing_have_no_events(sandbox: Sandbox, wish: str, code: str) -> None:
    uid = done(sandbox, "addPurchaseInvoice", {"cufe": wish})["uid"]
    assert refusal(sandbox, ACK, given(ACK, uid)) == [code]


def test_who_may_act_on_what(sandbox: Sandbox) -> None:
    ours, theirs = credit_invoice(sandbox)["uid"], purchase(sandbox)
    assert refusal(sandbox, ACK, given(ACK, ours)) == ["001-E4"]
    assert "001-E4" in refusal(sandbox, TACIT, given(TACIT, theirs))
    assert refusal(sandbox, ACK, given(ACK, "unknown")) == ["001-E5"]
    assert refusal(sandbox.new_unit(), ACK, given(ACK, theirs)) == ["001-E5"]


def test_nothing_happens_before_dian_has_validated(sandbox: Sandbox) -> None:
    document = payloads.rich(sandbox.unit)
    uid = sandbox.accepted(document)["uid"]
    assert refusal(sandbox, DELIVERY, given(DELIVERY, uid)) == ["001-E2"]


@pytest.mark.parametrize(
    ("notes", "code"),
    [
        (("CREDIT_NOTE",), "001-E8"),
        (("DEBIT_NOTE",), "001-E9"),
        (("CREDIT_NOTE", "DEBIT_NOTE"), "001-E7"),
    ],
)
def test_what_has_notes_is_not_accepted(
    sandbox: Sandbox, notes: tuple[str, ...], code: str
) -> None:
    uid = done(sandbox, "addPurchaseInvoice", {"cufe": seeded.WITH_NOTES.cufe})["uid"]
    cudes = {"CREDIT_NOTE": seeded.CREDIT_NOTE.cufe, "DEBIT_NOTE": seeded.DEBIT_NOTE.cufe}
    names = {"CREDIT_NOTE": "addPurchaseCreditNote", "DEBIT_NOTE": "addPurchaseDebitNote"}
    for note in notes:
        done(sandbox, names[note], {"cude": cudes[note]})
    make(sandbox, uid, ACK, RECEIVED)
    assert refusal(sandbox, ACCEPT, given(ACCEPT, uid)) == [code]


def test_dates_are_in_order(sandbox: Sandbox) -> None:
    uid = purchase(sandbox)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert refusal(sandbox, ACK, given(ACK, uid, issueDate=tomorrow)) == ["001-D1"]
    early = "2026-01-01T10:00:00-05:00"
    assert refusal(sandbox, ACK, given(ACK, uid, issueDate=early)) == ["001-D1"]
    done(sandbox, ACK, given(ACK, uid))
    later = given(RECEIVED, uid, 2, receptionDate=tomorrow)
    assert refusal(sandbox, RECEIVED, later) == ["001-D1"]


def test_numbers_and_persons_are_wanted(sandbox: Sandbox) -> None:
    uid, other = purchase(sandbox), purchase(sandbox)
    content = given(ACK, uid)
    done(sandbox, ACK, content)
    assert refusal(sandbox, ACK, given(ACK, other)) == ["001-DE1"]
    numberless = {**given(ACK, other), "id": {"prefix": "EV"}}
    assert refusal(sandbox, ACK, numberless) == ["001-F2"]
    nameless = given(ACK, other, 2)
    nameless["issuerParty"] = {
        "partyIdentification": {"idType": "CC"},
        "partyName": {"corporateName": "X"},
    }
    assert refusal(sandbox, ACK, nameless) == ["001-F2", "001-N2", "001-N3"]


def test_a_claim_says_why(sandbox: Sandbox) -> None:
    uid = purchase(sandbox)
    make(sandbox, uid, ACK, RECEIVED)
    assert refusal(sandbox, CLAIM, given(CLAIM, uid, reason=" ")) == ["001-F2"]


def test_two_at_once_make_one_event(sandbox: Sandbox) -> None:
    uid = purchase(sandbox)
    orders = [given(ACK, uid, number) for number in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        outputs = list(pool.map(lambda order: run(sandbox, ACK, order), orders))
    assert sum(output["event"] is not None for output in outputs) == 1


def test_buyers_act_on_our_invoice(sandbox: Sandbox) -> None:
    uid = credit_invoice(sandbox)["uid"]
    reached = []
    for kind in ("MAIL_RECEPTION_ACK", "030", "PRODUCTS_RECEPTION", "033"):
        bought(sandbox, kind)
        reached.append(status(sandbox, "invoice", uid))
    assert reached == [
        "MAIL_RECEPTION_ACK",
        "RECEIPT_ACK",
        "PRODUCTS_RECEPTION",
        "EXPRESS_ACCEPTANCE",
    ]
    shown = ask_one(
        sandbox,
        "invoice",
        uid,
        """events { eventType senderParty { partyIdentification { identifier } }
        receiverParty { partyIdentification { identifier } } applicationResponse }""",
    )["events"]
    assert [e["eventType"] for e in shown] == ["MAIL_RECEPTION_ACK", "030", "032", "033"]
    assert shown[1]["senderParty"] == {"partyIdentification": {"identifier": "52123456"}}
    assert shown[1]["receiverParty"] == {"partyIdentification": {"identifier": "900559088"}}
    assert shown[0]["applicationResponse"] is None
    assert len(sandbox.told("GET", f"/events?about={sandbox.kept()[0]['cufe']}")["events"]) == 4


@pytest.mark.parametrize(
    "wish",
    [
        {"document": "SETP1", "kind": "030"},
        {"kind": "034"},
        {"kind": "032"},
        {"kind": "dance"},
        {"kind": "030", "colour": "red"},
    ],
)
def test_impossible_events_are_refused(sandbox: Sandbox, wish: dict[str, str]) -> None:
    credit_invoice(sandbox)
    body = {"document": "SETP990000001", "unit": sandbox.unit, **wish}
    assert sandbox.control("POST", "/events", body).status_code == 400


def test_a_forced_event_needs_no_order(sandbox: Sandbox) -> None:
    uid = credit_invoice(sandbox)["uid"]
    bought(sandbox, "033", force=True)
    assert status(sandbox, "invoice", uid) == "EXPRESS_ACCEPTANCE"


def test_tacit_acceptance_from_the_fourth_business_day(sandbox: Sandbox) -> None:
    uid = credit_invoice(sandbox)["uid"]
    assert refusal(sandbox, TACIT, given(TACIT, uid)) == ["001-E3"]
    today = datetime.now(UTC).astimezone(BOGOTA).date()
    third = next(
        day
        for day in (today - timedelta(days=n) for n in range(20))
        if add_business_days(day, 3) < today
    )
    bought(sandbox, "030", at=f"{third}T08:00:00-05:00")
    bought(sandbox, "032", at=f"{third}T09:00:00-05:00")
    assert status(sandbox, "invoice", uid) == "PRODUCTS_RECEPTION"
    made = done(sandbox, TACIT, given(TACIT, uid))
    assert made["eventType"] == "034"
    assert status(sandbox, "invoice", uid) == "TACIT_ACCEPTANCE"


def test_tacit_acceptance_is_not_too_early(sandbox: Sandbox) -> None:
    uid = credit_invoice(sandbox)["uid"]
    bought(sandbox, "030")
    bought(sandbox, "032")
    assert refusal(sandbox, TACIT, given(TACIT, uid)) == ["001-E3"]


def test_delivery_is_told_once_and_before_reception(sandbox: Sandbox) -> None:
    uid = credit_invoice(sandbox)["uid"]
    made = done(sandbox, DELIVERY, given(DELIVERY, uid))
    assert (made["eventType"], made["applicationResponse"]) == ("PRODUCTS_DELIVERY", None)
    assert status(sandbox, "invoice", uid) == "PRODUCTS_DELIVERY"
    assert refusal(sandbox, DELIVERY, given(DELIVERY, uid, 2)) == ["001-E1"]
    cash = validated_invoice(sandbox, 990000002)["uid"]
    assert refusal(sandbox, DELIVERY, given(DELIVERY, cash, 3)) == ["001-E4"]


def test_delivery_after_reception_is_too_late(sandbox: Sandbox) -> None:
    uid = credit_invoice(sandbox)["uid"]
    bought(sandbox, "030")
    bought(sandbox, "032")
    assert refusal(sandbox, DELIVERY, given(DELIVERY, uid)) == ["001-E3"]


def test_seller_and_buyer_see_the_same_events(sandbox: Sandbox) -> None:
    buyer = sandbox.new_unit(nit="800197268")
    content = payloads.invoice(sandbox.unit, buyer=payloads.LEGAL)
    content["paymentDescription"] = payloads.rich(sandbox.unit)["paymentDescription"]
    sale = validated_invoice(sandbox, content=content)["uid"]
    cufe = sandbox.kept()[0]["cufe"]
    uid = done(buyer, "addPurchaseInvoice", {"cufe": cufe})["uid"]
    make(buyer, uid, ACK, RECEIVED, ACCEPT)
    assert status(sandbox, "invoice", sale) == "EXPRESS_ACCEPTANCE"
    shown = ask_one(sandbox, "invoice", sale, "events { documentId }")["events"]
    assert {e["documentId"] for e in shown} == {sale}


def test_organizations_do_not_see_each_others_events_on_seeded_purchases(sandbox: Sandbox) -> None:
    other = sandbox.new_unit()
    first, second = (
        done(unit, "addPurchaseInvoice", {"cufe": seeded.ON_CREDIT.cufe})["uid"]
        for unit in (sandbox, other)
    )
    make(sandbox, first, ACK)
    assert status(other, "purchaseInvoice", second) == "DIAN_VALIDATED"
    make(other, second, ACK)


@pytest.mark.parametrize(
    ("scenario", "http_status", "taken"),
    [
        ("timeout_before", 504, 0),
        ("timeout_after", 504, 1),
        ("500", 500, 0),
        ("500_after", 500, 1),
        ("garbage", 200, 1),
        ("truncated", 200, 1),
        ("429", 429, 0),
    ],
)
def test_events_meet_mishaps(sandbox: Sandbox, scenario: str, http_status: int, taken: int) -> None:
    uid = purchase(sandbox)
    sandbox.arm(scenario, operation=ACK, seconds=0.05)
    response = sandbox.graphql(mutation(ACK), {"given": given(ACK, uid)})
    assert response.status_code == http_status
    shown = ask_one(sandbox, "purchaseInvoice", uid, "events { id }")["events"]
    assert len(shown) == taken


@pytest.mark.parametrize("scenario", ["reject", "reject_now"])
def test_dian_may_refuse_an_event(sandbox: Sandbox, scenario: str) -> None:
    uid = purchase(sandbox)
    sandbox.arm(scenario, operation=ACK)
    assert refusal(sandbox, ACK, given(ACK, uid)) == ["002"]
    done(sandbox, ACK, given(ACK, uid))


@pytest.mark.parametrize(
    ("scenario", "shown"), [("duplicate_with_id", True), ("duplicate_without_id", False)]
)
def test_an_event_may_look_like_a_duplicate(sandbox: Sandbox, scenario: str, shown: bool) -> None:
    uid = purchase(sandbox)
    sandbox.arm(scenario, operation=ACK)
    output = run(sandbox, ACK, given(ACK, uid))
    assert [error["id"] for error in output["errors"]] == ["001-E1"]
    assert (output["event"] is not None) is shown
    assert status(sandbox, "purchaseInvoice", uid) == "RECEIPT_ACK"


def test_an_event_may_be_seen_late_but_is_made(sandbox: Sandbox) -> None:
    uid = purchase(sandbox)
    sandbox.arm("late_visible", operation=ACK)
    done(sandbox, ACK, given(ACK, uid))
    assert status(sandbox, "purchaseInvoice", uid) == "DIAN_VALIDATED"
    assert refusal(sandbox, ACK, given(ACK, uid, 2)) == ["001-E1"]
    sandbox.pass_time(5)
    assert status(sandbox, "purchaseInvoice", uid) == "RECEIPT_ACK"


def test_events_sent_to_dian_are_transactions(sandbox: Sandbox) -> None:
    uid = purchase(sandbox)
    make(sandbox, uid, ACK, RECEIVED)
    shown = ask_one(
        sandbox,
        "purchaseInvoice",
        uid,
        "transactions { transactionType transactionStatus { title } }",
    )
    steps = [(t["transactionType"], t["transactionStatus"]["title"]) for t in shown["transactions"]]
    assert steps == [
        ("PURCHASE_INVOICE", "DIAN_VALIDATED"),
        ("EVENT", "RECEIPT_ACK"),
        ("EVENT", "PRODUCTS_RECEPTION"),
    ]

"""Credit notes, debit notes and voiding of invoices over HTTP, in both dialects."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal

import pytest

from providers.co_yabico.sandbox.cufe import CufeParts, cufe

from . import payloads
from .client import Sandbox
from .operations import (
    ask_one,
    credit_invoice,
    credit_note,
    debit_note,
    done,
    mutation,
    printed,
    refusal,
    run,
    status,
    validated_invoice,
    void,
)


def test_a_credit_note_goes_the_way_of_an_invoice(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)
    note = done(sandbox, "createCreditNote", credit_note(invoice["uid"]))
    assert (note["id"], note["documentUid"]) == ("NC1", None)
    assert note["documentStatus"]["code"] == "YABICO_CREATED"
    sandbox.pass_time(10)
    assert status(sandbox, "creditNote", "NC1") == "DIAN_VALIDATING"
    sandbox.pass_time(20)
    assert status(sandbox, "creditNote", note["uid"]) == "SEND_EMAIL"


def test_a_note_shows_what_it_is_about(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)
    done(sandbox, "createCreditNote", credit_note(invoice["uid"]))
    sandbox.pass_time(20)
    note = ask_one(
        sandbox,
        "creditNote",
        "NC1",
        """__typename documentType generalInformation { currency { code } operationCode { code }
        ... on CreditNoteGeneralInformation { reasonOfIssuance { text } } }
        referencedDocuments { referenceId uid referenceType { code } }
        documentParties { accountingCustomerParty { identification { identifier } } }
        billingPrefix { prefix }""",
    )
    cufe_of_invoice = sandbox.kept()[0]["cufe"]
    reference = {"referenceId": "SETP990000001", "uid": cufe_of_invoice}
    assert note["referencedDocuments"] == [{**reference, "referenceType": {"code": "INVOICE"}}]
    assert note["documentParties"]["accountingCustomerParty"]["identification"] == {
        "identifier": "52123456"
    }
    assert note["generalInformation"] == {
        "currency": {"code": "COP"},
        "operationCode": {"code": "PARTIAL_REFUND"},
        "reasonOfIssuance": {"text": "Devolución de mercancía"},
    }
    assert (note["__typename"], note["documentType"], note["billingPrefix"]) == (
        "CreditNote",
        "CREDIT_NOTE",
        None,
    )


def test_the_cude_has_the_units_own_pin(sandbox: Sandbox) -> None:
    unit = sandbox.new_unit(softwarePin="98765")
    invoice = validated_invoice(unit)
    done(unit, "createCreditNote", credit_note(invoice["uid"]))
    kept = unit.kept()[1]
    parts = CufeParts(
        number="NC1",
        issued_at=datetime.fromisoformat(kept["issued_at"]),
        line_extension=Decimal("50000"),
        taxes={"01": Decimal("9500")},
        payable=Decimal("59500"),
        seller="900559088",
        buyer="52123456",
        technical_key="98765",
        environment="2",
    )
    assert kept["cufe"] == cufe(parts)


def test_the_printed_dialect_wants_unit_and_date(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)
    live = credit_note(invoice["uid"])
    answer = sandbox.ask(mutation("createCreditNote"), {"given": live}, "printed")
    told = " ".join(error["message"] for error in answer["errors"])
    assert "organizationalUnitId" in told
    assert "issueDateTime" in told
    given = printed(payloads.apart(live), sandbox.unit)
    answer = sandbox.ask(mutation("createCreditNote"), {"given": given})
    refused = [error["message"] for error in answer["errors"]]
    assert len(refused) == 2
    assert "organizationalUnitId" in refused[0] + refused[1]
    assert "issueDateTime" in refused[0] + refused[1]
    assert done(sandbox, "createCreditNote", given, "printed")["id"] == "NC1"


def test_a_printed_note_names_its_own_unit(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)
    other = sandbox.told("POST", "/units", {"token": sandbox.token})["uid"]
    given = printed(credit_note(invoice["uid"]), other)
    assert refusal(sandbox, "createCreditNote", given, "printed") == ["001-OU2"]


def test_a_note_can_name_its_invoice_by_number(sandbox: Sandbox) -> None:
    validated_invoice(sandbox)
    given = credit_note("")
    given["invoiceToModify"] = {"id": {"prefix": "SETP", "number": 990000001}}
    assert done(sandbox, "createCreditNote", given)["id"] == "NC1"


@pytest.mark.parametrize(
    ("operation", "code"),
    [("createCreditNote", "100-EC2"), ("createDebitNote", "100-ED2"), ("voidInvoice", "100-NE1")],
)
def test_another_organizations_invoice_does_not_exist(
    sandbox: Sandbox, operation: str, code: str
) -> None:
    theirs = validated_invoice(sandbox.new_unit())["uid"]
    given = {
        "createCreditNote": credit_note(theirs),
        "createDebitNote": debit_note(sandbox.unit, theirs),
        "voidInvoice": void(theirs),
    }[operation]
    assert refusal(sandbox, operation, given) == [code]


def test_a_note_about_nothing_lacks_a_field(sandbox: Sandbox) -> None:
    given = credit_note("")
    given["invoiceToModify"] = {}
    assert refusal(sandbox, "createCreditNote", given) == ["001-F2"]


def test_nothing_is_noted_before_dian_has_validated(sandbox: Sandbox) -> None:
    invoice = sandbox.accepted(payloads.invoice(sandbox.unit))
    assert refusal(sandbox, "createCreditNote", credit_note(invoice["uid"])) == ["001-EI2"]
    output = run(sandbox, "voidInvoice", void(invoice["uid"]))
    assert [(e["id"], e["subType"]) for e in output["errors"]] == [
        ("001-EI2", "notPossibleVoidInvoice")
    ]


def test_a_credit_note_keeps_lines_and_prices(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)
    given = credit_note(invoice["uid"])
    given["documentLines"][0]["lineId"] = 7
    assert refusal(sandbox, "createCreditNote", given) == ["001-LI1"]
    dearer = credit_note(invoice["uid"])
    dearer["documentLines"][0]["price"]["priceAmount"] = "25000.00"
    dearer["documentLines"][0]["quantity"] = "2"
    assert refusal(sandbox, "createCreditNote", dearer) == ["001-PV1"]


def test_credit_notes_take_back_no_more_than_there_is(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    done(sandbox, "createCreditNote", credit_note(invoice, 1))
    assert refusal(sandbox, "createCreditNote", credit_note(invoice, 2, "2")) == ["001-LA4"]
    done(sandbox, "createCreditNote", credit_note(invoice, 2))
    assert refusal(sandbox, "createCreditNote", credit_note(invoice, 3)) == ["001-LA4"]


def test_a_rejected_credit_note_takes_back_nothing(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    sandbox.arm("reject", operation="createCreditNote")
    done(sandbox, "createCreditNote", credit_note(invoice, 1, "2"))
    sandbox.pass_time(20)
    assert status(sandbox, "creditNote", "NC1") == "DIAN_REJECTED"
    assert done(sandbox, "createCreditNote", credit_note(invoice, 1, "2"))["id"] == "NC1"


def test_two_at_once_cannot_both_take_back_the_same(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    orders = [credit_note(invoice, number, "2") for number in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        outputs = list(pool.map(lambda o: run(sandbox, "createCreditNote", o), orders))
    assert sum(output["document"] is not None for output in outputs) == 1


def test_the_series_have_numbers_of_their_own(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    given = debit_note(sandbox.unit, invoice)
    given["id"] = {"prefix": "NC", "number": 1}
    done(sandbox, "createCreditNote", credit_note(invoice, 1))
    assert done(sandbox, "createDebitNote", given)["id"] == "NC1"
    assert refusal(sandbox, "createDebitNote", given) == ["200-ED1"]
    assert refusal(sandbox, "createCreditNote", credit_note(invoice, 1)) == ["200-EC1"]


def test_a_debit_note_may_add_what_the_invoice_did_not_have(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    made = done(sandbox, "createDebitNote", debit_note(sandbox.unit, invoice))
    sandbox.pass_time(20)
    assert status(sandbox, "debitNote", made["uid"]) == "DIAN_VALIDATED"


def test_an_invoice_sums_up_its_notes(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    done(sandbox, "createCreditNote", credit_note(invoice))
    done(sandbox, "createDebitNote", debit_note(sandbox.unit, invoice))
    shown = ask_one(
        sandbox,
        "invoice",
        invoice,
        """documentSummary { creditNotes creditNoteTotal debitNotes debitNoteTotal }
        creditNoteSummary { id orden type value } debitNoteSummary { id value }""",
    )
    assert shown == {
        "documentSummary": {
            "creditNotes": 1,
            "creditNoteTotal": "59500.00",
            "debitNotes": 1,
            "debitNoteTotal": "11900.00",
        },
        "creditNoteSummary": [
            {"id": "NC1", "orden": 1, "type": "PARTIAL_REFUND", "value": "59500.00"}
        ],
        "debitNoteSummary": [{"id": "ND1", "value": "11900.00"}],
    }


def test_voiding_makes_a_credit_note_of_the_whole(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox, content=payloads.rich(sandbox.unit))
    made = done(sandbox, "voidInvoice", void(invoice["uid"]))
    sandbox.pass_time(20)
    note = ask_one(
        sandbox,
        "creditNote",
        "NC9",
        """uid documentStatus { code } documentTotals { payableAmount } documentLines { quantity }
        generalInformation { operationCode { code } ... on CreditNoteGeneralInformation {
        reasonOfIssuance { text } } } notes { value }""",
    )
    assert note["uid"] == made["uid"]
    assert note["documentStatus"]["code"] == "DIAN_VALIDATED"
    assert note["documentTotals"] == {"payableAmount": "459210.00"}
    assert len(note["documentLines"]) == 6
    assert note["generalInformation"]["operationCode"] == {"code": "VOID"}
    assert note["notes"] == []
    assert status(sandbox, "invoice", invoice["uid"]) == "SEND_EMAIL"


def test_what_is_void_is_not_voided_or_noted_again(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    done(sandbox, "voidInvoice", void(invoice))
    assert refusal(sandbox, "voidInvoice", void(invoice, 10)) == ["001-EI2"]
    assert "001-EC1" in refusal(sandbox, "createCreditNote", credit_note(invoice, 11))
    assert refusal(sandbox, "createDebitNote", debit_note(sandbox.unit, invoice)) == ["001-ED1"]


def test_what_has_a_credit_note_is_not_voided(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    done(sandbox, "createDebitNote", debit_note(sandbox.unit, invoice))
    done(sandbox, "createCreditNote", credit_note(invoice))
    assert refusal(sandbox, "voidInvoice", void(invoice)) == ["001-EI2"]


def test_a_void_dian_rejects_leaves_the_invoice_as_it_was(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    sandbox.arm("reject", operation="voidInvoice", rules=["CAZ09"])
    done(sandbox, "voidInvoice", void(invoice))
    sandbox.pass_time(20)
    assert status(sandbox, "creditNote", "NC9") == "DIAN_REJECTED"
    assert done(sandbox, "voidInvoice", void(invoice, 10))["id"] == "NC10"


def test_a_void_needs_no_due_date_in_the_future(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    document["paymentDescription"]["paymentMeans"] = [
        {
            "paymentMeanCode": "CO_ZZZ",
            "paymentMeanId": "CREDIT",
            "paymentDueDate": "2030-01-31T23:59:59-05:00",
        }
    ]
    invoice = validated_invoice(sandbox, content=document)
    sandbox.pass_time(5 * 365 * 86400)
    assert done(sandbox, "voidInvoice", void(invoice["uid"]))["id"] == "NC9"


def test_an_accepted_invoice_takes_no_notes(sandbox: Sandbox) -> None:
    invoice = credit_invoice(sandbox)["uid"]
    for kind in ("030", "032", "033"):
        sandbox.told("POST", "/events", {"document": invoice, "kind": kind})
    assert refusal(sandbox, "createCreditNote", credit_note(invoice)) == ["001-EC1"]
    assert refusal(sandbox, "createDebitNote", debit_note(sandbox.unit, invoice)) == ["001-ED1"]
    assert refusal(sandbox, "voidInvoice", void(invoice)) == ["001-EI2"]


def test_a_claimed_invoice_that_is_voided_says_so(sandbox: Sandbox) -> None:
    invoice = credit_invoice(sandbox)["uid"]
    for kind in ("030", "032", "031"):
        sandbox.told("POST", "/events", {"document": invoice, "kind": kind})
    assert status(sandbox, "invoice", invoice) == "REJECTION"
    done(sandbox, "voidInvoice", void(invoice))
    assert status(sandbox, "invoice", invoice) == "REJECTION"
    sandbox.pass_time(20)
    assert status(sandbox, "invoice", invoice) == "REJECTION_ISSUED_CREDIT_NOTE"


def test_an_invoice_may_be_told_not_to_be_voided(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox, content=payloads.to(sandbox.unit, "9000000021"))
    output = run(sandbox, "voidInvoice", void(invoice["uid"]))
    assert [error["subType"] for error in output["errors"]] == ["notPossibleVoidInvoice"]


@pytest.mark.parametrize(
    ("scenario", "http_status", "taken"),
    [
        ("timeout_before", 504, False),
        ("timeout_after", 504, True),
        ("500", 500, False),
        ("500_after", 500, True),
        ("garbage", 200, True),
        ("truncated", 200, True),
        ("429", 429, False),
        ("401", 401, False),
    ],
)
@pytest.mark.parametrize("operation", ["createCreditNote", "createDebitNote", "voidInvoice"])
def test_notes_meet_every_mishap(
    sandbox: Sandbox, operation: str, scenario: str, http_status: int, taken: bool
) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    given = {
        "createCreditNote": credit_note(invoice),
        "createDebitNote": debit_note(sandbox.unit, invoice),
        "voidInvoice": void(invoice),
    }[operation]
    sandbox.arm(scenario, operation=operation, seconds=0.05)
    response = sandbox.graphql(mutation(operation), {"given": given})
    assert response.status_code == http_status
    assert len(sandbox.kept()) == (2 if taken else 1)


@pytest.mark.parametrize(
    ("scenario", "shown"),
    [("duplicate_with_id", True), ("duplicate_without_id", False), ("duplicate_other", False)],
)
def test_a_note_may_look_like_a_duplicate(sandbox: Sandbox, scenario: str, shown: bool) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    sandbox.arm(scenario, operation="createCreditNote")
    output = run(sandbox, "createCreditNote", credit_note(invoice))
    assert [error["id"] for error in output["errors"]] == ["200-EC1"]
    assert (output["document"] is not None) is shown
    assert len(sandbox.kept()) == 2


def test_a_note_may_be_seen_late(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    sandbox.arm("late_visible", operation="createCreditNote")
    note = done(sandbox, "createCreditNote", credit_note(invoice))
    assert ask_one(sandbox, "creditNote", note["uid"], "uid") == ["100-EC1"]
    sandbox.pass_time(5)
    assert ask_one(sandbox, "creditNote", note["uid"], "uid") == {"uid": note["uid"]}


def test_reject_now_names_dians_rule_or_the_providers_code(sandbox: Sandbox) -> None:
    invoice = validated_invoice(sandbox)["uid"]
    sandbox.arm("reject_now", operation="createCreditNote")
    assert refusal(sandbox, "createCreditNote", credit_note(invoice)) == ["002"]
    sandbox.arm("reject_now", operation="createCreditNote", rules=["004-DB1"])
    assert refusal(sandbox, "createCreditNote", credit_note(invoice)) == ["004-DB1"]
    assert len(sandbox.kept()) == 1

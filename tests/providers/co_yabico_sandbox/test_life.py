"""What becomes of an accepted document, by itself."""

import pytest

from . import payloads
from .client import Sandbox

SIGNED_PARTS = ("documentUid", "documentQr")


def test_a_document_walks_to_the_mail(sandbox: Sandbox) -> None:
    uid = sandbox.accepted(payloads.invoice(sandbox.unit))["uid"]
    seen = [sandbox.status(uid)]
    for _ in range(4):
        sandbox.pass_time(10)
        seen.append(sandbox.status(uid))
    assert seen == [
        "YABICO_CREATED",
        "DIAN_VALIDATING",
        "DIAN_VALIDATED",
        "SEND_EMAIL",
        "SEND_EMAIL",
    ]


def test_cufe_and_qr_appear_with_the_signature(sandbox: Sandbox) -> None:
    created = sandbox.accepted(payloads.invoice(sandbox.unit))
    assert [created[part] for part in SIGNED_PARTS] == [None, None]
    sandbox.pass_time(10)
    signed = sandbox.find(created["uid"])["data"]["invoice"]
    assert len(signed["documentUid"]) == 96
    assert signed["documentQr"].startswith("NumFac: SETP990000001\n")
    assert signed["documentQr"].endswith(signed["documentUid"])


def test_without_email_the_live_document_ends_in_a_recipient_error(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    del document["documentParties"]["accountingCustomerParty"]["email"]
    uid = sandbox.accepted(document)["uid"]
    sandbox.pass_time(30)
    assert sandbox.status(uid) == "SEND_EMAIL_ERROR_RECIPIENT"


def test_the_acquirers_email_will_do(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    del document["documentParties"]["accountingCustomerParty"]["email"]
    document["generalInformation"]["acquirerEmail"] = "ana@example.co"
    uid = sandbox.accepted(document)["uid"]
    sandbox.pass_time(30)
    assert sandbox.status(uid) == "SEND_EMAIL"


@pytest.mark.parametrize(
    ("scenario", "statuses"),
    [
        ("reject", ["DIAN_VALIDATING", "DIAN_REJECTED", "DIAN_REJECTED"]),
        ("email_failed", ["DIAN_VALIDATING", "DIAN_VALIDATED", "SEND_EMAIL_ERROR_YABI"]),
        ("stays_validating", ["DIAN_VALIDATING"] * 3),
        ("unknown_status", ["DIAN_VALIDATING", "DIAN_SECOND_REVIEW", "DIAN_SECOND_REVIEW"]),
    ],
)
def test_other_ways(sandbox: Sandbox, scenario: str, statuses: list[str]) -> None:
    sandbox.arm(scenario)
    uid = sandbox.accepted(payloads.invoice(sandbox.unit))["uid"]
    seen = []
    for _ in statuses:
        sandbox.pass_time(10)
        seen.append(sandbox.status(uid))
    assert seen == statuses


def test_an_unknown_status_ends_validated(sandbox: Sandbox) -> None:
    sandbox.arm("unknown_status")
    uid = sandbox.accepted(payloads.invoice(sandbox.unit))["uid"]
    sandbox.pass_time(50)
    assert sandbox.status(uid) == "SEND_EMAIL"


def test_a_held_document_goes_on_when_released(sandbox: Sandbox) -> None:
    sandbox.arm("stays_validating")
    uid = sandbox.accepted(payloads.invoice(sandbox.unit))["uid"]
    sandbox.pass_time(1000)
    released = sandbox.told("POST", "/clock", {"release": "all", "unit": sandbox.unit})
    assert released["released"] == [uid]
    assert sandbox.status(uid) == "DIAN_VALIDATED"
    assert sandbox.told("POST", "/clock", {"release": [uid]})["released"] == []


def test_a_rejection_names_its_rules(sandbox: Sandbox) -> None:
    sandbox.arm("reject", rules=["FAK24", "FAX99"])
    uid = sandbox.accepted(payloads.invoice(sandbox.unit))["uid"]
    sandbox.pass_time(20)
    status = sandbox.find(uid)["data"]["invoice"]["documentStatus"]
    assert "Regla: FAK24, Rechazo:" in status["description"]
    assert decided(sandbox, uid)["errors"] == [
        "Regla: FAK24, Rechazo: the buyer's check digit is wrong",
        "Regla: FAX99, Rechazo: rule not met",
    ]


def test_a_notification_is_no_rejection(sandbox: Sandbox) -> None:
    sandbox.arm("notification")
    uid = sandbox.accepted(payloads.invoice(sandbox.unit))["uid"]
    sandbox.pass_time(20)
    assert sandbox.status(uid) == "DIAN_VALIDATED"
    told = decided(sandbox, uid)
    assert told["errors"] == []
    assert told["warnings"][0].startswith("Regla: FAJ43b, Notificación:")


def decided(sandbox: Sandbox, uid: str) -> dict[str, list[str]]:
    """What DIAN's answer says in the transactions."""
    query = """query($uid: UID) { transactions(query: {documentUid: $uid}) { edges { node {
        transactionStage transactionStatus { warningsAndErrors } } } } }"""
    edges = sandbox.ask(query, {"uid": uid})["data"]["transactions"]["edges"]
    found = [e["node"] for e in edges if e["node"]["transactionStage"] == "DIAN_RESPONSE"]
    told: dict[str, list[str]] = found[0]["transactionStatus"]["warningsAndErrors"]
    return told

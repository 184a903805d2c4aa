"""From their documents and transmissions to our outcome."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from documents.values import Severity
from providers.base import OutcomeStatus
from providers.co_yabico.reading import (
    amount,
    facts,
    instant,
    is_ours,
    outcome,
    with_authority,
    with_reasons,
)

CUFE = "8bb918b19ba22a69"


def document(code: str = "DIAN_VALIDATED", **changes):
    return {
        "uid": "uid-1",
        "id": "SETP990000001",
        "organizationalUnitId": "unit-1",
        "documentUid": CUFE,
        "documentQr": "NumFac: SETP990000001",
        "documentStatus": {"code": code, "description": "said"},
        "generalInformation": {
            "issueDateTime": "2026-11-21T03:15:30Z",
            "currency": {"code": "COP"},
        },
        "documentTotals": {"payableAmount": "119000.00"},
        "documentParties": {
            "accountingCustomerParty": {"identification": {"identifier": "900.373.076-4"}}
        },
        **changes,
    }


def test_a_validated_document():
    made = outcome(document())
    assert made.status is OutcomeStatus.ISSUED
    assert (made.operation_id, made.fiscal_id, made.raw_status) == ("uid-1", CUFE, "DIAN_VALIDATED")
    assert made.issued_at == datetime(2026, 11, 21, 3, 15, 30, tzinfo=UTC)
    assert made.qr.startswith("NumFac")
    assert json.loads(json.dumps(made.answer)) == document()


def test_the_issue_date_is_that_of_bogota():
    assert facts(document()).issued_on == date(2026, 11, 20)


def test_the_facts_to_compare():
    found = facts(document())
    assert (found.buyer_id, found.total, found.currency) == ("900373076", Decimal("119000"), "COP")


def test_facts_that_are_missing_are_none_and_not_guessed():
    found = facts({"uid": "uid-1"})
    assert (found.buyer_id, found.total, found.issued_on, found.currency) == ("", None, None, "")


def test_validated_without_a_cufe_is_not_issued_yet():
    assert outcome(document(documentUid=None)).status is OutcomeStatus.ACCEPTED


@pytest.mark.parametrize("code", ["SEND_EMAIL_ERROR_YABI", "REJECTION", "TACIT_ACCEPTANCE"])
def test_whatever_follows_validation_is_issued(code):
    assert outcome(document(code)).status is OutcomeStatus.ISSUED


def test_an_unknown_word_is_unknown_and_kept():
    made = outcome(document("DIAN_SECOND_REVIEW"))
    assert (made.status, made.raw_status) == (OutcomeStatus.UNKNOWN, "DIAN_SECOND_REVIEW")


def test_a_document_without_a_status_is_unknown():
    assert outcome(document(documentStatus=None)).status is OutcomeStatus.UNKNOWN


@pytest.mark.parametrize("text", [None, "", "yesterday", 7])
def test_an_instant_that_is_none(text):
    assert instant(text) is None


def test_an_instant_without_offset_is_bogotas():
    read = instant("2026-11-20T10:15:30")
    assert read == datetime(2026, 11, 20, 15, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "read"),
    [("119000.00", Decimal("119000")), (119000, Decimal("119000")), ("NaN", None), (None, None)],
)
def test_amounts(given, read):
    assert amount(given) == read


@pytest.mark.parametrize(
    ("changes", "ours"),
    [
        ({}, True),
        ({"id": "setp-990000001"}, True),
        ({"id": None}, True),
        ({"organizationalUnitId": None}, True),
        ({"id": "SETP990000002"}, False),
        ({"organizationalUnitId": "unit-2"}, False),
    ],
)
def test_whose_document_it_is(changes, ours):
    assert is_ours(document(**changes), "SETP990000001", "unit-1") is ours


REJECTED = "Regla: FAK24, Rechazo: DV del NIT no corresponde"
NOTED = "Regla: FAJ43b, Notificación: Nombre no corresponde"
SHAPES = {
    "by kind": {"errors": [REJECTED], "warnings": [NOTED]},
    "one list": [REJECTED, NOTED],
    "text": json.dumps([REJECTED, NOTED]),
    "objects": {
        "errors": [{"code": "FAK24", "message": "DV del NIT no corresponde"}],
        "warnings": [{"code": "FAJ43b", "message": "Nombre no corresponde"}],
    },
    "nested": {"DIAN": {"errors": {"0": REJECTED}, "notifications": {"0": NOTED}}},
}


def said(value, code="DIAN_REJECTED"):
    transactions = [{"transactionStatus": {"warningsAndErrors": value}}]
    return with_authority(outcome(document(code)), transactions)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_rejections_are_faults_and_notifications_notices_whatever_their_shape(shape):
    made = said(SHAPES[shape])
    assert [(f.law, f.message) for f in made.faults] == [("FAK24", "DV del NIT no corresponde")]
    assert [(f.law, f.message) for f in made.notices] == [("FAJ43b", "Nombre no corresponde")]
    assert made.faults[0].severity is Severity.ERROR
    assert made.notices[0].severity is Severity.WARNING


def test_a_rule_said_twice_is_told_once():
    assert len(said([REJECTED, REJECTED]).faults) == 1


def test_the_numbered_rule_of_a_document_processed_before():
    (fault,) = said(["Regla: 90, Rechazo: Documento procesado anteriormente."]).faults
    assert (fault.law, fault.message) == ("90", "Documento procesado anteriormente.")


def test_a_text_without_a_rule_is_kept_whole():
    (fault,) = said(["servicio no disponible"]).faults
    assert (fault.law, fault.message) == ("", "servicio no disponible")


def test_rejections_of_an_earlier_attempt_say_nothing_of_a_validated_document():
    assert said([REJECTED], "DIAN_VALIDATED").faults == ()


@pytest.mark.parametrize("value", [None, {}, [], "", {"errors": [], "warnings": []}, 7])
def test_nothing_said_is_nothing(value):
    made = said(value)
    assert (made.faults, made.notices) == ((), ())


def described(text):
    status = {"code": "DIAN_REJECTED", "description": text}
    return with_reasons(outcome(document(documentStatus=status)))


def test_the_reasons_of_the_status_stand_in():
    made = described(f"DIAN has rejected the invoice: - {REJECTED} - FAU14: total")
    assert [fault.law for fault in made.faults] == ["FAK24", "FAU14"]


@pytest.mark.parametrize("text", [None, "", "rejected"])
def test_a_rejection_always_has_a_fault(text):
    (fault,) = described(text).faults
    assert fault.message
    assert fault.severity is Severity.ERROR

"""From the provider's events and purchases to ours, whatever shape they come in."""

import base64
from datetime import date
from decimal import Decimal

import pytest

from providers.base import ErrorKind, FoundFacts, OutcomeStatus, ProviderError
from providers.co_yabico.reading_events import (
    cude_of,
    event_outcome,
    number_of,
    remote_event,
    remote_events,
    response_of,
)
from providers.co_yabico.reading_purchases import explained, payment_form, purchase

CUDE = "ab" * 48
XML = (
    '<a:R xmlns:a="x" '
    'xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
    f"<b:ID>EV7</b:ID><b:UUID>{CUDE}</b:UUID>"
    '<b:ResponseCode listID="03">031</b:ResponseCode></a:R>'
)
SENT = FoundFacts("900373076", Decimal(0), None, "COP")


def event(**changes):
    return {
        "id": "e-1",
        "eventType": "030",
        "issueDate": "2026-11-20T22:00:00-05:00",
        "senderParty": {
            "partyIdentification": {"identifier": "900373076-4"},
            "partyName": {"firstName": "Ana", "firstSurname": "Díaz"},
        },
        "applicationResponse": XML,
        **changes,
    }


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("030", "030"),
        ("RECEIPT_ ACK", "030"),
        ("REJECTION", "031"),
        ("PRODUCTS_RECEPTION", "032"),
        ("EXPRESS_ACCEPTANCE", "033"),
        ("tacit_acceptance", "034"),
        ("PRODUCTS_DELIVERY", "PRODUCTS_DELIVERY"),
        ("MAIL_ RECEPTION_ ACK", "MAIL_RECEPTION_ACK"),
        ("047", "047"),
        (None, ""),
    ],
)
def test_the_code_of_an_event(word, code):
    assert remote_event(event(eventType=word)).code == code


def test_an_event_whole():
    read = remote_event(event(eventType="031", reason="roto"))
    assert (read.uid, read.fiscal_id, read.concept) == ("e-1", CUDE, "03")
    assert (read.sender_id, read.sender_name, read.reason) == ("900373076", "Ana Díaz", "roto")


@pytest.mark.parametrize(
    "given", [XML, base64.b64encode(XML.encode()).decode(), f"  {XML}\n"], ids=["xml", "b64", "pad"]
)
def test_a_response_plain_or_in_base64(given):
    given = event(applicationResponse=given)
    assert (cude_of(given), number_of(given)) == (CUDE, "EV7")


@pytest.mark.parametrize("given", [None, "", "no base64!", "<broken", "bm8gWE1M"])
def test_a_response_nobody_can_read_tells_nothing(given):
    given = event(applicationResponse=given)
    assert (cude_of(given), number_of(given)) == (None, None)


def test_a_document_type_brings_no_files_from_elsewhere_in():
    attack = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + XML.replace("EV7", "&x;")
    assert "root" not in str(number_of(event(applicationResponse=attack)))


def test_a_hash_told_as_the_documents_id_comes_first():
    assert cude_of(event(documentId="CD" * 48)) == "cd" * 48
    assert cude_of(event(documentId="f81d4fae-7dec")) == CUDE


def test_a_response_too_large_is_not_read():
    assert response_of(event(applicationResponse="<" * (10 * 1024 * 1024 + 1))) is None


def test_events_come_oldest_first_and_gaps_are_left_out():
    later = event(id="late", issueDate="2026-11-21T10:00:00-05:00")
    undated = event(id="undated", issueDate=None)
    assert [e.uid for e in remote_events([later, None, event(), undated])] == [
        "undated",
        "e-1",
        "late",
    ]


def test_an_event_of_ours_is_issued_under_its_cude():
    outcome = event_outcome(event(), SENT, "EV7")
    assert (outcome.status, outcome.fiscal_id) == (OutcomeStatus.ISSUED, CUDE)
    assert outcome.facts == FoundFacts("900373076", Decimal(0), date(2026, 11, 20), "COP")


def test_an_event_under_another_number_has_no_facts():
    assert event_outcome(event(), SENT, "EV8").facts is None


def test_an_event_that_does_not_tell_its_number_is_taken_for_ours():
    outcome = event_outcome(event(applicationResponse=None), SENT, "EV8")
    assert outcome.facts is not None
    assert outcome.fiscal_id == "e-1"


def test_the_told_receiver_is_what_is_compared():
    told = event(receiverParty={"partyIdentification": {"identifier": "800197268-4"}})
    facts = event_outcome(told, SENT, "EV7").facts
    assert facts is not None
    assert facts.buyer_id == "800197268"


def bought(**changes):
    return {
        "uid": "p-1",
        "id": "FV1",
        "documentUid": CUDE,
        "documentTotals": {"payableAmount": "119000.00"},
        **changes,
    }


def test_a_purchase_with_little_in_it():
    read = purchase(bought(), "INVOICE")
    assert (read.operation_id, read.total, read.payment_form) == ("p-1", Decimal("119000.00"), "")
    assert (read.issuer.tax_id, read.issuer.address, read.lines) == ("", None, ())


@pytest.mark.parametrize("missing", ["uid", "documentUid", "documentTotals"])
def test_a_purchase_without_the_indispensable_may_be_asked_for_again(missing):
    with pytest.raises(ProviderError) as caught:
        purchase(bought(**{missing: None}), "INVOICE")
    assert (caught.value.kind, caught.value.code) == (ErrorKind.RETRY, "answer_unreadable")


@pytest.mark.parametrize("kind", [ErrorKind.IN_DOUBT, ErrorKind.CONFIG, ErrorKind.RETRY])
def test_only_a_refusal_is_put_into_the_ports_words(kind):
    doubtful = ProviderError(kind, "invoice_invalid", "beside a document")
    assert explained(doubtful) is doubtful
    refused = explained(ProviderError(ErrorKind.REJECT, "invoice_invalid", "no"))
    assert (refused.kind, refused.code) == (ErrorKind.REJECT, "purchase_wrong_acquirer")


@pytest.mark.parametrize(
    ("codes", "form"),
    [
        (["CREDIT"], "CREDIT"),
        (["IN_CASH"], "CASH"),
        (["DEBIT"], "CASH"),
        (["1"], "CASH"),
        (["2"], "CREDIT"),
        (["IN_CASH", "CREDIT"], "CREDIT"),
        (["SOMEHOW"], ""),
        ([], ""),
    ],
)
def test_cash_or_credit(codes, form):
    means = [{"paymentMeanId": {"code": code}} for code in codes]
    assert payment_form({"paymentDescription": {"paymentMeans": means}}) == form

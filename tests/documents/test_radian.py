"""Acceptance events: names, order, senders, business days."""

from datetime import date

import pytest

from documents import radian
from documents.country_specific.co import EventCode
from documents.radian import BUYER, ISSUER, NextEvent
from tests.documents.samples import TODAY, bought, co, issued, person

ISSUED_ON = date(2026, 11, 10)
RECEIVED = {"acceptance": ("030", "032"), "goods_received_on": date(2026, 11, 13)}
LAST, TACIT = date(2026, 11, 19), date(2026, 11, 20)


def next_of(invoice, on=TODAY):
    return [found.code for found in radian.next_allowed(invoice, on)]


def test_words_and_codes_are_each_others_inverse():
    assert set(radian.CODES) == set(EventCode.__args__)
    assert [radian.word_of(radian.code_of(word)) for word in radian.CODES] == list(radian.CODES)
    assert radian.code_of("TACIT_ACCEPTANCE") == "034"


def test_a_word_that_is_no_event_is_refused_and_a_code_that_is_none_kept():
    with pytest.raises(ValueError, match="MAIL"):
        radian.code_of("MAIL")
    assert radian.word_of("MAIL_RECEPTION_ACK") == "MAIL_RECEPTION_ACK"


def test_a_new_invoice_may_be_delivered_or_acknowledged_from_its_own_day():
    assert radian.next_allowed(issued(), TODAY) == (
        NextEvent("PRODUCTS_DELIVERY", ISSUER, ISSUED_ON, None),
        NextEvent("030", BUYER, ISSUED_ON, None),
    )


def test_goods_are_received_after_the_receipt():
    assert next_of(bought(acceptance=("030",))) == ["PRODUCTS_DELIVERY", "032"]


def test_after_the_goods_the_buyer_has_three_business_days_and_then_the_issuer():
    assert radian.next_allowed(issued(**RECEIVED), LAST) == (
        NextEvent("033", BUYER, date(2026, 11, 13), LAST),
        NextEvent("031", BUYER, date(2026, 11, 13), LAST),
        NextEvent("034", ISSUER, TACIT, None),
    )


def test_without_a_day_of_reception_nothing_is_accepted_tacitly():
    assert next_of(issued(acceptance=("030", "032"))) == ["033", "031"]


def test_once_the_days_are_over_only_the_issuers_acceptance_is_left():
    assert next_of(issued(**RECEIVED), TACIT) == ["034"]


@pytest.mark.parametrize("final", ["031", "033", "034"])
def test_nothing_comes_after_a_final_event(final):
    done = {**RECEIVED, "acceptance": ("030", "032", final)}
    assert next_of(issued(**done), LAST) == []


@pytest.mark.parametrize(
    "change",
    [
        {"country_specific": co(payment_form="CASH")},
        {"country_specific": {}},
        {"receiver": person(tax_id="222222222222")},
        {"status": "CANCELLING"},
        {"status": "SUBMITTED", "fiscal_status": "unknown"},
        {"document_type": "DEBIT_NOTE"},
    ],
)
def test_some_invoices_have_no_events_at_all(change):
    assert next_of(issued(**change)) == []


def test_an_invoice_of_nothing_may_only_be_delivered():
    assert next_of(issued(total=0)) == ["PRODUCTS_DELIVERY"]


@pytest.mark.parametrize("kind", ["credited", "debited"])
def test_an_invoice_with_notes_may_be_claimed_but_not_accepted(kind):
    assert next_of(issued(**RECEIVED, **{kind: 1}), LAST) == ["031"]


def test_a_purchase_of_unknown_terms_is_not_taken_for_one_in_cash():
    assert "030" in next_of(bought(country_specific={}))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 16), False),
        (date(2026, 11, 17), True),
        (date(2026, 11, 21), False),
        (date(2026, 7, 13), False),
        (date(2025, 7, 14), True),
        (date(2026, 4, 2), False),
        (date(2026, 12, 24), True),
        (date(2027, 1, 1), False),
    ],
)
def test_business_days(day, works):
    assert radian.is_business_day(day) is works


def test_days_are_counted_from_the_day_after():
    friday = date(2026, 11, 20)
    assert radian.add_business_days(friday, 0) == friday
    assert radian.add_business_days(friday, 1) == date(2026, 11, 23)
    assert radian.last_day_to_answer(date(2026, 12, 31)) == date(2027, 1, 6)
    assert radian.first_day_of_tacit_acceptance(date(2026, 12, 31)) == date(2027, 1, 7)

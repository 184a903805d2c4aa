"""Colombia's rules on acceptance events (RADIAN)."""

from datetime import date

import pytest

from documents import rules
from documents.values import Reference, Severity
from tests.documents.samples import (
    PERSON,
    TODAY,
    bought,
    co,
    company,
    event,
    invoice,
    issued,
    issuer,
    line,
    person,
)

EVENT, REFERENCE = ("country_specific", "event"), ("references", 0)
WITH_PERSON = {"person": PERSON}
RECEIVED = {**WITH_PERSON, "received_at": "2026-11-20T09:00:00-05:00"}
CLAIM = {"claim_concept": "02", "reason": "No llegó la mercancía"}
ACKNOWLEDGED = bought(acceptance=("030",))


def answered(day, *more, **changes):
    """An invoice whose goods were received on a day of November 2026."""
    codes = ("030", "032", *more)
    given = {"acceptance": codes, "goods_received_on": date(2026, 11, day), **changes}
    return given


def ours(*codes, **changes):
    return issued(acceptance=codes, **changes)


def acknowledgement(target=None, **changes):
    return event("RECEIPT_ACKNOWLEDGEMENT", target=target, fields=WITH_PERSON, **changes)


def reception(target=ACKNOWLEDGED, **fields):
    return event("GOODS_RECEIVED", target=target, fields={**RECEIVED, **fields})


def tacit(**changes):
    sent = {"issuer": issuer(), "receiver": company()}
    return event("TACIT_ACCEPTANCE", target=issued(**changes), **sent)


# case: (code, document, path, law)
BROKEN = {
    "an event of no kind": (
        "event_missing",
        event("CLAIM", country_specific=co()),
        EVENT,
        "",
    ),
    "an invoice that is an event": (
        "event_not_of_document",
        invoice(country_specific=co(event={"code": "CLAIM"})),
        EVENT,
        "",
    ),
    "an event about nothing": (
        "reference_missing",
        acknowledgement(references=()),
        ("references",),
        "",
    ),
    "an event with lines": (
        "event_with_lines",
        acknowledgement(line_items=(line(),)),
        ("line_items",),
        "",
    ),
    "a receipt by nobody": (
        "event_person_missing",
        event("RECEIPT_ACKNOWLEDGEMENT"),
        (*EVENT, "person"),
        "001-F2",
    ),
    "a reception of no day": (
        "reception_date_missing",
        event("GOODS_RECEIVED", target=ACKNOWLEDGED, fields=WITH_PERSON),
        (*EVENT, "received_at"),
        "001-F2",
    ),
    "a reception to come": (
        "reception_date_future",
        reception(received_at="2026-11-21T00:00:00-05:00"),
        (*EVENT, "received_at"),
        "001-D1",
    ),
    "a reception before the invoice": (
        "reception_before_invoice",
        reception(received_at="2026-11-09T23:59:59-05:00"),
        (*EVENT, "received_at"),
        "001-D1",
    ),
    "a claim of no concept": (
        "claim_unexplained",
        event("CLAIM", target=bought(**answered(19)), fields={"reason": "Tarde"}),
        (*EVENT, "claim_concept"),
        "001-F2",
    ),
    "a receipt of our own sale": (
        "event_other_party",
        acknowledgement(issued(), receiver=issuer()),
        ("issuer", "tax_id"),
        "001-E4",
    ),
    "a receipt sent to somebody else": (
        "event_other_party",
        acknowledgement(receiver=company(tax_id="890903938-8")),
        ("receiver", "tax_id"),
        "001-E4",
    ),
    "an event before its invoice": (
        "before_referenced",
        acknowledgement(emission_date=date(2026, 11, 9)),
        ("emission_date",),
        "DC24a",
    ),
    "an event about a note": (
        "event_on_no_invoice",
        acknowledgement(bought(document_type="CREDIT_NOTE")),
        REFERENCE,
        "001-E4",
    ),
    "an event about what is not valid": (
        "referenced_not_issued",
        acknowledgement(bought(status="SUBMITTED", fiscal_status="submitted")),
        REFERENCE,
        "001-E2",
    ),
    "an event about a sale in cash": (
        "event_on_cash_invoice",
        tacit(**answered(13), country_specific={}),
        REFERENCE,
        "001-E4",
    ),
    "an event about a purchase in cash": (
        "event_on_cash_invoice",
        acknowledgement(bought(country_specific=co(payment_form="CASH"))),
        REFERENCE,
        "001-E4",
    ),
    "an event about a sale to nobody": (
        "event_on_final_consumer",
        tacit(**answered(13), receiver=person(tax_id="222222222222")),
        REFERENCE,
        "",
    ),
    "an event about nothing to pay": (
        "event_on_zero_invoice",
        acknowledgement(bought(total=0)),
        REFERENCE,
        "001-E6",
    ),
    "an acceptance after notes": (
        "event_after_notes",
        tacit(**answered(13), credited=1, debited=1),
        REFERENCE,
        "001-E7",
    ),
    "an acceptance after a credit note": (
        "event_after_notes",
        tacit(**answered(13), credited=1),
        REFERENCE,
        "001-E8",
    ),
    "an acceptance after a debit note": (
        "event_after_notes",
        tacit(**answered(13), debited=1),
        REFERENCE,
        "001-E9",
    ),
    "the same event again": (
        "event_repeated",
        acknowledgement(ACKNOWLEDGED),
        REFERENCE,
        "001-E1",
    ),
    "a reception without receipt": (
        "event_too_early",
        reception(bought()),
        REFERENCE,
        "DC24b",
    ),
    "a claim without reception": (
        "event_too_early",
        event("CLAIM", target=ACKNOWLEDGED, fields=CLAIM),
        REFERENCE,
        "001-E3",
    ),
    "an acceptance after a claim": (
        "event_after_final",
        event("EXPRESS_ACCEPTANCE", target=bought(**answered(19, "031"))),
        REFERENCE,
        "001-E3",
    ),
    "a delivery after the reception": (
        "event_too_late",
        event(
            "PRODUCTS_DELIVERY",
            target=issued(**answered(19)),
            fields=WITH_PERSON,
            receiver=company(),
        ),
        REFERENCE,
        "001-E3",
    ),
    "a tacit acceptance of goods received nobody knows when": (
        "event_undated",
        tacit(acceptance=("030", "032")),
        REFERENCE,
        "DC24e",
    ),
    "a claim on the fourth business day": (
        "event_after_window",
        event("CLAIM", target=bought(**answered(13)), fields=CLAIM),
        (*EVENT, "code"),
        "DC24c",
    ),
    "a tacit acceptance on the third business day": (
        "event_before_window",
        tacit(**answered(17)),
        (*EVENT, "code"),
        "DC24e",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_at_its_path(name):
    code, document, path, law = BROKEN[name]
    found = [fault for fault in rules.check(document, TODAY) if fault.code == code]
    assert [(fault.path, fault.law) for fault in found[:1]] == [(path, law)]
    assert all(fault.severity is Severity.ERROR for fault in found)
    assert all(fault.message.endswith(".") for fault in found)


PASSING = {
    "receipt": acknowledgement(),
    "receipt on the invoice's day": acknowledgement(bought(issued_on=TODAY)),
    "receipt of a purchase whose terms are unknown": acknowledgement(
        bought(country_specific={}, issued_on=None)
    ),
    "receipt of a purchase known by its CUFE alone": acknowledgement(
        references=(Reference("CONCERNS", fiscal_id="ab" * 48),)
    ),
    "reception": reception(),
    "reception on the invoice's day": reception(received_at="2026-11-10T00:00:00-05:00"),
    # Monday the 16th is a holiday: three business days from Friday the 13th end on the 19th.
    "claim on the third business day": event("CLAIM", target=bought(**answered(17)), fields=CLAIM),
    "acceptance on the third business day": event(
        "EXPRESS_ACCEPTANCE", target=bought(**answered(17))
    ),
    "tacit acceptance on the fourth business day": tacit(**answered(13)),
    "delivery": event("PRODUCTS_DELIVERY", target=issued(), fields=WITH_PERSON, receiver=company()),
    "receipt of an invoice with notes": acknowledgement(bought(credited=1)),
    "receipt from a sender without address": acknowledgement(
        issuer=issuer(address=None), receiver=company(address=None)
    ),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_is_just_allowed_passes(name):
    assert rules.check(PASSING[name], TODAY) == ()


def test_a_claim_without_anything_lacks_two_things():
    bare = event("CLAIM", target=bought(**answered(19)))
    assert [fault.path[-1] for fault in rules.check(bare, TODAY)] == ["claim_concept", "reason"]


def test_the_tenant_may_not_accept_its_own_sale_expressly():
    own = event("EXPRESS_ACCEPTANCE", target=issued(**answered(19)), receiver=company())
    paths = [fault.path for fault in rules.check(own, TODAY)]
    assert paths == [("issuer", "tax_id"), ("receiver", "tax_id")]

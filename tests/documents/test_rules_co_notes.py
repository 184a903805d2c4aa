"""Colombia's rules on notes and cancellations, and on what they refer to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import rules
from documents.amounts import compute
from documents.values import LineLeft, Reference, Severity
from tests.documents.samples import (
    TODAY,
    about,
    adjustment_note,
    cancellation,
    co,
    company,
    credit_note,
    debit_note,
    invoice,
    issued,
    issuer,
    line,
    support_document,
)

D = Decimal
LINE, REFERENCE = ("line_items", 0), ("references", 0)
TWO = issued(line(), line("10", "5"))


def left(quantity, extension, **changes):
    return issued(left=(LineLeft(D(quantity), D(extension)),), **changes)


def correcting(number, *args):
    return line(*args, country_specific=co(reference_line=number))


# case: (code, document, path, law)
BROKEN = {
    "no reference": (
        "reference_missing",
        credit_note(references=()),
        ("references",),
        "CAE02/CAE04",
    ),
    "a cancellation of nothing": (
        "reference_missing",
        cancellation(references=()),
        ("references",),
        "",
    ),
    "two invoices": (
        "reference_twice",
        credit_note(references=about("CREDITS", issued()) * 2),
        ("references", 1),
        "",
    ),
    "a debit note that credits": (
        "relation_not_used",
        debit_note(references=about("DEBITS", issued()) + about("CREDITS", issued())),
        ("references", 1, "relation"),
        "",
    ),
    "an invoice that credits": (
        "relation_not_used",
        invoice(references=about("CREDITS", issued())),
        (*REFERENCE, "relation"),
        "",
    ),
    "a reference to nothing": (
        "reference_unnamed",
        credit_note(references=(Reference("CREDITS"),)),
        REFERENCE,
        "",
    ),
    "a reference to half a CUFE": (
        "reference_fiscal_id",
        credit_note(references=(Reference("CREDITS", fiscal_id="ab" * 24),)),
        (*REFERENCE, "external", "fiscal_id"),
        "",
    ),
    "a note on a note": (
        "reference_document_type",
        credit_note(target=issued(document_type="DEBIT_NOTE")),
        REFERENCE,
        "",
    ),
    "an adjustment of an invoice": (
        "reference_document_type",
        adjustment_note(target=issued()),
        REFERENCE,
        "",
    ),
    "a cancellation of a note": (
        "reference_document_type",
        cancellation(target=issued(document_type="CREDIT_NOTE")),
        REFERENCE,
        "",
    ),
    "a note on what is not valid yet": (
        "referenced_not_issued",
        debit_note(target=issued(status="SUBMITTED", fiscal_status="submitted")),
        REFERENCE,
        "001-EI2",
    ),
    "an adjustment of what was rejected": (
        "referenced_not_issued",
        adjustment_note(
            target=issued(
                document_type="SUPPORT_DOCUMENT", status="FAILED", fiscal_status="rejected"
            )
        ),
        REFERENCE,
        "001-PEI2",
    ),
    "a note on what is being cancelled": (
        "referenced_cancelled",
        credit_note(target=issued(status="CANCELLING")),
        REFERENCE,
        "001-EI2",
    ),
    "a second cancellation": (
        "referenced_cancelled",
        cancellation(target=issued(status="CANCELLED", fiscal_status="cancelled")),
        REFERENCE,
        "001-EI2",
    ),
    "another buyer": (
        "referenced_other_party",
        credit_note(target=issued(receiver=company(tax_id="890903938-8"))),
        ("receiver", "tax_id"),
        "",
    ),
    "another issuer": (
        "referenced_other_party",
        cancellation(target=issued(issuer=issuer(tax_id="890903938-8"))),
        ("issuer", "tax_id"),
        "",
    ),
    "another currency": (
        "referenced_currency",
        credit_note(target=issued(currency="USD")),
        (*LINE, "unit_price", "currency"),
        "",
    ),
    "a note before its invoice": (
        "before_referenced",
        debit_note(emission_date=date(2026, 11, 9)),
        ("emission_date",),
        "",
    ),
    "a note after acceptance": (
        "referenced_accepted",
        credit_note(target=issued(acceptance=("030", "032", "033"))),
        REFERENCE,
        "",
    ),
    "a cancellation after tacit acceptance": (
        "referenced_accepted",
        cancellation(target=issued(acceptance=("030", "032", "034"))),
        REFERENCE,
        "",
    ),
    "a cancellation after a credit note": (
        "referenced_credited",
        cancellation(target=issued(credited=D("0.01"))),
        REFERENCE,
        "001-EI2",
    ),
    "a line too many": (
        "reference_line_unknown",
        credit_note(line(quantity="1"), line(quantity="1")),
        ("line_items", 1),
        "001-LI1",
    ),
    "a line there is not": (
        "reference_line_unknown",
        credit_note(correcting(3), target=TWO),
        (*LINE, "country_specific", "reference_line"),
        "001-LI1",
    ),
    "a line twice": (
        "reference_line_twice",
        credit_note(line(quantity="1"), correcting(1, "50000", "1"), target=TWO),
        ("line_items", 1, "country_specific", "reference_line"),
        "001-DL1",
    ),
    "another price": (
        "referenced_price",
        credit_note(line("49999.99", "1")),
        (*LINE, "unit_price", "amount"),
        "001-PV1",
    ),
    "another tax": (
        "referenced_taxes",
        credit_note(replace(line(quantity="1"), tax_code="IVA5")),
        (*LINE, "tax_code"),
        "",
    ),
    "no tax": (
        "referenced_taxes",
        adjustment_note(replace(line(quantity="1"), tax_code=None)),
        (*LINE, "tax_code"),
        "",
    ),
    "the price of another line": (
        "referenced_price",
        adjustment_note(
            correcting(2, "50000", "1"), target=replace(TWO, document_type="SUPPORT_DOCUMENT")
        ),
        (*LINE, "unit_price", "amount"),
        "001-PV1",
    ),
    "more than is left": (
        "quantity_above_left",
        credit_note(line(quantity="1.000001"), target=left("1", "100000")),
        (*LINE, "quantity"),
        "",
    ),
    "more value than is left": (
        "value_above_left",
        credit_note(line(quantity="1"), target=left("2", "49999.99")),
        LINE,
        "001-LA4",
    ),
    "more than the total": (
        "total_above_left",
        credit_note(target=issued(credited=D("0.01"))),
        ("line_items",),
        "",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_at_its_path(name):
    code, document, path, law = BROKEN[name]
    [fault] = [fault for fault in rules.check(document, TODAY) if fault.code == code]
    assert (fault.path, fault.law, fault.severity) == (path, law, Severity.ERROR)
    assert fault.message.endswith(".")


PASSING = {
    "credit of everything": credit_note(),
    "credit of all that is left": credit_note(
        line(quantity="1"), target=left("1", "50000", credited=D("59500"))
    ),
    "credit of a later line": credit_note(correcting(2, "10", "5"), target=TWO),
    "credit after a claim": credit_note(target=issued(acceptance=("030", "032", "031"))),
    "credit on the invoice's day": credit_note(target=issued(issued_on=TODAY)),
    "credit of a NIT written otherwise": credit_note(
        target=issued(receiver=company(tax_id="800197268"))
    ),
    "credit of somebody else's invoice": credit_note(
        references=(Reference("CREDITS", fiscal_id="ab" * 48),)
    ),
    "credit with an order beside": credit_note(
        references=(*about("CREDITS", issued()), Reference("ORDER", provider_doc_id="OC-1"))
    ),
    "debit of any price and line": debit_note(line("7"), line("8"), target=issued()),
    "adjustment": adjustment_note(),
    "adjustment of a price": adjustment_note(
        line("40000"), country_specific=co(operation_type="PRICE_ADJUSTMENT")
    ),
    "cancellation": cancellation(),
    "cancellation of a support document": cancellation(
        target=issued(document_type="SUPPORT_DOCUMENT")
    ),
    "cancellation after a claim": cancellation(target=issued(acceptance=("030", "032", "031"))),
    "cancellation after a debit note": cancellation(target=issued(debited=D("10"))),
    "cancellation of lines it repeats unchecked": cancellation(
        line_items=(line("0"),), target=issued(line("0"))
    ),
    "an invoice with an order": invoice(references=(Reference("ORDER", provider_doc_id="OC-1"),)),
    "a support document with a receipt": support_document(
        references=(Reference("RECEIPT", provider_doc_id="R-1"),)
    ),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_is_just_allowed_passes(name):
    assert rules.check(PASSING[name], TODAY) == ()


def test_each_line_of_a_note_is_held_against_its_own():
    note = credit_note(correcting(2, "10", "6"), correcting(1, "50000", "3"), target=TWO)
    faults = [f for f in rules.check(note, TODAY) if f.code == "quantity_above_left"]
    assert [(fault.path[1], fault.message) for fault in faults] == [
        (0, "Take back at most 5 of line 2: that is what is left."),
        (1, "Take back at most 2 of line 1: that is what is left."),
    ]


@pytest.mark.parametrize("kind", [credit_note, debit_note, adjustment_note])
def test_a_note_without_lines_is_refused(kind):
    found = rules.check(replace(kind(), line_items=()), TODAY)
    assert "no_line_items" in {fault.code for fault in found}


@settings(max_examples=60, deadline=None)
@given(
    price=st.decimals("0.001", "1000", places=3),
    quantities=st.lists(st.decimals("0.1", "9", places=1), min_size=1, max_size=8),
)
def test_notes_together_never_take_back_more_than_there_was(price, quantities):
    sold = line(str(price), "10")
    whole = compute(invoice(sold))
    taken = value = credited = D(0)
    for quantity in quantities:
        remaining = LineLeft(D(10) - taken, whole.subtotal - value)
        target = issued(sold, total=whole.total, left=(remaining,), credited=credited)
        note = credit_note(line(str(price), str(quantity)), target=target)
        if rules.stops(rules.check(note, TODAY)):
            continue
        totals = compute(note)
        taken, value = taken + quantity, value + totals.subtotal
        credited += totals.total
    assert taken <= 10
    assert value <= whole.subtotal
    assert credited <= whole.total


@settings(max_examples=30, deadline=None)
@given(
    price=st.decimals("0.001", "1000", places=3),
    quantity=st.decimals("0.1", "9", places=1),
)
def test_everything_may_be_taken_back_at_once(price, quantity):
    sold = line(str(price), str(quantity))
    whole = compute(invoice(sold))
    target = issued(sold, total=whole.total, left=(LineLeft(quantity, whole.subtotal),))
    assert rules.check(credit_note(sold, target=target), TODAY) == ()

"""Mexico's rules of cancellations: for each a request that breaks it and, at its border, one that
does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from documents import rules
from documents.rules import mx as mx_rules
from documents.rules.mx.deadlines import cancellation_limit
from documents.rules.mx.facts import facts_of
from documents.values import Reference, Severity
from tests.documents.samples_mx import (
    OTHER_UUID,
    OURS,
    PERIOD,
    TODAY,
    UUID,
    cancellation,
    fields,
    issuer,
    own_reference,
)

D = Decimal
OWN = ("country_specific", "cancellation")
REFERENCE = ("references", 0)
SUBSTITUTE = "0199c1f2-0000-7000-8000-000000000002"


def of(**changes):
    return cancellation(own_reference("CANCELS", **changes))


def substituted(substitute=SUBSTITUTE, **changes):
    """Motive 01, with the substitute handed along."""
    return cancellation(
        own_reference("CANCELS"),
        own_reference("RELATED", id=SUBSTITUTE, fiscal_id=OTHER_UUID, **changes)
        if changes
        else own_reference("RELATED", id=SUBSTITUTE, fiscal_id=OTHER_UUID),
        motivo="01",
        substitute_document_id=substitute,
    )


GLOBAL = fields(informacion_global=PERIOD)
BARE = replace(cancellation(), country_specific={"type": "mx_cfdi.v4_0"})

# name: (document, code, path, law)
BROKEN = {
    "nothing cancelled": (
        replace(cancellation(), references=()),
        "cancelled_document_missing",
        ("references",),
        "",
    ),
    "two cancelled": (
        cancellation(own_reference("CANCELS"), Reference("CANCELS", fiscal_id=OTHER_UUID)),
        "cancelled_document_missing",
        ("references",),
        "",
    ),
    "without a folio": (of(fiscal_id=None), "cancelled_without_folio", REFERENCE, "205"),
    "somebody else's by number": (
        cancellation(Reference("CANCELS", fiscal_id="A-1")),
        "cancelled_without_folio",
        REFERENCE,
        "205",
    ),
    "cancelled already": (of(status="CANCELLED"), "cancelled_not_issued", REFERENCE, "202"),
    "asked for already": (of(status="CANCELLING"), "cancelled_not_issued", REFERENCE, "202"),
    "another's": (of(issuer=issuer(tax_id="MCI7306249Y1")), "cancelled_issuer", REFERENCE, "203"),
    "no motive": (BARE, "cancellation_missing", OWN, "207"),
    "01 without a substitute": (
        cancellation(motivo="01"),
        "substitute_missing",
        (*OWN, "substitute_document_id"),
        "01",
    ),
    "01 with two": (
        cancellation(motivo="01", substitute_document_id=SUBSTITUTE, folio_sustitucion=OTHER_UUID),
        "substitute_missing",
        (*OWN, "substitute_document_id"),
        "01",
    ),
    "02 with a substitute": (
        cancellation(motivo="02", folio_sustitucion=OTHER_UUID),
        "substitute_not_wanted",
        (*OWN, "motivo"),
        "02",
    ),
    "its own substitute": (
        cancellation(motivo="01", substitute_document_id=OURS.upper()),
        "substitute_itself",
        (*OWN, "substitute_document_id"),
        "",
    ),
    "a substitute under way": (
        substituted(status="SUBMITTED"),
        "substitute_not_issued",
        (*OWN, "substitute_document_id"),
        "01",
    ),
    "a paid invoice": (
        of(paid=D(1), instalments=1),
        "cancelled_is_paid",
        REFERENCE,
        "no_cancelable",
    ),
    "a credited invoice": (
        of(credited=D(1)),
        "cancelled_is_credited",
        REFERENCE,
        "no_cancelable",
    ),
}

WARNED = {
    "04 of a named invoice": (cancellation(motivo="04"), "motive_not_global", "04"),
    "after the annual return": (of(issued_on=date(2024, 12, 31)), "cancellation_late", "CFF 29-A"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_reported_at_its_path(name):
    document, code, path, law = BROKEN[name]
    [fault] = [fault for fault in rules.check(document, TODAY) if fault.code == code]
    assert (fault.path, fault.law, fault.severity) == (path, law, Severity.ERROR)
    assert fault.message.endswith(".")


@pytest.mark.parametrize("name", WARNED)
def test_a_doubt_is_a_warning_alone(name):
    document, code, law = WARNED[name]
    [fault] = rules.check(document, TODAY)
    assert (fault.code, fault.path, fault.law) == (code, REFERENCE, law)
    assert fault.severity == Severity.WARNING


PASSING = {
    "did not take place": cancellation(),
    "wrong": cancellation(motivo="02"),
    "a payment complement": of(document_type="PAYMENT_COMPLEMENT"),
    "substituted by ours": substituted(),
    "substituted by one not handed along": cancellation(
        motivo="01", substitute_document_id=SUBSTITUTE
    ),
    "substituted by somebody else's": cancellation(motivo="01", folio_sustitucion=OTHER_UUID),
    "somebody else's document": cancellation(Reference("CANCELS", fiscal_id=UUID)),
    "a global invoice": cancellation(
        own_reference("CANCELS", country_specific=GLOBAL), motivo="04"
    ),
    "in the month of the annual return": replace(
        of(issued_on=date(2025, 1, 1)), emission_date=date(2026, 3, 31)
    ),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_is_just_allowed_passes(name):
    assert rules.check(PASSING[name], TODAY) == ()


@pytest.mark.parametrize("rule", mx_rules.RULES["CANCELLATION"], ids=lambda rule: rule.__name__)
def test_every_rule_has_a_request_that_breaks_it_and_one_that_does_not(rule):
    documents = [case[0] for case in (*BROKEN.values(), *WARNED.values())]
    assert any(tuple(rule(d, facts_of(d, TODAY))) for d in documents)
    assert tuple(rule(cancellation(), facts_of(cancellation(), TODAY))) == ()


@pytest.mark.parametrize(
    ("issued_on", "rfc", "limit"),
    [
        (date(2026, 1, 1), "EKU9003173C9", date(2027, 3, 31)),
        (date(2026, 12, 31), "EKU9003173C9", date(2027, 3, 31)),
        (date(2026, 1, 1), "CACX7605101P8", date(2027, 4, 30)),
    ],
)
def test_the_limit_is_the_month_of_the_annual_return(issued_on, rfc, limit):
    assert cancellation_limit(issued_on, rfc) == limit


@pytest.mark.parametrize("motive", ["00", "05", "1", None])
def test_a_motive_is_one_of_four(motive):
    [fault] = rules.check(cancellation(motivo=motive), TODAY)
    assert (fault.code, fault.path) == ("country_specific_invalid", (*OWN, "motivo"))

"""Published documents break no rule, and the provider's codes that rules name are its own."""

import re

import pytest

from documents import rules
from documents.rules import co_page
from documents.values import Severity
from tests.conformance.data import load
from tests.conformance.test_co_amounts import CASES, document_of
from tests.documents.samples import TODAY

CODES = {entry["code"] for entry in load("co/yabi/error-codes.json")}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_published_document_breaks_no_rule(case):
    found = rules.check(document_of(case), TODAY)
    assert [fault for fault in found if fault.severity is Severity.ERROR] == []


def test_every_provider_code_named_is_one_of_the_provider():
    named = set(re.findall(r"\b\d{3}-[A-Z]+\d+\b", co_page.page()))
    assert len(named) > 25
    assert named <= CODES

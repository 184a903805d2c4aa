"""Every rule of Colombia has a document that breaks it and one that does not."""

import pytest

from documents.rules import co
from documents.rules.co.facts import facts_of
from documents.values import DocumentType
from tests.documents import (
    test_rules_co,
    test_rules_co_events,
    test_rules_co_kinds,
    test_rules_co_notes,
)
from tests.documents.samples import TODAY, invoice

OF_ANY = (test_rules_co_notes, test_rules_co_kinds, test_rules_co_events)
BROKEN = [
    *(case[0] for case in (*test_rules_co.BROKEN.values(), *test_rules_co.WARNED.values())),
    *(case[1] for module in OF_ANY for case in module.BROKEN.values()),
]
PASSING = [document for module in (test_rules_co, *OF_ANY) for document in module.PASSING.values()]


def faults(rule, document):
    return tuple(rule(document, facts_of(document, TODAY)))


@pytest.mark.parametrize("rule", co.RULES, ids=lambda rule: rule.__name__)
def test_a_document_breaks_it_and_one_does_not(rule):
    assert any(faults(rule, document) for document in BROKEN)
    assert faults(rule, invoice()) == ()


@pytest.mark.parametrize("kind", co.RULES_OF)
def test_what_passes_is_a_document_of_every_type(kind):
    assert kind in {document.document_type for document in PASSING}


def test_every_fiscal_type_of_colombia_has_a_passing_document():
    known = {document.document_type for document in PASSING}
    assert known == set(DocumentType) - {DocumentType.PAYMENT_COMPLEMENT}


def test_no_rule_is_listed_twice():
    assert len(co.RULES) == len(set(co.RULES))
    assert len({rule.__name__ for rule in co.RULES}) == len(co.RULES)


@pytest.mark.parametrize("rule", co.RULES, ids=lambda rule: rule.__name__)
def test_the_law_of_every_fault_is_named_in_the_rules_docstring(rule):
    laws = {fault.law for document in BROKEN for fault in faults(rule, document)}
    assert [law for law in laws if law not in rule.__doc__] == []

"""Colombia's rules: DIAN's annexes FE 1.9 (Res. 165 of 2023), DS 1.1 and RADIAN 1.1.

Each rule is one function from a document and its facts to faults; its docstring names the annex
rule and, after "provider", the code the provider answers with when it is broken. `RULES_OF` says
which are asked of which type of document.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from documents.rules.co import (
    aiu,
    events,
    lines,
    notes,
    numbering,
    operations,
    parties,
    payment,
    references,
    support,
    totals,
)
from documents.rules.co.facts import CoFacts, facts_of
from documents.values import DocumentType, DocumentValue, Fault

Rule = Callable[[DocumentValue, CoFacts], Iterator[Fault]]

MODULES: Final = (
    numbering,
    parties,
    operations,
    lines,
    totals,
    payment,
    references,
    notes,
    aiu,
    support,
    events,
)

RULES: Final[tuple[Rule, ...]] = tuple(rule for module in MODULES for rule in module.RULES)

_WITHOUT_CONTENT: Final[tuple[Rule, ...]] = (
    *numbering.RULES,
    parties.issuer_has_nit,
    operations.subtype_of_invoice,
    *references.RULES,
    *events.RULES,
)

RULES_OF: Final[Mapping[str, tuple[Rule, ...]]] = {
    DocumentType.CANCELLATION: _WITHOUT_CONTENT,
    DocumentType.ACCEPTANCE_EVENT: _WITHOUT_CONTENT,
}
"""All rules, unless a type is named here: the content of a cancellation is that of the document it
ends, checked when that was issued, and an event has none."""


def check(document: DocumentValue, today: date) -> Iterator[Fault]:
    """Every broken rule of Colombia. `today` is the day in Bogota."""
    facts = facts_of(document, today)
    for rule in RULES_OF.get(document.document_type, RULES):
        yield from rule(document, facts)


def signed_on_issue_date(document: DocumentValue, today: date) -> Iterator[Fault]:
    """FAD09e: a document is signed on its issue date, Bogota time; without one, on today's."""
    if document.emission_date is not None and document.emission_date != today:
        message = (
            f"Set emission_date to {today} or leave it out: DIAN takes documents of the day only."
        )
        yield Fault("emission_date_not_today", ("emission_date",), message, "FAD09e")

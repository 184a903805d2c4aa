"""Colombia's rules of a standard invoice: DIAN's annex 1.9 (Res. 165 of 2023).

Each rule is one function from a document and its facts to faults; its docstring names the annex
rule and, after "provider", the code the provider answers with when it is broken.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from documents.rules.co import lines, numbering, parties, payment
from documents.rules.co.facts import facts_of
from documents.values import DocumentValue, Fault

RULES: Final = (*numbering.RULES, *parties.RULES, *lines.RULES, *payment.RULES)


def check(document: DocumentValue, today: date) -> Iterator[Fault]:
    """Every broken rule of Colombia. `today` is the day in Bogota."""
    facts = facts_of(document, today)
    for rule in RULES:
        yield from rule(document, facts)


def signed_on_issue_date(document: DocumentValue, today: date) -> Iterator[Fault]:
    """FAD09e: a document is signed on its issue date, Bogota time; without one, on today's."""
    if document.emission_date is not None and document.emission_date != today:
        message = (
            f"Set emission_date to {today} or leave it out: DIAN takes documents of the day only."
        )
        yield Fault("emission_date_not_today", ("emission_date",), message, "FAD09e")

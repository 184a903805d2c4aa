"""Mexico's rules: CFDI 4.0 (Anexo 20), Pagos 2.0 and the service of cancellation.

Each rule is one function from a document and its facts to faults, at their place in the caller's
body; its docstring names the code SAT or the provider answers with when it is broken. The finished
CFDI is checked again, attribute by attribute, by `documents.rules.mx_cfdi`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from documents.rules.mx import (
    cancellation,
    complement_banks,
    complement_header,
    complement_invoices,
    complement_payments,
    credit,
    global_invoice,
    header,
    lines,
    parties,
    relations,
    use,
)
from documents.rules.mx.facts import MxFacts, facts_of
from documents.values import DocumentType, DocumentValue, Fault

_Rule = Callable[[DocumentValue, MxFacts], Iterator[Fault]]

_INVOICE: Final[tuple[_Rule, ...]] = (
    *header.RULES,
    *parties.RULES,
    *use.RULES,
    *global_invoice.RULES,
    *lines.RULES,
    *relations.RULES,
    *credit.RULES,
)
_PAYMENT_COMPLEMENT: Final[tuple[_Rule, ...]] = (
    header.series_short,
    *parties.RULES,
    *use.RULES,
    *complement_header.RULES,
    *complement_payments.RULES,
    *complement_banks.RULES,
    *complement_invoices.RULES,
    *relations.RULES,
    global_invoice.period_is_of_public,
)

RULES: Final[Mapping[str, tuple[_Rule, ...]]] = {
    DocumentType.INVOICE: _INVOICE,
    DocumentType.CREDIT_NOTE: _INVOICE,
    DocumentType.DEBIT_NOTE: _INVOICE,
    DocumentType.PAYMENT_COMPLEMENT: _PAYMENT_COMPLEMENT,
    DocumentType.CANCELLATION: cancellation.RULES,
}

_OLDEST: Final = timedelta(days=3)


def check(document: DocumentValue, today: date) -> Iterator[Fault]:
    """Every broken rule of Mexico. `today` is the day in Mexico City."""
    facts = facts_of(document, today)
    for rule in RULES.get(document.document_type, ()):
        yield from rule(document, facts)


def stamped_within_72_hours(document: DocumentValue, today: date) -> Iterator[Fault]:
    """A CFDI is stamped at most 72 hours after its date, and never before it (a PAC's 401)."""
    given = document.emission_date
    if given is not None and not today - _OLDEST <= given <= today:
        message = f"Set emission_date to a day from {today - _OLDEST} to {today}, or leave it out."
        yield Fault("emission_date_out_of_72_hours", ("emission_date",), message, "401")

"""Mexico: how much a credit note may credit."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from documents import amounts
from documents.rules.mx.facts import MxFacts
from documents.rules.mx.relations import related
from documents.values import DocumentType, DocumentValue, Fault, Severity


def credit_within_invoices(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """A credit note takes back at most what its invoices charged and earlier notes left. SAT does
    not compare them, so that this is a doubt."""
    if document.document_type != DocumentType.CREDIT_NOTE:
        return
    entries = [e for e in related(document, facts.fields) if e.key in {"01", "03"}]
    known = [entry.document for entry in entries if entry.document is not None]
    if not known or len(known) < len(entries) or {d.currency for d in known} != {facts.currency}:
        return
    try:
        total = amounts.compute(document, facts.on).total
    except (amounts.UnknownTaxCode, amounts.MissingTaxRate):
        return
    left = sum((d.total - d.credited for d in known), Decimal(0))
    if total > left:
        message = f"Check the amount: {left} is left of what is credited, less than {total}."
        yield Fault("credit_above_invoice", ("line_items",), message, severity=Severity.WARNING)


RULES: Final = (credit_within_invoices,)

"""Colombia: support documents of purchases from sellers who issue no invoices (annex DS 1.1). The
issuer is the buyer, the receiver the seller; whether the seller is one of these the provider knows.
"""

from collections.abc import Iterator
from typing import Final

from documents.rules.co.facts import CoFacts
from documents.rules.co.operations import operation_of
from documents.values import DocumentType, DocumentValue, Fault

_SUPPORT: Final = DocumentType.SUPPORT_DOCUMENT
_WITH_DAY: Final = frozenset({_SUPPORT, DocumentType.ADJUSTMENT_NOTE, DocumentType.CANCELLATION})


def seller_named(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A purchase has a seller with an identification: never the final consumer."""
    if document.document_type == _SUPPORT and facts.receiver.is_final_consumer:
        message = "Give the seller's own identification: 222222222222 is the nameless buyer's."
        yield Fault("seller_nameless", ("receiver", "tax_id"), message)


def residence_fits(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Annex DS 1.1, operations 10 and 11: a resident seller's address is in Colombia, a
    non-resident's is not."""
    address = document.receiver.address
    if document.document_type != _SUPPORT or address is None:
        return
    abroad = operation_of(document, facts) == "NON_RESIDENT_PURCHASE"
    if abroad == (address.country == "CO"):
        fitting = "RESIDENT_PURCHASE" if abroad else "NON_RESIDENT_PURCHASE"
        message = (
            f"Set operation_type to {fitting}, or correct the country of the seller's address."
        )
        yield Fault("seller_residence", ("country_specific", "operation_type"), message)


def purchase_dated(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """DSFC02a: every line tells the day of the purchase, which is not after the document's."""
    if document.document_type != _SUPPORT:
        return
    for i, fields in enumerate(facts.lines):
        path = ("line_items", i, "country_specific", "purchased_on")
        if fields.purchased_on is None:
            message = "Give the day of the purchase."
            yield Fault("purchase_date_missing", path, message, "DSFC02a")
        elif fields.purchased_on > facts.issue_date:
            message = f"Give a day of purchase of {facts.issue_date} or earlier."
            yield Fault("purchase_date_future", path, message, "DSFC02a")


def purchase_date_placed(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A day of purchase stands on support documents and what corrects or cancels them."""
    for i, fields in enumerate(facts.lines):
        if fields.purchased_on is not None and document.document_type not in _WITH_DAY:
            path = ("line_items", i, "country_specific", "purchased_on")
            message = f"Remove purchased_on: a {document.document_type} is of one day."
            yield Fault("purchase_date_not_of_document", path, message)


def one_transmission(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Annex DS 1.1, group InvoicePeriod: it is of single purchases or of a week's."""
    if document.document_type != _SUPPORT:
        return
    for i, fields in enumerate(facts.lines):
        if fields.transmission != facts.lines[0].transmission:
            path = ("line_items", i, "country_specific", "transmission")
            message = f"Use {facts.lines[0].transmission} on every line, as on the first."
            yield Fault("transmission_mixed", path, message)


def weekly_within_a_week(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """What is gathered weekly was bought in one week, Monday to Sunday."""
    if document.document_type != _SUPPORT or not facts.lines:
        return
    first = facts.lines[0].purchased_on
    for i, fields in enumerate(facts.lines):
        day = fields.purchased_on
        if fields.transmission != "WEEKLY" or day is None or first is None:
            continue
        if day.isocalendar()[:2] != first.isocalendar()[:2]:
            path = ("line_items", i, "country_specific", "purchased_on")
            message = f"Put what was not bought in the week of {first} into another document."
            yield Fault("week_mixed", path, message)


RULES: Final = (
    seller_named,
    residence_fits,
    purchase_dated,
    purchase_date_placed,
    one_transmission,
    weekly_within_a_week,
)

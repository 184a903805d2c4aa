"""Colombia: acceptance events of invoices on credit (annex RADIAN 1.1). What may come when is in
`documents.radian`."""

from collections.abc import Iterator
from typing import Final

from documents import radian
from documents.calendar import local_date
from documents.country_specific.co import CoEvent
from documents.rules.co.facts import CoFacts
from documents.rules.co.references import identity
from documents.values import DocumentType, DocumentValue, Fault, ReferencedDocument

_EVENT: Final = ("country_specific", "event")
_WITH_PERSON: Final = frozenset({"RECEIPT_ACKNOWLEDGEMENT", "GOODS_RECEIVED", "PRODUCTS_DELIVERY"})


def event_described(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """An ACCEPTANCE_EVENT says which event it is, and no other document is one."""
    is_event = document.document_type == DocumentType.ACCEPTANCE_EVENT
    if is_event and facts.fields.event is None:
        yield Fault("event_missing", _EVENT, "Say which acceptance event this is.")
    if not is_event and facts.fields.event is not None:
        message = "Remove event: only an ACCEPTANCE_EVENT is one."
        yield Fault("event_not_of_document", _EVENT, message)


def event_without_lines(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """An acceptance event is about a whole invoice and has no lines of its own."""
    if document.document_type == DocumentType.ACCEPTANCE_EVENT and document.line_items:
        message = "Remove the lines: an acceptance event has none."
        yield Fault("event_with_lines", ("line_items",), message)


def person_given(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """RADIAN 030 and 032, and the provider's delivery (provider 001-F2, 001-N2, 001-N3), name the
    person who received or delivered."""
    event = facts.fields.event
    if event and event.code in _WITH_PERSON and event.person is None:
        message = "Name the person who received or delivered, with an identification."
        yield Fault("event_person_missing", (*_EVENT, "person"), message, "001-F2")


def reception_dated(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """RADIAN 032 (provider 001-F2, 001-D1): goods are received at an instant that is not after the
    event, nor before the invoice."""
    event = facts.fields.event
    if event is None or event.code != "GOODS_RECEIVED":
        return
    path = (*_EVENT, "received_at")
    if event.received_at is None:
        message = "Give the instant at which the goods or services were received."
        yield Fault("reception_date_missing", path, message, "001-F2")
        return
    day, invoice = local_date("CO", event.received_at), _invoice(facts)
    if day > facts.issue_date:
        message = f"Give an instant of {facts.issue_date} or earlier."
        yield Fault("reception_date_future", path, message, "001-D1")
    elif invoice and invoice.issued_on and day < invoice.issued_on:
        message = f"Give an instant of {invoice.issued_on}, the invoice's day, or later."
        yield Fault("reception_before_invoice", path, message, "001-D1")


def claim_explained(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """RADIAN 031: a claim has one of DIAN's four concepts and a reason (provider 001-F2)."""
    event = facts.fields.event
    if event is None or event.code != "CLAIM":
        return
    for name, given in (("claim_concept", event.claim_concept), ("reason", event.reason)):
        if given is None:
            message = f"Give the claim's {name}."
            yield Fault("claim_unexplained", (*_EVENT, name), message, "001-F2")


def sent_by_whom_it_concerns(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Res. 85 of 2022: a tacit acceptance is the invoice's issuer's, as the delivery is; all others
    are the buyer's (provider 001-E4)."""
    event, invoice = facts.fields.event, _invoice(facts)
    if event is None or invoice is None:
        return
    ours, theirs = invoice.receiver, invoice.issuer
    if _sender(event) == radian.ISSUER:
        ours, theirs = theirs, ours
    expected = ((("issuer",), document.issuer, ours), (("receiver",), document.receiver, theirs))
    for path, given, right in expected:
        if identity(given) != identity(right):
            message = f"{event.code} goes from the invoice's {_sender(event)}: {right.tax_id} here."
            yield Fault("event_other_party", (*path, "tax_id"), message, "001-E4")


def invoice_takes_event(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """DC24b: the invoice is valid (provider 001-E2), on credit (001-E4), of somebody, worth
    something (001-E6), and where it is accepted without notes (001-E7, 001-E8, 001-E9); an event
    comes once (001-E1), in its order, and none after a claim or acceptance (001-E3); days are
    counted from a known one (DC24e)."""
    event, invoice = facts.fields.event, _invoice(facts)
    if event is None or invoice is None or facts.target is None:
        return
    for found in radian.hindrances(invoice, radian.code_of(event.code)):
        path = ("references", facts.target.place)
        yield Fault(found.code, path, found.message, found.law)


def sent_in_time(_document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """DC24c, DC24e: claim and acceptance within three business days of the reception, tacit
    acceptance after them."""
    event, invoice = facts.fields.event, _invoice(facts)
    if event is None or invoice is None:
        return
    code = radian.code_of(event.code)
    since, until = radian.window(invoice, code)
    if since and facts.issue_date < since and code in radian.FINAL:
        message = f"Send it on {since} or later."
        yield Fault("event_before_window", (*_EVENT, "code"), message, _window_law(code))
    if until and facts.issue_date > until:
        message = f"The last day was {until}: the invoice counts as accepted tacitly."
        yield Fault("event_after_window", (*_EVENT, "code"), message, _window_law(code))


def _invoice(facts: CoFacts) -> ReferencedDocument | None:
    return facts.target.document if facts.target else None


def _sender(event: CoEvent) -> str:
    return radian.SENDERS[radian.code_of(event.code)]


def _window_law(code: str) -> str:
    return "DC24e" if code == "034" else "DC24c"


RULES: Final = (
    event_described,
    event_without_lines,
    person_given,
    reception_dated,
    claim_explained,
    sent_by_whom_it_concerns,
    invoice_takes_event,
    sent_in_time,
)

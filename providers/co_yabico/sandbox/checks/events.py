"""Events on credit invoices (RADIAN): who, on what, in which order, when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from providers.co_yabico.sandbox import event_kinds as kinds
from providers.co_yabico.sandbox.business_days import add_business_days
from providers.co_yabico.sandbox.checks.case import bogota_date
from providers.co_yabico.sandbox.cufe import BOGOTA
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.kinds import Kind
from providers.co_yabico.sandbox.registry import Event

DEADLINE_DAYS = 3
"""Business days after event 032 in which the buyer accepts or claims; then the issuer may declare
tacit acceptance."""

BEFORE = {
    kinds.PRODUCTS_RECEPTION: kinds.RECEIPT_ACK,
    kinds.CLAIM: kinds.PRODUCTS_RECEPTION,
    kinds.EXPRESS_ACCEPTANCE: kinds.PRODUCTS_RECEPTION,
    kinds.TACIT_ACCEPTANCE: kinds.PRODUCTS_RECEPTION,
}
"""Event -> the event it follows (DIAN DC24b, DC24c, DC24e)."""

FINAL = frozenset({kinds.CLAIM, kinds.EXPRESS_ACCEPTANCE, kinds.TACIT_ACCEPTANCE})
ACCEPTANCES = frozenset({kinds.EXPRESS_ACCEPTANCE, kinds.TACIT_ACCEPTANCE})
WITH_PERSON = frozenset(
    {kinds.RECEIPT_ACK, kinds.PRODUCTS_RECEPTION, kinds.PRODUCTS_DELIVERY},
)
OF_THE_ISSUER = frozenset({kinds.TACIT_ACCEPTANCE, kinds.PRODUCTS_DELIVERY})
"""Events of the invoice's issuer; all others are the buyer's."""

DEBITS = frozenset({Kind.DEBIT_NOTE, Kind.PURCHASE_DEBIT_NOTE})


@dataclass(frozen=True, slots=True)
class EventCase:
    """An event under examination: its `kind`, the input, the document, the events and notes there
    are already, the status, and whether the unit used the event's number before."""

    kind: str
    content: dict[str, Any]
    document: Document
    now: datetime
    made: tuple[Event, ...] = ()
    notes: tuple[Document, ...] = ()
    standing: str = ""
    number_used: bool = False
    by_buyer: bool = False

    @property
    def day(self) -> date:
        """The day that deadlines count to: today, or the one a control chose."""
        if self.by_buyer:
            return bogota_date(self.content["issueDate"])
        return self.now.astimezone(BOGOTA).date()

    def event(self, kind: str) -> Event | None:
        """The event of a kind on the invoice, if it was made."""
        return next((event for event in self.made if event.kind == kind), None)


def invoice_may_have_it(case: EventCase) -> Iterator[Fault]:
    """001-E4: an invoice on credit; the buyer's events on purchases, the issuer's on sales."""
    number, wanted = case.document.consecutive, Kind.PURCHASE_INVOICE
    if case.kind in OF_THE_ISSUER or case.by_buyer:
        wanted = Kind.INVOICE
    if case.document.kind != wanted:
        yield Fault("001-E4", f"{case.kind} is not an event of {case.document.kind} {number}")
    elif case.kind != kinds.MAIL_RECEPTION_ACK and not case.document.on_credit:
        yield Fault("001-E4", f"{number} is paid in cash")


def invoice_is_validated(case: EventCase) -> Iterator[Fault]:
    """001-E2: DIAN has validated the invoice."""
    if not case.document.validated(case.now):
        yield Fault("001-E2", f"{case.document.consecutive} is {case.standing}")


def invoice_has_a_value(case: EventCase) -> Iterator[Fault]:
    """001-E6: an invoice of nothing cannot become a security."""
    payable = Decimal(str(case.document.content["documentTotals"]["payableAmount"]))
    if case.kind in kinds.DIAN_EVENTS and payable <= 0:
        yield Fault("001-E6", f"{case.document.consecutive} has nothing to pay")


def event_is_new(case: EventCase) -> Iterator[Fault]:
    """001-E1: each event once."""
    if case.event(case.kind):
        yield Fault("001-E1", f"{case.document.consecutive} has event {case.kind}")


def order_is_kept(case: EventCase) -> Iterator[Fault]:
    """001-E3: after the event it follows, and not after one that excludes it."""
    if case.event(case.kind):
        return
    before = BEFORE.get(case.kind)
    missing = before and not case.event(before)
    ended = case.kind in FINAL and any(event.kind in FINAL for event in case.made)
    late = case.kind == kinds.PRODUCTS_DELIVERY and case.event(kinds.PRODUCTS_RECEPTION)
    if missing or ended or late:
        told = f"{case.document.consecutive} is {case.standing}, not ready for {case.kind}"
        yield Fault("001-E3", told)


def window_is_kept(case: EventCase) -> Iterator[Fault]:
    """001-E3: acceptance and claim within three business days of 032, tacit acceptance after."""
    received = case.event(kinds.PRODUCTS_RECEPTION)
    if received is None or case.kind not in FINAL or case.event(case.kind):
        return
    last = last_day(received)
    if (case.kind == kinds.TACIT_ACCEPTANCE) != (case.day > last):
        word = "only after" if case.kind == kinds.TACIT_ACCEPTANCE else "until"
        told = f"{case.document.consecutive} is {case.standing}; {case.kind} {word} {last}"
        yield Fault("001-E3", told)


def last_day(received: Event) -> date:
    """The last day on which the buyer may accept or claim."""
    return add_business_days(bogota_date(received.issued_at), DEADLINE_DAYS)


def no_notes_before_acceptance(case: EventCase) -> Iterator[Fault]:
    """001-E7, 001-E8, 001-E9: what has notes is not accepted."""
    debits = [note for note in case.notes if note.kind in DEBITS]
    credits = len(case.notes) - len(debits)
    if case.kind not in ACCEPTANCES or not case.notes:
        return
    code = "001-E8" if not debits else "001-E9" if not credits else "001-E7"
    told = ", ".join(note.consecutive for note in case.notes)
    yield Fault(code, f"{case.document.consecutive} has {told}")


def dates_are_in_order(case: EventCase) -> Iterator[Fault]:
    """001-D1: not in the future (DC24), not before the invoice (DC24a), not received after being
    reported."""
    issued, received = case.content["issueDate"], case.content.get("receptionDate")
    if datetime.fromisoformat(issued) > case.now:
        yield Fault("001-D1", f"{issued} is in the future", "issueDate")
    if bogota_date(issued) < bogota_date(case.document.issued_at):
        yield Fault("001-D1", f"{issued} is before the invoice", "issueDate")
    if received and datetime.fromisoformat(received) > datetime.fromisoformat(issued):
        yield Fault("001-D1", f"{received} is after {issued}", "receptionDate")


def number_is_complete(case: EventCase) -> Iterator[Fault]:
    """001-F2: an event has a number."""
    if case.content["id"].get("number") is None:
        yield Fault("001-F2", "missing", "id/number")


def number_is_new(case: EventCase) -> Iterator[Fault]:
    """001-DE1: which no other event of the unit has."""
    if case.number_used:
        number = case.content["id"]
        told = f"{number.get('prefix') or ''}{number['number']} is another event's"
        yield Fault("001-DE1", told, "id")


def person_is_named(case: EventCase) -> Iterator[Fault]:
    """001-F2, 001-N2, 001-N3: receipts and deliveries name a person with its document."""
    if case.kind not in WITH_PERSON:
        return
    given = case.content["issuerParty"]
    for name in ("idType", "identifier"):
        if not given["partyIdentification"].get(name):
            yield Fault("001-F2", "missing", f"issuerParty/partyIdentification/{name}")
    for code, name in (("001-N2", "firstName"), ("001-N3", "firstSurname")):
        if not (given["partyName"].get(name) or "").strip():
            yield Fault(code, "a person needs it", f"issuerParty/partyName/{name}")


def claim_has_a_reason(case: EventCase) -> Iterator[Fault]:
    """001-F2: a claim says why."""
    if case.kind == kinds.CLAIM and not case.content["reason"].strip():
        yield Fault("001-F2", "blank", "reason")


CHECKS: tuple[Callable[[EventCase], Iterator[Fault]], ...] = (
    invoice_may_have_it,
    invoice_is_validated,
    invoice_has_a_value,
    event_is_new,
    order_is_kept,
    window_is_kept,
    no_notes_before_acceptance,
    dates_are_in_order,
    number_is_complete,
    number_is_new,
    person_is_named,
    claim_has_a_reason,
)


def event_faults(case: EventCase) -> list[Fault]:
    """Every broken rule of an event."""
    return list(chain.from_iterable(check(case) for check in CHECKS))

"""The six eventInvoice mutations."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from providers.co_yabico.sandbox import event_kinds as kinds
from providers.co_yabico.sandbox import event_view, history
from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.checks.events import OF_THE_ISSUER, EventCase, event_faults
from providers.co_yabico.sandbox.cufe import BOGOTA, EventParts, event_cude
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.issue import refusal_of
from providers.co_yabico.sandbox.kinds import CUSTOMER, Kind, other_party
from providers.co_yabico.sandbox.nit import without_digit
from providers.co_yabico.sandbox.registry import Event
from providers.co_yabico.sandbox.state import State
from providers.co_yabico.sandbox.units import Unit
from providers.sandbox.scenarios import OK, Name, Scenario

Content = dict[str, Any]
Out = dict[str, Any]

INVOICES = (Kind.INVOICE, Kind.PURCHASE_INVOICE)
DUPLICATES = frozenset({Name.DUPLICATE_WITH_ID, Name.DUPLICATE_WITHOUT_ID, Name.DUPLICATE_OTHER})
REFUSALS = frozenset({Name.REJECT, Name.REJECT_NOW})
"""An event is decided at once, so that rejected later and refused now are one."""


@dataclass(frozen=True, slots=True)
class EventForm:
    """An event's mutation, its kind, and the input field that names its invoice."""

    operation: str
    kind: str
    field: str


FORMS = (
    EventForm("eventInvoiceReceiptAck", kinds.RECEIPT_ACK, "purchaseInvoiceUid"),
    EventForm("eventInvoiceProductsReception", kinds.PRODUCTS_RECEPTION, "purchaseInvoiceUid"),
    EventForm("eventInvoiceExpressAcceptance", kinds.EXPRESS_ACCEPTANCE, "purchaseInvoiceUid"),
    EventForm("eventInvoiceRejection", kinds.CLAIM, "purchaseInvoiceUid"),
    EventForm("eventInvoiceTacitAcceptance", kinds.TACIT_ACCEPTANCE, "saleInvoiceUid"),
    EventForm("eventInvoiceProductsDelivery", kinds.PRODUCTS_DELIVERY, "invoiceUid"),
)


def make_event(form: EventForm, call: Call, content: Content) -> Out:
    """The EventOutput of a mutation."""
    document = call.state.find(call.organization, content[form.field], call.now, INVOICES)
    scenario = call.begin(form.operation, document.unit if document else "")
    if call.stopped:
        return {}
    if document is None:
        call.scenario = OK
        return refused([Fault("001-E5", f"no invoice is known as {content[form.field]}")])
    with call.state.alone():
        faults = event_faults(case_of(call.state, form.kind, content, document, call.now))
        if faults:
            call.scenario = OK
            return refused(faults)
        if scenario.name in REFUSALS:
            return refused(refusal_of(scenario, "DC24"))
        return _take(call, form, content, document, scenario)


def refused(faults: Iterable[Fault]) -> Out:
    """The output of a refusal: all errors, no event."""
    errors = [fault.as_output() for fault in faults]
    return {"event": None, "errors": errors, "warnings": [], "notifications": []}


def case_of(
    state: State, kind: str, content: Content, document: Document, now: datetime
) -> EventCase:
    """What the rules look at; also events that queries do not find yet."""
    number = content["id"]
    used = state.dian.event_number_used(
        document.unit, number.get("prefix") or "", number.get("number") or 0
    )
    return EventCase(
        kind=kind,
        content=content,
        document=document,
        now=now,
        made=tuple(state.dian.taken_events_on(document)),
        notes=tuple(state.notes_to(document, now)),
        standing=history.status(state, document, now).code,
        number_used=used,
    )


def event_of(
    kind: str, content: Content, document: Document, unit: Unit, pin: str, now: datetime
) -> Event:
    """The event of a checked input, sent by the issuer or by the buyer."""
    us = {"name": unit.name, "idType": "NIT", "identifier": unit.nit}
    person = document.party
    them = {"name": person["personName"], **person["personId"]}
    unit_sells = other_party(document.kind) == CUSTOMER
    sender, receiver = (us, them) if unit_sells == (kind in OF_THE_ISSUER) else (them, us)
    issued = datetime.fromisoformat(content["issueDate"]).astimezone(BOGOTA).replace(microsecond=0)
    number = content["id"]
    prefix = number.get("prefix") or ""
    parts = EventParts(
        number=f"{prefix}{number['number']}",
        issued_at=issued,
        sender=without_digit(sender["identifier"]),
        receiver=without_digit(receiver["identifier"]),
        code=kind,
        invoice=document.consecutive,
        pin=pin,
    )
    return Event(
        uid=str(uuid.uuid4()),
        about=document.cufe,
        kind=kind,
        organization=document.organization,
        unit=document.unit,
        prefix=prefix,
        number=number["number"],
        content=content,
        issued_at=issued.isoformat(),
        happened_at=now.isoformat(),
        cude=event_cude(parts) if kind in kinds.DIAN_EVENTS else "",
        sender=sender,
        receiver=receiver,
    )


def _take(
    call: Call, form: EventForm, content: Content, document: Document, scenario: Scenario
) -> Out:
    unit = call.unit(document.unit)
    assert unit is not None, "a document's unit exists as long as the document"
    event = event_of(form.kind, content, document, unit, unit.software_pin, call.now)
    if scenario.name == Name.LATE_VISIBLE:
        late = call.now + timedelta(seconds=scenario.seconds)
        event = replace(event, visible_at=late.isoformat())
    call.state.dian.keep_event(event)
    shown = event_view.show(event, document)
    if scenario.name in DUPLICATES:
        known = scenario.name == Name.DUPLICATE_WITH_ID
        answer = refused([Fault("001-E1", f"{document.consecutive} has event {form.kind}")])
        return {**answer, "event": shown if known else None}
    return {"event": shown, "errors": [], "warnings": [], "notifications": []}

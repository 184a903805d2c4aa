"""addPurchaseInvoice, addPurchaseCreditNote, addPurchaseDebitNote: the provider asks DIAN for a
document by its CUFE or CUDE and keeps it if the organization is its buyer."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from providers.co_yabico.sandbox import view
from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.issue import DUPLICATES, Content, Out, refusal_of, refused
from providers.co_yabico.sandbox.kinds import CUSTOMER, FAMILIES, SUPPLIER, Kind
from providers.co_yabico.sandbox.nit import without_digit
from providers.co_yabico.sandbox.registry import Registered
from providers.co_yabico.sandbox.seeded import supplier
from providers.co_yabico.sandbox.units import Unit
from providers.sandbox.scenarios import OK, Name, Scenario


@dataclass(frozen=True, slots=True)
class PurchaseForm:
    """A mutation, the kind it adds, what the seller issued, the input field with the fiscal id, and
    the code for a note whose invoice the organization does not have."""

    operation: str
    kind: Kind
    issued: Kind
    field: str
    alone: str = ""


FORMS = (
    PurchaseForm("addPurchaseInvoice", Kind.PURCHASE_INVOICE, Kind.INVOICE, "cufe"),
    PurchaseForm(
        "addPurchaseCreditNote", Kind.PURCHASE_CREDIT_NOTE, Kind.CREDIT_NOTE, "cude", "100-EC2"
    ),
    PurchaseForm(
        "addPurchaseDebitNote", Kind.PURCHASE_DEBIT_NOTE, Kind.DEBIT_NOTE, "cude", "100-ED2"
    ),
)


def add_purchase(form: PurchaseForm, call: Call, content: Content) -> Out:
    """The output of a mutation."""
    given = content[form.field].strip()
    found = registered(call, form.issued, given)
    unit = buyer(call, found) if found else None
    scenario = call.begin(form.operation, unit.uid if unit else "")
    if call.stopped:
        return {}
    with call.state.alone():
        faults = list(_faults(call, form, given, found, unit))
        if faults or found is None or unit is None:
            call.scenario = OK
            return refused(faults)
        if scenario.name in (Name.REJECT_NOW, Name.REJECT):
            return refused(refusal_of(scenario, "66"))
        return _take(call, form, _document(call, form, found, unit, scenario), scenario)


def registered(call: Call, kind: Kind, fiscal_id: str) -> Registered | None:
    """What DIAN has under a fiscal id, if it is of this kind: from outside, or of any unit."""
    outside = call.state.dian.foreign(fiscal_id)
    if outside:
        return outside if outside.kind == kind else None
    issued = call.state.issued_as(fiscal_id, call.now)
    return _as_registered(call, issued) if issued and issued.kind == kind else None


def buyer(call: Call, found: Registered) -> Unit | None:
    """The unit of the organization that is the document's buyer."""
    person = found.content["documentParties"][CUSTOMER]["personId"]
    nit = without_digit(person["identifier"])
    return next((u for u in call.units if without_digit(u.nit) == nit), None)


def _faults(
    call: Call, form: PurchaseForm, given: str, found: Registered | None, unit: Unit | None
) -> Iterator[Fault]:
    """100: DIAN knows no such document. 001-EI1, EC1, ED1: its buyer is somebody else. 200: it was
    added before. 100-EC2, ED2: a note whose invoice was not."""
    if found is None:
        yield Fault("100", f"DIAN has no {form.issued} with {given}", form.field)
        return
    if unit is None:
        refusal = FAMILIES[form.issued].refused
        yield Fault(refusal, "the organization is not its acquirer", form.field)
        return
    if call.state.find(call.organization, given, call.now, (form.kind,)):
        yield Fault("200", f"{given} has been added already", form.field)
    if form.alone and _invoice(call, found) is None:
        yield Fault(form.alone, f"its invoice {found.about} has not been added")


def _take(call: Call, form: PurchaseForm, document: Document, scenario: Scenario) -> Out:
    call.state.receive(document)
    shown = view.show(call.state, document, call.now)
    if scenario.name in DUPLICATES:
        known = scenario.name == Name.DUPLICATE_WITH_ID
        answer = refused([Fault("200", f"{document.cufe} has been added already", form.field)])
        return {**answer, "document": shown if known else None}
    return {"document": shown, "errors": [], "warnings": [], "notifications": []}


def _document(
    call: Call, form: PurchaseForm, found: Registered, unit: Unit, scenario: Scenario
) -> Document:
    late = call.now + timedelta(seconds=scenario.seconds)
    invoice = _invoice(call, found) if form.alone else None
    source = call.state.issued_as(found.cufe, call.now)
    return Document(
        uid=str(uuid.uuid4()),
        unit=unit.uid,
        organization=unit.organization,
        dialect=call.dialect,
        prefix=found.prefix,
        number=found.number,
        content=found.content,
        accepted_at=call.now.isoformat(),
        issued_at=found.issued_at,
        step_seconds=0,
        cufe=found.cufe,
        qr="",
        scenario=scenario.name,
        visible_at=late.isoformat() if scenario.name == Name.LATE_VISIBLE else "",
        kind=form.kind,
        modifies=invoice.uid if invoice else "",
        voids=found.voids,
        source=source.uid if source else "",
    )


def _invoice(call: Call, note: Registered) -> Document | None:
    wanted = (Kind.PURCHASE_INVOICE,)
    return call.state.find(call.organization, note.about, call.now, wanted)


def _as_registered(call: Call, issued: Document) -> Registered:
    """A unit's own document as its buyer gets it: with the seller among the parties."""
    target = call.state.document(issued.modifies) if issued.modifies else None
    return Registered(
        cufe=issued.cufe,
        kind=issued.kind,
        prefix=issued.prefix,
        number=issued.number,
        issued_at=issued.issued_at,
        content={**issued.content, "documentParties": _both(call, issued)},
        about=target.cufe if target else "",
        voids=issued.voids,
    )


def _both(call: Call, issued: Document) -> dict[str, Any]:
    seller = view.unit_of(call.state, issued)
    return {**issued.content["documentParties"], SUPPLIER: supplier(seller.name, seller.nit)}

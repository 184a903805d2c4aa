"""Creating a document: check, number, keep, and whatever the scenario makes of it."""

import copy
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from providers.co_yabico.sandbox import history, magic, view
from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.checks import faults_of
from providers.co_yabico.sandbox.checks.case import Case
from providers.co_yabico.sandbox.checks.numbering import number_taken
from providers.co_yabico.sandbox.cufe import qr_text
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.error_codes import CODES
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.kinds import Kind, other_party
from providers.co_yabico.sandbox.remarks import notifications, warnings
from providers.co_yabico.sandbox.seals import fiscal_id, seal_name, seal_parts
from providers.co_yabico.sandbox.transactions import rule_text
from providers.co_yabico.sandbox.units import Unit
from providers.sandbox.scenarios import OK, Name, Scenario

Content = dict[str, Any]
Out = dict[str, Any]

DUPLICATES = frozenset(
    {Name.DUPLICATE_WITH_ID, Name.DUPLICATE_WITHOUT_ID, Name.DUPLICATE_OTHER},
)
SEAL_RULES = {
    Kind.INVOICE: "FAD06",
    Kind.CREDIT_NOTE: "CAD06",
    Kind.DEBIT_NOTE: "DAD06",
    Kind.SUPPORT_DOCUMENT: "DSAD06",
    Kind.ADJUSTMENT_NOTE: "NSAD06",
}
"""The rule DIAN names when it rejects a document and the scenario names none."""

OTHER_BUYER = {"idType": "CC", "identifier": "1032456789"}


@dataclass(frozen=True, slots=True)
class Order:
    """A document asked for. `content` is whole: a note's has parties and currency; `unit` is None
    when the organization has no such unit; `target` is the document a note modifies or voids."""

    kind: Kind
    operation: str
    content: Content
    unit: Unit | None
    target: Document | None = None
    voids: bool = False


def create_invoice(call: Call, content: Content) -> Out:
    """The InvoiceDocumentOutput for an InvoiceInput."""
    unit = call.unit(content["organizationalUnitId"])
    return create(call, Order(Kind.INVOICE, "createInvoice", content, unit))


def create_support_document(call: Call, content: Content) -> Out:
    """The AcquisitionSupportDocumentOutput for an AcquisitionSupportDocumentInput."""
    unit = call.unit(content["organizationalUnitId"])
    operation = "createAcquisitionSupportDocument"
    return create(call, Order(Kind.SUPPORT_DOCUMENT, operation, content, unit))


def create(call: Call, order: Order) -> Out:
    """The output for an order: refused with all faults, or taken. Nothing changes between the
    check and the taking."""
    scenario = _scenario(call, order)
    if call.stopped:
        return {}
    with call.state.alone():
        faults = faults_of(_case(call, order))
        if faults or order.unit is None:
            call.scenario = OK
            return refused(faults)
        if scenario.name == Name.REJECT_NOW:
            return refused(refusal_of(scenario, SEAL_RULES[order.kind]))
        return _take(call, order.unit, _document(call, order.unit, order, scenario), scenario)


def refused(faults: Iterable[Fault]) -> Out:
    """The output of a refusal: all errors, no document."""
    return {
        "document": None,
        "errors": [fault.as_output() for fault in faults],
        "warnings": [],
        "notifications": [],
    }


def refusal_of(scenario: Scenario, rule: str) -> list[Fault]:
    """What a reject_now says: 002 with DIAN's rules, or those of the provider's codes it names."""
    named = scenario.rules or (rule,)
    return [
        Fault(name, "told to fail")
        if name in CODES
        else Fault("002", rule_text(name, rejects=True))
        for name in named
    ]


def _scenario(call: Call, order: Order) -> Scenario:
    unit, number = order.unit.uid if order.unit else "", order.content["id"]
    wished = magic.scenario_of(order.content["documentParties"][other_party(order.kind)])
    if wished.name in magic.ONCE:
        key = f"{order.kind}{number.get('prefix')}{number.get('number')}"
        wished = wished if call.state.first_try(unit, key) else OK
    return call.begin(order.operation, unit, wished)


def _case(call: Call, order: Order) -> Case:
    case = Case(
        content=order.content,
        unit=order.unit,
        dialect=call.dialect,
        now=call.now,
        issued=call.state.count(call.organization),
        kind=order.kind,
        target=order.target,
        voids=order.voids,
    )
    if order.target:
        earlier = tuple(call.state.notes_to(order.target, call.now))
        standing = history.status(call.state, order.target, call.now).code
        case = replace(case, earlier=earlier, standing=standing)
    unit = order.unit
    holder = call.state.holder(unit, case.consecutive, order.kind) if unit else None
    return replace(case, holder=holder.uid) if holder else case


def _take(call: Call, unit: Unit, document: Document, scenario: Scenario) -> Out:
    call.state.accept(document, unit)
    shown = view.show(call.state, document, call.now)
    if scenario.name in DUPLICATES:
        answer = refused([number_taken(document.family, document.consecutive)])
        known = scenario.name == Name.DUPLICATE_WITH_ID
        return {**answer, "document": shown if known else None}
    return {
        "document": shown,
        "errors": [],
        "warnings": warnings(document, unit, call.now),
        "notifications": notifications(document),
    }


def _document(call: Call, unit: Unit, order: Order, scenario: Scenario) -> Document:
    content, kind = order.content, order.kind
    kept = _other(content, kind) if scenario.name == Name.DUPLICATE_OTHER else content
    parts, seal = seal_parts(kind, unit, kept, call.now), seal_name(kind, kept)
    uid = fiscal_id(seal, parts, wrong=scenario.name == Name.WRONG_CUFE)
    late = call.now + timedelta(seconds=scenario.seconds)
    rules = {Name.REJECT: (SEAL_RULES[kind],), Name.NOTIFICATION: ("FAJ43b",)}
    return Document(
        uid=str(uuid.uuid4()),
        unit=unit.uid,
        organization=unit.organization,
        dialect=call.dialect,
        prefix=content["id"]["prefix"],
        number=content["id"]["number"],
        content=kept,
        accepted_at=call.now.isoformat(),
        issued_at=parts.issued_at.isoformat(),
        step_seconds=call.state.step_of(unit),
        cufe=uid,
        qr=qr_text(parts, uid, seal),
        scenario=scenario.name,
        rules=scenario.rules or rules.get(scenario.name, ()),
        visible_at=late.isoformat() if scenario.name == Name.LATE_VISIBLE else "",
        kind=kind,
        modifies=order.target.uid if order.target else "",
        voids=order.voids,
    )


def _other(content: Content, kind: str) -> Content:
    """Somebody else's document under the same number."""
    other = copy.deepcopy(content)
    party = other["documentParties"][other_party(kind)]
    party["personId"] = OTHER_BUYER
    party["additionalAccountId"] = "NATURAL_PERSON"
    party["personName"] = {"firstName": "OTRO", "firstSurname": "COMPRADOR"}
    return other

"""createInvoice: check, number, keep, and whatever the scenario makes of it."""

import copy
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from providers.co_yabico.sandbox import magic, view
from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.checks import faults_of
from providers.co_yabico.sandbox.checks.case import Case
from providers.co_yabico.sandbox.checks.numbering import number_taken
from providers.co_yabico.sandbox.cufe import BOGOTA, CufeParts, cufe, qr_text
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.nit import without_digit
from providers.co_yabico.sandbox.remarks import notifications, warnings
from providers.co_yabico.sandbox.state import NumberTaken
from providers.co_yabico.sandbox.transactions import rule_text
from providers.co_yabico.sandbox.units import Unit
from providers.sandbox.scenarios import OK, Name, Scenario

Content = dict[str, Any]
Out = dict[str, Any]

DUPLICATES = frozenset(
    {Name.DUPLICATE_WITH_ID, Name.DUPLICATE_WITHOUT_ID, Name.DUPLICATE_OTHER},
)
DEFAULT_RULES = {
    Name.REJECT: ("FAD06",),
    Name.REJECT_NOW: ("FAD06",),
    Name.NOTIFICATION: ("FAJ43b",),
}
OTHER_BUYER = {"idType": "CC", "identifier": "1032456789"}


def create_invoice(call: Call, content: Content) -> Out:
    """The InvoiceDocumentOutput for an InvoiceInput."""
    scenario = _scenario(call, content)
    if call.stopped:
        return {}
    unit = call.unit(content["organizationalUnitId"])
    faults = faults_of(_case(call, content, unit))
    if faults or unit is None:
        call.scenario = OK
        return refused(faults)
    if scenario.name == Name.REJECT_NOW:
        return refused(_dian_faults(scenario))
    return _take(call, unit, _document(call, unit, content, scenario), scenario)


def refused(faults: Iterable[Fault]) -> Out:
    """The output of a refusal: all errors, no document."""
    return {
        "document": None,
        "errors": [fault.as_output() for fault in faults],
        "warnings": [],
        "notifications": [],
    }


def _scenario(call: Call, content: Content) -> Scenario:
    unit, number = content["organizationalUnitId"], content["id"]
    wished = magic.scenario_of(content["documentParties"]["accountingCustomerParty"])
    if wished.name in magic.ONCE:
        consecutive = f"{number.get('prefix')}{number.get('number')}"
        wished = wished if call.state.first_try(unit, consecutive) else OK
    return call.begin("createInvoice", unit, wished)


def _case(call: Call, content: Content, unit: Unit | None) -> Case:
    case = Case(
        content=content,
        unit=unit,
        dialect=call.dialect,
        now=call.now,
        issued=call.state.count(call.organization),
    )
    holder = call.state.holder(unit, case.consecutive) if unit else None
    return replace(case, holder=holder.uid) if holder else case


def _take(call: Call, unit: Unit, document: Document, scenario: Scenario) -> Out:
    try:
        call.state.accept(document, unit)
    except NumberTaken:
        return refused([number_taken(document.consecutive)])
    if scenario.name in DUPLICATES:
        shown = scenario.name == Name.DUPLICATE_WITH_ID
        answer = refused([number_taken(document.consecutive)])
        return {**answer, "document": view.invoice(document, unit, call.now) if shown else None}
    return {
        "document": view.invoice(document, unit, call.now),
        "errors": [],
        "warnings": warnings(document, unit, call.now),
        "notifications": notifications(document),
    }


def _dian_faults(scenario: Scenario) -> list[Fault]:
    rules = scenario.rules or DEFAULT_RULES[Name.REJECT_NOW]
    return [Fault("002", rule_text(rule, rejects=True)) for rule in rules]


def _document(call: Call, unit: Unit, content: Content, scenario: Scenario) -> Document:
    kept = _other(content) if scenario.name == Name.DUPLICATE_OTHER else content
    parts = cufe_parts(call, unit, kept)
    told = replace(parts, technical_key=parts.technical_key[::-1])
    uid = cufe(told if scenario.name == Name.WRONG_CUFE else parts)
    late = call.now + timedelta(seconds=scenario.seconds)
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
        qr=qr_text(parts, uid),
        scenario=scenario.name,
        rules=scenario.rules or DEFAULT_RULES.get(scenario.name, ()),
        visible_at=late.isoformat() if scenario.name == Name.LATE_VISIBLE else "",
    )


def cufe_parts(call: Call, unit: Unit, content: Content) -> CufeParts:
    """What the CUFE of a checked document is made of. The live API signs now; the printed one with
    the instant it was given."""
    given = content["generalInformation"].get("issueDateTime")
    issued = datetime.fromisoformat(given) if given else call.now
    buyer = content["documentParties"]["accountingCustomerParty"]["personId"]["identifier"]
    numbering = unit.range_of(content["id"]["prefix"])
    totals = content["documentTotals"]
    return CufeParts(
        number=f"{content['id']['prefix']}{content['id']['number']}",
        issued_at=issued.astimezone(BOGOTA).replace(microsecond=0),
        line_extension=Decimal(totals["lineExtensionAmount"]),
        taxes=tax_amounts(content),
        payable=Decimal(totals["payableAmount"]),
        seller=without_digit(unit.nit),
        buyer=without_digit(buyer),
        technical_key=numbering.technical_key if numbering else "",
        environment=unit.environment,
    )


def tax_amounts(content: Content) -> dict[str, Decimal]:
    """The document's taxes by DIAN tribute code (`CO_01` -> `01`)."""
    groups = [group for group in content.get("taxDescription") or () if group]
    return {g["taxName"].removeprefix("CO_"): Decimal(g["taxAmount"]) for g in groups}


def _other(content: Content) -> Content:
    """Somebody else's document under the same number."""
    other = copy.deepcopy(content)
    buyer = other["documentParties"]["accountingCustomerParty"]
    buyer["personId"] = OTHER_BUYER
    buyer["additionalAccountId"] = "NATURAL_PERSON"
    buyer["personName"] = {"firstName": "OTRO", "firstSurname": "COMPRADOR"}
    return other

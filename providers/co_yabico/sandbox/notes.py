"""Notes and voiding: documents about another document of the same organization.

Parties, currency and, in the live API, the unit are those of the document it is about.
"""

import copy
from dataclasses import dataclass
from typing import Any

from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.issue import Content, Order, Out, create, refused
from providers.co_yabico.sandbox.kinds import Kind
from providers.sandbox.scenarios import OK

VOID = "VOID"
"""The operation code of a note that voids; the schema has no name for it."""


@dataclass(frozen=True, slots=True)
class NoteForm:
    """What makes a note: its `kind` and `operation`, the kind and input field of its target, the
    code that says there is no such target, and the subtype code of the note."""

    kind: Kind
    operation: str
    about: Kind
    field: str
    missing: str
    subtype: str


CREDIT = NoteForm(
    Kind.CREDIT_NOTE, "createCreditNote", Kind.INVOICE, "invoiceToModify", "100-EC2", "CREDIT_NOTE"
)
DEBIT = NoteForm(
    Kind.DEBIT_NOTE, "createDebitNote", Kind.INVOICE, "invoiceToModify", "100-ED2", "DEBIT_NOTE"
)
ADJUSTMENT = NoteForm(
    Kind.ADJUSTMENT_NOTE,
    "createAcquisitionAdjustmentNote",
    Kind.SUPPORT_DOCUMENT,
    "supportDocumentToModify",
    "100-NE2",
    "ADJUSTMENT_NOTE",
)
VOID_INVOICE = NoteForm(
    Kind.CREDIT_NOTE, "voidInvoice", Kind.INVOICE, "invoiceToVoid", "100-NE1", "CREDIT_NOTE"
)
VOID_SUPPORT = NoteForm(
    Kind.ADJUSTMENT_NOTE,
    "voidAcquisitionSupportDocument",
    Kind.SUPPORT_DOCUMENT,
    "acquisitionSupportDocumentToVoid",
    "100-NE1",
    "ADJUSTMENT_NOTE",
)


def create_note(form: NoteForm, call: Call, content: Content) -> Out:
    """The output for a credit, debit or adjustment note."""
    target = find_target(call, content[form.field], form.about)
    if target is None:
        return _without_target(call, form, content)
    given = content.get("organizationalUnitId") or target.unit
    unit = call.unit(given)
    whole = {**whole_note(content, target), "organizationalUnitId": given}
    return create(call, Order(form.kind, form.operation, whole, unit, target))


def create_void(form: NoteForm, call: Call, content: Content) -> Out:
    """The output for a note that voids its target."""
    target = find_target(call, content[form.field], form.about)
    if target is None:
        return _without_target(call, form, content)
    whole = whole_void(content, target, form.subtype)
    unit = call.unit(target.unit)
    return create(call, Order(form.kind, form.operation, whole, unit, target, voids=True))


def find_target(call: Call, given: Content, kind: str) -> Document | None:
    """The document an InvoiceIdInput names, by uid or by prefix and number."""
    number = given.get("id") or {}
    key = given.get("uid") or f"{number.get('prefix') or ''}{number.get('number') or ''}"
    return call.state.find(call.organization, key, call.now, (kind,)) if key else None


def whole_note(content: Content, target: Document) -> Content:
    """A note's input with the parties and currency of its target."""
    general = {**content["generalInformation"], **_currency(target)}
    parties = target.content["documentParties"]
    return {**content, "generalInformation": general, "documentParties": parties}


def whole_void(content: Content, target: Document, subtype: str) -> Content:
    """A void's input as a note: everything its target has, under the number given."""
    copied = copy.deepcopy(target.content)
    for name in ("referencedDocuments", "notes", "issuerSoftwareSystem"):
        copied.pop(name, None)
    general: dict[str, Any] = {
        **_currency(target),
        "operationCode": VOID,
        "subtypeCode": subtype,
        "reasonOfIssuance": content["reason"],
        "acquirerEmail": target.content["generalInformation"].get("acquirerEmail"),
    }
    return {
        **copied,
        **{k: content[k] for k in ("id", "notes", "issuerSoftwareSystem") if k in content},
        "organizationalUnitId": target.unit,
        "generalInformation": general,
    }


def _currency(target: Document) -> Content:
    return {"currency": target.content["generalInformation"]["currency"]}


def _without_target(call: Call, form: NoteForm, content: Content) -> Out:
    call.begin(form.operation)
    if call.stopped:
        return {}
    call.scenario = OK
    given = content[form.field]
    if not given.get("uid") and not (given.get("id") or {}).get("number"):
        return refused([Fault("001-F2", "uid, or prefix and number", form.field)])
    number = f"{content['id'].get('prefix')}{content['id'].get('number')}"
    return refused([Fault(form.missing, f"{number} is about a document that does not exist")])

"""Controls for what others do: sellers who issue to us, buyers who act on our invoices."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from providers.co_yabico.sandbox import event_kinds, view
from providers.co_yabico.sandbox.checks.events import OF_THE_ISSUER, EventCase, event_faults
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.event_issue import case_of, event_of
from providers.co_yabico.sandbox.kinds import CUSTOMER, SUPPLIER, Kind
from providers.co_yabico.sandbox.nit import is_nit, without_digit
from providers.co_yabico.sandbox.registry import Event, Registered
from providers.co_yabico.sandbox.seeded import Sale, registered
from providers.co_yabico.sandbox.state import State

Wish = dict[str, Any]
Out = dict[str, Any]

BUYERS_PIN = "54321"
"""The software PIN of every buyer outside the sandbox."""

SALE_WORDS = {
    "prefix": "prefix",
    "number": "number",
    "kind": "kind",
    "credit": "credit",
    "issuedAt": "issued_at",
    "seller": "seller",
    "sellerNit": "seller_nit",
    "buyer": "buyer",
    "buyerNit": "buyer_nit",
    "description": "description",
    "about": "about",
    "voids": "voids",
    "environment": "environment",
}
EVENT_WORDS = frozenset(
    {"document", "unit", "kind", "at", "number", "prefix", "reason", "claimConcept", "force"}
    | {"receptionDate"}
)
PERSON = {
    "partyIdentification": {"idType": "CC", "identifier": "52123456"},
    "partyName": {"firstName": "Ana", "firstSurname": "Díaz"},
}
SELLABLE = frozenset({Kind.INVOICE, Kind.CREDIT_NOTE, Kind.DEBIT_NOTE})


def seed_purchase(state: State, wish: Wish) -> Registered:
    """A seller's document that DIAN has from now on. Everything has a default: the next number of
    prefix FV, 100,000 before tax, on credit, issued now, to the unit named by `unit` or to the
    seed's NIT. Raises ValueError on an unknown word, kind or NIT."""
    if strange := sorted(set(wish) - {*SALE_WORDS, "amount", "unit"}):
        raise ValueError(f"unknown: {', '.join(strange)}")
    named = {ours: wish[theirs] for theirs, ours in SALE_WORDS.items() if theirs in wish}
    sale = Sale(**{**_defaults(state, wish), **named})
    if sale.kind not in SELLABLE:
        raise ValueError(f"{sale.kind} is none of {', '.join(sorted(SELLABLE))}")
    if not (is_nit(sale.seller_nit) and is_nit(sale.buyer_nit)):
        raise ValueError("sellerNit and buyerNit are NITs")
    datetime.fromisoformat(sale.issued_at).astimezone()
    amount = Decimal(str(wish.get("amount", sale.amount)))
    return state.dian.register(registered(replace(sale, amount=amount)))


def show_purchase(given: Registered) -> Out:
    """A foreign document in the words of the control endpoint."""
    parties, totals = given.content["documentParties"], given.content["documentTotals"]
    means = given.content["paymentDescription"]["paymentMeans"][0]
    return {
        "cufe": given.cufe,
        "kind": given.kind,
        "id": f"{given.prefix}{given.number}",
        "issuedAt": given.issued_at,
        "sellerNit": parties[SUPPLIER]["personId"]["identifier"],
        "buyerNit": parties[CUSTOMER]["personId"]["identifier"],
        "payable": totals["payableAmount"],
        "credit": means["paymentMeanId"] == "CREDIT",
        "about": given.about,
        "voids": given.voids,
    }


def trigger_event(state: State, wish: Wish) -> Event:
    """The buyer of a sales invoice makes an event (`kind`: DIAN's code or the status it gives), by
    default now; `at` may lie in the past, so that deadlines pass without waiting. The invoice is
    named by UUID, number or CUFE, the number with its `unit`. Raises ValueError when the rules
    forbid it, unless `force` is true."""
    if strange := sorted(set(wish) - EVENT_WORDS):
        raise ValueError(f"unknown: {', '.join(strange)}")
    kind = event_kinds.OWN_NAMES.get(str(wish["kind"]), str(wish["kind"]))
    if kind not in event_kinds.STATUSES or kind in OF_THE_ISSUER:
        raise ValueError(f"{kind} is not an event of a buyer")
    document = _sale(state, str(wish["document"]), wish.get("unit") or "")
    now = state.now(document.organization)
    content = _event_content(state, kind, wish, now)
    with state.alone():
        case = case_of(state, kind, content, document, now)
        case = replace(case, by_buyer=True, number_used=False)
        faults = [] if wish.get("force") else _faults(case, dated="at" in wish)
        if faults:
            raise ValueError("; ".join(f"{fault.code} {fault.message}" for fault in faults))
        unit = view.unit_of(state, document)
        event = event_of(kind, content, document, unit, BUYERS_PIN, now)
        return state.dian.keep_event(replace(event, unit="", happened_at=content["issueDate"]))


def show_event(event: Event) -> Out:
    """An event in the words of the control endpoint."""
    named = ("uid", "about", "kind", "unit", "organization", "cude", "content")
    told: Mapping[str, Any] = {name: getattr(event, name) for name in named}
    status = event_kinds.STATUSES[event.kind]
    return {**told, "id": event.consecutive, "status": status, "issuedAt": event.issued_at}


def _faults(case: EventCase, dated: bool) -> list[Fault]:
    """The broken rules; a date that was wished for is not one of them."""
    return [f for f in event_faults(case) if not (dated and f.code == "001-D1")]


def _defaults(state: State, wish: Wish) -> Wish:
    unit = state.unit(str(wish["unit"])) if wish.get("unit") else None
    if wish.get("unit") and unit is None:
        raise ValueError(f"unit {wish['unit']} does not exist")
    foreign = state.dian.all_foreign()
    told: Wish = {
        "prefix": "FV",
        "number": max((d.number for d in foreign if d.prefix == "FV"), default=2000) + 1,
        "issued_at": state.now(unit.organization if unit else "").isoformat(timespec="seconds"),
    }
    if unit:
        told |= {"buyer": unit.name, "buyer_nit": without_digit(unit.nit)}
    return told


def _sale(state: State, key: str, unit: str) -> Document:
    kept = state.documents(unit=unit, kinds=(Kind.INVOICE,))
    found = [d for d in kept if key in (d.uid, d.consecutive, d.cufe)]
    if not found:
        raise ValueError(f"no sales invoice is known as {key}")
    return found[-1]


def _event_content(state: State, kind: str, wish: Wish, now: datetime) -> Out:
    numbers = [e.number for e in state.dian.events() if e.prefix == "AR" and not e.unit]
    at = wish.get("at") or now.isoformat(timespec="seconds")
    content: Out = {
        "id": {
            "prefix": wish.get("prefix", "AR"),
            "number": wish.get("number", max(numbers, default=0) + 1),
        },
        "issueDate": at,
        "issuerParty": PERSON,
    }
    if kind == event_kinds.PRODUCTS_RECEPTION:
        content["receptionDate"] = wish.get("receptionDate", at)
    if kind == event_kinds.CLAIM:
        content["reason"] = wish.get("reason", "La mercancía no corresponde")
        content["claimConcept"] = wish.get("claimConcept", "CO_01")
    return content

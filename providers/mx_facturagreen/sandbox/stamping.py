"""From a checked draft to a stamped document that is kept."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from providers.mx_facturagreen.sandbox import checks
from providers.mx_facturagreen.sandbox.body import text
from providers.mx_facturagreen.sandbox.call import Call
from providers.mx_facturagreen.sandbox.cancellation import CENTRAL, GONE, standing
from providers.mx_facturagreen.sandbox.documents import Document
from providers.mx_facturagreen.sandbox.draft import Draft, Tax
from providers.mx_facturagreen.sandbox.envelope import Refused
from providers.mx_facturagreen.sandbox.header import reference
from providers.mx_facturagreen.sandbox.lines import TAXED, UNTAXED, totals
from providers.mx_facturagreen.sandbox.money import ONE, places_of, written
from providers.mx_facturagreen.sandbox.notices import STAMPED
from providers.mx_facturagreen.sandbox.stamp import as_text, sealed, stamped
from providers.mx_facturagreen.sandbox.texts import told
from providers.mx_facturagreen.sandbox.units import new_id
from providers.mx_facturagreen.sandbox.xml import build
from providers.sandbox.scenarios import Name

DEFAULT_REJECTION = ("CFDI40145",)


@dataclass(frozen=True, slots=True)
class Order:
    """A draft with what is kept beside it."""

    draft: Draft
    customer: str
    observations: str = ""


def stamp(call: Call, order: Order) -> Document | None:
    """Check, seal, stamp and keep a document and have its notice sent. None when the request fails
    before that. Raises Refused."""
    draft = order.draft
    checks.check(_case(call, draft))
    label = reference(call.body) or f"{draft.serie}-{draft.folio}"
    scenario = call.befall(draft.receiver.rfc, label)
    if scenario.name in (Name.REJECT, Name.REJECT_NOW):
        raise Refused("; ".join(map(told, scenario.rules or DEFAULT_REJECTION)))
    if call.stopped:
        return None
    if scenario.name == Name.WRONG_TOTAL:
        draft = _dearer(draft)
    document = call.state.keep(_made(call, replace(order, draft=draft)))
    _announce(call, document)
    return document


def _case(call: Call, draft: Draft) -> checks.Case:
    def mine(uuid: str) -> Document | None:
        found = call.state.documents.stamped(uuid)
        return found if found and found.unit == call.unit.uid else None

    return checks.Case(
        draft=draft,
        on=draft.at.date(),
        taxpayer=call.state.taxpayer,
        stamped=mine,
        cancelled=lambda found: standing(found, call.now, depended_on=False)[0] == GONE,
    )


def _made(call: Call, order: Order) -> Document:
    draft, unit = order.draft, call.unit
    folio = str(call.state.next_folio(unit.uid))
    numbered = replace(draft, serie=draft.serie or unit.serie, folio=draft.folio or folio)
    root = build(numbered)
    seal = sealed(root, unit, call.state.keys)
    forged = call.scenario.name == Name.WRONG_SEAL
    folio_tax = stamped(root, seal, call.state.keys, call.now, forged=forged)
    late = call.scenario.seconds if call.scenario.name == Name.LATE_VISIBLE else 0.0
    return Document(
        uid=new_id("cfdi"),
        unit=unit.uid,
        kind=draft.kind,
        folio_tax=folio_tax,
        serie=unit.serie,
        folio=folio,
        external_serie=draft.serie,
        external_folio=draft.folio,
        reference=text(call.body, "cfdi.reference"),
        customer=order.customer,
        issuer_rfc=unit.rfc,
        receiver=asdict(draft.receiver),
        place=draft.place,
        total=written(draft.totals.total),
        currency=draft.currency,
        exchange=draft.exchange,
        method=draft.method,
        at=draft.at.isoformat(),
        stamped_at=call.now.astimezone(CENTRAL).isoformat(),
        visible_at=(call.now + timedelta(seconds=late)).isoformat(),
        seal=seal,
        xml=as_text(root),
        scenario=str(call.scenario.name),
        relations=[{"type": r.type, "uuids": list(r.uuids)} for r in draft.relations],
        taxes=list(_kept_taxes(draft)),
        tax_object=TAXED if draft.totals.taxes else UNTAXED,
        paid=[each.uuid for each in draft.payment.invoices] if draft.payment else [],
        observations=order.observations,
    )


def _kept_taxes(draft: Draft) -> Iterator[dict[str, Any]]:
    """The lines' taxes by rate, withheld ones too, for payments to take their share of."""
    groups: dict[tuple[Any, ...], list[Tax]] = {}
    for line in draft.lines:
        for tax in line.taxes:
            key = (tax.withheld, tax.tax, tax.factor, tax.rate)
            groups.setdefault(key, []).append(tax)
    for (withheld, tax_key, factor, rate), taxes in groups.items():
        yield {
            "withheld": withheld,
            "tax": tax_key,
            "factor": factor,
            "rate": None if rate is None else written(rate),
            "base": written(sum((tax.base for tax in taxes), Decimal(0))),
        }


def _dearer(draft: Draft) -> Draft:
    """The document with a price, or a payment, that nobody asked for."""
    if draft.payment:
        return replace(draft, payment=replace(draft.payment, amount=draft.payment.amount + ONE))
    first = draft.lines[0]
    wrong = replace(first, price=first.price + ONE, amount=first.amount + first.quantity)
    lines = (wrong, *draft.lines[1:])
    return replace(draft, lines=lines, totals=totals(lines, places_of(draft.totals.subtotal)))


def _announce(call: Call, document: Document) -> None:
    scenario = call.scenario
    if scenario.name == Name.NOTICE_NEVER:
        return
    if scenario.name == Name.NOTICE_EARLY:
        call.poster.send_now(STAMPED, document)
        return
    late = scenario.seconds if scenario.name == Name.NOTICE_LATE else 0.0
    delay = call.state.step_of(call.unit) + late
    times = 2 if scenario.name == Name.NOTICE_TWICE else 1
    call.poster.queue(STAMPED, document, delay, times=times)

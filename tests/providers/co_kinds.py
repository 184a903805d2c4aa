"""Benches of the Colombian provider for every kind of document but invoices."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from documents import radian
from documents.values import (
    LineItem,
    LineLeft,
    Numbering,
    Party,
    Reference,
    ReferencedDocument,
)
from providers.base import Job, Outcome, OutcomeStatus
from providers.co_yabico import kinds
from providers.purchases import Purchase, PurchaseJob
from tests.providers import co_documents
from tests.providers.co_bench import YabicoBench
from tests.providers.co_documents import BUYER, ISSUER, line

PERSON = {"id_type": "CC", "id": "52123456", "first_name": "Ana", "family_name": "Díaz"}
SELLER = Party(
    "1020304050", "GENERIC_ID", "Juan Carlos López Ruiz", "juan@finca.example", BUYER.address
)
FIRST = 990000001
BENCHES = count()
SERIES = {
    "CREDIT_NOTE": "NC",
    "DEBIT_NOTE": "ND",
    "CANCELLATION": "NA",
    "ADJUSTMENT_NOTE": "NAS",
    "ACCEPTANCE_EVENT": "EV",
}


@dataclass
class KindBench(YabicoBench):
    """A bench whose jobs are of one kind: a document type, or an event's code. Each has numbers of
    its own: invoices alike to the second would have one CUFE, and with it one another's events."""

    kind: str = "CREDIT_NOTE"
    numbers: Any = field(default_factory=lambda: count(FIRST + 100 * next(BENCHES)))

    def job(self, *lines: Any, **changes: Any) -> Job:
        """A valid document of the kind, with all it refers to made and validated before."""
        return MAKERS[self.kind](self)

    def settle(self, seconds: float = 5) -> None:
        super().settle(seconds)

    def operation(self) -> kinds.Kind:
        """What the provider calls the kind."""
        return kinds.EVENTS.get(self.kind) or kinds.DOCUMENTS[self.kind]

    def arm(self, scenario: str, **more: Any) -> None:
        mutation = self.operation().mutation
        self.sandbox.arm(self.unit["uid"], scenario, operation=mutation, **more)

    def taken(self) -> int:
        """How many of the kind the sandbox holds."""
        if self.kind in kinds.EVENTS:
            code = radian.code_of(self.kind)
            kept = self.sandbox.control("GET", "/events")["events"]
            return sum((e["unit"], e["kind"]) == (self.unit["uid"], code) for e in kept)
        series = SERIES.get(self.kind.partition(" ")[0], "SEDS")
        series = "NAS" if self.kind == kinds.VOID_SUPPORT_DOCUMENT else series
        kept = self.sandbox.documents(self.unit["uid"])
        return sum(document["prefix"] == series for document in kept)

    def issued(self, *lines: LineItem, **changes: Any) -> ReferencedDocument:
        """An invoice the provider has validated, as a document that refers to it sees it."""
        job = YabicoBench.job(self, *lines, **changes)
        return self.settled(job)

    def settled(self, job: Job) -> ReferencedDocument:
        """Send a document, let DIAN decide, and see it as a referenced one."""
        outcome = self.settled_outcome(job)
        assert outcome.status is OutcomeStatus.ISSUED, outcome
        return referenced(job, outcome)

    def settled_outcome(self, job: Job) -> Outcome:
        """Send a document and let DIAN decide."""
        sent = self.made(job)
        self.settle()
        return self.provider.poll(replace(job, operation_id=sent.operation_id))

    def made(self, job: Job) -> Outcome:
        """Send a document."""
        return self.provider.submit(job, self.provider.prepare(job))

    def numbered(self, document_type: str, prefix: str, **changes: Any) -> Job:
        """A job of another type with its own series."""
        first = 984000001 if prefix == "SEDS" else 1
        number = first + next(self.numbers) - FIRST
        numbering = Numbering(prefix, prefix, first, first + 10**6, number)
        return YabicoBench.job(self, numbering=numbering, document_type=document_type, **changes)

    def buyer_does(self, invoice: ReferencedDocument, kind: str, **wish: Any) -> dict[str, Any]:
        """The buyer of our invoice makes an event."""
        named = {"document": invoice.operation_id, "unit": self.unit["uid"], "kind": kind}
        return self.sandbox.control("POST", "/events", **named, **wish)

    def purchase(self, **wish: Any) -> Purchase:
        """A seller's invoice on credit to us, taken in."""
        seeded = self.sandbox.control("POST", "/purchases", unit=self.unit["uid"], **wish)
        job = PurchaseJob("INVOICE", seeded["cufe"], self.account, self.recorder)
        return self.provider.add_purchase(job)


def referenced(job: Job, outcome: Outcome) -> ReferencedDocument:
    document = job.document
    return ReferencedDocument(
        id=document.id,
        document_type=document.document_type,
        status="ISSUED",
        fiscal_status="authorized",
        lifecycle_status="active",
        issuer=document.issuer,
        receiver=document.receiver,
        currency=job.totals.currency,
        total=job.totals.total,
        number=document.numbering.text,
        fiscal_id=outcome.fiscal_id,
        operation_id=outcome.operation_id,
        issued_on=document.emission_date,
        issued_at=outcome.issued_at,
        lines=document.line_items,
        left=tuple(LineLeft(x.quantity, x.unit_price * x.quantity) for x in document.line_items),
        country_specific=document.country_specific,
    )


def bought(purchase: Purchase) -> ReferencedDocument:
    return ReferencedDocument(
        id="0193f1a2-0000-7000-8000-00000000000f",
        document_type="INVOICE",
        status="ISSUED",
        fiscal_status="authorized",
        lifecycle_status="active",
        issuer=purchase.issuer,
        receiver=purchase.receiver,
        currency=purchase.currency,
        total=purchase.total,
        number=purchase.number,
        fiscal_id=purchase.fiscal_id,
        operation_id=purchase.operation_id,
        issued_at=purchase.issued_at,
        received=True,
    )


def refers(relation: str, to: ReferencedDocument) -> dict[str, Any]:
    return {"references": (Reference(relation, document_id=to.id, document=to),)}


def own(**fields: Any) -> dict[str, Any]:
    return {"country_specific": {"type": co_documents.TAG, **fields}}


def note(document_type: str, relation: str) -> Callable[[KindBench], Job]:
    def make(bench: KindBench) -> Job:
        to = bench.issued()
        lines = {"line_items": (line(quantity="1"),)}
        fields = {**refers(relation, to), **own(reason="Devolución"), **lines}
        return bench.numbered(document_type, SERIES[document_type], **fields)

    return make


def cancellation(bench: KindBench) -> Job:
    to = bench.issued()
    fields = {**refers("CANCELS", to), **own(reason="Error en el precio")}
    return bench.numbered("CANCELLATION", "NA", line_items=to.lines, **fields)


def support_document(bench: KindBench) -> Job:
    today = YabicoBench.job(bench).document.emission_date
    bought_on = {"purchased_on": today.isoformat(), "transmission": "PER_OPERATION"}
    fields = own(receiver={"id_type": "CC", "person_type": "NATURAL_PERSON"})
    lines = (line(tax_code="EXCL", own=bought_on),)
    return bench.numbered("SUPPORT_DOCUMENT", "SEDS", receiver=SELLER, line_items=lines, **fields)


def adjustment_note(bench: KindBench) -> Job:
    return _of_support(bench, "ADJUSTMENT_NOTE", "ADJUSTS", "1")


def void_support_document(bench: KindBench) -> Job:
    return _of_support(bench, "CANCELLATION", "CANCELS", "2")


def _of_support(bench: KindBench, document_type: str, relation: str, quantity: str) -> Job:
    to = bench.settled(support_document(bench))
    fields = own(
        receiver={"id_type": "CC", "person_type": "NATURAL_PERSON"}, reason="Error en el documento"
    )
    lines = (replace(to.lines[0], quantity=line(quantity=quantity).quantity),)
    rest = {**refers(relation, to), **fields, "receiver": SELLER, "line_items": lines}
    return bench.numbered(document_type, "NAS", **rest)


def event(bench: KindBench, to: ReferencedDocument, **fields: Any) -> Job:
    """An event we send: to the seller of a purchase, or to the buyer of our own invoice."""
    receiver = to.issuer if to.received else to.receiver
    parts = {"issuer": ISSUER, "receiver": receiver, "line_items": ()}
    job = bench.numbered(
        "ACCEPTANCE_EVENT", "EV", **parts, **refers("CONCERNS", to), **own(event=fields)
    )
    return replace(job, at=now(bench))


def now(bench: KindBench) -> datetime:
    """The sandbox's own time."""
    told = bench.sandbox.control("POST", "/clock", unit=bench.unit["uid"])
    return datetime.fromisoformat(told["now"])


def acknowledgement(bench: KindBench) -> Job:
    to = bought(bench.purchase())
    return event(bench, to, code="RECEIPT_ACKNOWLEDGEMENT", person=PERSON)


def goods_received(bench: KindBench) -> Job:
    to = bought(bench.purchase())
    bench.made(event(bench, to, code="RECEIPT_ACKNOWLEDGEMENT", person=PERSON))
    received = now(bench).isoformat(timespec="seconds")
    return event(bench, to, code="GOODS_RECEIVED", person=PERSON, received_at=received)


def after_goods(code: str, **fields: Any) -> Callable[[KindBench], Job]:
    def make(bench: KindBench) -> Job:
        reception = goods_received(bench)
        bench.made(reception)
        return event(bench, reception.document.references[0].document, code=code, **fields)

    return make


def on_credit(bench: KindBench) -> ReferencedDocument:
    due = (now(bench) + timedelta(days=60)).date().isoformat()
    return bench.issued(**own(payment_form="CREDIT", payment_due_date=due))


def products_delivery(bench: KindBench) -> Job:
    return event(bench, on_credit(bench), code="PRODUCTS_DELIVERY", person=PERSON)


def tacit_acceptance(bench: KindBench) -> Job:
    to = on_credit(bench)
    long_ago = (now(bench) - timedelta(days=20)).isoformat(timespec="seconds")
    for kind in ("030", "032"):
        bench.buyer_does(to, kind, at=long_ago)
    return event(bench, to, code="TACIT_ACCEPTANCE")


MAKERS: dict[str, Callable[[KindBench], Job]] = {
    "CREDIT_NOTE": note("CREDIT_NOTE", "CREDITS"),
    "DEBIT_NOTE": note("DEBIT_NOTE", "DEBITS"),
    "CANCELLATION": cancellation,
    "SUPPORT_DOCUMENT": support_document,
    "ADJUSTMENT_NOTE": adjustment_note,
    kinds.VOID_SUPPORT_DOCUMENT: void_support_document,
    "RECEIPT_ACKNOWLEDGEMENT": acknowledgement,
    "GOODS_RECEIVED": goods_received,
    "EXPRESS_ACCEPTANCE": after_goods("EXPRESS_ACCEPTANCE"),
    "CLAIM": after_goods("CLAIM", claim_concept="02", reason="No llegó"),
    "TACIT_ACCEPTANCE": tacit_acceptance,
    "PRODUCTS_DELIVERY": products_delivery,
}

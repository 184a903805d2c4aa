"""A burst: events of a new tenant, to be delivered to 100 subscriptions, some of them ill."""

from collections import Counter
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from bench.receiver import BAD, HANG, OK, Receipt, Receiver
from invoicing import events
from invoicing.actor import system
from invoicing.models import Event
from parties.models import Tenant
from webhooks import subscribe
from webhooks.models import DELIVERED, Attempt, Delivery, Subscription

SUBSCRIPTIONS, FAILING, HANGING = 100, 5, 1
HEALTHY = SUBSCRIPTIONS - FAILING - HANGING
ACTOR = system("bench")
DATA = {"reason": "measured", "filler": "x" * 600}


class Mismatched(Exception):
    """What is written down is not what the receiver saw."""


def kind(n: int) -> str:
    """How the receiver of subscription `n` behaves; the ill ones come at even distances."""
    if n == SUBSCRIPTIONS // 2 + 1:
        return HANG
    return BAD if n % (SUBSCRIPTIONS // FAILING) == 0 else OK


@dataclass(frozen=True, slots=True)
class Burst:
    """A tenant, its subscriptions in the order they were made, and the name in their paths."""

    name: str
    tenant: Tenant
    subscriptions: list[Subscription]

    def delivered(self) -> int:
        """How many acknowledged deliveries are committed."""
        return Delivery.objects.filter(tenant=self.tenant, status=DELIVERED).count()

    def end(self) -> None:
        """Let nothing more be sent than what is under way."""
        Subscription.objects.filter(tenant=self.tenant).update(
            active=False, updated_at=timezone.now()
        )


def new_burst(receiver: Receiver) -> Burst:
    """A tenant with 100 subscriptions and no event yet."""
    tenant = new_tenant()
    name = uuid4().hex[:8]
    paths = [f"/{name}/{kind(n)}/{n}" for n in range(SUBSCRIPTIONS)]
    made = [subscribe.subscribe(tenant, p, receiver.url(p), ["*"])[0] for p in paths]
    return Burst(name, tenant, made)


def new_tenant() -> Tenant:
    """A tenant without anything."""
    return Tenant.objects.create(name="Measured SAS")


def happen_at_once(tenant: Tenant, count: int) -> None:
    """Commit events in one transaction."""
    with transaction.atomic():
        for _ in range(count):
            happen(tenant)


def happen(tenant: Tenant) -> Event:
    """Commit an event of the size of a small document's."""
    return events.of_tenant(tenant.id, events.UPDATED, ACTOR, DATA)


def pairs_written(burst: Burst) -> set[tuple[str, str]]:
    """Path and webhook-id of each acknowledged delivery that is committed."""
    rows = Delivery.objects.filter(tenant=burst.tenant, status=DELIVERED)
    found = rows.values_list("subscription__name", "event_id")
    return {(path, f"evt_{event_id}") for path, event_id in found}


def pairs_received(receipts: list[Receipt]) -> set[tuple[str, str]]:
    """Path and webhook-id of each request that was answered with success."""
    return {(receipt.path, receipt.message_id) for receipt in receipts if receipt.kind == OK}


def settled(burst: Burst, receipts: list[Receipt], *, attempts: bool) -> bool:
    """Whether every request the receiver saw is written down: as an attempt, or as a delivery."""
    model = Attempt if attempts else Delivery
    return bool(model._default_manager.filter(tenant=burst.tenant).count() == len(receipts))


def verify(burst: Burst, receipts: list[Receipt], *, in_order: bool) -> None:
    """Raises Mismatched unless the committed deliveries are exactly those the receiver answered
    with success, all kinds of receivers were met and, if `in_order`, each in order."""
    written, received = pairs_written(burst), pairs_received(receipts)
    if written != received:
        raise Mismatched(f"{len(written)} deliveries committed, {len(received)} received")
    if burst.delivered() != len(written):
        raise Mismatched(f"{burst.delivered()} rows for {len(written)} deliveries")
    met = Counter(receipt.kind for receipt in receipts)
    if not all(met[one] for one in (OK, BAD, HANG)):
        raise Mismatched(f"not every kind of receiver was met: {dict(met)}")
    if in_order and not _in_order(receipts):
        raise Mismatched("a receiver got events out of order")


def _in_order(receipts: list[Receipt]) -> bool:
    last: dict[str, int] = {}
    for receipt in receipts:
        number = int(receipt.message_id.removeprefix("evt_"))
        if number < last.get(receipt.path, 0):
            return False
        last[receipt.path] = number
    return True

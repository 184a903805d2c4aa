"""What is to be sent to a subscription next, in order."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from invoicing.models import Event, EventOffset
from webhooks import event_types, lease, payload
from webhooks.models import Delivery, Subscription

BATCH = 100


@dataclass(frozen=True, slots=True)
class Job:
    """One message to be sent. `delivery` is what is on file of it, None the first time; `is_new`
    tells an event beyond the subscription's `sent_offset` from one it has gone past."""

    event: Event | None
    delivery: Delivery | None
    is_new: bool

    @property
    def tries(self) -> int:
        """Failed tries of the current round; a delivery taken up again begins anew."""
        waiting = self.delivery is not None and self.delivery.due_at is not None
        return self.delivery.tries if self.delivery and waiting else 0

    @property
    def message_id(self) -> str:
        """The webhook-id."""
        return payload.message_id(self.delivery, self.event)

    def body(self) -> bytes:
        """The bytes to be sent."""
        if self.event is not None:
            return payload.of_event(self.event)
        assert self.delivery is not None
        return payload.of_sample(self.delivery)


@dataclass(frozen=True, slots=True)
class Batch:
    """Jobs in the order to be sent. `upto` is the offset that is reached once all are done: events
    of other types in between need no delivery."""

    jobs: list[Job]
    upto: int


def batch(subscription: Subscription) -> Batch:
    """What is due for a subscription now: what it has gone past first, then the events that
    follow, if the first of them may be tried."""
    behind = list(_behind(subscription))
    if _head_waits(subscription):
        return Batch(behind, subscription.sent_offset)
    ahead, upto = _ahead(subscription)
    return Batch([*behind, *ahead], upto)


def _behind(subscription: Subscription) -> Iterator[Job]:
    due = lease.asides(subscription, timezone.now()).select_related("event")
    for delivery in due.order_by("offset", "id")[:BATCH]:
        yield Job(delivery.event, delivery, is_new=False)


def _head_waits(subscription: Subscription) -> bool:
    return lease.is_ahead(subscription.head_due_at, timezone.now())


def _ahead(subscription: Subscription) -> tuple[list[Job], int]:
    """The next events in order of offset. The tenant's offset is read first: whatever is numbered
    up to it can be seen by then."""
    last = EventOffset.objects.filter(tenant=subscription.tenant_id).first()
    end = last.offset if last else 0
    events = list(_events(subscription, end))
    known = _on_file(subscription, events)
    jobs = [Job(event, known.get(event.id), is_new=True) for event in events]
    return jobs, end if len(events) < BATCH else _offset(events[-1])


def _events(subscription: Subscription, end: int) -> Iterator[Event]:
    rows = Event.objects.filter(
        tenant=subscription.tenant_id, offset__gt=subscription.sent_offset, offset__lte=end
    )
    if event_types.EVERYTHING not in subscription.event_types:
        rows = rows.filter(type__in=event_types.expanded(subscription.event_types))
    yield from rows.order_by("offset")[:BATCH]


def _on_file(subscription: Subscription, events: list[Event]) -> dict[int, Delivery]:
    rows = Delivery.objects.filter(subscription=subscription, event__in=[e.id for e in events])
    return {row.event_id: row for row in rows if row.event_id is not None}


def _offset(event: Event) -> int:
    assert event.offset is not None
    return event.offset

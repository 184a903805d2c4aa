"""What is to be sent to a subscription next, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
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
    of other types in between need no delivery. `is_last` says that there were no more."""

    jobs: list[Job]
    upto: int
    is_last: bool


def batch(subscription: Subscription) -> Batch:
    """What is due for a subscription now: what it has gone past first, then the events that
    follow, if the first of them may be tried."""
    ahead, upto, has_behind = _ahead(subscription)
    behind = list(_behind(subscription)) if has_behind else []
    if lease.is_ahead(subscription.head_due_at, timezone.now()):
        return Batch(behind, subscription.sent_offset, len(behind) < BATCH)
    is_last = len(behind) < BATCH and len(ahead) < BATCH
    return Batch([*behind, *ahead], upto, is_last)


def _behind(subscription: Subscription) -> Iterator[Job]:
    due = lease.asides(subscription, timezone.now()).select_related("event")
    for delivery in due.order_by("offset", "id")[:BATCH]:
        yield Job(delivery.event, delivery, is_new=False)


def _ahead(subscription: Subscription) -> tuple[list[Job], int, bool]:
    """The next events in order of offset, the offset they lead to, and whether anything the
    subscription has gone past may have to be tried: in one statement, so that whatever is numbered
    up to the tenant's offset is seen."""
    wanted = event_types.expanded(subscription.event_types)
    parameters: dict[str, Any] = {
        "subscription": subscription.id,
        "tenant": subscription.tenant_id,
        "sent_offset": subscription.sent_offset,
        "everything": event_types.EVERYTHING in subscription.event_types,
        "types": wanted,
        "most": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AHEAD, parameters)
        rows = cursor.fetchall()
    end, has_behind, *_ = rows[0]
    jobs = [_job(subscription, row[2:]) for row in rows if row[2] is not None]
    upto = end if len(jobs) < BATCH else _offset(jobs[-1])
    return jobs, max(upto, subscription.sent_offset), has_behind


def _job(subscription: Subscription, row: Sequence[Any]) -> Job:
    count = len(_EVENT)
    event = Event.from_db(None, list(_EVENT), row[:count])
    event.data = orjson.loads(event.data)
    delivery_id, tries, due_at = row[count:]
    if delivery_id is None:
        return Job(event, None, is_new=True)
    delivery = Delivery(id=delivery_id, subscription=subscription, tries=tries, due_at=due_at)
    return Job(event, delivery, is_new=True)


_EVENT = tuple(field.attname for field in Event._meta.concrete_fields)
_AHEAD = f"""
SELECT coalesce(o."offset", 0),
    EXISTS (
        SELECT FROM {Delivery._meta.db_table}
        WHERE subscription_id = %(subscription)s AND status = 'retrying' AND due_at IS NOT NULL
            AND "offset" <= %(sent_offset)s
    ),
    {", ".join(f'e."{name}"' for name in _EVENT)}, d.id, d.tries, d.due_at
FROM (SELECT %(tenant)s::uuid AS tenant_id) s
LEFT JOIN {EventOffset._meta.db_table} o USING (tenant_id)
LEFT JOIN LATERAL (
    SELECT * FROM {Event._meta.db_table}
    WHERE tenant_id = s.tenant_id AND "offset" > %(sent_offset)s AND "offset" <= o."offset"
        AND (%(everything)s OR type = ANY(%(types)s))
    ORDER BY "offset" LIMIT %(most)s
) e ON true
LEFT JOIN {Delivery._meta.db_table} d
    ON d.subscription_id = %(subscription)s AND d.event_id = e.id
ORDER BY e."offset"
"""


def _offset(job: Job) -> int:
    assert job.event is not None
    assert job.event.offset is not None
    return job.event.offset

"""Which attempts are written down when, and what follows from those that failed."""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from invoicing import events
from invoicing.actor import system
from webhooks import lease, written
from webhooks.disable import disable
from webhooks.models import DEAD, DELIVERED, FAILING, GONE, IN_ORDER, Subscription
from webhooks.written import Sent

DISABLE_AFTER = timedelta(days=5)
# Ten, so that a clock that jumps ahead by days disables nobody.
DISABLE_AFTER_FAILURES = 10
MOST_UNWRITTEN = 32
UNWRITTEN_FOR = 0.05
OWN_EVENTS = ("webhook_subscription.", "webhook_delivery.")


class Record:
    """What was sent to a subscription under one lease. Successes are written down in groups.

    At most MOST_UNWRITTEN of them are unwritten at a time, none for much longer than UNWRITTEN_FOR
    seconds: whoever sends calls `write` too while it waits for an answer. A worker that is killed
    repeats those and no others. Every method raises LeaseLost, and then nothing is written.

    `since` is an instant of time.monotonic() before the lease was taken.
    """

    def __init__(self, held: Subscription, since: float) -> None:
        self._held = held
        self._group: list[Sent] = []
        self._group_since = 0.0
        self._lease_since = since
        self.going_on = True

    def make_sure(self) -> None:
        """Before a message is sent: renew a lease of which half has passed, so that one who was
        held up does not send beside the one who took over."""
        if time.monotonic() - self._lease_since >= lease.length().total_seconds() / 2:
            self.write()
            self._renew()

    def add(self, sent: Sent) -> bool:
        """Take note of an attempt; whether the holder may go on.

        It may not once the subscription was changed, paused or disabled.
        """
        if sent.verdict.status != DELIVERED:
            self.write()
            return self._failed(sent)
        if not self._group:
            self._group_since = time.monotonic()
        _move(self._held, sent)
        self._group.append(sent)
        if len(self._group) >= MOST_UNWRITTEN or self._has_waited:
            self.write()
        return self.going_on

    @property
    def _has_waited(self) -> bool:
        return time.monotonic() - self._group_since >= UNWRITTEN_FOR

    def skip(self, upto: int) -> None:
        """Go past events that need no delivery."""
        if upto <= self._held.sent_offset:
            return
        self._held.sent_offset = upto
        if not self._group:
            written.skip(self._held)

    def write(self) -> None:
        """Write down what is not written yet, and renew the lease."""
        group, self._group = self._group, []
        if group:
            self._write(group, self._next_lease())

    def end(self) -> None:
        """Write down the rest, and give the lease back."""
        if self._group and self._held.ordering == IN_ORDER:
            self._write(self._group, None)
        else:
            self.write()
            lease.release(self._held)

    def _failed(self, sent: Sent) -> bool:
        _move(self._held, sent)
        with transaction.atomic():
            self._write([sent], self._next_lease())
            if sent.verdict.status == DEAD and sent.job.event is not None:
                _tell_dead(self._held, sent)
            reason = _why_disable(self._held, sent)
            if reason:
                disable(self._held, reason, _flow_id(sent))
        return self.going_on and not reason

    def _next_lease(self) -> datetime:
        self._lease_since = time.monotonic()
        return timezone.now() + lease.length()

    def _renew(self) -> None:
        lease.renew(self._held, self._next_lease())

    def _write(self, group: list[Sent], leased_until: datetime | None) -> None:
        self._held.leased_until = leased_until
        if self._held.ordering == IN_ORDER:
            self.going_on &= written.write(self._held, group)
            return
        with transaction.atomic():
            self.going_on &= written.write(self._held, group)
            written.publish_prefix(self._held)


def _move(held: Subscription, sent: Sent) -> None:
    """The subscription's place and health after the attempt; on the row in memory."""
    verdict, event = sent.verdict, sent.job.event
    if sent.job.is_new and event is not None and event.offset is not None:
        waits = held.ordering == IN_ORDER and not verdict.over
        held.sent_offset = event.offset - 1 if waits else event.offset
        held.head_due_at = verdict.due_at if waits else None
    if verdict.status == DELIVERED:
        held.failing_since, held.failures = None, 0
    elif event is not None:
        held.failing_since, held.failures = held.failing_since or sent.at, held.failures + 1


def _tell_dead(held: Subscription, sent: Sent) -> None:
    """Given up: an event of its own, but not about an event of this kind, which would go on for
    ever."""
    event = sent.job.event
    assert event is not None
    if not event.type.startswith(OWN_EVENTS):
        data = {
            "subscription_id": str(held.id),
            "event_id": event.id,
            "event_type": event.type,
            "offset": event.offset,
        }
        actor = system(event.flow_id)
        events.of_tenant(held.tenant_id, events.DELIVERY_DEAD, actor, data)


def _why_disable(held: Subscription, sent: Sent) -> str:
    if sent.verdict.gone:
        return GONE
    if held.failing_since is None or held.failures < DISABLE_AFTER_FAILURES:
        return ""
    return FAILING if sent.at - held.failing_since >= DISABLE_AFTER else ""


def _flow_id(sent: Sent) -> str:
    return sent.job.event.flow_id if sent.job.event else ""

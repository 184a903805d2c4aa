"""Writing down what became of a message: attempt, delivery and the subscription's place in one
transaction, guarded by the lease."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from invoicing import events
from invoicing.actor import system
from parties.ids import new_id
from webhooks import lease
from webhooks.deliver import Result
from webhooks.disable import disable
from webhooks.jobs import Job
from webhooks.models import (
    DEAD,
    DELIVERED,
    FAILING,
    GONE,
    IN_ORDER,
    Attempt,
    Delivery,
    Subscription,
)
from webhooks.verdict import Verdict

DISABLE_AFTER = timedelta(days=5)
# Ten, so that a clock that jumps ahead by days disables nobody.
DISABLE_AFTER_FAILURES = 10
OWN_EVENTS = ("webhook_subscription.", "webhook_delivery.")


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that was made: what, when, with which result, and what that means."""

    job: Job
    at: datetime
    result: Result
    verdict: Verdict


def record(held: Subscription, sent: Sent) -> bool:
    """Write an attempt down and renew the lease; whether the holder may go on.

    It may not once the subscription was changed, paused or disabled. Raises LeaseLost, and then
    nothing is written: the message will be sent again.
    """
    _move(held, sent)
    if held.ordering == IN_ORDER and sent.verdict.status == DELIVERED:
        return _write(held, sent)
    with transaction.atomic():
        going_on = _write(held, sent)
        if held.ordering != IN_ORDER:
            publish_prefix(held)
        if sent.verdict.status == DEAD and sent.job.event is not None:
            _tell_dead(held, sent)
        reason = _why_disable(held, sent)
        if reason:
            disable(held, reason, _flow_id(sent))
    return going_on and not reason


def skip(held: Subscription, upto: int) -> None:
    """Go past events that need no delivery; raises LeaseLost."""
    if upto <= held.sent_offset:
        return
    held.sent_offset = upto
    fields = {"last_published_offset": upto} if held.ordering == IN_ORDER else {}
    if _held(held).update(sent_offset=upto, head_due_at=None, **fields) != 1:
        raise lease.LeaseLost
    if held.ordering != IN_ORDER:
        publish_prefix(held)


def publish_prefix(held: Subscription) -> None:
    """Without order: move `last_published_offset` over what is done without a gap, never back."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISH, [held.id, held.lease_token])


_PUBLISH = f"""
UPDATE {Subscription._meta.db_table} s SET last_published_offset = greatest(
    s.last_published_offset,
    least(s.sent_offset, (
        SELECT min(d."offset") - 1 FROM {Delivery._meta.db_table} d
        WHERE d.subscription_id = s.id AND d.status = 'retrying'
            AND d."offset" > s.last_published_offset
    ))
)
WHERE s.id = %s AND s.lease_token = %s
"""


def _held(held: Subscription) -> QuerySet[Subscription]:
    return Subscription.objects.filter(id=held.id, lease_token=held.lease_token)


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
    held.leased_until = timezone.now() + lease.length()


def _write(held: Subscription, sent: Sent) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, _parameters(held, sent))
        row = cursor.fetchone()
    if row is None:
        raise lease.LeaseLost
    active, updated_at = row
    return bool(active and updated_at == held.updated_at)


def _parameters(held: Subscription, sent: Sent) -> dict[str, Any]:
    job, result, verdict = sent.job, sent.result, sent.verdict
    event = job.event
    return {
        "subscription": held.id,
        "token": held.lease_token,
        "sent_offset": held.sent_offset,
        "in_order": held.ordering == IN_ORDER,
        "is_new": job.is_new,
        "head_due_at": held.head_due_at,
        "failing_since": held.failing_since,
        "failures": held.failures,
        "leased_until": held.leased_until,
        "delivery": job.delivery.id if job.delivery else new_id(),
        "event": event.id if event else None,
        "event_type": event.type if event else "",
        "offset": event.offset if event else 0,
        "status": verdict.status,
        "tries": verdict.tries,
        "due_at": verdict.due_at,
        "at": sent.at,
        "url": held.url,
        "answered": result.status,
        "milliseconds": result.milliseconds,
        "excerpt": result.excerpt,
        "error": result.error,
    }


_WRITE = f"""
WITH held AS (
    UPDATE {Subscription._meta.db_table} SET
        sent_offset = %(sent_offset)s,
        last_published_offset = CASE WHEN %(in_order)s THEN %(sent_offset)s
            ELSE last_published_offset END,
        head_due_at = CASE WHEN %(is_new)s THEN %(head_due_at)s::timestamptz
            ELSE head_due_at END,
        failing_since = %(failing_since)s,
        failures = %(failures)s,
        leased_until = %(leased_until)s
    WHERE id = %(subscription)s AND lease_token = %(token)s
    RETURNING id, tenant_id, active, updated_at
), delivery AS (
    INSERT INTO {Delivery._meta.db_table} AS d
        (id, tenant_id, subscription_id, event_id, event_type, "offset", status, attempts, tries,
         due_at, created_at, updated_at)
    SELECT %(delivery)s::uuid, tenant_id, id, %(event)s::bigint, %(event_type)s, %(offset)s,
        %(status)s, 1, %(tries)s, %(due_at)s::timestamptz, %(at)s::timestamptz,
        %(at)s::timestamptz
    FROM held
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, attempts = d.attempts + 1,
        tries = excluded.tries, due_at = excluded.due_at, updated_at = excluded.updated_at
    RETURNING id, tenant_id, attempts
), attempt AS (
    INSERT INTO {Attempt._meta.db_table}
        (tenant_id, delivery_id, number, at, url, status, milliseconds, excerpt, error)
    SELECT tenant_id, id, attempts, %(at)s::timestamptz, %(url)s, %(answered)s::smallint,
        %(milliseconds)s, %(excerpt)s::bytea, %(error)s
    FROM delivery
)
SELECT active, updated_at FROM held
"""


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

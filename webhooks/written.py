"""What is on file of messages that were sent: attempts, deliveries and the subscription's place,
written in one statement and guarded by the lease."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from parties.ids import new_id
from webhooks import lease
from webhooks.deliver import Result
from webhooks.jobs import Job
from webhooks.models import IN_ORDER, Attempt, Delivery, Subscription
from webhooks.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that was made: what, when, with which result, and what that means."""

    job: Job
    at: datetime
    result: Result
    verdict: Verdict


def write(held: Subscription, group: list[Sent]) -> bool:
    """Write attempts down, with the place, health and lease the subscription has in memory; without
    `leased_until` the lease is given back. Whether the holder may go on: not once the subscription
    was changed or is not active. Raises LeaseLost, and then nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, _place(held, group) | _columns(group))
        row = cursor.fetchone()
    if row is None:
        raise lease.LeaseLost
    active, updated_at = row
    return bool(active and updated_at == held.updated_at)


def _place(held: Subscription, group: list[Sent]) -> dict[str, Any]:
    return {
        "subscription": held.id,
        "token": held.lease_token,
        "sent_offset": held.sent_offset,
        "in_order": held.ordering == IN_ORDER,
        "is_new": any(sent.job.is_new for sent in group),
        "head_due_at": held.head_due_at,
        "failing_since": held.failing_since,
        "failures": held.failures,
        "leased_until": held.leased_until,
        "url": held.url,
    }


def _columns(group: list[Sent]) -> dict[str, list[Any]]:
    rows = [_row(sent) for sent in group]
    return {name: [row[name] for row in rows] for name in rows[0]}


def _row(sent: Sent) -> dict[str, Any]:
    job, result, verdict = sent.job, sent.result, sent.verdict
    event = job.event
    return {
        "delivery": job.delivery.id if job.delivery else new_id(),
        "event": event.id if event else None,
        "event_type": event.type if event else "",
        "offset": event.offset if event else 0,
        "status": verdict.status,
        "tries": verdict.tries,
        "due_at": verdict.due_at,
        "at": sent.at,
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
        leased_until = %(leased_until)s::timestamptz,
        lease_token = CASE WHEN %(leased_until)s::timestamptz IS NULL THEN NULL
            ELSE lease_token END
    WHERE id = %(subscription)s AND lease_token = %(token)s
    RETURNING id, tenant_id, active, updated_at
), sent AS (
    SELECT * FROM held, unnest(
        %(delivery)s::uuid[], %(event)s::bigint[], %(event_type)s::text[], %(offset)s::bigint[],
        %(status)s::text[], %(tries)s::integer[], %(due_at)s::timestamptz[],
        %(at)s::timestamptz[], %(answered)s::smallint[], %(milliseconds)s::integer[],
        %(excerpt)s::bytea[], %(error)s::text[]
    ) WITH ORDINALITY AS rows (delivery, event, type, place, delivery_status, tries, due_at, at,
        answered, milliseconds, excerpt, error, turn)
), delivery AS (
    INSERT INTO {Delivery._meta.db_table} AS d
        (id, tenant_id, subscription_id, event_id, event_type, "offset", status, attempts, tries,
         due_at, created_at, updated_at)
    SELECT delivery, tenant_id, id, event, type, place, delivery_status, 1, tries, due_at, at, at
    FROM sent
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, attempts = d.attempts + 1,
        tries = excluded.tries, due_at = excluded.due_at, updated_at = excluded.updated_at
    RETURNING id, attempts
), attempt AS (
    INSERT INTO {Attempt._meta.db_table}
        (tenant_id, delivery_id, number, at, url, status, milliseconds, excerpt, error)
    SELECT tenant_id, delivery, attempts, at, %(url)s, answered, milliseconds, excerpt, error
    FROM sent JOIN delivery ON delivery.id = sent.delivery
    ORDER BY turn
)
SELECT active, updated_at FROM held
"""


def skip(held: Subscription) -> None:
    """Go past events that need no delivery, up to `sent_offset`; raises LeaseLost."""
    upto = held.sent_offset
    fields = {"last_published_offset": upto} if held.ordering == IN_ORDER else {}
    if lease.held(held).update(sent_offset=upto, head_due_at=None, **fields) != 1:
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

"""Which subscriptions have something to be sent, and who may send it.

Nothing is queued per event: a subscription is due when its tenant has events beyond it, or a
delivery to be tried again. A lease is taken under the row lock and runs out by itself; everything
its holder writes is guarded by its token.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from invoicing.models import EventOffset
from webhooks.models import RETRYING, Delivery, Subscription
from webhooks.schedule import LONGEST_WAIT

# Another process read its clock later, or has one that is ahead; its lease is to be respected.
MOST_SKEW = timedelta(minutes=5)
TIME_TO_NOTICE = timedelta(seconds=1)
# How many subscriptions are served at once of one tenant, and of those that fail, of all tenants:
# so that whoever answers quickly always finds a thread free.
MOST_OF_TENANT = 8
MOST_FAILING = 8


class LeaseLost(Exception):
    """Somebody else holds the subscription now, or it was rewound; what is known here is stale."""


def length() -> timedelta:
    """How long a lease lasts without a sign of life; longer than any one request may take."""
    return timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS)


def due(limit: int) -> list[UUID]:
    """Subscriptions that may be taken now, those that waited longest first, each tenant in turn.

    No more of a tenant than bring it to MOST_OF_TENANT, and no more of those that fail than bring
    them to MOST_FAILING: whoever was served looks again.
    """
    bounds = {"limit": limit, "of_tenant": MOST_OF_TENANT, "failing": MOST_FAILING}
    with connection.cursor() as cursor:
        cursor.execute(_DUE, _instants(timezone.now()) | bounds)
        return [row[0] for row in cursor.fetchall()]


def take(subscription_id: UUID) -> Subscription | None:
    """Lease a subscription that has something to be sent now and that nobody holds; else None."""
    now = timezone.now()
    lease = {"id": subscription_id, "token": uuid4(), "until": now + length()}
    return next(iter(Subscription.objects.raw(_TAKE, _instants(now) | lease)), None)


def held(subscription: Subscription) -> QuerySet[Subscription]:
    """The subscription's row, if the lease is still ours."""
    return Subscription.objects.filter(id=subscription.id, lease_token=subscription.lease_token)


def renew(subscription: Subscription, until: datetime) -> None:
    """Hold it until then; raises LeaseLost."""
    if held(subscription).update(leased_until=until) != 1:
        raise LeaseLost


def release(subscription: Subscription) -> None:
    """Give the lease back, if it is still ours."""
    held(subscription).update(leased_until=None, lease_token=None)


def take_away(subscription: Subscription, now: datetime) -> None:
    """Leave whoever holds a locked subscription without a lease, on the row in memory. The next may
    take it once the former holder, who writes down what it sent, has had time to notice."""
    is_held = subscription.leased_until is not None and subscription.leased_until > now
    subscription.leased_until = now + TIME_TO_NOTICE if is_held else None
    subscription.lease_token = None


def asides(subscription: Subscription, now: datetime) -> QuerySet[Delivery]:
    """Deliveries to be tried now although the subscription has gone past them: those of a
    subscription without order, those a person asked for, samples."""
    waited = Q(due_at__lte=now) | Q(due_at__gt=now + LONGEST_WAIT + MOST_SKEW)
    rows = Delivery.objects.filter(waited, subscription=subscription, status=RETRYING)
    return rows.filter(offset__lte=subscription.sent_offset)


def is_ahead(due_at: datetime | None, now: datetime) -> bool:
    """Whether a due time still has to be waited for."""
    return due_at is not None and now < due_at <= now + LONGEST_WAIT + MOST_SKEW


def _instants(now: datetime) -> dict[str, Any]:
    """Now, and from when on an instant cannot be meant: a clock was set back since it was written,
    and it holds nothing up."""
    return {
        "now": now,
        "no_wait": now + LONGEST_WAIT + MOST_SKEW,
        "no_lease": now + length() + MOST_SKEW,
    }


_IS_DUE = f"""
s.active
AND (s.leased_until IS NULL OR s.leased_until <= %(now)s OR s.leased_until > %(no_lease)s)
AND (
    (
        (s.head_due_at IS NULL OR s.head_due_at <= %(now)s OR s.head_due_at > %(no_wait)s)
        AND EXISTS (
            SELECT FROM {EventOffset._meta.db_table} o
            WHERE o.tenant_id = s.tenant_id AND o."offset" > s.sent_offset
        )
    )
    OR EXISTS (
        SELECT FROM {Delivery._meta.db_table} d
        WHERE d.subscription_id = s.id AND d.status = 'retrying' AND d."offset" <= s.sent_offset
            AND (d.due_at <= %(now)s OR d.due_at > %(no_wait)s)
    )
)
"""

_DUE = f"""
WITH held AS (
    SELECT tenant_id, failing_since IS NOT NULL AS ill FROM {Subscription._meta.db_table}
    WHERE leased_until > %(now)s AND leased_until <= %(no_lease)s
), turns AS (
    SELECT s.id, s.served_at, s.failing_since IS NOT NULL AS ill,
        (SELECT count(*) FROM held h WHERE h.tenant_id = s.tenant_id) + row_number() OVER (
            PARTITION BY s.tenant_id
            ORDER BY s.failing_since IS NOT NULL, s.served_at NULLS FIRST, s.id
        ) AS of_tenant,
        (SELECT count(*) FROM held h WHERE h.ill) + row_number() OVER (
            PARTITION BY s.failing_since IS NOT NULL ORDER BY s.served_at NULLS FIRST, s.id
        ) AS of_kind
    FROM {Subscription._meta.db_table} s
    WHERE {_IS_DUE}
)
SELECT id FROM turns
WHERE of_tenant <= %(of_tenant)s AND (NOT ill OR of_kind <= %(failing)s)
ORDER BY of_tenant, served_at NULLS FIRST, id
LIMIT %(limit)s
"""

_TAKE = f"""
WITH free AS (
    SELECT s.id FROM {Subscription._meta.db_table} s
    WHERE s.id = %(id)s AND {_IS_DUE}
    FOR UPDATE SKIP LOCKED
)
UPDATE {Subscription._meta.db_table} taken
SET lease_token = %(token)s, leased_until = %(until)s, served_at = %(now)s
FROM free WHERE taken.id = free.id
RETURNING taken.*
"""

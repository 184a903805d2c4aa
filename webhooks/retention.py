"""Forgetting deliveries after a while, with their attempts."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from webhooks.models import RETRYING, Attempt, Delivery

BATCH = 1000
MOST_BATCHES = 20


def forget() -> int:
    """Remove deliveries that were over WEBHOOK_RETENTION_DAYS ago or longer, with their attempts;
    returns how many.

    In batches of BATCH, each a statement and a transaction of its own, MOST_BATCHES at most: the
    next run goes on. One that is still to be delivered stays, however old it is, and so does the
    event itself. With 0 days nothing is removed.
    """
    if not settings.WEBHOOK_RETENTION_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.WEBHOOK_RETENTION_DAYS)
    removed = 0
    for _ in range(MOST_BATCHES):
        batch = _forget(before)
        removed += batch
        if batch < BATCH:
            break
    return removed


def _forget(before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [_earliest_id(before), before, RETRYING, BATCH])
        return int(cursor.fetchone()[0])


def _earliest_id(at: datetime) -> UUID:
    """Below every UUID version 7 made at that millisecond or after."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


# Ids are in order of time, so that the primary key finds the oldest. One that is being tried again
# just now is locked, and stays.
_FORGET = f"""
WITH old AS (
    SELECT id FROM {Delivery._meta.db_table}
    WHERE id < %s AND updated_at < %s AND status <> %s
    ORDER BY id LIMIT %s
    FOR UPDATE SKIP LOCKED
), attempts AS (
    DELETE FROM {Attempt._meta.db_table} a USING old WHERE a.delivery_id = old.id
), deliveries AS (
    DELETE FROM {Delivery._meta.db_table} d USING old WHERE d.id = old.id RETURNING d.id
)
SELECT count(*) FROM deliveries
"""

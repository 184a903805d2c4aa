"""Which subscriptions have something to be sent, and who may send it.

Nothing is queued per event: a subscription is due when its tenant has events beyond it, or a
delivery to be tried again. A lease is taken under the row lock and runs out by itself; everything
its holder writes is guarded by its token.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from invoicing.models import EventOffset
from webhooks.models import RETRYING, Delivery, Subscription
from webhooks.schedule import LONGEST_WAIT

# Another process read its clock later, or has one that is ahead; its lease is to be respected.
MOST_SKEW = timedelta(minutes=5)


class LeaseLost(Exception):
    """Somebody else holds the subscription now, or it was rewound; what is known here is stale."""


def length() -> timedelta:
    """How long a lease lasts without a sign of life; longer than any one request may take."""
    return timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS)


def is_due(now: datetime) -> Q:
    """Subscriptions that are active, that nobody holds, and that have something to be sent now.

    Instants that lie further ahead than they can were written by a clock that was set back since;
    they hold nothing up.
    """
    return Q(active=True) & _free(now) & (_has_news(now) | _has_asides(now))


def asides(subscription: Subscription, now: datetime) -> QuerySet[Delivery]:
    """Deliveries to be tried now although the subscription has gone past them: those of a
    subscription without order, those a person asked for, samples."""
    due = Delivery.objects.filter(_is_due_delivery(now), subscription=subscription)
    return due.filter(offset__lte=subscription.sent_offset)


def _has_asides(now: datetime) -> Q:
    due = Delivery.objects.filter(_is_due_delivery(now), subscription=OuterRef("pk"))
    return Q(Exists(due.filter(offset__lte=OuterRef("sent_offset"))))


def _is_due_delivery(now: datetime) -> Q:
    return Q(status=RETRYING) & _reached("due_at", now, LONGEST_WAIT)


def _free(now: datetime) -> Q:
    return Q(leased_until__isnull=True) | _reached("leased_until", now, length())


def _has_news(now: datetime) -> Q:
    beyond = EventOffset.objects.filter(
        tenant=OuterRef("tenant"), offset__gt=OuterRef("sent_offset")
    )
    waited = Q(head_due_at__isnull=True) | _reached("head_due_at", now, LONGEST_WAIT)
    return Q(Exists(beyond)) & waited


def _reached(field: str, now: datetime, longest: timedelta) -> Q:
    return Q(**{f"{field}__lte": now}) | Q(**{f"{field}__gt": now + longest + MOST_SKEW})


def take(subscription_id: UUID) -> Subscription | None:
    """Lease a subscription that has something to be sent now and that nobody holds; else None."""
    now = timezone.now()
    with transaction.atomic():
        rows = Subscription.objects.select_for_update(skip_locked=True, of=("self",))
        subscription = rows.filter(is_due(now), id=subscription_id).first()
        if subscription is None:
            return None
        subscription.lease_token = uuid4()
        subscription.leased_until = now + length()
        Subscription.objects.filter(id=subscription.id).update(
            lease_token=subscription.lease_token,
            leased_until=subscription.leased_until,
            served_at=now,
        )
    return subscription


def release(subscription: Subscription) -> None:
    """Give the lease back, if it is still ours."""
    Subscription.objects.filter(id=subscription.id, lease_token=subscription.lease_token).update(
        leased_until=None, lease_token=None, nudged_at=None
    )


def is_ahead(due_at: datetime | None, now: datetime) -> bool:
    """Whether a due time still has to be waited for."""
    return due_at is not None and now < due_at <= now + LONGEST_WAIT + MOST_SKEW

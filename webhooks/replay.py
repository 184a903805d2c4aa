"""Sending events again: all from an offset or a time on, or one delivery; and a sample."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from documents.values import Fault
from invoicing.errors import Conflict, NotFound, Unprocessable, refuse
from invoicing.models import Event
from parties.models import Tenant
from webhooks import lease, payload, subscribe
from webhooks.models import DEAD, RETRYING, Delivery, Subscription
from webhooks.nudge import nudge


def rewind(
    tenant: Tenant,
    subscription_id: UUID,
    *,
    offset: int | None = None,
    time: datetime | None = None,
) -> Subscription:
    """Set `last_published_offset` back: the events after `offset`, or those from `time` on, are
    sent again, under the webhook-id they had.

    Whoever is sending loses the lease, so that nothing it learned is written over this. Raises
    NotFound, Conflict once it was deleted, Unprocessable for an offset that is still to come, for
    both or for neither.
    """
    with transaction.atomic():
        subscription = subscribe.locked(tenant, subscription_id)
        subscribe.refuse_deleted(subscription)
        if (offset is None) == (time is None):
            raise refuse("offset_or_time", (), "Give either an offset or a time.")
        at = _offset_before(subscription, time) if offset is None else offset
        if not 0 <= at <= subscription.last_published_offset:
            raise Unprocessable((_ahead(subscription),))
        _forget_waiting(subscription, at)
        subscription.last_published_offset = subscription.sent_offset = at
        subscription.head_due_at = None
        lease.take_away(subscription, timezone.now())
        subscription.save()
        transaction.on_commit(nudge, robust=True)
    return subscription


def _offset_before(subscription: Subscription, time: datetime | None) -> int:
    published = subscription.last_published_offset
    rows = Event.objects.filter(
        tenant=subscription.tenant_id, offset__lte=published, occurred_at__gte=time
    )
    first = rows.order_by("offset").values_list("offset", flat=True).first()
    return published if first is None else first - 1


def _ahead(subscription: Subscription) -> Fault:
    message = f"Give an offset from 0 to {subscription.last_published_offset}, where it is now."
    return Fault("offset_unknown", ("offset",), message)


def _forget_waiting(subscription: Subscription, offset: int) -> None:
    """What was waiting beyond the new place comes up again as the events are sent again."""
    waiting = Delivery.objects.filter(subscription=subscription, status=RETRYING)
    waiting.filter(offset__gt=offset).update(status=DEAD, due_at=None, tries=0)


def retry(tenant: Tenant, subscription_id: UUID, delivery_id: UUID) -> Delivery:
    """Try a delivery now, whatever became of it, with a new schedule. The order of the others does
    not wait for one that was delivered or given up before.

    Raises NotFound, or Conflict where the subscription is not active.
    """
    with transaction.atomic():
        subscription = _active(tenant, subscription_id)
        found = Delivery.objects.select_for_update().filter(subscription=subscription)
        delivery = found.filter(id=delivery_id).first()
        if delivery is None:
            raise NotFound("delivery")
        if delivery.offset > subscription.sent_offset:
            Subscription.objects.filter(id=subscription.id).update(head_due_at=None)
        delivery.status, delivery.tries, delivery.due_at = RETRYING, 0, timezone.now()
        delivery.save(update_fields=["status", "tries", "due_at"])
        transaction.on_commit(nudge, robust=True)
    return delivery


def send_sample(tenant: Tenant, subscription_id: UUID) -> Delivery:
    """Have a made-up message sent, once. Raises NotFound, or Conflict where it is not active."""
    now = timezone.now()
    with transaction.atomic():
        subscription = _active(tenant, subscription_id)
        delivery = Delivery.objects.create(
            tenant=tenant,
            subscription=subscription,
            event_type=payload.SAMPLE,
            offset=0,
            due_at=now,
            created_at=now,
            updated_at=now,
        )
        transaction.on_commit(nudge, robust=True)
    return delivery


def _active(tenant: Tenant, subscription_id: UUID) -> Subscription:
    subscription = subscribe.locked(tenant, subscription_id)
    if not subscription.active:
        raise Conflict("subscription_inactive", "The subscription is not active.")
    return subscription

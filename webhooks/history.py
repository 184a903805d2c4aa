"""What became of the events that were sent to a subscription."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from invoicing.errors import NotFound
from parties.models import Tenant
from webhooks import subscribe
from webhooks.models import Attempt, Delivery


@dataclass(frozen=True, slots=True)
class Page:
    """Deliveries, the latest first; `next_after` is the id to go on after, None at the end."""

    deliveries: list[Delivery]
    next_after: UUID | None


def deliveries(
    tenant: Tenant,
    subscription_id: UUID,
    *,
    status: str | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> Page:
    """A part of a subscription's deliveries, those begun last first. Raises NotFound."""
    subscription = subscribe.get(tenant, subscription_id)
    rows = Delivery.objects.filter(subscription=subscription)
    if status is not None:
        rows = rows.filter(status=status)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows.order_by("-id")[: limit + 1])
    more = len(found) > limit
    return Page(found[:limit], found[limit - 1].id if more else None)


def attempts(tenant: Tenant, subscription_id: UUID, delivery_id: UUID) -> QuerySet[Attempt]:
    """Every attempt of a delivery, oldest first. Raises NotFound."""
    subscription = subscribe.get(tenant, subscription_id)
    delivery = Delivery.objects.filter(subscription=subscription, id=delivery_id).first()
    if delivery is None:
        raise NotFound("delivery")
    return Attempt.objects.filter(delivery=delivery).order_by("id")

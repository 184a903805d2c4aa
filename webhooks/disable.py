"""Ending a subscription whose receiver is gone, or that has failed for days."""

from django.utils import timezone

from invoicing import events
from invoicing.actor import system
from webhooks.models import Subscription


def disable(subscription: Subscription, reason: str, flow_id: str) -> bool:
    """Make a subscription inactive and write `webhook_subscription.disabled`; whether it was
    active. The caller's transaction commits it."""
    now = timezone.now()
    changed = Subscription.objects.filter(id=subscription.id, active=True).update(
        active=False, disabled_reason=reason, disabled_at=now, updated_at=now
    )
    if changed:
        data = {
            "subscription_id": str(subscription.id),
            "name": subscription.name,
            "url": subscription.url,
            "reason": reason,
        }
        events.of_tenant(
            subscription.tenant_id, events.SUBSCRIPTION_DISABLED, system(flow_id), data
        )
    return bool(changed)

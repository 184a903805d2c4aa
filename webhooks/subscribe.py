"""Subscriptions to a tenant's events: made, changed, ended."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.values import Fault
from invoicing.errors import Conflict, NotFound, Unprocessable
from invoicing.models import EventOffset
from parties.models import Tenant
from webhooks import crypto, event_types, lease, ssrf
from webhooks.limits import policy
from webhooks.models import IN_ORDER, RETRYING, Delivery, Subscription
from webhooks.signing_secrets import SECRET_MARK, new_secret

SECRET_BYTES = range(24, 65)


def subscribe(
    tenant: Tenant,
    name: str,
    url: str,
    types: Sequence[str],
    secret: str | None = None,
    *,
    from_offset: int | None = None,
    ordering: str = IN_ORDER,
) -> tuple[Subscription, str]:
    """Store a subscription that begins with the event after `from_offset`, the next one to come by
    default. Returns it and its secret, which is shown this once; one is made where none is given.
    Raises Unprocessable."""
    last = offset_now(tenant)
    given = {"url": url, "event_types": types, "secret": secret}
    refuse_faults((*_faults(given), *_offset_faults(from_offset, last)))
    secret = secret or new_secret()
    begin = last if from_offset is None else from_offset
    subscription = Subscription.objects.create(
        tenant=tenant,
        name=name,
        url=url,
        event_types=event_types.unique(types),
        ordering=ordering,
        secret_encrypted=crypto.encrypt(secret),
        last_published_offset=begin,
        sent_offset=begin,
    )
    return subscription, secret


def change(tenant: Tenant, subscription_id: UUID, changes: Mapping[str, Any]) -> Subscription:
    """Set name, url, event_types or active, those that are given. Made active again, it goes on at
    its offset at once.

    Raises NotFound, Unprocessable, or Conflict once it was deleted.
    """
    refuse_faults(_faults(changes))
    with transaction.atomic():
        subscription = locked(tenant, subscription_id)
        refuse_deleted(subscription)
        revived = changes.get("active") is True and not subscription.active
        for field, value in changes.items():
            setattr(subscription, field, value)
        subscription.event_types = event_types.unique(subscription.event_types)
        fields = _revive(subscription) if revived else []
        subscription.save(update_fields=[*changes, *fields, "updated_at"])
    return subscription


def _revive(subscription: Subscription) -> list[str]:
    """What was waiting is due now, with a new schedule, and nobody holds it any more; returns the
    fields to be saved."""
    waiting = Delivery.objects.filter(subscription=subscription, status=RETRYING)
    waiting.update(due_at=None, tries=0)
    waiting.filter(offset__lte=subscription.sent_offset).update(due_at=timezone.now())
    cleared = {
        "disabled_reason": "",
        "disabled_at": None,
        "head_due_at": None,
        "failing_since": None,
        "failures": 0,
    }
    for name, value in cleared.items():
        setattr(subscription, name, value)
    lease.take_away(subscription, timezone.now())
    return [*cleared, "lease_token", "leased_until"]


def delete(tenant: Tenant, subscription_id: UUID) -> Subscription:
    """End a subscription for good. It stays on file as inactive; the second time changes nothing.

    Raises NotFound.
    """
    with transaction.atomic():
        subscription = locked(tenant, subscription_id)
        if subscription.deleted_at is None:
            subscription.active = False
            subscription.deleted_at = timezone.now()
            subscription.save(update_fields=["active", "deleted_at", "updated_at"])
    return subscription


def get(tenant: Tenant, subscription_id: UUID) -> Subscription:
    """A subscription of the tenant; raises NotFound."""
    subscription = Subscription.objects.filter(tenant=tenant, id=subscription_id).first()
    if subscription is None:
        raise NotFound("webhook subscription")
    return subscription


def listed(tenant: Tenant, *, include_inactive: bool) -> QuerySet[Subscription]:
    """The tenant's subscriptions, oldest first; the inactive ones include those deleted."""
    subscriptions = Subscription.objects.filter(tenant=tenant)
    return subscriptions if include_inactive else subscriptions.filter(active=True)


def secret_bytes(secret: str) -> bytes | None:
    """The bytes a secret signs with: base64 after `whsec_`, else the text itself; None if
    malformed."""
    if not secret.startswith(SECRET_MARK):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(SECRET_MARK), validate=True)
    except binascii.Error:
        return None


def locked(tenant: Tenant, subscription_id: UUID) -> Subscription:
    """A subscription of the tenant, its row locked until the transaction ends; raises NotFound."""
    rows = Subscription.objects.select_for_update().filter(tenant=tenant, id=subscription_id)
    subscription = rows.first()
    if subscription is None:
        raise NotFound("webhook subscription")
    return subscription


def offset_now(tenant: Tenant) -> int:
    """The last offset given to an event of the tenant."""
    rows = EventOffset.objects.filter(tenant=tenant).values_list("offset", flat=True)
    return rows.first() or 0


def refuse_faults(faults: tuple[Fault, ...]) -> None:
    """Raise Unprocessable if there is any."""
    if faults:
        raise Unprocessable(faults)


def refuse_deleted(subscription: Subscription) -> None:
    """Raise Conflict once it was deleted."""
    if subscription.deleted_at is not None:
        raise Conflict("subscription_deleted", "The subscription was deleted; make a new one.")


def _offset_faults(offset: int | None, last: int) -> Iterator[Fault]:
    if offset is not None and not 0 <= offset <= last:
        message = f"Give an offset from 0 to {last}, that of the last event."
        yield Fault("offset_unknown", ("from_offset",), message)


def _faults(given: Mapping[str, Any]) -> tuple[Fault, ...]:
    return (
        *_url_faults(given.get("url")),
        *_type_faults(given.get("event_types") or ()),
        *secret_faults(given.get("secret")),
    )


def _url_faults(url: str | None) -> Iterator[Fault]:
    """An address no delivery could ever go to, as things are set. What a name resolves to is looked
    at when something is sent: it may change any time."""
    if url is None:
        return
    try:
        ssrf.target(url, policy())
    except ssrf.Blocked as blocked:
        message = f"Webhooks cannot be sent to this address: {blocked}."
        yield Fault("webhook_url", ("url",), message)


def _type_faults(given: Sequence[str]) -> Iterator[Fault]:
    known = event_types.known()
    for index, name in enumerate(given):
        if name not in known:
            message = f"Unknown event type; known are: {', '.join(known)}."
            yield Fault("unknown_event_type", ("event_types", index), message)


def secret_faults(secret: str | None) -> Iterator[Fault]:
    """What is wrong with a secret of the caller's own; nothing where none is given."""
    if secret is None:
        return
    key = secret_bytes(secret)
    if key is None or len(key) not in SECRET_BYTES:
        message = "Give 24 to 64 bytes: as text, or as whsec_ and their base64."
        yield Fault("webhook_secret", ("secret",), message)

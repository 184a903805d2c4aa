"""Subscriptions to a tenant's events: made, changed, ended."""

import base64
import binascii
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.values import Fault
from invoicing import events
from invoicing.errors import Conflict, NotFound, Unprocessable
from invoicing.models import EventOffset
from parties.models import Tenant
from webhooks import crypto
from webhooks.models import Subscription

SECRET_MARK = "whsec_"
SECRET_BYTES = range(24, 65)
EVERYTHING = "*"
LONGEST_URL = 2048


def subscribe(
    tenant: Tenant, name: str, url: str, event_types: Sequence[str], secret: str | None = None
) -> tuple[Subscription, str]:
    """Store a subscription that begins with the next event. Returns it and its secret, which is
    shown this once; one is made where none is given. Raises Unprocessable."""
    _refuse(_faults({"url": url, "event_types": event_types, "secret": secret}))
    secret = secret or new_secret()
    subscription = Subscription.objects.create(
        tenant=tenant,
        name=name,
        url=url,
        event_types=unique(event_types),
        secret_encrypted=crypto.encrypt(secret),
        last_published_offset=_offset_now(tenant),
    )
    return subscription, secret


def change(tenant: Tenant, subscription_id: UUID, changes: Mapping[str, Any]) -> Subscription:
    """Set name, url, event_types or active, those that are given.

    Raises NotFound, Unprocessable, or Conflict once it was deleted.
    """
    _refuse(_faults(changes))
    with transaction.atomic():
        subscription = _locked(tenant, subscription_id)
        if subscription.deleted_at is not None:
            raise Conflict("subscription_deleted", "The subscription was deleted; make a new one.")
        for field, value in changes.items():
            setattr(subscription, field, unique(value) if field == "event_types" else value)
        subscription.save(update_fields=[*changes, "updated_at"])
    return subscription


def delete(tenant: Tenant, subscription_id: UUID) -> Subscription:
    """End a subscription for good. It stays on file as inactive; the second time changes nothing.

    Raises NotFound.
    """
    with transaction.atomic():
        subscription = _locked(tenant, subscription_id)
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


def new_secret() -> str:
    """A new signing secret: `whsec_` and base64 of 32 random bytes (Standard Webhooks)."""
    return SECRET_MARK + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def secret_bytes(secret: str) -> bytes | None:
    """The bytes a secret signs with: base64 after `whsec_`, else the text itself; None if
    malformed."""
    if not secret.startswith(SECRET_MARK):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(SECRET_MARK), validate=True)
    except binascii.Error:
        return None


def unique(event_types: Sequence[str]) -> list[str]:
    """The event types without repetition, in the order given."""
    return list(dict.fromkeys(event_types))


def known_event_types() -> tuple[str, ...]:
    """Everything a subscription may name: `*`, a prefix such as `document.*`, or one type."""
    prefixes = dict.fromkeys(f"{name.split('.')[0]}.*" for name in events.TYPES)
    return (EVERYTHING, *prefixes, *events.TYPES)


def _locked(tenant: Tenant, subscription_id: UUID) -> Subscription:
    rows = Subscription.objects.select_for_update().filter(tenant=tenant, id=subscription_id)
    subscription = rows.first()
    if subscription is None:
        raise NotFound("webhook subscription")
    return subscription


def _offset_now(tenant: Tenant) -> int:
    rows = EventOffset.objects.filter(tenant=tenant).values_list("offset", flat=True)
    return rows.first() or 0


def _refuse(faults: tuple[Fault, ...]) -> None:
    if faults:
        raise Unprocessable(faults)


def _faults(given: Mapping[str, Any]) -> tuple[Fault, ...]:
    return (
        *_url_faults(given.get("url")),
        *_type_faults(given.get("event_types") or ()),
        *_secret_faults(given.get("secret")),
    )


def _url_faults(url: str | None) -> Iterator[Fault]:
    if url is not None and not _is_web_address(url):
        message = "Give an http or https address with a host, without user name or fragment."
        yield Fault("webhook_url", ("url",), message)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port_is_valid
        and "@" not in parts.netloc
        and not parts.fragment
        and len(url) <= LONGEST_URL
        and url.isascii()
        and not any(character.isspace() for character in url)
    )


def _type_faults(event_types: Sequence[str]) -> Iterator[Fault]:
    known = known_event_types()
    for index, name in enumerate(event_types):
        if name not in known:
            message = f"Unknown event type; known are: {', '.join(known)}."
            yield Fault("unknown_event_type", ("event_types", index), message)


def _secret_faults(secret: str | None) -> Iterator[Fault]:
    if secret is None:
        return
    key = secret_bytes(secret)
    if key is None or len(key) not in SECRET_BYTES:
        message = "Give 24 to 64 bytes: as text, or as whsec_ and their base64."
        yield Fault("webhook_secret", ("secret",), message)

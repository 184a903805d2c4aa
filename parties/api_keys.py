"""API keys: made once, shown once, stored as a digest, found by their visible prefix.

A key reads `ik_<8 characters>_<43 characters>`; everything before the second underscore is its
prefix. The secret part has 256 random bits, so a plain SHA-256 of the key is as good as a slow
hash.
"""

import hashlib
import hmac
import re
import secrets
import string
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from parties.errors import NotThere
from parties.models import ApiKey, Tenant

CACHE_SECONDS = 5.0
CACHE_SIZE = 10_000
USE_NOTED_EVERY = timedelta(minutes=1)
PREFIX_TRIES = 5

_ALPHABET = string.ascii_lowercase + string.digits
_KEY = re.compile(r"(ik_[a-z0-9]{8})_[A-Za-z0-9_-]{43}")
_NO_DIGEST = "0" * 64


class InvalidKey(Exception):
    """The key is unknown, revoked or expired; which of them is nobody's business."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What a valid key says of its holder."""

    key_id: str
    prefix: str
    tenant: Tenant
    scopes: frozenset[str]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. `secret` is its text, which cannot be had again."""

    key: ApiKey
    secret: str = field(repr=False)


def create(
    tenant: Tenant, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> NewKey:
    """Make a key of a tenant. `scopes` are of read, write, reconcile."""
    for _ in range(PREFIX_TRIES):
        prefix = "ik_" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
        text = f"{prefix}_{secrets.token_urlsafe(32)}"
        key = ApiKey(
            tenant=tenant,
            name=name,
            prefix=prefix,
            digest=digest_of(text),
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
        )
        try:
            with transaction.atomic():
                key.save(force_insert=True)
        except IntegrityError:
            continue
        return NewKey(key, text)
    raise RuntimeError("no free prefix found")


def revoke(prefix: str) -> ApiKey:
    """End a key for good; revoking twice changes nothing. Raises NotThere for an unknown prefix.

    Processes that know the key stop taking it within CACHE_SECONDS, this one at once.
    """
    key = ApiKey.objects.select_related("tenant").filter(prefix=prefix).first()
    if key is None:
        raise NotThere("API key")
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
    forget_all()
    return key


def authenticate(text: str) -> Credential:
    """Who holds this key; raises InvalidKey.

    At most one query, none while the answer is in the cache (CACHE_SECONDS). That the key was used
    is written once a minute at most.
    """
    shape = _KEY.fullmatch(text)
    if shape is None:
        raise InvalidKey
    digest = digest_of(text)
    credential = _cached(digest) or _look_up(shape[1], digest)
    if credential.expires_at is not None and credential.expires_at <= timezone.now():
        raise InvalidKey
    return credential


def digest_of(text: str) -> str:
    """SHA-256 (hex) of a key's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def forget_all() -> None:
    """Empty this process's cache of keys."""
    with _lock:
        _cache.clear()


def _look_up(prefix: str, digest: str) -> Credential:
    key = ApiKey.objects.select_related("tenant").filter(prefix=prefix).first()
    matches = hmac.compare_digest(key.digest if key else _NO_DIGEST, digest)
    if key is None or not matches or key.revoked_at is not None:
        raise InvalidKey
    _note_use(key)
    credential = Credential(
        str(key.id), key.prefix, key.tenant, frozenset(key.scopes), key.expires_at
    )
    _remember(digest, credential)
    return credential


def _note_use(key: ApiKey) -> None:
    now = timezone.now()
    stale = now - USE_NOTED_EVERY
    if key.last_used_at is None or key.last_used_at <= stale:
        ApiKey.objects.filter(id=key.id).filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale)
        ).update(last_used_at=now)


_cache: OrderedDict[str, tuple[float, Credential]] = OrderedDict()
_lock = threading.Lock()


def _cached(digest: str) -> Credential | None:
    with _lock:
        until, credential = _cache.get(digest, (0.0, None))
    return credential if time.monotonic() < until else None


def _remember(digest: str, credential: Credential) -> None:
    with _lock:
        _cache[digest] = (time.monotonic() + CACHE_SECONDS, credential)
        _cache.move_to_end(digest)
        while len(_cache) > CACHE_SIZE:
            _cache.popitem(last=False)

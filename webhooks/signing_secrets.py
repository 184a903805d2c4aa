"""A subscription's signing secrets: the one in use, and those replaced less than a day ago."""

import base64
import secrets
from datetime import datetime, timedelta

from webhooks import crypto
from webhooks.models import Subscription

SECRET_MARK = "whsec_"
OLD_SECRET_VALID = timedelta(hours=24)


def new_secret() -> str:
    """A new signing secret: `whsec_` and base64 of 32 random bytes (Standard Webhooks)."""
    return SECRET_MARK + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def current_secrets(subscription: Subscription, now: datetime) -> list[str]:
    """The secrets to sign with now, the newest first. Raises CannotDecrypt."""
    kept = [former["secret_encrypted"] for former in still_valid(subscription, now)]
    return [crypto.decrypt(text) for text in (subscription.secret_encrypted, *kept)]


def still_valid(subscription: Subscription, now: datetime) -> list[dict[str, str]]:
    """The former secrets that have not run out: `{secret_encrypted, until}`."""
    return [
        former
        for former in subscription.former_secrets
        if datetime.fromisoformat(former["until"]) > now
    ]

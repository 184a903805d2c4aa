"""A new signing secret for a subscription, with the old one still valid for a day."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from invoicing.errors import Conflict
from parties.models import Tenant
from webhooks import crypto, signing_secrets, subscribe
from webhooks.models import Subscription

MOST_FORMER_SECRETS = 4


def rotate(
    tenant: Tenant, subscription_id: UUID, secret: str | None = None
) -> tuple[Subscription, str]:
    """Sign with a new secret, made where none is given, and for 24 h with the old one too.

    Returns the subscription and the new secret, which is shown this once. Raises NotFound,
    Unprocessable, or Conflict once it was deleted or after four rotations within a day.
    """
    subscribe.refuse_faults(tuple(subscribe.secret_faults(secret)))
    secret = secret or signing_secrets.new_secret()
    now = timezone.now()
    with transaction.atomic():
        subscription = subscribe.locked(tenant, subscription_id)
        subscribe.refuse_deleted(subscription)
        kept = signing_secrets.still_valid(subscription, now)
        if len(kept) >= MOST_FORMER_SECRETS:
            raise Conflict("too_many_rotations", "Four secrets were replaced within 24 hours.")
        old = {
            "secret_encrypted": subscription.secret_encrypted,
            "until": (now + signing_secrets.OLD_SECRET_VALID).isoformat(),
        }
        subscription.former_secrets = [old, *kept]
        subscription.secret_encrypted = crypto.encrypt(secret)
        subscription.save(update_fields=["former_secrets", "secret_encrypted", "updated_at"])
    return subscription, secret

"""Signatures as the Standard Webhooks specification has them (version v1, HMAC-SHA256)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

MARK = "whsec_"


def signed_headers(
    secrets: Sequence[str], message_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """The headers of a delivery: webhook-id, webhook-timestamp, webhook-signature, content-type.

    One signature per secret, in their order, so that a receiver may hold either while a secret is
    being rotated. `at` is the moment of sending, with its zone; `body` is UTF-8. A secret is
    `whsec_` and base64, or plain text that signs with its own bytes. Raises ValueError without a
    secret, for a moment without a zone and for a body that is not UTF-8.
    """
    if not secrets:
        raise ValueError("A delivery needs a secret to be signed with.")
    if at.tzinfo is None:
        raise ValueError("The moment of sending needs a zone.")
    # The library reads the clock face of the moment as UTC, whatever its zone.
    moment, text = at.astimezone(UTC), body.decode()
    signatures = [_signer(secret).sign(message_id, moment, text) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
        "content-type": "application/json",
    }


def _signer(secret: str) -> Webhook:
    return Webhook(secret if secret.startswith(MARK) else secret.encode())

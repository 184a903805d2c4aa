import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from webhooks.signing import signed_headers
from webhooks.subscribe import new_secret

BODY = json.dumps({"type": "document.issued", "buyer": "Peñón"}, ensure_ascii=False).encode()
BOGOTA = timezone(timedelta(hours=-5))


def now() -> datetime:
    return datetime.now(UTC)


def test_what_is_signed_verifies_and_comes_back():
    secret = new_secret()
    headers = signed_headers([secret], "evt_1", now(), BODY)
    assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)
    assert headers["webhook-id"] == "evt_1"
    assert headers["content-type"] == "application/json"


def test_the_signature_is_the_one_of_the_specifications_example():
    # standard-webhooks/standard-webhooks, spec: "Signature scheme", and Svix' published vector.
    headers = signed_headers(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


@pytest.mark.parametrize("changed", ["body", "webhook-id", "webhook-timestamp", "secret"])
def test_nothing_signed_may_change(changed):
    secret, body = new_secret(), BODY
    at = now()
    headers = signed_headers([secret], "evt_1", at, body)
    if changed == "body":
        body = body.replace(b"issued", b"voided")
    elif changed == "webhook-id":
        headers["webhook-id"] = "evt_2"
    elif changed == "webhook-timestamp":
        headers["webhook-timestamp"] = str(int(at.timestamp()) - 1)
    else:
        secret = new_secret()
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(secret).verify(body, headers)


def test_while_a_secret_is_rotated_either_verifies():
    new, old = new_secret(), new_secret()
    headers = signed_headers([new, old], "evt_1", now(), BODY)
    for secret in (new, old):
        Webhook(secret).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(new_secret()).verify(BODY, headers)
    assert headers["webhook-signature"].count("v1,") == 2


def test_the_moment_is_the_same_in_any_zone():
    secret, at = new_secret(), now()
    utc = signed_headers([secret], "evt_1", at, BODY)
    assert signed_headers([secret], "evt_1", at.astimezone(BOGOTA), BODY) == utc
    assert utc["webhook-timestamp"] == str(int(at.timestamp()))
    Webhook(secret).verify(BODY, utc)


def test_a_fraction_of_a_second_does_not_break_the_signature():
    secret = new_secret()
    at = now().replace(microsecond=999_999) - timedelta(seconds=1)
    Webhook(secret).verify(BODY, signed_headers([secret], "evt_1", at, BODY))


def test_a_secret_without_the_mark_signs_with_its_own_bytes():
    secret = "a plain text of thirty-two bytes"
    headers = signed_headers([secret], "evt_1", now(), BODY)
    marked = "whsec_" + base64.b64encode(secret.encode()).decode()
    Webhook(marked).verify(BODY, headers)


def test_nothing_goes_out_unsigned():
    with pytest.raises(ValueError, match="secret"):
        signed_headers([], "evt_1", now(), BODY)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        signed_headers([new_secret()], "evt_1", now().replace(tzinfo=None), BODY)


def test_bytes_that_are_not_utf_8_are_refused():
    with pytest.raises(ValueError, match="utf-8"):
        signed_headers([new_secret()], "evt_1", now(), b"\xff")

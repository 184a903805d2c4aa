"""Webhook subscriptions over HTTP: secrets shown once and stored encrypted, soft deletion."""

import base64
from typing import Any

import pytest
from cryptography.fernet import Fernet

from invoicing import events, issue
from parties import api_keys
from tests.factories import STAFF, Api, new_api
from tests.invoicing.api.test_documents import detail_of
from tests.invoicing.conftest import new_draft
from webhooks import crypto, subscribe
from webhooks.models import Subscription

PATH = "/v1/webhook-subscriptions"


@pytest.fixture(autouse=True)
def plain_http(settings: Any) -> None:
    """The test client speaks http, and no key of an earlier test is remembered."""
    settings.SECURE_SSL_REDIRECT = False
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    api_keys.forget_all()


@pytest.fixture
def ana(db: None) -> Api:
    """A caller."""
    return new_api()


def test_a_secret_is_made_shown_once_and_stored_encrypted(ana):
    made = ana.new(PATH, ana.subscription())
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert ana.get(f"{PATH}/{made['id']}").json() == made
    assert ana.get(PATH).json() == {"items": [made]}
    row = Subscription.objects.get()
    assert secret[6:] not in row.secret_encrypted
    assert crypto.decrypt(row.secret_encrypted) == secret
    assert ana.new(PATH, ana.subscription())["secret"] != secret


@pytest.mark.parametrize(
    "secret", ["x" * 24, "ñ" * 32, "whsec_" + base64.b64encode(b"\0" * 24).decode()]
)
def test_a_secret_of_ones_own_is_taken_as_it_is(ana, secret):
    assert ana.new(PATH, ana.subscription(secret=secret))["secret"] == secret
    assert crypto.decrypt(Subscription.objects.get().secret_encrypted) == secret


def test_secrets_stay_readable_when_keys_are_rotated(ana, settings):
    secret = ana.new(PATH, ana.subscription())["secret"]
    old = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *old]
    assert crypto.decrypt(Subscription.objects.get().secret_encrypted) == secret
    settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(Subscription.objects.get().secret_encrypted)


MISTAKES = [
    ({"url": "ftp://a.example"}, ("url",), "webhook_url"),
    ({"url": "https://"}, ("url",), "webhook_url"),
    ({"url": "https://user:pass@a.example"}, ("url",), "webhook_url"),
    ({"url": "https://a.example:99999"}, ("url",), "webhook_url"),
    ({"url": "https://a.example/#x"}, ("url",), "webhook_url"),
    ({"url": "https://a.example/a b"}, ("url",), "webhook_url"),
    ({"url": "https://[::1"}, ("url",), "webhook_url"),
    ({"url": "https://a.example/" + "x" * 2048}, ("url",), "string_too_long"),
    ({"url": "javascript:alert(1)"}, ("url",), "webhook_url"),
    ({"event_types": ["document.*", "document.odd"]}, ("event_types", 1), "unknown_event_type"),
    ({"event_types": ["doc*"]}, ("event_types", 0), "unknown_event_type"),
    ({"event_types": []}, ("event_types",), "too_short"),
    ({"name": ""}, ("name",), "string_too_short"),
]


@pytest.mark.parametrize(("changes", "loc", "type"), MISTAKES)
def test_mistakes_are_named_when_it_is_made_and_when_it_is_changed(ana, changes, loc, type):
    answer = ana.post(PATH, ana.subscription(**changes))
    assert detail_of(answer) == [(("body", *loc), type)]
    if type == "unknown_event_type":
        for known in ("*", "document.*", *events.TYPES):
            assert known in answer.json()["detail"][0]["msg"]
    made = ana.new(PATH, ana.subscription())
    assert detail_of(ana.patch(f"{PATH}/{made['id']}", changes)) == [(("body", *loc), type)]
    assert ana.get(f"{PATH}/{made['id']}").json()["url"] == made["url"]


UNREACHABLE = [
    ("http://a.example/", "http is not allowed"),
    ("https://a.example:22/", "port 22 is not allowed"),
    ("https://127.0.0.1/", "127.0.0.1 is loopback"),
    ("https://10.1.2.3/", "10.1.2.3 is private"),
    ("https://169.254.169.254/latest", "169.254.169.254 is a metadata address"),
    ("https://[::1]/", "::1 is loopback"),
    ("https://[::ffff:10.0.0.1]/", "is IPv4-mapped"),
    ("https://2130706433/", "odd spelling of an address"),
]


@pytest.mark.parametrize(("url", "why"), UNREACHABLE)
def test_an_address_nothing_could_be_sent_to_is_refused_at_once(ana, settings, url, why):
    settings.WEBHOOK_ALLOW_HTTP = False
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    settings.WEBHOOK_ALLOWED_PORTS = ["443"]
    answer = ana.post(PATH, ana.subscription(url=url))
    assert answer.status_code == 422
    assert detail_of(answer) == [(("body", "url"), "webhook_url")]
    assert why in answer.json()["detail"][0]["msg"]
    made = ana.new(PATH, ana.subscription(url="https://a.example/"))
    assert detail_of(ana.patch(f"{PATH}/{made['id']}", {"url": url})) == [
        (("body", "url"), "webhook_url")
    ]
    assert Subscription.objects.get().url == "https://a.example/"


def test_what_the_operator_allows_may_be_subscribed_to(ana, settings):
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.0.0.0/8"]
    settings.WEBHOOK_ALLOWED_PORTS = ["9000"]
    assert ana.post(PATH, ana.subscription(url="http://10.1.2.3:9000/")).status_code == 201
    assert ana.post(PATH, ana.subscription(url="http://11.1.2.3:9001/")).status_code == 422


def test_a_name_is_not_looked_up_before_something_is_sent(ana, monkeypatch):
    def asked(*_args, **_more):
        raise AssertionError("looked up")

    monkeypatch.setattr("socket.getaddrinfo", asked)
    assert ana.post(PATH, ana.subscription(url="https://nowhere.invalid/")).status_code == 201


def test_one_whose_address_is_allowed_no_more_can_still_be_paused(ana, settings):
    settings.WEBHOOK_ALLOW_HTTP = True
    made = ana.new(PATH, ana.subscription(url="http://a.example/"))
    settings.WEBHOOK_ALLOW_HTTP = False
    assert ana.patch(f"{PATH}/{made['id']}", {"active": False}).status_code == 200


@pytest.mark.parametrize(
    "secret", ["short", "x" * 65, "whsec_!!", "whsec_" + "A" * 8, "", "ñ" * 33]
)
def test_a_secret_too_short_or_too_long_is_refused(ana, secret):
    answer = ana.post(PATH, ana.subscription(secret=secret))
    assert detail_of(answer) == [(("body", "secret"), "webhook_secret")]
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("name", ["*", "document.*", "issuer_profile.*", *events.TYPES])
def test_every_event_type_and_prefix_can_be_had(ana, name):
    made = ana.new(PATH, ana.subscription(event_types=[name, name]))
    assert made["event_types"] == [name]


def test_a_subscription_begins_with_the_next_event(ana):
    issue.create(ana.tenant, new_draft(), "DRAFT", STAFF)
    events.sequence()
    assert ana.new(PATH, ana.subscription())["last_published_offset"] == 1


def test_only_what_is_given_changes(ana):
    made = ana.new(PATH, ana.subscription())
    del made["secret"]
    path = f"{PATH}/{made['id']}"
    nothing = {"name": None, "url": None, "event_types": None, "active": None}
    for body in ({}, nothing):
        answer = ana.patch(path, body)
        assert answer.status_code == 200
        assert answer.json() | {"updated_at": None} == made | {"updated_at": None}
    changes = {"name": "New", "url": "http://b.example", "event_types": ["*"], "active": False}
    assert ana.patch(path, changes).json().items() >= changes.items()
    assert ana.get(PATH).json() == {"items": []}
    assert len(ana.get(f"{PATH}?include_inactive=true").json()["items"]) == 1
    assert ana.patch(path, {"active": True}).json()["active"] is True
    assert ana.patch(path, {"secret": "x" * 32}).status_code == 422


def test_a_deleted_subscription_stays_on_file_and_stays_deleted(ana):
    made = ana.new(PATH, ana.subscription())
    path = f"{PATH}/{made['id']}"
    first, second = ana.delete(path), ana.delete(path)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert first.json()["active"] is False
    assert first.json()["deleted_at"] is not None
    assert ana.get(path).json() == first.json()
    assert ana.get(PATH).json() == {"items": []}
    assert ana.get(f"{PATH}?include_inactive=true").json() == {"items": [first.json()]}
    revived = ana.patch(path, {"active": True})
    assert (revived.status_code, revived.json()["code"]) == (409, "subscription_deleted")
    assert Subscription.objects.get().active is False


def test_a_secrets_bytes_are_those_after_the_mark():
    assert subscribe.secret_bytes("whsec_" + base64.b64encode(b"abc").decode()) == b"abc"
    assert subscribe.secret_bytes("plain") == b"plain"
    assert subscribe.secret_bytes("whsec_?") is None

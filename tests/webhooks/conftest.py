"""A tenant with events, a receiver on loopback, a subscription between them."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone

from invoicing import events
from invoicing.models import Event
from parties import api_keys
from parties.models import Tenant
from tests.factories import STAFF
from tests.webhooks.receiver import Receiver, receiver
from webhooks import deliver, subscribe
from webhooks.models import Subscription

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="


@pytest.fixture(autouse=True)
def plain_http(settings: Any) -> None:
    """The test client speaks http, receivers listen on loopback, no key is remembered."""
    settings.SECURE_SSL_REDIRECT = False
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOK_ALLOWED_PORTS = ["*"]
    settings.WEBHOOK_TOTAL_TIMEOUT = 2.0
    api_keys.forget_all()


@pytest.fixture(autouse=True)
def no_connection_outlives_its_test() -> Iterator[None]:
    """Another receiver may listen on the same port later."""
    yield
    deliver.forget_connections()


@pytest.fixture
def hook() -> Iterator[Receiver]:
    """A receiver that answers 200."""
    with receiver(secret=SECRET) as server:
        yield server


@pytest.fixture
def tenant(db: None) -> Tenant:
    """A tenant."""
    return Tenant.objects.create(name="Ana's")


@pytest.fixture
def subscribed(tenant: Tenant, hook: Receiver) -> Callable[..., Subscription]:
    """Makes subscriptions of the tenant to the receiver."""

    def subscribed(**more: Any) -> Subscription:
        given = {"url": hook.url, "types": ["*"], "secret": SECRET} | more
        return subscribe.subscribe(tenant, "ERP", **given)[0]

    return subscribed


def happen(tenant: Tenant, *types: str) -> list[Event]:
    """Events of these types, with their offsets."""
    made = [events.of_tenant(tenant.id, type, STAFF, {"n": n}) for n, type in enumerate(types)]
    events.sequence()
    for event in made:
        event.refresh_from_db()
    return made


def offsets(server: Receiver) -> list[int]:
    """The offsets that arrived, in order of arrival."""
    return [json.loads(arrival.body)["offset"] for arrival in server.arrivals]


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now: datetime = timezone.now()
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of everything that asks Django for the time."""
    return Clock(monkeypatch)

"""What a caller may send of webhook subscriptions, and the shapes of the answers."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from invoicing.api.fields import Body, Label, Query

Url = Annotated[str, StringConstraints(min_length=1, max_length=2048, strip_whitespace=True)]
EventType = Annotated[str, StringConstraints(min_length=1, max_length=60)]
EventTypes = Annotated[
    list[EventType],
    Field(
        min_length=1,
        max_length=100,
        description="Event types, prefixes such as document.*, or * for all.",
    ),
]


class CreateWebhookSubscriptionRequest(Body):
    """Where events go. `secret` signs them: 24 to 64 bytes, made for you where you give none."""

    tenant_id: str
    name: Label
    url: Url
    event_types: EventTypes
    secret: Annotated[str, StringConstraints(max_length=200)] | None = None


class UpdateWebhookSubscriptionRequest(Body):
    """Changes to a subscription, only the fields that are given."""

    name: Label | None = None
    url: Url | None = None
    event_types: EventTypes | None = None
    active: bool | None = None


class SubscriptionQuery(Query):
    """Which subscriptions to list; the inactive ones include those deleted."""

    include_inactive: bool = False


class WebhookSubscription(BaseModel):
    """A subscription. `last_published_offset` is the last event delivered or given up."""

    id: str
    tenant_id: str
    name: str
    url: str
    event_types: list[str]
    active: bool
    last_published_offset: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class WebhookSubscriptionCreated(WebhookSubscription):
    """A new subscription with its secret, which is not shown again."""

    secret: str


class WebhookSubscriptionList(BaseModel):
    """A tenant's subscriptions, oldest first."""

    items: list[WebhookSubscription]

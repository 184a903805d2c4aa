"""What a caller may send of webhook subscriptions, and the shapes of the answers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

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


Secret = Annotated[str, StringConstraints(max_length=200)]
Offset = Annotated[int, Field(ge=0, le=2**63 - 1)]
Ordering = Literal["offset", "none"]
DeliveryStatus = Literal["retrying", "delivered", "dead"]


class CreateWebhookSubscriptionRequest(Body):
    """Where events go. `secret` signs them: 24 to 64 bytes, made for you where you give none."""

    tenant_id: str
    name: Label
    url: Url
    event_types: EventTypes
    secret: Secret | None = None
    from_offset: Offset | None = Field(
        default=None,
        description="Begin with the event after this offset; without it, with the next to come.",
    )
    ordering: Ordering = Field(
        default="offset",
        description="offset: an event is sent once the one before it was delivered or given up."
        " none: each event is sent and retried by itself.",
    )


class UpdateWebhookSubscriptionRequest(Body):
    """Changes to a subscription, only the fields that are given."""

    name: Label | None = None
    url: Url | None = None
    event_types: EventTypes | None = None
    active: bool | None = None


class RotateSecretRequest(Body):
    """The new secret: 24 to 64 bytes, made for you where you give none."""

    secret: Secret | None = None


class ReplayRequest(Body):
    """From where on events are sent again: after an offset, or from a time on; one of them."""

    offset: Offset | None = None
    time: Annotated[AwareDatetime, Field(strict=False)] | None = None


class DeliveryQuery(Query):
    """Which deliveries to list; `after` is a `next_after` received before."""

    status: DeliveryStatus | None = None
    after: UUID | None = None
    limit: int = Field(default=50, ge=1, le=200)


class SubscriptionQuery(Query):
    """Which subscriptions to list; the inactive ones include those deleted."""

    include_inactive: bool = False


class WebhookSubscription(BaseModel):
    """A subscription. Every event up to `last_published_offset` was delivered or given up.
    `disabled_reason` is `gone` (answered 410) or `failing` (for five days), else empty."""

    id: str
    tenant_id: str
    name: str
    url: str
    event_types: list[str]
    ordering: Ordering
    active: bool
    disabled_reason: Literal["", "gone", "failing"]
    disabled_at: datetime | None
    failing_since: datetime | None
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


class WebhookDelivery(BaseModel):
    """One event on its way to a subscription. `due_at` is when it is tried next by itself;
    `event_id` is null for a sample."""

    id: str
    subscription_id: str
    event_id: int | None
    event_type: str
    offset: int
    status: DeliveryStatus
    attempts: int
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime


class WebhookDeliveryList(BaseModel):
    """Deliveries, the latest first. Pass `next_after` as `after` for those before them."""

    items: list[WebhookDelivery]
    next_after: str | None


class WebhookAttempt(BaseModel):
    """One request. `status` is that of the answer, null where none came and `error` says why;
    `response` the first kilobyte of its body."""

    number: int
    at: datetime
    url: str
    status: int | None
    milliseconds: int
    response: str
    error: str


class WebhookAttemptList(BaseModel):
    """A delivery's attempts, oldest first."""

    items: list[WebhookAttempt]

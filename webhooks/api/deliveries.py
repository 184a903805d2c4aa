"""Deliveries of a subscription: read, sent again, tried out."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from invoicing.api import reading, render
from invoicing.api.describe import operation
from invoicing.api.endpoint import Endpoint, caller_of
from webhooks import history, replay, rotate
from webhooks.api.bodies import (
    DeliveryQuery,
    ReplayRequest,
    RotateSecretRequest,
    WebhookAttemptList,
    WebhookDelivery,
    WebhookDeliveryList,
    WebhookSubscription,
    WebhookSubscriptionCreated,
)
from webhooks.api.subscriptions import ID, TAG, shown
from webhooks.models import Attempt, Delivery

DELIVERY_ID = "delivery_id"


class RotateSecret(Endpoint):
    """/v1/webhook-subscriptions/{subscription_id}/rotate-secret"""

    @operation(
        "rotate_webhook_secret",
        "Replace the signing secret; the old one signs too for 24 hours",
        body=RotateSecretRequest,
        answer=WebhookSubscriptionCreated,
        path=[ID],
        problems=[404, 409, 413, 415],
        tag=TAG,
    )
    def post(self, request: Request, subscription_id: str) -> HttpResponse:
        """Rotate the secret; the new one is shown this once."""
        wanted = reading.path_id(ID, subscription_id)
        body = reading.body(request, RotateSecretRequest)
        subscription, secret = rotate.rotate(caller_of(request).tenant, wanted, body.secret)
        return render.json_response(shown(subscription) | {"secret": secret})


class Replay(Endpoint):
    """/v1/webhook-subscriptions/{subscription_id}/replay"""

    @operation(
        "replay_webhook_events",
        "Send events again, from an offset or a time on",
        body=ReplayRequest,
        answer=WebhookSubscription,
        path=[ID],
        problems=[404, 409, 413, 415],
        tag=TAG,
    )
    def post(self, request: Request, subscription_id: str) -> HttpResponse:
        """Set last_published_offset back."""
        wanted = reading.path_id(ID, subscription_id)
        body = reading.body(request, ReplayRequest)
        tenant = caller_of(request).tenant
        subscription = replay.rewind(tenant, wanted, offset=body.offset, time=body.time)
        return render.json_response(shown(subscription))


class Sample(Endpoint):
    """/v1/webhook-subscriptions/{subscription_id}/test"""

    @operation(
        "test_webhook_subscription",
        "Have a sample sent; its attempts tell what became of it",
        answer=WebhookDelivery,
        status=202,
        path=[ID],
        problems=[404, 409],
        tag=TAG,
    )
    def post(self, request: Request, subscription_id: str) -> HttpResponse:
        """Send a sample, signed as everything else."""
        wanted = reading.path_id(ID, subscription_id)
        reading.no_body(request)
        delivery = replay.send_sample(caller_of(request).tenant, wanted)
        return render.json_response(_delivery(delivery), 202)


class Deliveries(Endpoint):
    """/v1/webhook-subscriptions/{subscription_id}/deliveries"""

    @operation(
        "list_webhook_deliveries",
        "What became of the events, the latest first",
        query=DeliveryQuery,
        answer=WebhookDeliveryList,
        path=[ID],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, subscription_id: str) -> HttpResponse:
        """A part of a subscription's deliveries."""
        wanted = reading.path_id(ID, subscription_id)
        query = reading.query(request, DeliveryQuery)
        page = history.deliveries(
            caller_of(request).tenant,
            wanted,
            status=query.status,
            after=query.after,
            limit=query.limit,
        )
        items = [_delivery(row) for row in page.deliveries]
        return render.json_response({"items": items, "next_after": page.next_after})


class Attempts(Endpoint):
    """/v1/webhook-subscriptions/{subscription_id}/deliveries/{delivery_id}/attempts"""

    @operation(
        "list_webhook_attempts",
        "Every attempt of a delivery",
        answer=WebhookAttemptList,
        path=[ID, DELIVERY_ID],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, subscription_id: str, delivery_id: str) -> HttpResponse:
        """A delivery's attempts, oldest first."""
        wanted = reading.path_id(ID, subscription_id)
        delivery = reading.path_id(DELIVERY_ID, delivery_id)
        rows = history.attempts(caller_of(request).tenant, wanted, delivery)
        return render.json_response({"items": [_attempt(row) for row in rows]})


class RetryDelivery(Endpoint):
    """/v1/webhook-subscriptions/{subscription_id}/deliveries/{delivery_id}/retry"""

    @operation(
        "retry_webhook_delivery",
        "Try a delivery now, whatever became of it",
        answer=WebhookDelivery,
        status=202,
        path=[ID, DELIVERY_ID],
        problems=[404, 409],
        tag=TAG,
    )
    def post(self, request: Request, subscription_id: str, delivery_id: str) -> HttpResponse:
        """Retry a delivery."""
        wanted = reading.path_id(ID, subscription_id)
        delivery = reading.path_id(DELIVERY_ID, delivery_id)
        reading.no_body(request)
        row = replay.retry(caller_of(request).tenant, wanted, delivery)
        return render.json_response(_delivery(row), 202)


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.id,
        "subscription_id": row.subscription_id,
        "event_id": row.event_id,
        "event_type": row.event_type,
        "offset": row.offset,
        "status": row.status,
        "attempts": row.attempts,
        "due_at": row.due_at,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _attempt(row: Attempt) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": row.at,
        "url": row.url,
        "status": row.status,
        "milliseconds": row.milliseconds,
        "response": bytes(row.excerpt).decode("utf-8", "replace"),
        "error": row.error,
    }

"""Webhook subscriptions: made, read, changed, deleted."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from invoicing.api import reading, render
from invoicing.api.describe import operation
from invoicing.api.endpoint import Endpoint, caller_of
from webhooks import subscribe
from webhooks.api.bodies import (
    CreateWebhookSubscriptionRequest,
    SubscriptionQuery,
    UpdateWebhookSubscriptionRequest,
    WebhookSubscription,
    WebhookSubscriptionCreated,
    WebhookSubscriptionList,
)
from webhooks.models import Subscription

TAG = "Webhook subscriptions"
ID = "subscription_id"


class Subscriptions(Endpoint):
    """/v1/webhook-subscriptions"""

    @operation(
        "create_webhook_subscription",
        "Subscribe to events",
        body=CreateWebhookSubscriptionRequest,
        answer=WebhookSubscriptionCreated,
        status=201,
        problems=[413, 415],
        tag=TAG,
    )
    def post(self, request: Request) -> HttpResponse:
        """Make a subscription; its secret is shown this once."""
        tenant = caller_of(request).tenant
        body = reading.body(request, CreateWebhookSubscriptionRequest)
        reading.require_tenant(tenant, body.tenant_id)
        subscription, secret = subscribe.subscribe(
            tenant,
            body.name,
            body.url,
            body.event_types,
            body.secret,
            from_offset=body.from_offset,
            ordering=body.ordering,
        )
        return render.json_response(shown(subscription) | {"secret": secret}, 201)

    @operation(
        "list_webhook_subscriptions",
        "List subscriptions",
        query=SubscriptionQuery,
        answer=WebhookSubscriptionList,
        tag=TAG,
    )
    def get(self, request: Request) -> HttpResponse:
        """All subscriptions, the active ones by default."""
        query = reading.query(request, SubscriptionQuery)
        rows = subscribe.listed(caller_of(request).tenant, include_inactive=query.include_inactive)
        return render.json_response({"items": [shown(row) for row in rows]})


class SubscriptionDetail(Endpoint):
    """/v1/webhook-subscriptions/{subscription_id}"""

    @operation(
        "get_webhook_subscription",
        "One subscription",
        answer=WebhookSubscription,
        path=[ID],
        problems=[404],
        tag=TAG,
    )
    def get(self, request: Request, subscription_id: str) -> HttpResponse:
        """A subscription without its secret."""
        wanted = reading.path_id(ID, subscription_id)
        subscription = subscribe.get(caller_of(request).tenant, wanted)
        return render.json_response(shown(subscription))

    @operation(
        "update_webhook_subscription",
        "Change a subscription",
        body=UpdateWebhookSubscriptionRequest,
        answer=WebhookSubscription,
        path=[ID],
        problems=[404, 409, 413, 415],
        tag=TAG,
    )
    def patch(self, request: Request, subscription_id: str) -> HttpResponse:
        """Change a subscription; null means unchanged."""
        wanted = reading.path_id(ID, subscription_id)
        body = reading.body(request, UpdateWebhookSubscriptionRequest)
        changes = body.model_dump(exclude_none=True)
        subscription = subscribe.change(caller_of(request).tenant, wanted, changes)
        return render.json_response(shown(subscription))

    @operation(
        "delete_webhook_subscription",
        "Delete a subscription",
        answer=WebhookSubscription,
        path=[ID],
        problems=[404],
        tag=TAG,
    )
    def delete(self, request: Request, subscription_id: str) -> HttpResponse:
        """Delete a subscription; it stays on file as inactive."""
        wanted = reading.path_id(ID, subscription_id)
        reading.no_body(request)
        subscription = subscribe.delete(caller_of(request).tenant, wanted)
        return render.json_response(shown(subscription))


def shown(row: Subscription) -> dict[str, Any]:
    """A subscription without its secret."""
    return {
        "id": row.id,
        "tenant_id": row.tenant_id,
        "name": row.name,
        "url": row.url,
        "event_types": row.event_types,
        "ordering": row.ordering,
        "active": row.active,
        "disabled_reason": row.disabled_reason,
        "disabled_at": row.disabled_at,
        "failing_since": row.failing_since,
        "last_published_offset": row.last_published_offset,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "deleted_at": row.deleted_at,
    }

"""Routes under /v1 of webhook subscriptions."""

from django.urls import path

from webhooks.api import deliveries, subscriptions

ONE = "webhook-subscriptions/<str:subscription_id>"

urlpatterns = [
    path("webhook-subscriptions", subscriptions.Subscriptions.as_view()),
    path(ONE, subscriptions.SubscriptionDetail.as_view()),
    path(f"{ONE}/rotate-secret", deliveries.RotateSecret.as_view()),
    path(f"{ONE}/replay", deliveries.Replay.as_view()),
    path(f"{ONE}/test", deliveries.Sample.as_view()),
    path(f"{ONE}/deliveries", deliveries.Deliveries.as_view()),
    path(f"{ONE}/deliveries/<str:delivery_id>/attempts", deliveries.Attempts.as_view()),
    path(f"{ONE}/deliveries/<str:delivery_id>/retry", deliveries.RetryDelivery.as_view()),
]

"""Routes under /v1 of webhook subscriptions."""

from django.urls import path

from webhooks.api import subscriptions

urlpatterns = [
    path("webhook-subscriptions", subscriptions.Subscriptions.as_view()),
    path(
        "webhook-subscriptions/<str:subscription_id>",
        subscriptions.SubscriptionDetail.as_view(),
    ),
]

"""App configuration."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Subscriptions to events."""

    name = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

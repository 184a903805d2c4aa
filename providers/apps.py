"""App configuration."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Connections to the providers that issue, and their commands."""

    name = "providers"
    default_auto_field = "django.db.models.BigAutoField"

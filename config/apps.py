"""The project itself as an app, so that its system checks run with everybody's."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the production checks and makes the Celery app the current one."""

    name = "config"

    def ready(self) -> None:
        """Import the modules that register themselves when Django is set up."""
        from config import celery, checks, credential_check  # noqa: F401

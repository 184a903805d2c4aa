"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents, their files and their evidence."""

    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

"""App configuration."""

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    """The way of a document to its authority."""

    name = "invoicing"
    default_auto_field = "django.db.models.BigAutoField"

"""App of tenants, keys, parties and issuer profiles."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Tenants and who they invoice for and to."""

    name = "parties"
    default_auto_field = "django.db.models.BigAutoField"

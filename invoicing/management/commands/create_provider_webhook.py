"""`manage.py create_provider_webhook TENANT`: make an address for a provider's notices and print
it, this once."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from invoicing import provider_webhooks
from parties.models import Tenant
from providers import registry
from providers.notices import NoticeReader


class Command(BaseCommand):
    """Makes an address of a tenant."""

    help = "Make an address for a provider's notices. It is printed once and cannot be had again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """TENANT is the tenant's id."""
        parser.add_argument("tenant", help="the tenant's id")
        parser.add_argument("--provider", default="mx_facturagreen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the path on standard output, what it is for on standard error."""
        name = options["provider"]
        if not isinstance(registry.get(name), NoticeReader):
            raise CommandError(f"There is no provider {name} that sends notices.")
        new = provider_webhooks.create(_tenant(options["tenant"]), name)
        self.stdout.write(new.path)
        self.stderr.write(
            f"Give the provider this path on your public host; it is known as"
            f" {new.webhook.prefix}... and not shown again."
        )


def _tenant(text: str) -> Tenant:
    try:
        return Tenant.objects.get(id=UUID(text))
    except (ValueError, Tenant.DoesNotExist) as error:
        raise CommandError(f"There is no tenant {text}.") from error

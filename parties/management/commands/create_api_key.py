"""`manage.py create_api_key TENANT`: make a key and print it, this once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from parties import api_keys
from parties.models import Tenant

SCOPES = ("read", "write", "reconcile")
MOST_DAYS = 36500


class Command(BaseCommand):
    """Makes a key of a tenant."""

    help = "Make an API key of a tenant. It is printed once and cannot be had again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """TENANT is the tenant's id; without --scope the key may read and write."""
        parser.add_argument("tenant", help="the tenant's id")
        parser.add_argument("--name", default="key", help="what the key is for")
        parser.add_argument("--scope", action="append", choices=SCOPES, help="repeat for several")
        parser.add_argument("--expires-in-days", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key on standard output, what it may do on standard error."""
        new = api_keys.create(
            _tenant(options["tenant"]),
            _name(options["name"]),
            options["scope"] or ("read", "write"),
            _expiry(options["expires_in_days"]),
        )
        self.stdout.write(new.secret)
        self.stderr.write(
            f"Key {new.key.prefix} may {', '.join(new.key.scopes)}; it is not shown again."
        )


def _tenant(text: str) -> Tenant:
    try:
        return Tenant.objects.get(id=UUID(text))
    except (ValueError, Tenant.DoesNotExist) as error:
        raise CommandError(f"There is no tenant {text}.") from error


def _name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= 100:
        raise CommandError("--name must have 1 to 100 characters.")
    return name


def _expiry(days: int | None) -> Any:
    if days is None:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise CommandError(f"--expires-in-days must be 1 to {MOST_DAYS}.")
    return timezone.now() + timedelta(days=days)

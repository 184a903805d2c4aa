"""`manage.py revoke_api_key PREFIX`: end a key."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from parties import api_keys
from parties.errors import NotThere


class Command(BaseCommand):
    """Ends a key."""

    help = "Revoke an API key by its visible prefix (ik_...)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """PREFIX: the key up to its second underscore; what follows is ignored."""
        parser.add_argument("prefix")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say since when the key is revoked."""
        # A whole key, pasted because it leaked, is taken too, and never repeated on a terminal.
        prefix = "_".join(options["prefix"].split("_")[:2])
        try:
            key = api_keys.revoke(prefix)
        except NotThere as error:
            raise CommandError(f"There is no key {prefix}.") from error
        self.stdout.write(f"{key.prefix} is revoked since {key.revoked_at:%Y-%m-%d %H:%M:%S} UTC.")

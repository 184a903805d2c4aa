"""`manage.py create_tenant NAME`: make a tenant and print its id."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from parties.models import Tenant


class Command(BaseCommand):
    """Makes a tenant."""

    help = "Make a tenant and print its id."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """NAME: the company's name."""
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the new tenant's id, and nothing else."""
        name = options["name"].strip()
        if not 1 <= len(name) <= 200:
            raise CommandError("Give a name of 1 to 200 characters.")
        self.stdout.write(str(Tenant.objects.create(name=name).id))

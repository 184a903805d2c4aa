"""`manage.py import_sat_catalogue CATALOGUE FILE.csv`: have a big catalogue of SAT checked."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents import sat_key_import
from documents.sat_key import CATALOGUES


class Command(BaseCommand):
    """Replaces a catalogue by that of a file."""

    help = (
        "Import c_ClaveProdServ, c_ClaveUnidad or c_CodigoPostal from a CSV in UTF-8 with the"
        " header key,name,valid_from,valid_to. From then on documents of Mexico are checked"
        " against it; it replaces what was imported before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """CATALOGUE by SAT's name; FILE is a path, `-` standard input."""
        parser.add_argument("catalogue", choices=CATALOGUES)
        parser.add_argument("file", help="the CSV; - reads standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many keys the catalogue has now."""
        try:
            count = _replace(options["catalogue"], options["file"])
        except sat_key_import.BadLine as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        self.stdout.write(f"{options['catalogue']}: {count} keys.")


def _replace(catalogue: str, name: str) -> int:
    if name == "-":
        return sat_key_import.replace(catalogue, sys.stdin.buffer)
    with open(name, "rb") as file:
        return sat_key_import.replace(catalogue, file)

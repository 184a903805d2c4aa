"""manage.py rules_page: write docs/rules-co.md from the rules themselves."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from documents.rules import co_page

PAGE = Path("docs") / "rules-co.md"


class Command(BaseCommand):
    """Writes the page that lists Colombia's rules."""

    help = "Write docs/rules-co.md, the list of Colombia's rules, from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--root DIR` for another place than this project's own folder."""
        parser.add_argument("--root", type=Path, default=settings.BASE_DIR)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        path = options["root"] / PAGE
        path.write_text(co_page.page(), encoding="utf-8")
        self.stdout.write(f"{path} written")

"""Offer issuer profiles for the numbering ranges that accounts at the provider have."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from invoicing import range_sync
from invoicing.actor import system
from invoicing.errors import Refusal
from invoicing.ranges import Action, Proposal
from parties.errors import Refused
from parties.models import IssuerProfile

DONE = {Action.CREATE: "created", Action.UPDATE: "updated"}


class Command(BaseCommand):
    """Compares ranges with issuer profiles and says what it would do; with --apply it does it."""

    help = "Compare the provider's numbering ranges with issuer profiles."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose accounts, and whether to change anything."""
        parser.add_argument("--tenant", help="only this tenant's accounts (its id)")
        parser.add_argument("--profile", help="only this issuer profile's account (its id)")
        parser.add_argument("--apply", action="store_true", help="create and update profiles")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each range; an account that cannot be read does not stop the others."""
        failed = 0
        for profile in range_sync.accounts(_profiles(options["tenant"], options["profile"])):
            self.stdout.write(f"Account of {profile.party.name} (profile {profile.id})")
            try:
                proposals = range_sync.propose(profile, system(str(uuid4())))
            except Refusal as refusal:
                self.stderr.write(f"  {refusal.code}: {refusal.message}")
                failed += 1
                continue
            failed += sum([not self._handled(one, options["apply"]) for one in proposals])
        if failed:
            raise CommandError(f"{failed} could not be done.")

    def _handled(self, proposal: Proposal, apply: bool) -> bool:
        """Whether a proposal needed nothing, was only to be shown, or could be done."""
        word = proposal.action.value
        trouble = ""
        if apply and proposal.action in DONE:
            try:
                range_sync.apply(proposal)
                word = DONE[proposal.action]
            except (Refusal, Refused) as refusal:
                trouble = str(refusal)
        for text in _lines(proposal, word, trouble):
            self.stdout.write(text)
        return not trouble


def _profiles(tenant: str | None, profile: str | None) -> list[IssuerProfile]:
    rows = IssuerProfile.objects.select_related("party", "tenant").filter(
        deactivated_at__isnull=True, party__deactivated_at__isnull=True
    )
    named = {"tenant": tenant, "id": profile}
    try:
        chosen = rows.filter(**{name: value for name, value in named.items() if value})
        return list(chosen.order_by("tenant_id", "created_at", "id"))
    except ValidationError as error:
        raise CommandError("Give ids as UUIDs.") from error


def _lines(proposal: Proposal, word: str, trouble: str) -> Iterable[str]:
    remote, profile = proposal.remote, proposal.profile
    if remote is not None:
        name = f"{remote.prefix or '-'} {remote.range_min}-{remote.range_max}"
        resolution = remote.resolution_number
    else:
        assert profile is not None
        name = f"{profile.numerator_prefix or profile.issuer_series}"
        resolution = profile.provider_config.get("resolution_number", "")
    yield f"  {word:8} {name:30} resolution {resolution}"
    for what, value in _shown(proposal):
        yield f"           {what}: {value}"
    for note in (*proposal.notes, trouble):
        if note:
            yield f"           {note}"


def _shown(proposal: Proposal) -> Iterable[tuple[str, Any]]:
    """The changes in words; a technical key is not shown."""
    config = proposal.changes.get("provider_config", {})
    fields = {**proposal.changes, **config}
    for name, value in fields.items():
        if name in ("technical_key", "software_pin"):
            yield name, "(set)"
        elif name != "provider_config":
            yield name, value

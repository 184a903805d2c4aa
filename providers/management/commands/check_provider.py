"""`manage.py check_provider NAME`: does the live endpoint still fit what we send and read?"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from documents.values import Severity
from providers import secrets
from providers.base import ProviderError, Recorder, WireAnswer, WireRequest
from providers.co_yabico.check import Finding, check

CHECKS: Final[Mapping[str, Callable[[str, str, Recorder], Iterable[Finding]]]] = MappingProxyType(
    {"co_yabico": check}
)


class Unrecorded:
    """A recorder for calls that are evidence of nothing: they carry no document."""

    def sent(self, request: WireRequest) -> None:
        """Nothing to keep."""

    def answered(self, request: WireRequest, answer: WireAnswer) -> None:
        """Nothing to keep."""


class Command(BaseCommand):
    """Prints how a live schema differs; exit status 1 when something needed is missing."""

    help = "Compare a provider's live schema with what our operations need."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The provider, and whose credential to use."""
        parser.add_argument("provider", choices=sorted(CHECKS))
        parser.add_argument("--profile", help="id of the issuer profile whose account to use")
        parser.add_argument("--url", help="endpoint; default: the profile's, else the setting's")
        parser.add_argument("--token-ref", help="credential reference, e.g. env:NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per finding."""
        url, reference = _where(options)
        run = CHECKS[options["provider"]]
        try:
            findings = tuple(run(url, secrets.resolve(reference), Unrecorded()))
        except ProviderError as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        for finding in findings:
            self.stdout.write(f"{finding.severity or 'info':8}{finding.text}")
        if any(finding.severity is Severity.ERROR for finding in findings):
            sys.exit(1)


def _where(options: Mapping[str, Any]) -> tuple[str, str]:
    url = options["url"] or settings.PROVIDER_URLS.get(options["provider"], "")
    reference = options["token_ref"] or _credential_of(options["profile"])
    if not url or not reference:
        raise CommandError("Give --profile, or --url and --token-ref.")
    return url, reference


def _credential_of(profile_id: str | None) -> str:
    from parties.models import IssuerProfile

    if not profile_id:
        return ""
    profile = IssuerProfile.objects.filter(pk=profile_id).first()
    if profile is None:
        raise CommandError(f"There is no issuer profile {profile_id}.")
    return profile.secret_arn or ""

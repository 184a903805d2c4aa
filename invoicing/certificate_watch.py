"""The issuer's seal certificate (Mexico's CSD) draws to its end: the provider stamps nothing after
that. It is kept at the provider, so its last day is what `provider_config` says."""

from typing import Final

from django.utils import timezone

from documents.calendar import local_date
from invoicing import account_watch, events
from invoicing.actor import Actor

VALID_TO: Final = "csd_valid_to"
DAYS: Final = (30, 15, 5)
CERTIFICATE_ENDS: Final = "certificate_ends"


def watch_certificates(actor: Actor) -> None:
    """Tell of each active profile whose certificate ends in 30, 15 and 5 days, each once."""
    for profile in account_watch.active():
        ends = account_watch.day(profile.provider_config.get(VALID_TO, ""))
        if ends is None:
            continue
        left = (ends - local_date(profile.country, timezone.now())).days
        level = sum(left <= days for days in DAYS)
        data = {"valid_to": ends.isoformat(), "days_left": left, "series": profile.issuer_series}
        type, subject = events.CERTIFICATE_EXPIRING, str(profile.id)
        account_watch.tell(profile, CERTIFICATE_ENDS, subject, level, type, data, actor)

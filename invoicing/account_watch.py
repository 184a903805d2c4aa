"""Limits that draw near: a plan nearly used up or about to end, a numbering authorisation about to
end. Each level is told once; what was last seen is stored with the event that tells it.
"""

import hashlib
from datetime import date
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from documents.calendar import local_date
from invoicing import account_reading, events, range_sync
from invoicing.account_alert import AccountAlert
from invoicing.actor import Actor
from invoicing.errors import Refusal
from invoicing.ranges import TO
from parties.models import IssuerProfile
from providers.account import AccountReader, Plan
from providers.base import Account, Recorder

logger = structlog.get_logger(__name__)

PERCENTS: Final = (80, 90, 95)
DAYS: Final = (30, 15)
PLAN_USED, PLAN_ENDS, RESOLUTION_ENDS = "plan_used", "plan_ends", "resolution_ends"


def to_watch() -> list[UUID]:
    """An active profile of each account, the oldest; no other is asked about the plan."""
    return [profile.id for profile in range_sync.accounts(active())]


def watch_plan(profile_id: UUID, actor: Actor) -> None:
    """Ask how much of an account's plan is left, and tell of each level that was crossed. A
    provider that does not answer is asked again next time."""
    profile = IssuerProfile.objects.get(id=profile_id)
    try:
        plan = account_reading.ask(profile, actor, _plan)
    except Refusal as refusal:
        logger.warning("plan_not_told", profile_id=str(profile_id), code=refusal.code)
        return
    if plan is not None:
        _tell_of_plan(profile, plan, actor)


def watch_resolutions(actor: Actor) -> None:
    """Tell of each active profile whose numbering authorisation ends soon, by its own
    provider_config: nobody is asked."""
    for profile in active():
        ends = day(profile.provider_config.get(TO, ""))
        if ends is None:
            continue
        left = (ends - local_date(profile.country, timezone.now())).days
        data = {"valid_to": ends.isoformat(), "days_left": left, "series": profile.issuer_series}
        subject = str(profile.id)
        level = _days_level(left)
        tell(profile, RESOLUTION_ENDS, subject, level, events.RESOLUTION_ENDING, data, actor)


def active() -> list[IssuerProfile]:
    """The profiles that documents are issued under, oldest first."""
    rows = IssuerProfile.objects.select_related("party").filter(
        deactivated_at__isnull=True, party__deactivated_at__isnull=True
    )
    return list(rows.order_by("created_at", "id"))


def _plan(reader: AccountReader, account: Account, recorder: Recorder) -> Plan | None:
    return reader.plan(account, recorder)


def _tell_of_plan(profile: IssuerProfile, plan: Plan, actor: Actor) -> None:
    subject = hashlib.sha256(str(profile.secret_arn).encode()).hexdigest()
    told: dict[str, Any] = {"total": plan.total, "used": plan.used, "left": plan.left}
    if plan.total and plan.used is not None:
        percent = _percent_level(plan.used, plan.total)
        data: dict[str, Any] = {"percent": percent, **told}
        tell(profile, PLAN_USED, subject, percent, events.PLAN_LOW, data, actor)
    if plan.valid_to is not None:
        ends = local_date(profile.country, plan.valid_to)
        left = (ends - local_date(profile.country, timezone.now())).days
        data = {"valid_to": plan.valid_to.isoformat(), "days_left": left, **told}
        tell(profile, PLAN_ENDS, subject, _days_level(left), events.PLAN_LOW, data, actor)


def _percent_level(used: int, total: int) -> int:
    """The highest of PERCENTS that is reached; 0 for none."""
    return max((percent for percent in PERCENTS if used * 100 >= total * percent), default=0)


def _days_level(left: int) -> int:
    """How many of DAYS are reached; 0 for none."""
    return sum(left <= days for days in DAYS)


def day(text: str) -> date | None:
    """A day as `provider_config` writes it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def tell(
    profile: IssuerProfile,
    kind: str,
    subject: str,
    level: int,
    type: str,
    data: dict[str, Any],
    actor: Actor,
) -> None:
    """Write the event where the level rose since it was last seen, and keep the level, in one
    transaction and under the row's lock. A level that fell (a new plan, a new range) is kept, too:
    the next crossing is told again."""
    with transaction.atomic():
        found, _ = AccountAlert.objects.get_or_create(
            tenant_id=profile.tenant_id, kind=kind, subject=subject
        )
        seen = AccountAlert.objects.select_for_update().get(id=found.id)
        if level > seen.level:
            events.of_profile(profile, type, actor, data)
        if level != seen.level:
            seen.level = level
            seen.save(update_fields=["level", "seen_at"])

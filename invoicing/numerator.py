"""Numbers: claimed under the profile's row lock, in the transaction of the submission that uses
them.

A claim that is rolled back gives its number back, a committed one is never given again: no gap,
no reuse. The lock is held from the claim to the commit, so claim last.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from invoicing import events
from invoicing.actor import Actor
from invoicing.errors import refuse
from parties.models import IssuerProfile

WARN_AT_PERCENT = (80, 90, 95)


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that is ours once the transaction commits."""

    number: int
    range_min: int
    range_max: int


def claim(profile: IssuerProfile, actor: Actor) -> Claim:
    """Take the next number of a profile's range.

    Raises Unprocessable `range_exhausted` or `profile_deactivated` and writes nothing. Crossing
    80, 90 or 95 % of the range writes `issuer_profile.range_low`, the last number
    `range_exhausted`.
    """
    taken = _take(profile.id)
    if taken is None:
        raise _why_none(profile)
    _warn(profile, taken, actor)
    return taken


def _take(profile_id: UUID) -> Claim | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [profile_id])
        row = cursor.fetchone()
    return Claim(*row) if row else None


_TAKE = f"""
UPDATE {IssuerProfile._meta.db_table} SET numerator_current = numerator_current + 1
WHERE id = %s AND deactivated_at IS NULL AND numerator_current < numerator_range_max
RETURNING numerator_current, numerator_range_min, numerator_range_max
"""


def _why_none(profile: IssuerProfile) -> Exception:
    profile.refresh_from_db()
    if profile.deactivated_at is not None:
        return refuse(
            "profile_deactivated",
            ("issuer_profile_id",),
            "The issuer profile has been deactivated.",
        )
    return refuse(
        "range_exhausted",
        ("issuer_profile_id",),
        f"The numbering range {profile.numerator_range_min}-{profile.numerator_range_max} of series"
        f" {profile.issuer_series} is used up; add a profile with a new range.",
        law="FAD05d",
    )


def _warn(profile: IssuerProfile, taken: Claim, actor: Actor) -> None:
    size = taken.range_max - taken.range_min + 1
    used = taken.number - taken.range_min + 1
    data = {"number": taken.number, "range_max": taken.range_max, "left": size - used}
    for percent in WARN_AT_PERCENT:
        if used == -(-size * percent // 100):
            events.of_profile(profile, events.RANGE_LOW, actor, {"percent": percent, **data})
    if taken.number == taken.range_max:
        events.of_profile(profile, events.RANGE_EXHAUSTED, actor, data)

"""What may go wrong at a provider, and which request it happens to next."""

import threading
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Name(StrEnum):
    """The scenarios every sandbox may offer."""

    OK = "ok"
    REJECT = "reject"
    REJECT_NOW = "reject_now"
    NOTIFICATION = "notification"
    SLOW = "slow"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    DUPLICATE_WITH_ID = "duplicate_with_id"
    DUPLICATE_WITHOUT_ID = "duplicate_without_id"
    DUPLICATE_OTHER = "duplicate_other"
    TOO_MANY = "429"
    UNAUTHORIZED = "401"
    ERROR_BEFORE = "500"
    ERROR_AFTER = "500_after"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    LATE_VISIBLE = "late_visible"
    UNKNOWN_STATUS = "unknown_status"
    WRONG_CUFE = "wrong_cufe"
    STAYS_VALIDATING = "stays_validating"
    EMAIL_FAILED = "email_failed"
    CANCEL_REFUSED = "cancel_refused"
    NEEDS_ACCEPTANCE = "needs_acceptance"
    CANCEL_ACCEPTED = "cancel_accepted"
    UUID_ELSEWHERE = "uuid_elsewhere"
    MISSING_UUID = "missing_uuid"
    WRONG_SEAL = "wrong_seal"
    WRONG_TOTAL = "wrong_total"
    NOTICE_EARLY = "notice_early"
    NOTICE_LATE = "notice_late"
    NOTICE_TWICE = "notice_twice"
    NOTICE_NEVER = "notice_never"


BEFORE = frozenset(
    {Name.TIMEOUT_BEFORE, Name.TOO_MANY, Name.UNAUTHORIZED, Name.ERROR_BEFORE, Name.REJECT_NOW}
)
"""Scenarios in which the provider does not take the document."""

DEFAULT_SECONDS = {
    Name.SLOW: 3.0,
    Name.TIMEOUT_BEFORE: 60.0,
    Name.TIMEOUT_AFTER: 60.0,
    Name.TOO_MANY: 2.0,
    Name.LATE_VISIBLE: 5.0,
    Name.NOTICE_LATE: 60.0,
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario as it will happen. `seconds`: how slow, how long to hang, how late to be seen,
    or what Retry-After says. `rules`: the authority's rule ids of a rejection or notification."""

    name: Name = Name.OK
    seconds: float = 0.0
    rules: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, seconds: float | None = None, rules: tuple[str, ...] = ()) -> "Scenario":
        """A scenario with its default seconds filled in. Raises ValueError on an unknown name."""
        known = Name(name)
        return cls(known, DEFAULT_SECONDS.get(known, 0.0) if seconds is None else seconds, rules)


OK = Scenario()


@dataclass(slots=True)
class Armed:
    """A scenario waiting for its requests. An empty `unit` or `operation` matches any."""

    scenario: Scenario
    unit: str = ""
    operation: str = ""
    times: int = 1
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def matches(self, units: Collection[str], operation: str) -> bool:
        """Whether a request of one of `units` for `operation` is one of those it waits for."""
        return (
            self.times > 0
            and (not self.unit or self.unit in units)
            and (self.operation or operation) == operation
        )

    def as_json(self) -> dict[str, Any]:
        """How the control endpoint shows it."""
        shown = asdict(self)
        scenario = shown.pop("scenario")
        return {**shown, **scenario, "scenario": scenario["name"]}


class Armory:
    """The armed scenarios, oldest first."""

    def __init__(self) -> None:
        self._armed: list[Armed] = []
        self._lock = threading.Lock()

    def arm(self, armed: Armed) -> Armed:
        """Add one behind those that wait already."""
        with self._lock:
            self._armed.append(armed)
        return armed

    def take(self, units: Collection[str], operation: str) -> Scenario | None:
        """Use up one time of the oldest match, or None when none waits."""
        with self._lock:
            for armed in self._armed:
                if armed.matches(units, operation):
                    armed.times -= 1
                    return armed.scenario
        return None

    def waiting(self) -> list[Armed]:
        """Those with times left."""
        with self._lock:
            return [armed for armed in self._armed if armed.times > 0]

    def clear(self, unit: str = "") -> None:
        """Disarm those of `unit`, or all."""
        with self._lock:
            self._armed = [armed for armed in self._armed if unit and armed.unit != unit]

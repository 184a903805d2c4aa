"""Receivers that make things happen: a scenario for each RFC of a small block."""

from providers.sandbox.scenarios import OK, Name, Scenario

STEM = "SAND0101010"

MAGIC: tuple[Name, ...] = (
    Name.OK,
    Name.REJECT,
    Name.SLOW,
    Name.TIMEOUT_BEFORE,
    Name.TIMEOUT_AFTER,
    Name.TOO_MANY,
    Name.ERROR_BEFORE,
    Name.ERROR_AFTER,
    Name.GARBAGE,
    Name.TRUNCATED,
    Name.LATE_VISIBLE,
    Name.UUID_ELSEWHERE,
    Name.MISSING_UUID,
    Name.WRONG_SEAL,
    Name.WRONG_TOTAL,
    Name.NOTICE_EARLY,
    Name.NOTICE_LATE,
    Name.NOTICE_TWICE,
    Name.NOTICE_NEVER,
    Name.NEEDS_ACCEPTANCE,
    Name.CANCEL_ACCEPTED,
    Name.CANCEL_REFUSED,
)
MAGIC_RECEIVERS: dict[str, Name] = {f"{STEM}{i:02}": name for i, name in enumerate(MAGIC, 1)}
"""RFC of the receiver -> scenario."""

ONCE = frozenset({Name.TIMEOUT_BEFORE, Name.TOO_MANY, Name.ERROR_BEFORE})
"""Scenarios a magic receiver causes only at the first try of a document, so that a repetition
succeeds."""


def scenario_of(rfc: str) -> Scenario:
    """The scenario a receiver stands for; OK for everybody else."""
    name = MAGIC_RECEIVERS.get(rfc)
    return Scenario.of(name) if name else OK

"""Buyers that make things happen: a scenario for each identity card number of a small block."""

from typing import Any

from providers.sandbox.scenarios import OK, Name, Scenario

MAGIC_RECEIVERS: dict[str, Name] = {
    "9000000001": Name.OK,
    "9000000002": Name.REJECT,
    "9000000003": Name.SLOW,
    "9000000004": Name.TIMEOUT_BEFORE,
    "9000000005": Name.TIMEOUT_AFTER,
    "9000000006": Name.DUPLICATE_WITH_ID,
    "9000000007": Name.DUPLICATE_WITHOUT_ID,
    "9000000008": Name.TOO_MANY,
    "9000000009": Name.ERROR_BEFORE,
    "9000000010": Name.ERROR_AFTER,
    "9000000011": Name.GARBAGE,
    "9000000012": Name.TRUNCATED,
    "9000000013": Name.LATE_VISIBLE,
    "9000000014": Name.UNKNOWN_STATUS,
    "9000000015": Name.WRONG_CUFE,
    "9000000016": Name.STAYS_VALIDATING,
    "9000000017": Name.REJECT_NOW,
    "9000000018": Name.NOTIFICATION,
    "9000000019": Name.EMAIL_FAILED,
    "9000000020": Name.DUPLICATE_OTHER,
    "9000000021": Name.CANCEL_REFUSED,
    "9000000022": Name.NEEDS_ACCEPTANCE,
}
"""Identity card (CC) of the buyer -> scenario."""

ONCE = frozenset({Name.TIMEOUT_BEFORE, Name.TOO_MANY, Name.ERROR_BEFORE})
"""Scenarios a magic buyer causes only at the first try of a number, so that a repetition
succeeds."""


def scenario_of(party: dict[str, Any]) -> Scenario:
    """The scenario a buyer, or the supplier of a support document, stands for; OK for everybody
    else."""
    person = party["personId"]
    if person.get("idType") != "CC":
        return OK
    name = MAGIC_RECEIVERS.get(str(person.get("identifier")))
    return Scenario.of(name) if name else OK

"""What is wrong with the tax ids of a document's parties, as faults with a place."""

from collections.abc import Mapping
from typing import Any

from documents.values import Fault, Severity
from parties import tax_ids

PARTIES = ("issuer", "receiver")


def tax_id_faults(country: str, parts: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What is wrong with the tax ids of issuer and receiver, warnings included."""
    return tuple(
        _tax_id_fault(role, finding)
        for role in PARTIES
        if parts.get(role)
        for finding in tax_ids.check(country, parts[role]["tax_id_type"], parts[role]["tax_id"])
    )


def _tax_id_fault(role: str, finding: tax_ids.TaxIdFinding) -> Fault:
    field = "tax_id_type" if finding.code == "tax_id_type_not_used" else "tax_id"
    severity = Severity(finding.severity)
    return Fault(finding.code, (role, field), finding.message, severity=severity)

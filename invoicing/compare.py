"""Is what stands under our number ours?"""

from decimal import Decimal
from typing import Any

from parties import tax_ids
from providers.base import Job, Outcome


def differences(job: Job, answer: Outcome) -> dict[str, Any]:
    """Buyer, total, issue date and currency that differ, as `{field: {ours, theirs}}`; empty
    when it is the same document. An answer without facts cannot be compared and so differs; a
    document that is not signed yet has no issue date to compare.
    """
    facts = answer.facts
    if facts is None:
        return {"facts": {"ours": "known", "theirs": "not given"}}
    pairs: dict[str, tuple[Any, Any]] = {
        "buyer": (_bare(job, job.document.receiver.tax_id), _bare(job, facts.buyer_id)),
        "total": (_plain(job.totals.total), _plain(facts.total)),
        "currency": (job.totals.currency, facts.currency),
    }
    if facts.issued_on is not None:
        pairs["issue_date"] = (_iso(job.document.emission_date), _iso(facts.issued_on))
    return {
        name: {"ours": ours, "theirs": theirs}
        for name, (ours, theirs) in pairs.items()
        if ours != theirs
    }


def _bare(job: Job, tax_id: str) -> str:
    """The id without dots and check digit, as both sides may write it either way."""
    kind = job.document.receiver.tax_id_type
    plain = tax_ids.normalise(job.document.country, kind, tax_id)
    return plain.split("-")[0] if kind == "NIT" else plain


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None

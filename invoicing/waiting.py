"""What a document waits for while the provider or the authority is down, and what the issuer may do
meanwhile.

DIAN's annex 1.9 knows two contingencies: type 03, the issuer's own, issued under a paper range, and
type 04, DIAN's, which the Colombian provider has no way to send. Notes and events know none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from documents.models import Document
from documents.values import DocumentType
from invoicing import contingency_series
from invoicing.contingency_series import COUNTRY
from invoicing.models import Submission
from parties.models import IssuerProfile

LASTING_AFTER: Final = timedelta(minutes=15)
"""Annex 1.9: three tries 5 s apart on an error, five 2 min apart where it is slow."""
NOT_THROUGH: Final = ("pending", "unknown")


@dataclass(frozen=True, slots=True)
class Contingency:
    """Whether further invoices may be issued under the contingency series, and which profile that
    is; why not. `transmit_by` is for a document that was issued in contingency."""

    possible: bool
    why_not: str | None = None
    issuer_profile_id: UUID | None = None
    transmit_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a document has not got through, since when, and when it is tried again (None: a person
    must look). `contingency` is None where the country knows none."""

    reason: str
    since: datetime
    next_try_at: datetime | None
    contingency: Contingency | None


def of(rows: Sequence[Document]) -> dict[UUID, Waiting]:
    """What those of the documents wait for that could not be sent, or whose outcome is unknown, by
    their id. One query for them all, and one more where there are such."""
    open_rows = {row.id: row for row in rows if row.fiscal_status in NOT_THROUGH}
    if not open_rows:
        return {}
    failing = list(
        Submission.objects.filter(document_id__in=open_rows, failing_since__isnull=False)
        .exclude(step="done")
        .defer("payload")
    )
    profiles = _profiles(open_rows[submission.document_id] for submission in failing)
    return {
        submission.document_id: _waiting(open_rows[submission.document_id], submission, profiles)
        for submission in failing
    }


def as_json(found: Waiting | None) -> dict[str, Any] | None:
    """As the API shows it."""
    if found is None:
        return None
    may = found.contingency
    return {
        "reason": found.reason,
        "since": found.since,
        "next_try_at": found.next_try_at,
        "contingency": may
        and {
            "possible": may.possible,
            "why_not": may.why_not,
            "issuer_profile_id": may.issuer_profile_id,
            "transmit_by": may.transmit_by,
        },
    }


def _profiles(documents: Iterable[Document]) -> list[IssuerProfile]:
    tenants = {row.tenant_id for row in documents if row.country == COUNTRY}
    if not tenants:
        return []
    return list(
        IssuerProfile.objects.filter(
            tenant__in=tenants,
            country=COUNTRY,
            deactivated_at__isnull=True,
            party__deactivated_at__isnull=True,
        ).order_by("created_at", "id")
    )


def _waiting(
    document: Document, submission: Submission, profiles: Sequence[IssuerProfile]
) -> Waiting:
    assert submission.failing_since is not None
    return Waiting(
        reason=submission.last_error or "The provider has not answered yet.",
        since=submission.failing_since,
        next_try_at=submission.due_at,
        contingency=(
            _contingency(document, submission.failing_since, profiles)
            if document.country == COUNTRY
            else None
        ),
    )


def _contingency(
    document: Document, since: datetime, profiles: Sequence[IssuerProfile]
) -> Contingency:
    deadline = contingency_series.transmit_by(document)
    if deadline is not None:
        return Contingency(False, "It is a contingency invoice already.", transmit_by=deadline)
    if document.document_type != DocumentType.INVOICE:
        return Contingency(False, "Only invoices can be issued in contingency.")
    if timezone.now() - since < LASTING_AFTER:
        minutes = int(LASTING_AFTER.total_seconds() // 60)
        return Contingency(False, f"The failure has not lasted {minutes} minutes yet.")
    current = next((one for one in profiles if one.id == document.issuer_profile_id), None)
    series = current and contingency_series.of(current, profiles)
    if series is None:
        return Contingency(False, "The issuer has no profile with a contingency series.")
    return Contingency(True, issuer_profile_id=series.id)

"""Cancelling by motive: what a provider offers where a cancellation is a process of days and the
authority, not the provider, tells how it stands (Mexico)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from providers.base import Job, Outcome


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Why a document is cancelled. `motive` is SAT's 01 to 04; `substitute_fiscal_id` the fiscal id
    of what stands in its place, with motive 01 only; `reason` is for the record."""

    motive: str
    substitute_fiscal_id: str | None = None
    reason: str = ""


class CancellationStage(StrEnum):
    """How a cancellation stands with the authority.

    NOT_REQUESTED: the document is valid and nobody asks. NOT_CANCELLABLE: other valid documents
    depend on it. PENDING: the receiver has to answer. REJECTED: the receiver refused; the document
    is valid. CANCELLED: it is no longer valid. NOT_FOUND: the authority does not have the document
    (yet). UNKNOWN: words we do not know.
    """

    NOT_REQUESTED = "not_requested"
    NOT_CANCELLABLE = "not_cancellable"
    PENDING = "pending"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CancellationState:
    """What the authority says. `state`, `cancellable`, `status` are its own words (SAT: Estado,
    EsCancelable, EstatusCancelacion). `must_act` is who has to act now, `receiver`, `issuer` or "",
    and `until` when the receiver's silence counts as consent, where that can be told."""

    stage: CancellationStage
    state: str
    cancellable: str
    status: str
    must_act: str = ""
    until: datetime | None = None


@runtime_checkable
class CancellationProvider(Protocol):
    """A provider that cancels by motive. Both verbs may raise ProviderError."""

    def request_cancellation(self, job: Job, cancellation: Cancellation) -> Outcome:
        """Ask for the cancellation of the issued document `job.fiscal_id`: CANCELLING where it was
        taken or had been before, REJECTED with faults. ProviderError IN_DOUBT where it may have
        been taken: `cancellation_state` tells, and asking again harms nobody."""

    def cancellation_state(
        self, job: Job, requested_at: datetime | None = None
    ) -> CancellationState:
        """How it stands. With the instant of a first request (aware), `until` can be told; one made
        again after a refusal has no time limit (RMF 2.7.1.34), so that None is given for it."""

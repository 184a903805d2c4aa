"""Acceptance events: what a provider that handles them offers beside `providers.base.Provider`.

The events we send are documents of type ACCEPTANCE_EVENT and go the way of every document. This is
how the events others sent are read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from providers.base import Job


@dataclass(frozen=True, slots=True)
class RemoteEvent:
    """An event the provider holds about an invoice. `code` is DIAN's (030..034), or the provider's
    own word where DIAN has none; `uid` names it at the provider; `fiscal_id` is its CUDE.
    """

    code: str
    uid: str
    occurred_at: datetime | None = None
    received_at: datetime | None = None
    description: str = ""
    reason: str = ""
    concept: str = ""
    sender_id: str = ""
    sender_name: str = ""
    fiscal_id: str | None = None


@runtime_checkable
class AcceptanceReader(Protocol):
    """A provider that tells which acceptance events an invoice has."""

    def acceptance_events(self, job: Job) -> tuple[RemoteEvent, ...]:
        """Those of the issued invoice `job.operation_id`, oldest first; raises ProviderError."""

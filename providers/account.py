"""An account at a provider: whose it is, its numbering authorisations, what is left of its plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, runtime_checkable

from providers.base import Account, Recorder


@dataclass(frozen=True, slots=True)
class RemoteRange:
    """A numbering range the authority gave: `current` is the last number the provider saw used."""

    resolution_id: str
    resolution_number: str
    prefix: str
    range_min: int | None = None
    range_max: int | None = None
    current: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    technical_key: str = field(default="", repr=False)
    unit_id: str = ""
    document_type: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was bought: documents in total, used and left, and until when."""

    total: int | None
    used: int | None
    left: int | None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    used_by_type: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as the provider shows it. `organization` and `units` are JSON-ready, in our words
    (id, name, tax_id, environment, active).
    """

    organization: Mapping[str, Any]
    units: tuple[Mapping[str, Any], ...]
    ranges: tuple[RemoteRange, ...]
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Invoicer:
    """Whether a taxpayer invoices electronically, and since when (CO: DIAN's list)."""

    tax_id: str
    email: str | None = None
    since: date | None = None
    asked_at: datetime | None = None


@runtime_checkable
class AccountReader(Protocol):
    """A provider that shows the account. Verbs only read; each may raise ProviderError."""

    def account_view(self, account: Account, recorder: Recorder) -> AccountView:
        """Organization, units, numbering ranges and plan."""

    def plan(self, account: Account, recorder: Recorder) -> Plan | None:
        """The plan alone, or None where the provider tells nothing of it."""

    def unit(self, account: Account, recorder: Recorder, unit_id: str) -> Mapping[str, Any] | None:
        """One unit as in the view, or None."""

    def resolution(
        self, account: Account, recorder: Recorder, resolution_id: str
    ) -> tuple[RemoteRange, ...]:
        """The ranges of one numbering authorisation; empty where the account has none of that
        id.
        """

    def invoicer(self, account: Account, recorder: Recorder, tax_id: str) -> Invoicer | None:
        """The electronic invoicer of that tax id (without check digit), or None."""

    def transactions(
        self, account: Account, recorder: Recorder, operation_id: str
    ) -> tuple[Mapping[str, Any], ...]:
        """What it exchanged with the authority about a document: JSON-ready, oldest first, with
        `id`, `type`, `stage`, `status`, `message`, `requested_at`, `responded_at`.
        """

    def transaction(
        self, account: Account, recorder: Recorder, transaction_id: str
    ) -> Mapping[str, Any] | None:
        """One exchange as in the list, or None."""

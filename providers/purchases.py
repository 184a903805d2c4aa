"""Documents received: what a provider that keeps purchases offers beside `base.Provider`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from documents.values import Fault, Party
from providers.acceptance import RemoteEvent
from providers.base import Account, Recorder, RemoteFile

INVOICE = "INVOICE"
CREDIT_NOTE = "CREDIT_NOTE"
DEBIT_NOTE = "DEBIT_NOTE"


@dataclass(frozen=True, slots=True)
class PurchaseJob:
    """A purchase asked for: its type (INVOICE, CREDIT_NOTE, DEBIT_NOTE), its fiscal id (CUFE or
    CUDE), whose account, and the provider's own id once known.
    """

    document_type: str
    fiscal_id: str
    account: Account
    recorder: Recorder
    operation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """A document somebody else issued to us, as the provider holds it. Money in `currency`;
    `payment_form` is CASH or CREDIT where known; `lines` are JSON-ready: description, quantity,
    unit_price, extension as texts.
    """

    operation_id: str
    document_type: str
    fiscal_id: str
    number: str
    issuer: Party
    receiver: Party
    currency: str
    total: Decimal
    raw_status: str = ""
    issued_at: datetime | None = None
    payment_form: str = ""
    lines: tuple[Mapping[str, Any], ...] = ()
    totals: Mapping[str, str] = field(default_factory=dict)
    events: tuple[RemoteEvent, ...] = ()
    notices: tuple[Fault, ...] = ()


@runtime_checkable
class PurchaseReader(Protocol):
    """A provider that takes in purchases. Every verb may raise ProviderError."""

    def add_purchase(self, job: PurchaseJob) -> Purchase:
        """Have the provider take a purchase in by its fiscal id. REJECT `purchase_not_found`,
        `purchase_wrong_acquirer` or the provider's own reason; IN_DOUBT where it may be there; a
        purchase that is there already is answered like a new one.
        """

    def find_purchase(self, job: PurchaseJob) -> Purchase | None:
        """The purchase as the provider holds it, by operation or fiscal id; None if not there."""

    def purchase_files(self, job: PurchaseJob) -> tuple[RemoteFile, ...]:
        """Its XML and PDF, checked to be what they claim."""


@dataclass(frozen=True, slots=True)
class PurchasePage:
    """Some of the purchases a provider holds, and the cursor of the next page, None at the end."""

    purchases: tuple[Purchase, ...]
    following: str | None = None


@runtime_checkable
class PurchaseLister(Protocol):
    """A provider that shows which purchases it holds: some come in by e-mail, unasked."""

    def list_purchases(
        self,
        account: Account,
        recorder: Recorder,
        document_type: str,
        *,
        after: str | None = None,
        first: int = 50,
    ) -> PurchasePage:
        """A page of up to `first` of one type, after a cursor; raises ProviderError."""

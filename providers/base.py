"""What every provider offers and answers. Our vocabulary; theirs stays in their folder.

A provider never touches the ORM, the clock or a status. It takes frozen values and returns an
`Outcome`, or raises `ProviderError`. What goes over the wire is told to a `Recorder` at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from documents.values import DocumentValue, Fault, Totals


class OutcomeStatus(StrEnum):
    """What a provider's answer means to us.

    ACCEPTED: the provider has it, the authority has not decided. ISSUED: fiscally valid.
    REJECTED: the authority or the provider said no. NOT_FOUND: `find` or `poll` did not see it.
    CANCELLING, CANCELLED: of a cancellation. UNKNOWN: a word we do not know; never final.
    """

    ACCEPTED = "accepted"
    ISSUED = "issued"
    REJECTED = "rejected"
    NOT_FOUND = "not_found"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class ErrorKind(StrEnum):
    """RETRY: surely not processed, try again later. REJECT: the request is wrong and will stay
    wrong. CONFIG: our side must be mended first (credentials, unit, range). IN_DOUBT: may have
    been processed; only `find` is allowed next.
    """

    RETRY = "retry"
    REJECT = "reject"
    CONFIG = "config"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request as it goes on the wire. `headers` come without secrets."""

    exchange_id: str
    operation: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """What came back, or `error` when nothing did. `milliseconds` from first byte out to last
    byte in.
    """

    status: int | None
    headers: Mapping[str, str]
    body: bytes
    milliseconds: int
    error: str = ""


class Recorder(Protocol):
    """Stores evidence while a provider talks. Both calls return only after the row is committed."""

    def sent(self, request: WireRequest) -> None:
        """Called before the socket opens."""

    def answered(self, request: WireRequest, answer: WireAnswer) -> None:
        """Called once the answer, or the failure to get one, is known."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose credentials a call uses. `secret` is the resolved credential; never logged, never
    evidence. Nor is `config` shown: keys and PINs stand in it.
    """

    profile_id: str
    secret: str = field(repr=False)
    external_ref: str | None = None
    config: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """What the provider holds under our number, to compare with ours before adopting it."""

    buyer_id: str
    total: Decimal | None
    issued_on: date | None
    currency: str


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as downloaded. `kind` is `xml`, `pdf` or `html`."""

    kind: str
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """A provider's answer in our words. `raw_status` keeps theirs; `answer` the decoded reply.
    `provider_number` is what the provider itself numbers the document, where that is not ours."""

    status: OutcomeStatus
    operation_id: str | None = None
    fiscal_id: str | None = None
    provider_number: str = ""
    raw_status: str = ""
    issued_at: datetime | None = None
    qr: str = ""
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()
    facts: FoundFacts | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)


class ProviderError(Exception):
    """A call that brought no outcome. `retry_after` in seconds where the provider named it."""

    def __init__(
        self,
        kind: ErrorKind,
        code: str,
        message: str,
        *,
        faults: tuple[Fault, ...] = (),
        answer: Mapping[str, Any] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.code = code
        self.message = message
        self.faults = faults
        self.answer: Mapping[str, Any] = answer or {}
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Job:
    """One document on its way: its value with the number claimed, its computed money, whose
    account. `at` is the instant it is prepared by the caller's clock, where the moment and not only
    the day goes into it (an acceptance event).
    """

    document: DocumentValue
    totals: Totals
    account: Account
    recorder: Recorder
    operation_id: str | None = None
    fiscal_id: str | None = None
    at: datetime | None = None


class Provider(Protocol):
    """The verbs. Each may raise ProviderError; each tells its recorder what went over the wire."""

    name: str
    country: str
    document_types: frozenset[str]
    poll_schedule: tuple[float, ...]
    find_schedule: tuple[float, ...]

    def prepare(self, job: Job) -> bytes:
        """The payload `submit` will send, committed before the socket opens and sent again
        unchanged if the document must be sent again. May read the provider's schema, sends no
        document.
        """

    def submit(self, job: Job, payload: bytes) -> Outcome:
        """Send the payload once. A time-out or unclear answer raises IN_DOUBT, never sends
        again.
        """

    def find(self, job: Job) -> Outcome:
        """Look the document up by its own number. NOT_FOUND, or an outcome with `facts` to
        compare.
        """

    def poll(self, job: Job) -> Outcome:
        """Ask how a document the provider holds is getting on."""

    def cancel(self, job: Job, reason: str) -> Outcome:
        """Ask for cancellation of an issued document."""

    def files(self, job: Job) -> tuple[RemoteFile, ...]:
        """Download the issued document's XML and PDF, checked to be what they claim."""

    def fiscal_id_expected(self, job: Job, issued_at: datetime) -> str | None:
        """The fiscal id computed from our own data, or None where it cannot be known."""

    def config_faults(self, config: Mapping[str, str]) -> tuple[Fault, ...]:
        """What is missing or malformed in an issuer profile's provider_config."""

"""Colombia's provider: what the gateway asks of it, in the gateway's words."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from documents.values import DocumentType, Fault
from providers.acceptance import RemoteEvent
from providers.base import ErrorKind, Job, Outcome, ProviderError, RemoteFile
from providers.co_yabico import documents, events, fiscal_ids
from providers.co_yabico.account import AccountVerbs
from providers.co_yabico.config import config_faults
from providers.co_yabico.connection import Connection
from providers.co_yabico.kinds import INVOICE, is_event, kind_of
from providers.co_yabico.mapping.draft import Draft, NotOffered
from providers.co_yabico.modified import modified_uid
from providers.co_yabico.purchases import PurchaseVerbs
from providers.co_yabico.reading_events import remote_events


class Way(Protocol):
    """How documents of a sort are sent and read: the modules `documents` and `events`."""

    def submit(self, connection: Connection, job: Job, variables: dict[str, Any]) -> Outcome:
        """Send it once."""

    def find(self, connection: Connection, job: Job) -> Outcome:
        """Look it up without the provider's id."""

    def poll(self, connection: Connection, job: Job) -> Outcome:
        """Look it up by the provider's id."""

    def files(self, connection: Connection, job: Job) -> tuple[RemoteFile, ...]:
        """Its files."""


class YabicoProvider(PurchaseVerbs, AccountVerbs):
    """`providers.base.Provider`, `PurchaseReader`, `PurchaseLister`, `AcceptanceReader` and
    `AccountReader` through YABI·CO.

    One instance serves all accounts: it keeps nothing but the schemas it read.
    """

    name: str = "co_yabico"
    country: str = "CO"
    timezone: str = "America/Bogota"
    document_types: frozenset[str] = frozenset(
        {
            DocumentType.INVOICE,
            DocumentType.CREDIT_NOTE,
            DocumentType.DEBIT_NOTE,
            DocumentType.CANCELLATION,
            DocumentType.SUPPORT_DOCUMENT,
            DocumentType.ADJUSTMENT_NOTE,
            DocumentType.ACCEPTANCE_EVENT,
        }
    )
    poll_schedule: tuple[float, ...] = (2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
    find_schedule: tuple[float, ...] = (30.0, 120.0, 600.0)

    def prepare(self, job: Job) -> bytes:
        """The mutation's variables as canonical JSON (UTF-8, sorted keys).

        May read the schema, and look up what the document modifies. Raises ProviderError REJECT
        `document_incomplete`, `not_offered` (DIAN's own contingency, type 04, among others) or
        `value_not_offered`, CONFIG `schema_mismatch`, or RETRY when the schema could not be read.
        Nothing was sent.
        """
        connection = self._connection(job)
        dialect = connection.dialect
        try:
            kind = kind_of(job.document)
            wanted = kind.build(_draft(connection, job))
        except ValueError as exc:
            code = "not_offered" if isinstance(exc, NotOffered) else "document_incomplete"
            raise ProviderError(ErrorKind.REJECT, code, str(exc)) from exc
        return canonical({kind.argument: dialect.fit(kind.input_type, wanted)})

    def submit(self, job: Job, payload: bytes) -> Outcome:
        """Send the payload once. ACCEPTED (or ISSUED) with the provider's id as `operation_id`. A
        number already used raises IN_DOUBT `number_already_used`: look it up and compare.
        """
        return _way(job).submit(self._connection(job), job, json.loads(payload))

    def find(self, job: Job) -> Outcome:
        """By prefix and number; an event by its kind within the invoice it concerns."""
        return _way(job).find(self._connection(job), job)

    def poll(self, job: Job) -> Outcome:
        """By `operation_id`."""
        return _way(job).poll(self._connection(job), job)

    def cancel(self, job: Job, reason: str) -> Outcome:
        """Not offered: always REJECT `cancel_not_offered`. Here a CANCELLATION ends a document,
        with a number of its own."""
        message = "A Colombian document is cancelled by a CANCELLATION with a number of its own."
        raise ProviderError(ErrorKind.REJECT, "cancel_not_offered", message)

    def files(self, job: Job) -> tuple[RemoteFile, ...]:
        """The document's XML, and the PDF where the provider has a real one; of an event its
        ApplicationResponse."""
        return _way(job).files(self._connection(job), job)

    def fiscal_id_expected(self, job: Job, issued_at: datetime) -> str | None:
        """CUFE, CUDE or CUDS by our own data; None without what goes into it in the profile."""
        return fiscal_ids.expected(job, issued_at)

    def config_faults(self, config: Mapping[str, str]) -> tuple[Fault, ...]:
        """What is missing or malformed in an issuer profile's provider_config."""
        return config_faults(config)

    def acceptance_events(self, job: Job) -> tuple[RemoteEvent, ...]:
        """Those of the issued invoice `job.operation_id`, oldest first. Raises ProviderError, RETRY
        `document_not_found` where the provider does not show the invoice."""
        uid = job.operation_id or documents.number_of(job)
        found = self._connection(job).client.with_events(INVOICE, uid)
        if found is None:
            message = "The provider does not have the invoice."
            raise ProviderError(ErrorKind.RETRY, "document_not_found", message)
        return remote_events(found.get("events") or ())

    def _connection(self, job: Job) -> Connection:
        return self.connect(job.account, job.recorder)


def canonical(value: dict[str, Any]) -> bytes:
    """JSON with sorted keys and no blanks, UTF-8: the same value is always the same bytes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _way(job: Job) -> Way:
    return events if is_event(job.document) else documents


def _draft(connection: Connection, job: Job) -> Draft:
    return Draft(
        document=job.document,
        totals=job.totals,
        unit=connection.unit,
        modified_uid=modified_uid(connection, job.document),
        at=job.at if is_event(job.document) else None,
    )

"""Colombia's provider: what the gateway asks of it, in the gateway's words."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from documents.cufe import cufe_of
from documents.rules.co_receiver import receiver_profile
from documents.values import Fault
from providers.base import (
    ErrorKind,
    Job,
    Outcome,
    OutcomeStatus,
    ProviderError,
    RemoteFile,
)
from providers.co_yabico import reading
from providers.co_yabico.client import YabicoClient
from providers.co_yabico.config import address_of, config_faults, limits_of, unit_of
from providers.co_yabico.dialect import Dialect, DialectCache
from providers.co_yabico.files import checked
from providers.co_yabico.mapping import invoice_input
from providers.co_yabico.operations import EXTRA_DOCUMENT

NOT_FOUND: Final = Outcome(OutcomeStatus.NOT_FOUND)
NO_LOOKUP_BY_NUMBER: Final = frozenset({"schema_mismatch", "provider_error_unknown"})
"""Answers to `invoice(uid: "SETP1")` after which the list is asked instead."""


class YabicoProvider:
    """`providers.base.Provider` for sales invoices through YABI·CO.

    One instance serves all accounts: it keeps nothing but the schemas it read.
    """

    name: str = "co_yabico"
    country: str = "CO"
    timezone: str = "America/Bogota"
    document_types: frozenset[str] = frozenset({"INVOICE"})
    poll_schedule: tuple[float, ...] = (2.0, 5.0, 10.0, 30.0, 60.0, 300.0)
    find_schedule: tuple[float, ...] = (30.0, 120.0, 600.0)

    def __init__(self) -> None:
        self._dialects = DialectCache()

    def prepare(self, job: Job) -> bytes:
        """The variables of `createInvoice` as canonical JSON (UTF-8, sorted keys).

        Raises ProviderError REJECT `document_incomplete` or `value_not_offered`, CONFIG
        `schema_mismatch`, or RETRY when the schema could not be read. Nothing was sent.
        """
        dialect = self._dialect(job)
        try:
            receiver = receiver_profile(job.document)
            wanted = invoice_input(job.document, job.totals, receiver, unit_of(job.account))
        except ValueError as exc:
            raise ProviderError(ErrorKind.REJECT, "document_incomplete", str(exc)) from exc
        return canonical({"document": dialect.fit("InvoiceInput", wanted)})

    def submit(self, job: Job, payload: bytes) -> Outcome:
        """Send the payload once. ACCEPTED (or ISSUED) with the provider's uid as `operation_id`.

        A document DIAN rejected at once is ACCEPTED too: `poll` tells why. A number already used
        raises IN_DOUBT `number_already_used`: look it up and compare.
        """
        extra = self._extra(job)
        made = self._client(job).create_invoice(json.loads(payload), extra)
        outcome = reading.outcome(made.document, made.notices)
        if outcome.status is OutcomeStatus.ISSUED:
            return outcome
        return reading.as_accepted(outcome)

    def find(self, job: Job) -> Outcome:
        """By prefix and number. NOT_FOUND only when neither of the two ways to look sees it; a
        document of another unit with the same number is not ours."""
        client, unit, number = self._client(job), unit_of(job.account), _number(job)
        seen = self._by_number(client, job)
        if seen is None or not reading.is_ours(seen, number, unit):
            listed = [d for d in client.invoices(number, unit) if reading.is_ours(d, number, unit)]
            seen = client.invoice(str(listed[0]["uid"]), self._extra(job)) if listed else None
        return self._outcome(client, seen)

    def poll(self, job: Job) -> Outcome:
        """By `operation_id`. REJECTED with DIAN's rules as faults; ISSUED with CUFE and QR."""
        client = self._client(job)
        uid = job.operation_id or _number(job)
        return self._outcome(client, client.invoice(uid, self._extra(job)))

    def cancel(self, job: Job, reason: str) -> Outcome:
        """Not offered: always REJECT `cancel_not_offered`."""
        message = "Cancellation of Colombian invoices is not offered yet."
        raise ProviderError(ErrorKind.REJECT, "cancel_not_offered", message)

    def files(self, job: Job) -> tuple[RemoteFile, ...]:
        """The AttachedDocument, and the PDF where the provider has a real one.

        Raises RETRY `file_not_ready` or `file_corrupt` for the XML, and `document_not_found`.
        """
        found = self._client(job).invoice_files(job.operation_id or _number(job))
        if found is None:
            message = "The provider does not have the document."
            raise ProviderError(ErrorKind.RETRY, "document_not_found", message)
        return checked(found, _number(job))

    def fiscal_id_expected(self, job: Job, issued_at: datetime) -> str | None:
        """The CUFE by our own data; None without technical key and environment in the profile."""
        config = job.account.config
        key, environment = config.get("technical_key"), config.get("environment")
        if not key or not environment:
            return None
        return cufe_of(
            job.document, job.totals, issued_at, technical_key=key, environment=environment
        )

    def config_faults(self, config: Mapping[str, str]) -> tuple[Fault, ...]:
        """What is missing or malformed in an issuer profile's provider_config."""
        return config_faults(config)

    def _outcome(self, client: YabicoClient, document: dict[str, Any] | None) -> Outcome:
        if document is None:
            return NOT_FOUND
        outcome = reading.with_authority(reading.outcome(document), document.get("transactions"))
        if outcome.status is not OutcomeStatus.REJECTED or outcome.faults:
            return outcome
        sent = client.transactions(str(document.get("uid")))
        return reading.with_authority(outcome, sent) if sent else reading.with_reasons(outcome)

    def _by_number(self, client: YabicoClient, job: Job) -> dict[str, Any] | None:
        try:
            return client.invoice(_number(job), self._extra(job))
        except ProviderError as error:
            if error.kind is ErrorKind.REJECT or error.code in NO_LOOKUP_BY_NUMBER:
                return None
            raise

    def _client(self, job: Job) -> YabicoClient:
        account = job.account
        return YabicoClient(
            address_of(job.account), account.secret, job.recorder, limits_of(account)
        )

    def _dialect(self, job: Job) -> Dialect:
        return self._dialects.get(address_of(job.account), self._client(job).schema)

    def _extra(self, job: Job) -> str:
        return self._dialect(job).present("Invoice", EXTRA_DOCUMENT)


def canonical(value: dict[str, Any]) -> bytes:
    """JSON with sorted keys and no blanks, UTF-8: the same value is always the same bytes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _number(job: Job) -> str:
    numbering = job.document.numbering
    number = numbering.text if numbering else None
    if number is None:
        message = "The document has no number."
        raise ProviderError(ErrorKind.REJECT, "document_incomplete", message)
    return number

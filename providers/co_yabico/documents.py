"""Fiscal documents at the provider: invoices, notes, cancellations, support documents."""

from typing import Any, Final

from providers.base import ErrorKind, Job, Outcome, OutcomeStatus, ProviderError, RemoteFile
from providers.co_yabico import reading
from providers.co_yabico.connection import Connection
from providers.co_yabico.files import checked
from providers.co_yabico.kinds import Family, kind_of

NOT_FOUND: Final = Outcome(OutcomeStatus.NOT_FOUND)
NO_LOOKUP_BY_NUMBER: Final = frozenset({"schema_mismatch", "provider_error_unknown"})
"""Answers to `invoice(uid: "SETP1")` after which the list is asked instead."""


def submit(connection: Connection, job: Job, variables: dict[str, Any]) -> Outcome:
    """ACCEPTED (or ISSUED) with the provider's uid. A document DIAN rejected at once is ACCEPTED
    too: `poll` tells why."""
    kind = kind_of(job.document)
    extra = connection.extra(kind.family.type_name)
    made = connection.client.send(kind, variables, extra)
    outcome = reading.outcome(made.document, made.notices, kind.family.other_party)
    return outcome if outcome.status is OutcomeStatus.ISSUED else reading.as_accepted(outcome)


def find(connection: Connection, job: Job) -> Outcome:
    """By prefix and number. NOT_FOUND only when neither of the two ways to look sees it; a document
    of another unit with the same number is not ours."""
    family, unit, number = kind_of(job.document).family, connection.unit, number_of(job)
    seen = _by_number(connection, family, number)
    if seen is None or not reading.is_ours(seen, number, unit):
        seen = _in_the_list(connection, family, number)
    return _outcome(connection, family, seen)


def poll(connection: Connection, job: Job) -> Outcome:
    """By the provider's uid. REJECTED with DIAN's rules as faults; ISSUED with fiscal id and QR."""
    family = kind_of(job.document).family
    uid = job.operation_id or number_of(job)
    return _outcome(connection, family, _document(connection, family, uid))


def files(connection: Connection, job: Job) -> tuple[RemoteFile, ...]:
    """The AttachedDocument, and the PDF where the provider has a real one. Raises RETRY
    `file_not_ready` or `file_corrupt` for the XML, and `document_not_found`."""
    family, number = kind_of(job.document).family, number_of(job)
    return checked(found_files(connection, family, job.operation_id or number), number)


def found_files(connection: Connection, family: Family, uid: str) -> dict[str, Any]:
    """A document's files as they come. Raises RETRY `document_not_found`."""
    found = connection.client.files(family, uid)
    if found is None:
        message = "The provider does not have the document."
        raise ProviderError(ErrorKind.RETRY, "document_not_found", message)
    return found


def number_of(job: Job) -> str:
    """Prefix and number. Raises ProviderError REJECT `document_incomplete`."""
    numbering = job.document.numbering
    number = numbering.text if numbering else None
    if number is None:
        message = "The document has no number."
        raise ProviderError(ErrorKind.REJECT, "document_incomplete", message)
    return number


def _outcome(connection: Connection, family: Family, document: dict[str, Any] | None) -> Outcome:
    if document is None:
        return NOT_FOUND
    outcome = reading.outcome(document, (), family.other_party)
    outcome = reading.with_authority(outcome, document.get("transactions"))
    if outcome.status is not OutcomeStatus.REJECTED or outcome.faults:
        return outcome
    sent = connection.client.transactions(str(document.get("uid")))
    return reading.with_authority(outcome, sent) if sent else reading.with_reasons(outcome)


def _document(connection: Connection, family: Family, uid: str) -> dict[str, Any] | None:
    return connection.client.document(family, uid, connection.extra(family.type_name))


def _by_number(connection: Connection, family: Family, number: str) -> dict[str, Any] | None:
    try:
        return _document(connection, family, number)
    except ProviderError as error:
        if error.kind is ErrorKind.REJECT or error.code in NO_LOOKUP_BY_NUMBER:
            return None
        raise


def _in_the_list(connection: Connection, family: Family, number: str) -> dict[str, Any] | None:
    listed = connection.client.numbered(family, number, connection.unit)
    ours = [d for d in listed if reading.is_ours(d, number, connection.unit)]
    return _document(connection, family, str(ours[0]["uid"])) if ours else None

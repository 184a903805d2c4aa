"""Acceptance events at the provider: it keeps them within the invoice they concern."""

from dataclasses import replace
from typing import Any

from documents import radian
from documents.country_specific.co import CoEvent
from documents.values import Fault
from providers.base import ErrorKind, FoundFacts, Job, Outcome, ProviderError, RemoteFile
from providers.co_yabico.connection import Connection
from providers.co_yabico.documents import NOT_FOUND, number_of
from providers.co_yabico.files import is_xml
from providers.co_yabico.kinds import kind_of
from providers.co_yabico.mapping.draft import document_fields
from providers.co_yabico.modified import modified_uid
from providers.co_yabico.reading import as_accepted, without_check_digit
from providers.co_yabico.reading_events import code_of, event_outcome, response_of


def submit(connection: Connection, job: Job, variables: dict[str, Any]) -> Outcome:
    """ACCEPTED with the event's id; `poll` sees whether the invoice has it."""
    made = connection.client.send_event(kind_of(job.document), variables)
    return as_accepted(_outcome(job, made.document, made.notices))


def find(connection: Connection, job: Job) -> Outcome:
    """Among the invoice's events, by kind: an invoice has each of them once."""
    found = _of_its_kind(connection, job)
    return _outcome(job, found[0]) if found else NOT_FOUND


def poll(connection: Connection, job: Job) -> Outcome:
    """Among the invoice's events, by the event's id."""
    found = _its_own(connection, job)
    return _outcome(job, found[0]) if found else NOT_FOUND


def files(connection: Connection, job: Job) -> tuple[RemoteFile, ...]:
    """The event's ApplicationResponse; none of an event of the provider's own. Raises RETRY
    `file_not_ready` or `file_corrupt`."""
    found = _its_own(connection, job)
    content = response_of(found[0]) if found else None
    if content is None:
        if _event(job).code == "PRODUCTS_DELIVERY":
            return ()
        message = "The provider has no XML of the event yet."
        raise ProviderError(ErrorKind.RETRY, "file_not_ready", message)
    if not is_xml(content):
        message = "The event's XML is not well formed."
        raise ProviderError(ErrorKind.RETRY, "file_corrupt", message)
    return (RemoteFile("xml", f"{number_of(job)}.xml", content),)


def _its_own(connection: Connection, job: Job) -> list[dict[str, Any]]:
    return [e for e in _of_its_kind(connection, job) if e.get("id") == job.operation_id]


def _of_its_kind(connection: Connection, job: Job) -> list[dict[str, Any]]:
    ours = radian.code_of(_event(job).code)
    return [e for e in _events(connection, job) if code_of(e) == ours]


def _events(connection: Connection, job: Job) -> list[dict[str, Any]]:
    """The events of the invoice the job's event concerns; none where it is not there."""
    uid = modified_uid(connection, job.document)
    if uid is None:
        message = "The provider does not have the invoice the event concerns."
        raise ProviderError(ErrorKind.RETRY, "document_not_found", message)
    found = connection.client.with_events(kind_of(job.document).family, uid) or {}
    return [event for event in found.get("events") or () if event]


def _event(job: Job) -> CoEvent:
    event = document_fields(job.document).event
    if event is None:
        message = "The document says nothing of the event it is."
        raise ProviderError(ErrorKind.REJECT, "document_incomplete", message)
    return event


def _outcome(job: Job, event: dict[str, Any], notices: tuple[Fault, ...] = ()) -> Outcome:
    receiver = without_check_digit(job.document.receiver.tax_id)
    sent = FoundFacts(receiver, job.totals.total, None, job.totals.currency)
    return replace(event_outcome(event, sent, number_of(job)), notices=notices)

"""The fiscal id each kind of document must get, computed from our own data."""

from datetime import datetime

from documents.cufe import cude_of, cuds_of, cufe_of, event_cude_of
from documents.values import DocumentType
from providers.base import Job
from providers.co_yabico.kinds import SUPPLIER, is_event, kind_of
from providers.co_yabico.mapping.draft import document_fields


def expected(job: Job, issued_at: datetime) -> str | None:
    """CUFE of an invoice, CUDS of a support document and its notes, CUDE of everything else. None
    where technical key, software PIN or environment is not in the profile, for an event of the
    provider's own, and for one on an invoice whose number we do not know."""
    if is_event(job.document):
        return _event(job, issued_at)
    environment = job.account.config.get("environment")
    if not environment:
        return None
    if _has_technical_key(job):
        return _cufe(job, issued_at, environment)
    return _sealed_with_pin(job, issued_at, environment)


def _has_technical_key(job: Job) -> bool:
    """An invoice of a numbering range has one; the issuer's contingency (type 03) has not."""
    invoice = job.document.document_type == DocumentType.INVOICE
    return invoice and document_fields(job.document).subtype != "CONTINGENCY"


def _cufe(job: Job, issued_at: datetime, environment: str) -> str | None:
    key = job.account.config.get("technical_key")
    if not key:
        return None
    return cufe_of(job.document, job.totals, issued_at, technical_key=key, environment=environment)


def _sealed_with_pin(job: Job, issued_at: datetime, environment: str) -> str | None:
    pin = job.account.config.get("software_pin")
    if not pin:
        return None
    bought = kind_of(job.document).family.other_party == SUPPLIER
    sealed = cuds_of if bought else cude_of
    return sealed(job.document, job.totals, issued_at, pin=pin, environment=environment)


def _event(job: Job, issued_at: datetime) -> str | None:
    pin = job.account.config.get("software_pin")
    if not pin:
        return None
    try:
        return event_cude_of(job.document, issued_at, pin=pin)
    except ValueError:
        return None

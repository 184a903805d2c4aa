"""What a provider gets to see of a follow-up, and how it is asked."""

from collections.abc import Callable
from typing import TypeVar

import structlog

from invoicing import follow_up
from invoicing.jobs import account_of, job_about
from invoicing.models import FollowUp
from invoicing.recorder import EvidenceRecorder
from providers import registry, secrets
from providers.acceptance import AcceptanceReader
from providers.base import ErrorKind, Job, ProviderError
from providers.purchases import PurchaseJob, PurchaseReader

logger = structlog.get_logger(__name__)

Answered = TypeVar("Answered")

CREDENTIAL_REFUSED = "credential_refused"


def ask(row: FollowUp, call: Callable[[], Answered], *, in_doubt: bool) -> Answered | ProviderError:
    """A provider's answer or error; a defect of ours counts as in doubt where it may have had
    effect, else as worth another try."""
    try:
        return call()
    except ProviderError as error:
        profile = follow_up.concerned_of(row).issuer_profile
        if error.code == CREDENTIAL_REFUSED and profile is not None and profile.secret_arn:
            secrets.forget(profile.secret_arn)
        return error
    except Exception as error:
        logger.exception("provider_defect")
        kind = ErrorKind.IN_DOUBT if in_doubt else ErrorKind.RETRY
        message = f"{type(error).__name__} while talking to the provider."
        return ProviderError(kind, "unexpected", message)


def purchase_job(row: FollowUp) -> tuple[PurchaseReader, PurchaseJob]:
    """The provider and the frozen job of a purchase; raises ProviderError CONFIG where credentials
    are missing or nobody takes purchases in."""
    document = row.received_document
    assert document is not None
    provider = registry.for_country(document.country)
    if provider is None or not isinstance(provider, PurchaseReader):
        message = f"Taking in received documents of {document.country} is not offered."
        raise ProviderError(ErrorKind.CONFIG, "purchases_not_offered", message)
    job = PurchaseJob(
        document_type=document.document_type,
        fiscal_id=document.fiscal_id,
        account=account_of(document.issuer_profile, provider),
        recorder=EvidenceRecorder(row, provider.name),
        operation_id=document.provider_operation_id,
    )
    return provider, job


def invoice_job(row: FollowUp) -> tuple[AcceptanceReader, Job]:
    """The provider and the frozen job of an invoice of ours; raises ProviderError CONFIG where
    credentials are missing or nobody tells of acceptance events."""
    document = row.document
    assert document is not None
    provider = registry.for_country(document.country)
    if provider is None or not isinstance(provider, AcceptanceReader):
        message = f"Acceptance events of {document.country} are not followed."
        raise ProviderError(ErrorKind.CONFIG, "acceptance_not_offered", message)
    return provider, job_about(document, provider, EvidenceRecorder(row, provider.name))

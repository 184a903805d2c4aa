"""What a provider gets to see of a submission."""

from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone

from documents import amounts
from documents.assemble import value_of
from documents.models import Document
from invoicing import check, profiles, referenced
from invoicing.models import Submission
from invoicing.recorder import EvidenceRecorder
from parties.models import IssuerProfile
from providers import secrets
from providers.base import Account, ErrorKind, Job, Provider, ProviderError, Recorder


def job_of(submission: Submission, provider: Provider) -> Job:
    """The frozen job of a submission; raises ProviderError CONFIG where credentials are missing."""
    return job_about(submission.document, provider, EvidenceRecorder(submission, provider.name))


def job_about(document: Document, provider: Provider, recorder: Recorder) -> Job:
    """The frozen job of a document with its number claimed; raises like `job_of`."""
    profile = document.issuer_profile
    assert profile is not None
    value = value_of(
        document,
        id=str(document.id),
        numbering=profiles.numbering_of(profile, document.number),
        external_ref=profile.external_ref,
        provider_config=profile.provider_config,
        referenced=referenced.load(document.tenant_id, document, document.id),
    )
    return Job(
        document=value,
        totals=amounts.compute(value, check.today_in(document.country)),
        account=account_of(profile, provider),
        recorder=recorder,
        operation_id=document.provider_operation_id,
        fiscal_id=document.fiscal_id,
        at=timezone.now(),
    )


def account_of(profile: IssuerProfile, provider: Provider) -> Account:
    """Whose credentials to use. Address and time-outs are the operator's settings, whatever a
    profile says: a tenant must not choose where this service connects to.
    """
    if not profile.secret_arn:
        raise ProviderError(
            ErrorKind.CONFIG,
            "credential_missing",
            f"Issuer profile {profile.id} has no secret_arn; set where its credential is kept.",
        )
    config: Mapping[str, str] = {
        **profile.provider_config,
        **settings.PROVIDER_SETTINGS.get(provider.name, {}),
        "base_url": settings.PROVIDER_URLS.get(provider.name, ""),
        "connect_timeout": str(settings.PROVIDER_CONNECT_TIMEOUT),
        "read_timeout": str(settings.PROVIDER_READ_TIMEOUT),
    }
    return Account(
        str(profile.id), secrets.resolve(profile.secret_arn), profile.external_ref, config
    )


def forget_credential(submission: Submission) -> None:
    """Read the credential anew next time: the provider refused the one we hold."""
    profile = submission.document.issuer_profile
    if profile is not None and profile.secret_arn:
        secrets.forget(profile.secret_arn)

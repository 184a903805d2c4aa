"""Asking a provider about the account behind an issuer profile. What goes over the wire is evidence
of the tenant's, of no document.
"""

import math
from collections.abc import Callable
from typing import Final, TypeVar

import structlog

from invoicing.actor import Actor
from invoicing.errors import Conflict, Refusal, refuse
from invoicing.jobs import account_of
from invoicing.recorder import EvidenceRecorder, Reading
from parties.models import IssuerProfile
from providers import registry, secrets
from providers.account import AccountReader
from providers.base import Account, ErrorKind, ProviderError, Recorder

logger = structlog.get_logger(__name__)

Told = TypeVar("Told")
Question = Callable[[AccountReader, Account, Recorder], Told]

CREDENTIAL_REFUSED: Final = "credential_refused"
RETRY_AFTER: Final = 30.0
FIXES: Final = {
    CREDENTIAL_REFUSED: "Store the token the provider gave you where the profile's secret_arn"
    " points to; it is read anew at the next call.",
    "credential_missing": "Store the provider's token where the profile's secret_arn points to.",
}


class ProviderUnavailable(Refusal):
    """The provider cannot be reached, or cannot answer now."""

    status = 503

    def __init__(self, message: str, retry_after: float | None) -> None:
        super().__init__("provider_unavailable", message)
        self.retry_after = math.ceil(retry_after or RETRY_AFTER)


class ProviderUnclear(Refusal):
    """The provider answered something that is no answer to the question."""

    status = 502

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.retry_after = math.ceil(RETRY_AFTER)


def ask(profile: IssuerProfile, actor: Actor, question: Question[Told]) -> Told:
    """What the provider tells about the profile's account. Outside any transaction.

    Raises Unprocessable `account_not_offered` where the country's provider shows no account,
    Conflict where our credentials must be mended, ProviderUnavailable, ProviderUnclear.
    """
    provider = registry.for_country(profile.country)
    if provider is None or not isinstance(provider, AccountReader):
        message = f"The provider of {profile.country} shows no account."
        raise refuse("account_not_offered", ("profile_id",), message)
    recorder = EvidenceRecorder(Reading(profile.tenant_id, actor.flow_id), provider.name)
    try:
        return question(provider, account_of(profile, provider), recorder)
    except ProviderError as error:
        if error.code == CREDENTIAL_REFUSED and profile.secret_arn:
            secrets.forget(profile.secret_arn)
        raise _refusal(error) from error
    except Exception as error:
        logger.exception("provider_defect")
        message = f"{type(error).__name__} while reading the provider's answer."
        raise ProviderUnclear("provider_answer_unclear", message) from error


def _refusal(error: ProviderError) -> Refusal:
    if error.kind is ErrorKind.CONFIG:
        return Conflict(error.code, f"{error.message} {FIXES.get(error.code, '')}".strip())
    if error.kind is ErrorKind.RETRY:
        return ProviderUnavailable(error.message, error.retry_after)
    if error.kind is ErrorKind.REJECT:
        return ProviderUnclear("provider_refused", error.message)
    return ProviderUnclear("provider_answer_unclear", error.message)

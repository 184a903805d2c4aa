"""Asking a provider on behalf of a submission."""

from collections.abc import Callable
from typing import TypeVar

import structlog

from invoicing.jobs import forget_credential
from invoicing.models import Submission
from providers.base import ErrorKind, ProviderError

logger = structlog.get_logger(__name__)

CREDENTIAL_REFUSED = "credential_refused"

Answer = TypeVar("Answer")


def ask(
    submission: Submission, call: Callable[[], Answer], *, effectful: bool
) -> Answer | ProviderError:
    """A provider's answer or error; a defect of ours counts as in doubt where it may have had
    effect.
    """
    try:
        return call()
    except ProviderError as error:
        if error.code == CREDENTIAL_REFUSED:
            forget_credential(submission)
        return error
    except Exception as error:
        logger.exception("provider_defect")
        kind = ErrorKind.IN_DOUBT if effectful else ErrorKind.RETRY
        return ProviderError(
            kind, "unexpected", f"{type(error).__name__} while talking to the provider."
        )

"""The one door to stored credentials: a reference in, the credential out.

References: `arn:aws:secretsmanager:...` (needs the `aws` extra), `env:NAME`, `file:/path`. A
value that is a JSON object with a text `token` stands for that token. Values are kept for five
minutes and appear in no log, exception text or repr.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from providers.base import ErrorKind, ProviderError

KEPT_SECONDS: Final = 300.0


class SecretResolver:
    """Resolves references and keeps what they stand for, for `seconds` of `clock`."""

    def __init__(
        self, seconds: float = KEPT_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, str]] = {}

    def resolve(self, reference: str) -> str:
        """The credential. ProviderError CONFIG `credential_missing`, `credential_unreadable` or
        `credential_reference_invalid`; RETRY `credential_unavailable` when the store is down."""
        with self._lock:
            until, value = self._kept.get(reference, (0.0, ""))
            if value and self._clock() < until:
                return value
        value = _token(_read(reference), reference)
        with self._lock:
            self._kept[reference] = (self._clock() + self._seconds, value)
        return value

    def forget(self, reference: str) -> None:
        """Ask the store again at the next `resolve`, e.g. after the provider refused the
        credential."""
        with self._lock:
            self._kept.pop(reference, None)


_resolver: Final = SecretResolver()


def resolve(reference: str) -> str:
    """The credential a reference stands for; see `SecretResolver.resolve` for errors."""
    return _resolver.resolve(reference)


def forget(reference: str) -> None:
    """Drop what is kept of a reference; see `SecretResolver.forget`."""
    _resolver.forget(reference)


def _read(reference: str) -> str:
    kind, _, rest = reference.partition(":")
    reader = _READERS.get(kind)
    if reader is None or not rest:
        raise _error("credential_reference_invalid", reference, "is no credential reference")
    return reader(reference)


def _from_environment(reference: str) -> str:
    return os.environ.get(reference.removeprefix("env:"), "")


def _from_file(reference: str) -> str:
    try:
        return Path(reference.removeprefix("file:")).read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        raise _error("credential_unreadable", reference, "cannot be read") from None


def _from_aws(reference: str) -> str:
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        raise _error("credential_unreadable", reference, "needs the 'aws' extra") from None
    config = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 2})
    try:
        region = reference.split(":")[3]
        client = boto3.client("secretsmanager", region_name=region, config=config)
        return client.get_secret_value(SecretId=reference).get("SecretString", "")
    except ClientError as exc:
        raise _refused(str(exc.response["Error"]["Code"]), reference) from None
    except IndexError:
        raise _error("credential_reference_invalid", reference, "is no whole ARN") from None
    except (BotoCoreError, ValueError) as exc:
        raise _unavailable(reference, type(exc).__name__) from None


def _refused(code: str, reference: str) -> ProviderError:
    if code == "ResourceNotFoundException":
        return _error("credential_missing", reference, "is not in the store")
    if code in ("InternalServiceError", "ThrottlingException"):
        return _unavailable(reference, code)
    return _error("credential_unreadable", reference, f"cannot be read ({code})")


def _token(value: str, reference: str) -> str:
    value = value.strip()
    if value.startswith("{"):
        value = _token_of_object(value, reference)
    if not value:
        raise _error("credential_missing", reference, "stands for nothing")
    return value


def _token_of_object(value: str, reference: str) -> str:
    try:
        token = json.loads(value).get("token")
    except ValueError:
        token = None
    if not isinstance(token, str):
        raise _error("credential_unreadable", reference, "is a JSON object without a text 'token'")
    return token.strip()


def _error(code: str, reference: str, what: str) -> ProviderError:
    return ProviderError(ErrorKind.CONFIG, code, f"The credential {reference} {what}.")


def _unavailable(reference: str, why: str) -> ProviderError:
    message = f"The store of the credential {reference} does not answer ({why})."
    return ProviderError(ErrorKind.RETRY, "credential_unavailable", message)


_READERS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {"env": _from_environment, "file": _from_file, "arn": _from_aws}
)

"""The only place that opens sockets to providers.

`open_session` gives a `requests.Session` for ONE remote operation: mandatory time-outs, no
redirects, no environment proxies, a size cap, and a recorder that is told what goes on the wire
before the socket opens and what came back once the last byte is read. A session is not shared
between operations: a pooled connection the far side closed meanwhile would turn a harmless close
into a doubt.
"""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest
from requests.models import Response as Response
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError

from providers.base import ErrorKind, ProviderError, Recorder, WireAnswer, WireRequest

REMOVED: Final = "[removed]"
SECRET_WORDS: Final = (
    "authorization",
    "cookie",
    "api-key",
    "application-key",
    "apikey",
    "token",
    "secret",
    "password",
)
CHUNK: Final = 65_536
LONGEST_RETRY_AFTER: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two bytes, for the whole answer; bytes of an answer's body."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0
    body: int = 25 * 1024 * 1024


LIMITS: Final = Limits()


class AnswerTooLarge(requests.exceptions.RequestException):
    """The answer's body passed the size cap and was not read to its end."""


class RecordingAdapter(HTTPAdapter):
    """Sends as `HTTPAdapter` does, with our limits, and tells a recorder both directions."""

    def __init__(self, recorder: Recorder, operation: str, limits: Limits = LIMITS) -> None:
        super().__init__(max_retries=0)
        self.recorder = recorder
        self.operation = operation
        self.limits = limits

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: object = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Send once. Raises what requests raises, after the recorder was told; `timeout`, `stream`
        and `proxies` of the caller are replaced by ours."""
        wire = self._as_sent(request)
        self.recorder.sent(wire)
        started = time.monotonic()
        body = bytearray()
        head: Response | None = None
        try:
            head = self._exchange(request, verify, cert)
            self._read(head, body, started + self.limits.total)
        except requests.exceptions.RequestException as exc:
            self._told(wire, None, head, bytes(body), started, describe(exc))
            raise
        self._told(wire, head.status_code, head, bytes(body), started)
        head._content = bytes(body)
        head._content_consumed = True  # type: ignore[attr-defined]
        return head

    def _exchange(self, request: PreparedRequest, verify: bool | str, cert: Any) -> Response:
        seconds = (self.limits.connect, self.limits.read)
        return super().send(request, stream=True, timeout=seconds, verify=verify, cert=cert)

    def _read(self, response: Response, body: bytearray, deadline: float) -> None:
        try:
            while chunk := response.raw.read1(CHUNK, decode_content=False):
                body += chunk
                self._check(len(body), deadline)
        except ReadTimeoutError as exc:
            raise requests.exceptions.ReadTimeout(exc) from exc
        except HTTPError as exc:
            raise requests.exceptions.ChunkedEncodingError(exc) from exc
        finally:
            response.raw.close()

    def _check(self, size: int, deadline: float) -> None:
        if size > self.limits.body:
            raise AnswerTooLarge(f"answer larger than {self.limits.body} bytes")
        if time.monotonic() > deadline:
            raise requests.exceptions.ReadTimeout(f"no whole answer in {self.limits.total} s")

    def _as_sent(self, request: PreparedRequest) -> WireRequest:
        body = request.body or b""
        return WireRequest(
            exchange_id=str(uuid.uuid4()),
            operation=self.operation,
            method=request.method or "",
            url=public_url(request.url or ""),
            headers=without_secrets(request.headers),
            body=body.encode() if isinstance(body, str) else bytes(body),
        )

    def _told(
        self,
        wire: WireRequest,
        status: int | None,
        head: Response | None,
        body: bytes,
        started: float,
        error: str = "",
    ) -> None:
        headers = without_secrets(head.headers) if head is not None else MappingProxyType({})
        elapsed = int((time.monotonic() - started) * 1000)
        self.recorder.answered(wire, WireAnswer(status, headers, body, elapsed, error))


class ProviderSession(requests.Session):
    """A session that follows no redirect and takes no proxy, netrc or CA from the environment."""

    def __init__(self, adapter: RecordingAdapter) -> None:
        super().__init__()
        self.trust_env = False
        self.headers["Accept-Encoding"] = "identity"
        self.headers["User-Agent"] = "invoicing-gateway"
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """As requests', but the first answer is the answer, a redirect included."""
        kwargs["allow_redirects"] = False
        return super().send(request, **kwargs)


def open_session(recorder: Recorder, operation: str, limits: Limits = LIMITS) -> ProviderSession:
    """A session for one remote operation, told to `recorder` under the name `operation`.

    Close it after use (it is a context manager).
    """
    return ProviderSession(RecordingAdapter(recorder, operation, limits))


def post_json(
    session: ProviderSession, url: str, content: object, headers: Mapping[str, str], *, effect: bool
) -> Response:
    """Post a JSON body, answered in whole whatever its status. ProviderError as `failure` says."""
    try:
        return session.post(url, json=content, headers=dict(headers))
    except requests.exceptions.RequestException as exc:
        # The cause may hold a header's value.
        raise failure(exc, effect=effect) from None


def post_bytes(
    session: ProviderSession, url: str, content: bytes, headers: Mapping[str, str], *, effect: bool
) -> Response:
    """Post a body as it is. ProviderError as `failure` says."""
    try:
        return session.post(url, data=content, headers=dict(headers))
    except requests.exceptions.RequestException as exc:
        raise failure(exc, effect=effect) from None


def get(session: ProviderSession, url: str, headers: Mapping[str, str]) -> Response:
    """Get what is at an address, which changes nothing. ProviderError as `failure` says."""
    try:
        return session.get(url, headers=dict(headers))
    except requests.exceptions.RequestException as exc:
        raise failure(exc, effect=False) from None


def without_secrets(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers with the values of credentials and cookies replaced by `[removed]`."""
    return {
        name: REMOVED if any(word in name.lower() for word in SECRET_WORDS) else str(value)
        for name, value in headers.items()
    }


def public_url(url: str) -> str:
    """The address without user, password, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def failure(exc: requests.exceptions.RequestException, *, effect: bool) -> ProviderError:
    """What a failed exchange means. `effect` says whether the operation changes something there.

    RETRY when the request surely was not processed (or only read something), CONFIG for an address
    that is none, IN_DOUBT when bytes may have arrived. The message is shown to the document's
    staff and names no host or port; the evidence of the exchange does (`describe`).
    """
    if isinstance(exc, ValueError):
        return ProviderError(
            ErrorKind.CONFIG, "endpoint_invalid", "The provider's address is invalid."
        )
    how = type(exc).__name__
    if never_sent(exc):
        message = f"The provider could not be reached ({how})."
        return ProviderError(ErrorKind.RETRY, "provider_unreachable", message)
    message = f"No complete answer came from the provider ({how})."
    if not effect:
        return ProviderError(ErrorKind.RETRY, "provider_unreachable", message)
    return ProviderError(ErrorKind.IN_DOUBT, "answer_missing", message)


def never_sent(exc: requests.exceptions.RequestException) -> bool:
    """Whether connecting failed: refused, no such host, connect time-out, bad certificate."""
    if isinstance(exc, requests.exceptions.ConnectTimeout):
        return True
    reason = _reason(exc)
    return isinstance(reason, NewConnectionError) or "CERTIFICATE_VERIFY_FAILED" in str(reason)


def describe(exc: requests.exceptions.RequestException) -> str:
    """One line for staff; never the request's address with its query, nor a header."""
    reason = _reason(exc)
    return f"{type(exc).__name__}: {reason}"[:500]


def _reason(exc: BaseException) -> object:
    inner = exc.args[0] if exc.args else ""
    return getattr(inner, "reason", None) or inner


def refusal(response: Response, *, effect: bool) -> ProviderError | None:
    """What an HTTP status other than 2xx means, or None for 2xx.

    A 5xx (or 408) of an operation with an effect is IN_DOUBT: a gateway may answer for a back end
    that did the work.
    """
    status = response.status_code
    if 200 <= status < 300:
        return None
    if status >= 500 or status == 408:
        kind = ErrorKind.IN_DOUBT if effect else ErrorKind.RETRY
        return _status_error(kind, "provider_unavailable", response)
    if status in (425, 429):
        return _status_error(ErrorKind.RETRY, "rate_limited", response)
    if status in (401, 403):
        return _status_error(ErrorKind.CONFIG, "credential_refused", response)
    if status in (404, 405, 410) or 300 <= status < 400:
        return _status_error(ErrorKind.CONFIG, "endpoint_wrong", response)
    return _status_error(ErrorKind.REJECT, "request_refused", response)


def _status_error(kind: ErrorKind, code: str, response: Response) -> ProviderError:
    message = f"The provider answered HTTP {response.status_code}."
    answer = {"status": response.status_code}
    return ProviderError(kind, code, message, answer=answer, retry_after=retry_after(response))


def retry_after(response: Response) -> float | None:
    """Seconds the provider asks to wait, 1 to 3600, or None.

    A date counts from the answer's own Date header, so that no clock of ours is needed.
    """
    value = response.headers.get("Retry-After", "")
    if value.strip().isdigit():
        seconds: float | None = float(value)
    else:
        seconds = _seconds_between(response.headers.get("Date", ""), value)
    return None if seconds is None else min(max(seconds, 1.0), LONGEST_RETRY_AFTER)


def _seconds_between(start: str, end: str) -> float | None:
    first, last = _http_date(start), _http_date(end)
    return None if first is None or last is None else (last - first).total_seconds()


def _http_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None

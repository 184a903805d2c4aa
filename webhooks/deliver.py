"""The only place that opens sockets to receivers of webhooks.

A host is looked up once, every address checked, and the connection goes to a checked address while
the Host header, SNI and certificate check keep the host's name. Built on urllib3's connection and
not on its pool: no redirects, no retries, no proxies, nothing of the environment. One time limit
covers a whole exchange, counted down by the socket itself, so that no trickle of bytes extends it.
"""

import http.client
import logging
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Self

from certifi import where
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from webhooks import ssrf
from webhooks.addresses import Address
from webhooks.headers import outgoing, retry_after
from webhooks.kept import Kept
from webhooks.limits import limits, policy
from webhooks.timed import timed

Resolver = Callable[[str, int], Sequence[str]]

ADDRESSES_TRIED: Final = 4
SHORTEST_WAIT: Final = 0.001

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """How a delivery went. `status` is None when no answer came, and `error` then says why in a few
    stable words. `excerpt` holds the first bytes of the answer's body; one cut short by the time
    limit is still an answer. `retry_after` is in seconds, without an upper bound worth the name."""

    status: int | None
    milliseconds: int
    excerpt: bytes
    error: str
    retry_after: float | None


class _Failed(Exception):
    """No answer; the text is the Result's error."""


class Sender:
    """Sends one worker's batch over connections it keeps: a context manager, for one thread.

    What is known of a host's addresses ends with it, so make a new one for each batch.
    """

    def __init__(self, resolve: Resolver | None = None) -> None:
        self._resolve = resolve or look_up
        self._policy = policy()
        self._limits = limits()
        self._kept: Kept[PlainConnection] = Kept()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection kept."""
        self._kept.close()

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Result:
        """POST the body once and say how it went; never raises.

        A kept connection that the receiver had closed meanwhile is opened anew and the body sent
        again within the same limits: a delivery may arrive twice anyhow.
        """
        started = time.monotonic()
        try:
            status, excerpt, wait = self._exchange(url, headers, body, started)
            return Result(status, _milliseconds(started), excerpt, "", wait)
        except ssrf.Blocked as blocked:
            error = f"blocked: {blocked}"
        except _Failed as failed:
            error = str(failed)
        except Exception:
            log.exception("webhook delivery failed in an unforeseen way")
            error = "internal error"
        return Result(None, _milliseconds(started), b"", error, None)

    def _exchange(
        self, url: str, headers: Mapping[str, str], body: bytes, started: float
    ) -> tuple[int, bytes, float | None]:
        safe = outgoing(headers)
        target = ssrf.target(url, self._policy)
        key = (target.scheme, target.host, target.port)
        connection = self._kept.get(key, started, lambda: self._new(target))
        whole = False
        try:
            response = self._answer(connection, target, safe, body, started)
            excerpt, whole = _read(response, self._limits.answer)
        finally:
            if not whole:
                self._kept.drop(key)
        return response.status, excerpt, retry_after(response.headers, datetime.now(UTC))

    def _answer(
        self,
        connection: "PlainConnection",
        target: ssrf.Target,
        headers: Mapping[str, str],
        body: bytes,
        started: float,
    ) -> BaseHTTPResponse:
        kept = connection.is_connected
        by = started + self._limits.total
        if not kept:
            _connect(connection, min(time.monotonic() + self._limits.connect, by))
        try:
            return connection.post(target.path, headers, body, by)
        except (ConnectionError, ssl.SSLEOFError) as error:
            if not kept:
                raise _Failed(_explained(error)) from error
        except (OSError, http.client.HTTPException, HTTPError, ValueError) as error:
            raise _Failed(_explained(error)) from error
        connection.close()
        return self._answer(connection, target, headers, body, started)

    def _new(self, target: ssrf.Target) -> "PlainConnection":
        at = time.monotonic()
        found = [target.host] if target.is_address else self._looked_up(target)
        addresses = ssrf.checked(found, self._policy)[:ADDRESSES_TRIED]
        if target.scheme == "http":
            return PlainConnection(target, addresses, at)
        return TlsConnection(target, addresses, at, _context(self._limits.authorities or where()))

    def _looked_up(self, target: ssrf.Target) -> Sequence[str]:
        try:
            return timed(lambda: self._resolve(target.host, target.port), self._limits.connect)
        except TimeoutError:
            raise _Failed("look-up timeout") from None
        except (OSError, ValueError):
            raise _Failed("host not found") from None


def send(url: str, headers: Mapping[str, str], body: bytes) -> Result:
    """POST once over a connection of its own; never raises. Limits come from the settings."""
    with Sender() as sender:
        return sender.send(url, headers, body)


def look_up(host: str, port: int) -> list[str]:
    """Every address of a host by the system's resolver; raises OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class _TimedSocket(socket.socket):
    """A socket whose every step gets what is left until `by`, an instant of time.monotonic()."""

    by: float

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self._hurry()
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        self._hurry()
        return super().send(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self._hurry()
        super().sendall(*args, **kwargs)

    def _hurry(self) -> None:
        left = self.by - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.settimeout(left)


class _TimedTlsSocket(_TimedSocket, ssl.SSLSocket):
    """The same over TLS. The handshake is limited by the time-out of the socket it wraps."""


class PlainConnection(HTTPConnection):
    """A connection of urllib3's to one of the addresses checked at `checked_at`, and no other."""

    def __init__(
        self, target: ssrf.Target, addresses: Sequence[Address], checked_at: float, **more: Any
    ) -> None:
        super().__init__(target.host, target.port, **more)
        self.addresses = addresses
        self.checked_at = checked_at
        self.connect_by = 0.0

    def post(
        self, path: str, headers: Mapping[str, str], body: bytes, by: float
    ) -> BaseHTTPResponse:
        """Send and read the answer's head before the instant `by`; its body is still to come."""
        assert isinstance(self.sock, _TimedSocket)
        self.sock.by = by
        self.request("POST", path, body, headers, preload_content=False, decode_content=False)
        return self.getresponse()

    def _new_conn(self) -> socket.socket:
        """Connect to the first address that answers, each with its share of the time left."""
        refused: OSError = OSError("no address")
        for tried, address in enumerate(self.addresses):
            share = (self.connect_by - time.monotonic()) / (len(self.addresses) - tried)
            try:
                return self._dial(address, share)
            except OSError as error:
                refused = error
        raise refused

    def _dial(self, address: Address, seconds: float) -> socket.socket:
        dialled = _TimedSocket(socket.AF_INET if address.version == 4 else socket.AF_INET6)
        try:
            dialled.settimeout(max(seconds, SHORTEST_WAIT))
            dialled.connect((str(address), self.port))
            dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            dialled.settimeout(max(self.connect_by - time.monotonic(), SHORTEST_WAIT))
        except BaseException:
            dialled.close()
            raise
        return dialled


class TlsConnection(PlainConnection, HTTPSConnection):
    """The same over TLS, with the certificate checked for the host's name."""

    def __init__(
        self,
        target: ssrf.Target,
        addresses: Sequence[Address],
        checked_at: float,
        context: ssl.SSLContext,
    ) -> None:
        super().__init__(target, addresses, checked_at, ssl_context=context)


@lru_cache(maxsize=4)
def _context(authorities: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authorities)
    context.sslsocket_class = _TimedTlsSocket
    return context


def _connect(connection: PlainConnection, by: float) -> None:
    connection.close()
    connection.connect_by = by
    try:
        connection.connect()
    except TimeoutError as error:
        raise _Failed("connect timeout") from error
    except (OSError, HTTPError, ValueError) as error:
        raise _Failed(_explained(error)) from error


def _read(response: BaseHTTPResponse, most: int) -> tuple[bytes, bool]:
    """The body's first bytes, and whether that was all of it, so that the connection may stay."""
    body = bytearray()
    try:
        while len(body) < most:
            chunk = response.read1(most - len(body), decode_content=False)
            if not chunk:
                return bytes(body), True
            body += chunk
    except (OSError, http.client.HTTPException, HTTPError, ValueError):
        log.debug("webhook answer cut short")
    response.close()
    return bytes(body), False


def _explained(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate refused: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "TLS failed"
    if isinstance(error, TimeoutError):
        return "answer timeout"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ConnectionError):
        return "connection lost"
    return "unreachable" if isinstance(error, OSError) else "answer is not HTTP"


def _milliseconds(started: float) -> int:
    return int((time.monotonic() - started) * 1000)

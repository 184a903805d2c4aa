"""Sending one delivery, and saying in a few stable words how it went.

A host is looked up once, every address checked, and the connection goes to a checked address while
the Host header names the host. Built on the socket itself: no redirects, no retries, no proxies,
nothing of the environment. One time limit covers a whole exchange.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from certifi import where

from webhooks import answer, sockets, ssrf
from webhooks.headers import head, retry_after
from webhooks.kept import Kept
from webhooks.limits import limits, policy
from webhooks.sockets import Connection
from webhooks.timed import timed

Resolver = Callable[[str, int], Sequence[str]]

ADDRESSES_TRIED: Final = 4
# How long an answer may take before the time is used for something else.
PATIENCE: Final = 0.02

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


class _Interrupted(Exception):
    """What was to be done meanwhile raised an error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


_shared: Kept[Connection] = Kept()


def forget_connections() -> None:
    """Close the idle connections this process keeps."""
    _shared.close()


class Sender:
    """Sends deliveries over kept connections; for one thread, with the limits set when it was made.

    The connections are kept for the whole process. With a resolver or a store of its own it may
    share nothing.
    """

    def __init__(
        self, resolve: Resolver | None = None, kept: Kept[Connection] | None = None
    ) -> None:
        self._resolve = resolve or sockets.look_up
        self._kept = _shared if kept is None else kept
        self._policy = policy()
        self._limits = limits()
        self._targets: dict[str, ssrf.Target] = {}

    def send(
        self,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        meanwhile: Callable[[], None] | None = None,
    ) -> Result:
        """POST the body once and say how it went; raises nothing but what `meanwhile` raises, which
        is called while an answer is waited for that does not come at once, or before connecting.

        A kept connection that the receiver had closed meanwhile is opened anew and the body sent
        again within the same limits: a delivery may arrive twice anyhow.
        """
        started = time.monotonic()
        try:
            found = self._exchange(url, headers, body, started, meanwhile)
            wait = retry_after(found.headers, datetime.now(UTC))
            return Result(found.status, _milliseconds(started), found.excerpt, "", wait)
        except _Interrupted as interrupted:
            raise interrupted.error from None
        except ssrf.Blocked as blocked:
            error = f"blocked: {blocked}"
        except _Failed as failed:
            error = str(failed)
        except Exception:
            log.exception("webhook delivery failed in an unforeseen way")
            error = "internal error"
        return Result(None, _milliseconds(started), b"", error, None)

    def _exchange(
        self,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        started: float,
        meanwhile: Callable[[], None] | None,
    ) -> answer.Answer:
        target = self._target(url)
        request = head(target, headers, len(body)) + body
        by = started + self._limits.total
        # What allowed a connection is a part of its key.
        key = (target.scheme, target.host, target.port, self._policy, self._limits.authorities)
        kept = self._taken(key, started)
        if kept is not None:
            try:
                return self._said(kept, key, request, by, meanwhile)
            except sockets.LOST:
                pass
            except (OSError, answer.NotHttp) as error:
                raise _Failed(_explained(error)) from error
        if meanwhile:
            _call(meanwhile)
        fresh = self._connected(target, by)
        try:
            return self._said(fresh, key, request, by, meanwhile)
        except (OSError, answer.NotHttp) as error:
            raise _Failed(_explained(error)) from error

    def _target(self, url: str) -> ssrf.Target:
        if url not in self._targets:
            self._targets[url] = ssrf.target(url, self._policy)
        return self._targets[url]

    def _taken(self, key: tuple[object, ...], now: float) -> Connection | None:
        connection = self._kept.take(key, now)
        if connection is None or connection.is_quiet:
            return connection
        connection.close()
        return None

    def _said(
        self,
        connection: Connection,
        key: tuple[object, ...],
        request: bytes,
        by: float,
        meanwhile: Callable[[], None] | None,
    ) -> answer.Answer:
        """One exchange; afterwards the connection is kept or closed."""
        receive = _patient(connection, meanwhile) if meanwhile else connection.receive
        try:
            connection.send(request, by)
            found = answer.read(lambda: receive(by), self._limits.answer)
        except BaseException:
            connection.close()
            raise
        if found.reusable:
            self._kept.give(key, connection)
        else:
            connection.close()
        return found

    def _connected(self, target: ssrf.Target, by: float) -> Connection:
        checked_at = time.monotonic()
        found = [target.host] if target.is_address else self._looked_up(target)
        addresses = ssrf.checked(found, self._policy)[:ADDRESSES_TRIED]
        by = min(time.monotonic() + self._limits.connect, by)
        try:
            sock = sockets.dialled(addresses, target.port, by)
            if target.scheme == "https":
                sock = sockets.wrapped(sock, target.host, self._limits.authorities or where())
        except TimeoutError as error:
            raise _Failed("connect timeout") from error
        except (OSError, ValueError) as error:
            raise _Failed(_explained(error)) from error
        return Connection(sock, checked_at)

    def _looked_up(self, target: ssrf.Target) -> Sequence[str]:
        try:
            return timed(lambda: self._resolve(target.host, target.port), self._limits.connect)
        except TimeoutError:
            raise _Failed("look-up timeout") from None
        except (OSError, ValueError):
            raise _Failed("host not found") from None


def send(url: str, headers: Mapping[str, str], body: bytes) -> Result:
    """POST once; never raises. Limits come from the settings."""
    return Sender().send(url, headers, body)


def _patient(connection: Connection, meanwhile: Callable[[], None]) -> Callable[[float], bytes]:
    """Receiving that uses the time for something else, once, when an answer takes long."""
    until = time.monotonic() + PATIENCE
    idle = [meanwhile]

    def receive(by: float) -> bytes:
        if idle and by > until:
            with suppress(TimeoutError):
                return connection.receive(until)
            _call(idle.pop())
        return connection.receive(by)

    return receive


def _call(meanwhile: Callable[[], None]) -> None:
    try:
        meanwhile()
    except Exception as error:
        raise _Interrupted(error) from error


def _explained(error: Exception) -> str:
    return sockets.explained(error) if isinstance(error, OSError) else "answer is not HTTP"


def _milliseconds(started: float) -> int:
    return int((time.monotonic() - started) * 1000)

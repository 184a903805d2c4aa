"""The head of a delivery, and what its answer's headers say. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from webhooks.ssrf import DEFAULT_PORTS, Blocked, Target

OURS: Final = {
    "User-Agent": "invoicing-gateway",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
}
FRAMING: Final = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "te"}
)
MOST_DIGITS: Final = 9

_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\x20-\x7e]*")


def head(target: Target, given: Mapping[str, str], length: int) -> bytes:
    """The head of a POST with a body of `length` bytes: the headers given, after ours.

    Raises Blocked for one that could end its line, or that says how the request is framed.
    """
    for name, value in given.items():
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value) or name.lower() in FRAMING:
            raise Blocked(f"invalid header: {name!r}")
    lines = "".join(f"{name}: {value}\r\n" for name, value in {**OURS, **given}.items())
    return (
        f"POST {target.path} HTTP/1.1\r\nHost: {_host(target)}\r\n"
        f"{lines}Content-Length: {length}\r\n\r\n"
    ).encode("ascii")


def _host(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == DEFAULT_PORTS[target.scheme] else f"{host}:{target.port}"


def retry_after(answered: Mapping[str, str], now: datetime) -> float | None:
    """Seconds a Retry-After asks to wait (RFC 9110, 10.2.3), 0 or more; None where there is none.

    `answered` has lower-case names. A date counts from the answer's own Date, else from `now`.
    There is no upper bound but that of nine digits: how long to wait at most is the caller's to
    say.
    """
    value = answered.get("retry-after", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value) if len(value) <= MOST_DIGITS else None
    until = _http_date(value)
    if until is None:
        return None
    start = _http_date(answered.get("date", "")) or now
    return max((until - start).total_seconds(), 0.0)


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

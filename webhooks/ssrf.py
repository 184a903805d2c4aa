"""Which addresses webhooks may be sent to. Pure: a name's look-up is done by who connects.

A URL is taken apart once, here; what comes out is used for the look-up, the connection, the Host
header and the certificate alike, so that no second reading of it can mean another host.
"""

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import idna

from webhooks.addresses import Address, Network, special_use

ANY_PORT: Final = "*"
DEFAULT_PORTS: Final = {"https": 443, "http": 80}
LONGEST_URL: Final = 2048

_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f\\#]")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LABEL: Final = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")


class Blocked(Exception):
    """A webhook may not go there; the text says why in a few stable words."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator allows. `networks` are reachable although set aside for special use;
    `ports` holds port numbers as text, or `*` for every port."""

    allow_http: bool = False
    networks: tuple[Network, ...] = ()
    ports: frozenset[str] = frozenset({"443"})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL points: `host` in lower case and ASCII without a final dot (an IPv6 address
    without brackets), `path` with its query, in ASCII."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_address(self) -> bool:
        """Whether the host is an address, with nothing to look up."""
        return ":" in self.host or _ends_in_number(self.host)


def target(url: str, policy: Policy) -> Target:
    """Take a URL apart; raises Blocked for one no webhook may use, whatever its name resolves to.

    An address in place of a name is checked too. A name's addresses are for `checked`.
    """
    parts = _split(url)
    scheme = _scheme(parts, policy)
    host = _host(parts)
    port = _port(parts, policy)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    found = Target(scheme, host, port, quote(path, safe=string.punctuation))
    if found.is_address:
        checked([host], policy)
    return found


def checked(addresses: Iterable[str], policy: Policy) -> tuple[Address, ...]:
    """The addresses of one host, each once; raises Blocked if any of them may not be reached.

    One bad address blocks the host: a name with a public and a private one is a trap or a mistake.
    """
    found = tuple(dict.fromkeys(ip_address(address) for address in addresses))
    if not found:
        raise Blocked("the host has no address")
    for address in found:
        _refuse_special(address, policy)
    return found


def _refuse_special(address: Address, policy: Policy) -> None:
    if isinstance(address, IPv6Address) and address.scope_id:
        raise Blocked(f"{address} has a zone")
    if any(address in network for network in policy.networks):
        return
    if reason := special_use(address):
        raise Blocked(f"{address} is {reason}")


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL:
        raise Blocked("the URL is too long")
    if _FORBIDDEN.search(url):
        raise Blocked("the URL has a fragment, a backslash, a space or a control character")
    try:
        return urlsplit(url)
    except ValueError:
        raise Blocked("the URL is malformed") from None


def _scheme(parts: SplitResult, policy: Policy) -> str:
    if parts.scheme not in DEFAULT_PORTS:
        raise Blocked("the URL is neither https nor http")
    if parts.scheme == "http" and not policy.allow_http:
        raise Blocked("http is not allowed")
    return parts.scheme


def _port(parts: SplitResult, policy: Policy) -> int:
    try:
        given = parts.port
    except ValueError:
        raise Blocked("the port is malformed") from None
    port = DEFAULT_PORTS[parts.scheme] if given is None else given
    if port == 0 or not policy.ports & {ANY_PORT, str(port)}:
        raise Blocked(f"port {port} is not allowed")
    return port


def _host(parts: SplitResult) -> str:
    if "@" in parts.netloc:
        raise Blocked("the URL has a user name")
    host = parts.hostname or ""
    if not host:
        raise Blocked("the URL has no host")
    if "%" in host:
        raise Blocked("the host has a zone or an escape")
    return _ipv6(host) if "[" in parts.netloc else _name(_ascii(host).removesuffix("."))


def _ipv6(host: str) -> str:
    try:
        return str(IPv6Address(host))
    except ValueError:
        raise Blocked("the host is malformed") from None


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        raise Blocked("the host is malformed") from None


def _name(host: str) -> str:
    """A DNS name, or an IPv4 address as four decimal numbers; no other spelling of one, which
    resolvers read each in their own way."""
    if _ends_in_number(host):
        try:
            return str(IPv4Address(host))
        except ValueError:
            raise Blocked("the host is an odd spelling of an address") from None
    if not _NAME.fullmatch(host):
        raise Blocked("the host is malformed")
    return host


def _ends_in_number(host: str) -> bool:
    return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None

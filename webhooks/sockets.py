"""The only place that opens sockets to receivers of webhooks.

A connection goes to an address that was checked, while SNI and the certificate check keep the
host's name. Every step ends at an instant that is given, so that no trickle of bytes extends it.
"""

import select
import socket
import ssl
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from webhooks.addresses import Address

SHORTEST_WAIT: Final = 0.001
AT_ONCE: Final = 65_536
# How a kept connection fails that the other side has closed.
LOST: Final = (ConnectionError, ssl.SSLEOFError)


class Connection:
    """A socket to an address that was checked at `checked_at`, an instant of time.monotonic()."""

    def __init__(self, sock: socket.socket, checked_at: float) -> None:
        self.checked_at = checked_at
        self._socket = sock
        self._events = select.poll()
        self._events.register(sock, select.POLLIN)

    @property
    def is_quiet(self) -> bool:
        """Whether it is open and nothing came unasked, so that it may be used again."""
        return not self._events.poll(0)

    def send(self, request: bytes, by: float) -> None:
        """Send it all before the instant `by`; raises OSError."""
        self._socket.settimeout(_left(by))
        self._socket.sendall(request)

    def receive(self, by: float) -> bytes:
        """Some bytes, none at the end, before the instant `by`; raises OSError."""
        self._socket.settimeout(_left(by))
        return self._socket.recv(AT_ONCE)

    def close(self) -> None:
        """Close it."""
        self._socket.close()


def look_up(host: str, port: int) -> list[str]:
    """Every address of a host by the system's resolver; raises OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def dialled(addresses: Sequence[Address], port: int, by: float) -> socket.socket:
    """Connect to the first address that answers before the instant `by`, each with its share of the
    time left; raises OSError."""
    refused: OSError = OSError("no address")
    for tried, address in enumerate(addresses):
        share = (by - time.monotonic()) / (len(addresses) - tried)
        try:
            return _dial(address, port, share, by)
        except OSError as error:
            refused = error
    raise refused


def _dial(address: Address, port: int, seconds: float, by: float) -> socket.socket:
    dialled = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6)
    try:
        dialled.settimeout(max(seconds, SHORTEST_WAIT))
        dialled.connect((str(address), port))
        dialled.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        dialled.settimeout(max(by - time.monotonic(), SHORTEST_WAIT))
    except BaseException:
        dialled.close()
        raise
    return dialled


def wrapped(sock: socket.socket, host: str, authorities: str) -> ssl.SSLSocket:
    """TLS with the certificate checked for the host's name against the authorities in a PEM file;
    the handshake has the time the socket has left. Raises OSError."""
    try:
        return _context(authorities).wrap_socket(sock, server_hostname=host)
    except BaseException:
        sock.close()
        raise


@lru_cache(maxsize=4)
def _context(authorities: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authorities)


def _left(by: float) -> float:
    left = by - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


def explained(error: OSError) -> str:
    """What went wrong, in a few stable words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate refused: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "TLS failed"
    if isinstance(error, TimeoutError):
        return "answer timeout"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return "connection lost" if isinstance(error, ConnectionError) else "unreachable"

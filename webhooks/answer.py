"""Reading a stranger's answer to one request (RFC 9112), no more of it than is wanted.

`httptools` (llhttp) takes it apart; here are the bounds it has none of, and what is left on the
connection afterwards. Pure: the bytes come from a function that waits for them, or raises OSError.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import httptools

LONGEST_HEAD: Final = 65_536
MOST_LINES: Final = 100
MOST_INTERIM: Final = 100
SWITCHING: Final = 101

Receive = Callable[[], bytes]


class NotHttp(Exception):
    """What came is not an answer to a request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` have lower-case names; `excerpt` is the body's beginning. `reusable` says whether
    nothing is left of it on the connection, so that another request may follow."""

    status: int
    headers: Mapping[str, str]
    excerpt: bytes
    reusable: bool


def read(receive: Receive, most: int) -> Answer:
    """The answer with the first `most` bytes of its body, fewer where the body breaks off.

    `receive` gives some bytes, none at the end. Raises NotHttp, what `receive` raises before the
    head is whole, and ConnectionResetError for an end before the first byte.
    """
    reading = _Reading()
    _head(reading, receive)
    with suppress(OSError):
        while not reading.is_over and len(reading.excerpt) < most:
            reading.feed(receive())
    return Answer(
        reading.status, reading.headers, bytes(reading.excerpt[:most]), reading.is_reusable
    )


def _head(reading: "_Reading", receive: Receive) -> None:
    received = 0
    while not reading.has_head:
        more = receive()
        if not more:
            raise NotHttp if received else ConnectionResetError
        received += len(more)
        reading.feed(more)
        if reading.is_broken and not reading.has_head:
            raise NotHttp
        if not reading.has_head and received > LONGEST_HEAD:
            raise NotHttp


class _Reading:
    """What was read so far; its `on_` methods are called by the parser. Answers that only announce
    the final one (1xx) are passed over."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.excerpt = bytearray()
        self.has_head = self.is_broken = False
        self._is_whole = self._stays = self._is_followed = False
        self._interim = self._lines = self._bytes = 0
        self._parser = httptools.HttpResponseParser(self)

    @property
    def is_over(self) -> bool:
        """Whether nothing more belongs to the answer, or nothing more can be made of it."""
        return self._is_whole or self.is_broken

    @property
    def is_reusable(self) -> bool:
        """Whether the answer ended where it says, and the other side keeps the connection."""
        clean = self._is_whole and not self.is_broken and not self._is_followed
        return clean and self._stays and self.status != SWITCHING

    def feed(self, data: bytes) -> None:
        """Take in some bytes; none are the end of the connection."""
        if not data:
            self.is_broken = True
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._is_whole = True
        except httptools.HttpParserError:
            self.is_broken = True

    def on_message_begin(self) -> None:
        if self._is_whole:
            self._is_followed = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header that comes twice has its values joined by a comma."""
        self._lines += 1
        self._bytes += len(name) + len(value)
        if self._lines > MOST_LINES or self._bytes > LONGEST_HEAD:
            raise NotHttp
        if not self.has_head:
            key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
            self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    def on_headers_complete(self) -> None:
        if self.has_head:
            return
        status = self._parser.get_status_code()
        if status < 200 and status != SWITCHING:
            self._pass_over()
            return
        self.status = status
        self.has_head = True
        self._stays = self._parser.should_keep_alive()

    def _pass_over(self) -> None:
        self._interim += 1
        if self._interim > MOST_INTERIM:
            raise NotHttp
        self.headers.clear()
        self._lines = 0

    def on_body(self, body: bytes) -> None:
        if not self._is_whole:
            self.excerpt += body

    def on_message_complete(self) -> None:
        if self.has_head:
            self._is_whole = True

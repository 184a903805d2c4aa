"""A TCP server that answers each connection with given bytes, however wrong they are as HTTP."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Behaviour = Callable[[socket.socket], None]

RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class WireServer:
    """Listens on a free port of the loopback; `received` holds the bytes of each request."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.received: list[bytes] = []
        self._behaviour = behaviour
        self._stopping = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._address = self._listener.getsockname()
        self.url = f"http://127.0.0.1:{self._address[1]}/"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """A connection of our own ends the blocking accept."""
        self._stopping = True
        with socket.create_connection(self._address):
            self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        while not self._stopping:
            peer, _ = self._listener.accept()
            with peer:
                if self._stopping:
                    return
                self.received.append(read_request(peer))
                self._behaviour(peer)


@contextmanager
def wire_server(behaviour: Behaviour) -> Iterator[WireServer]:
    server = WireServer(behaviour)
    try:
        yield server
    finally:
        server.close()


def read_request(peer: socket.socket) -> bytes:
    """Head and body of one request, by its Content-Length."""
    peer.settimeout(5)
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = peer.recv(65536)
        if not chunk:
            return data
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    wanted = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < wanted:
        body += peer.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(
    status: str = "200 OK", body: bytes = b"{}", *headers: str, length: int | None = None
) -> Behaviour:
    """A whole answer; `length` lies about the body's size when given."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    head = "\r\n".join([*lines, "Connection: close", *headers, "", ""]).encode()
    return lambda peer: peer.sendall(head + body)


def hang(peer: socket.socket) -> None:
    """Answer nothing until the other side gives up."""
    peer.settimeout(10)
    while peer.recv(1024):
        pass


def reset(peer: socket.socket) -> None:
    """Cut the connection with RST after the request was read."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)


def unused_url() -> str:
    """An address of the loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}/"

"""A webhook receiver: `python -m config.demo.receiver --port 9000 --secret whsec_...`.

Checks each delivery's signature with the Standard Webhooks library, prints one line for it, and
answers 204, or 401 where the signature does not hold. Listens on the loopback only. With --record
each delivery is also appended to a file, one JSON object per line.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

LARGEST_BODY = 1024 * 1024
NO_CONTENT, BAD_REQUEST, UNAUTHORIZED, TOO_LARGE = 204, 400, 401, 413


@dataclass(frozen=True, slots=True)
class Delivery:
    """What arrived. `again` says that one of the same id was accepted before."""

    id: str
    type: str
    offset: int | None
    document: str
    again: bool

    def __str__(self) -> str:
        place = "-" if self.offset is None else str(self.offset)
        line = f"offset {place:>4}  {self.type:<28} {self.document}  {self.id}"
        return f"{line} (again)" if self.again else line


class Receiver(ThreadingHTTPServer):
    """Accepts what is signed with one of `secrets`; `deliveries` holds what was accepted."""

    daemon_threads = True

    def __init__(self, port: int, secrets: Sequence[str], record: Path | None = None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        self.deliveries: list[Delivery] = []
        self._webhooks = [Webhook(secret) for secret in secrets]
        self._record = record
        self._one_at_a_time = Lock()

    def opened(self, headers: Mapping[str, str], body: bytes) -> Any:
        """The payload, if any secret's signature holds; raises WebhookVerificationError."""
        for webhook in self._webhooks:
            try:
                return webhook.verify(body, dict(headers))
            except (WebhookVerificationError, ValueError):
                continue
        raise WebhookVerificationError("No signature holds.")

    def accept(self, message_id: str, payload: Mapping[str, Any]) -> None:
        """Keep, print and record one delivery."""
        with self._one_at_a_time:
            again = any(known.id == message_id for known in self.deliveries)
            delivery = read(message_id, payload, again)
            self.deliveries.append(delivery)
            print(delivery, flush=True)
            if self._record:
                with self._record.open("a") as file:
                    file.write(json.dumps(asdict(delivery)) + "\n")


class Handler(BaseHTTPRequestHandler):
    """POST of a delivery to any path."""

    server: Receiver
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Answer 204, or say with the status what is wrong."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self._answer(BAD_REQUEST, close=True)
        elif int(length) > LARGEST_BODY:
            self._answer(TOO_LARGE, close=True)
        else:
            self._answer(self._received(self.rfile.read(int(length))))

    def log_message(self, format: str, *args: Any) -> None:
        """One line per delivery is enough."""

    def _received(self, body: bytes) -> int:
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            payload = self.server.opened(headers, body)
        except WebhookVerificationError:
            print(f"refused: the signature of {self.path} does not hold", flush=True)
            return UNAUTHORIZED
        if not isinstance(payload, dict):
            return BAD_REQUEST
        self.server.accept(headers["webhook-id"], payload)
        return NO_CONTENT

    def _answer(self, status: int, *, close: bool = False) -> None:
        self.send_response(status)
        if status != NO_CONTENT:
            self.send_header("Content-Length", "0")
        if close:
            self.send_header("Connection", "close")
        self.end_headers()


def read(message_id: str, payload: Mapping[str, Any], again: bool) -> Delivery:
    """A delivery from its payload; what is not there is left empty."""
    data = payload.get("data")
    document = data.get("document") if isinstance(data, dict) else None
    offset = payload.get("offset")
    return Delivery(
        id=message_id,
        type=str(payload.get("type", "")),
        offset=offset if isinstance(offset, int) else None,
        document=str(document.get("id", "")) if isinstance(document, dict) else "",
        again=again,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m config.demo.receiver", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 chooses a free one")
    parser.add_argument(
        "--secret", action="append", required=True, help="more than one while it is being rotated"
    )
    parser.add_argument("--record", type=Path, help="file to append to")
    options = parser.parse_args(arguments)
    with Receiver(options.port, options.secret, options.record) as server:
        try:
            print(f"receiver listening on {server.url}", flush=True)
            server.serve_forever()
        except KeyboardInterrupt:
            print("receiver stopped", flush=True)


if __name__ == "__main__":
    main()

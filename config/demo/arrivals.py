"""The demo's webhook receiver: a process of its own, subscribed like any client's."""

import contextlib
import json
import secrets
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.demo.run import Client, Issuing
from config.demo.setup import Demo

PATIENCE_SECONDS = 30.0
LISTENING = "receiver listening on "


@dataclass(frozen=True, slots=True)
class Receiving:
    """A running receiver: its address, the secret it checks signatures with, its record."""

    url: str
    secret: str
    record: Path

    def arrived(self) -> list[dict[str, Any]]:
        """What was accepted so far: {id, type, offset, document, again}, in order of arrival."""
        if not self.record.exists():
            return []
        lines = self.record.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]


@contextlib.contextmanager
def receiving(folder: Path) -> Iterator[Receiving]:
    """Run the receiver on a free port until the block ends; its output goes to receiver.log."""
    record, log = folder / "receiver.jsonl", folder / "receiver.log"
    record.unlink(missing_ok=True)
    secret = "whsec_" + b64encode(secrets.token_bytes(32)).decode()
    options = ["--port", "0", "--secret", secret, "--record", str(record)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.demo.receiver", *options],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Receiving(_address(log), secret, record)
        finally:
            process.terminate()
            process.wait()


def _address(log: Path) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        first = log.read_text().partition("\n")
        if first[1] and first[0].startswith(LISTENING):
            return first[0].removeprefix(LISTENING)
        time.sleep(0.05)
    raise RuntimeError(f"The receiver did not start; see {log}.")


def subscribe(client: Client, demo: Demo, receiver: Receiving) -> None:
    """Subscribe the receiver to everything."""
    body = {
        "tenant_id": demo.tenant_id,
        "name": "Demo receiver",
        "url": receiver.url,
        "event_types": ["*"],
        "secret": receiver.secret,
    }
    client.post("/webhook-subscriptions", body)


def await_issued(receiver: Receiving, issuing: Sequence[Issuing]) -> list[dict[str, Any]]:
    """Wait until the receiver was told of every document that was issued; what it got till then."""
    wanted = {document.id for document in issuing if document.body.get("status") == "ISSUED"}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        arrived = receiver.arrived()
        if wanted <= {row["document"] for row in arrived if row["type"] == "document.issued"}:
            return arrived
        time.sleep(0.1)
    return receiver.arrived()

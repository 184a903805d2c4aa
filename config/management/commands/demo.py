"""manage.py demo: make demo data, issue its documents through HTTP, show how they settle."""

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo import arrivals, mexico, run
from config.demo.countries import CREDENTIALS
from config.demo.setup import Demo, set_up

ROW = "{:<8}{:<20}{:<16}{:<11}{:<28}{:>8}"
START_SECONDS = 60
PROCESSES = ("web", "worker", "webhooks", "sweeps", "beat", "sandbox")
DEMO_FILE = settings.BASE_DIR / ".local" / "demo.json"


class Command(BaseCommand):
    """Starts web, worker, beat and sandbox as `make up` does, and stops them at the end."""

    help = "Issue real documents through the whole system and show how they settle."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--once` to exit after the table."""
        parser.add_argument("--once", action="store_true", help="exit after the table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up, start the system, issue, show; then stay until interrupted."""
        demo = set_up()
        _write(demo)
        with _system() as system, arrivals.receiving(settings.LOCAL_DIR) as receiver:
            _await_servers(demo, system)
            _trust_the_sandboxs_stamps(demo)
            issued = self._show(demo, receiver)
            self._addresses(demo)
            if not options["once"]:
                self.stdout.write("\nCtrl-C stops everything.")
                system.wait()
        if not issued:
            raise CommandError("Not every document became what it was to be, or was told of.")

    def _show(self, demo: Demo, receiver: arrivals.Receiving) -> bool:
        client = run.Client(demo)
        arrivals.subscribe(client, demo, receiver)
        issuing = run.issue_all(client, demo)
        self.stdout.write(ROW.format("country", "type", "number", "status", "fiscal id", "seconds"))
        settled = []
        with _Progress(len(issuing)) as progress:
            for document in run.watch(client, demo, issuing):
                settled.append(document.settled)
                progress.total = len(issuing)
                progress.clear()
                self.stdout.write(_row(document))
                progress.done += 1
        told = self._deliveries(receiver, issuing)
        issued = all(document.body["status"] == document.wanted for document in issuing)
        return issued and all(settled) and told

    def _deliveries(self, receiver: arrivals.Receiving, issuing: list[run.Issuing]) -> bool:
        """List what the webhook receiver was told of; whether it was told of every document."""
        arrived = arrivals.await_issued(receiver, issuing)
        told = [row for row in arrived if row["type"] == "document.issued"]
        offsets = [row["offset"] for row in arrived if not row["again"]]
        in_order = offsets == sorted(offsets)
        order = "in order" if in_order else "OUT OF ORDER"
        self.stdout.write(f"\n{len(arrived)} webhooks arrived with valid signatures, {order}:")
        for row in told:
            self.stdout.write(f"  offset {row['offset']:>3}  {row['type']}  {row['document']}")
        return in_order and {row["document"] for row in told} == {each.id for each in issuing}

    def _addresses(self, demo: Demo) -> None:
        self.stdout.write(f"\nAPI docs   {demo.base_url}/v1/docs")
        self.stdout.write(
            f"console    {demo.admin_url}  (user {demo.admin_user}, password {demo.admin_password})"
        )
        self.stdout.write(f"details    {DEMO_FILE}")
        self.stdout.write(f"log        {settings.LOCAL_DIR / 'processes.log'}")


def _row(document: run.Issuing) -> str:
    body = document.body
    return ROW.format(
        body["country"],
        body["document_type"],
        body["number"] or "-",
        body["status"],
        _short(body["fiscal_id"] or body["failure_reason"] or "-"),
        f"{document.seconds:.1f}",
    )


def _short(text: str) -> str:
    return text if len(text) <= 26 else f"{text[:23]}..."


@contextlib.contextmanager
def _system() -> Iterator["subprocess.Popen[bytes]"]:
    """The Procfile's processes, their output in a file of the run's own folder."""
    log = settings.LOCAL_DIR / "processes.log"
    mexico.CERTIFICATES.mkdir(exist_ok=True)
    with log.open("wb") as output:
        system = subprocess.Popen(
            ["honcho", "--env", "/dev/null", "start", *PROCESSES],
            cwd=settings.BASE_DIR,
            env={**os.environ, **CREDENTIALS, **mexico.TRUST},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield system
        finally:
            system.terminate()
            system.wait()


def _trust_the_sandboxs_stamps(demo: Demo) -> None:
    """Put the certificates the sandbox stamps with where stamps are verified."""
    for name, content in mexico.sat_certificates(demo.sandbox_url):
        (mexico.CERTIFICATES / name).write_bytes(content)


def _write(demo: Demo) -> None:
    path = DEMO_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dataclasses.asdict(demo), indent=2) + "\n")
    path.chmod(0o600)


def _await_servers(demo: Demo, system: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    for url in (f"{demo.base_url}/healthz", f"{demo.sandbox_url}/healthz"):
        while not _answers(url):
            if system.poll() is not None:
                raise CommandError(f"The system stopped; see {settings.LOCAL_DIR}/processes.log.")
            if time.monotonic() > deadline:
                raise CommandError(f"{url} does not answer after {START_SECONDS} s.")
            time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False


class _Progress:
    """Says how many are settled while the rest is waited for: one line that is rewritten on a
    terminal, a new line every few seconds elsewhere.
    """

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self._live = sys.stderr.isatty()
        self._began = time.monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "_Progress":
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join()
        self.clear()

    def clear(self) -> None:
        """Take the line away so that a row can be printed in its place."""
        if self._live:
            self._say("\r\033[K")

    def _run(self) -> None:
        while not self._stop.wait(0.5 if self._live else 3.0):
            waited = time.monotonic() - self._began
            text = f"... {self.done} of {self.total} settled, {waited:.0f} s"
            self._say(f"\r{text}" if self._live else f"{text}\n")

    def _say(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()

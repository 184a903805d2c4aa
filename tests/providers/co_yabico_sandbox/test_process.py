"""The server as it is really run: its own process under gunicorn."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from . import payloads
from .client import CREATE, Sandbox

ROOT = Path(__file__).parents[3]
LISTENING = re.compile(r"sandbox listening on (http://127\.0\.0\.1:\d+)")


@contextmanager
def running(state: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A sandbox process on a free port; stopped at the end if it still runs."""
    command = [sys.executable, "-m", "providers.sandbox", "--port", "0", "--state", str(state)]
    env = {**os.environ, "SANDBOX_CO_STEP_SECONDS": "0", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            found = LISTENING.match(process.stdout.readline())
            assert found
            yield found[1], process
        finally:
            process.terminate()
            process.wait(10)


def test_a_restart_keeps_documents_and_units(tmp_path: Path) -> None:
    """Also when it comes while a request hangs, which does not hold it up."""
    state = tmp_path / "journal.jsonl"
    with running(state) as (base, process):
        unit = Sandbox(base).new_unit(stepSeconds=0)
        uid = unit.accepted(payloads.rich(unit.unit))["uid"]
        unit.arm("stays_validating")
        held = unit.accepted(payloads.invoice(unit.unit, 990000002))["uid"]
        unit.told("POST", "/clock", {"release": [held]})
        unit.arm("timeout_after", seconds=600)
        hanging = threading.Thread(target=_until_closed, args=(unit,))
        hanging.start()
        until(lambda: len(unit.kept()) == 3)
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        hanging.join(10)
        assert not hanging.is_alive()
    with running(state) as (base, _):
        again = Sandbox(base, unit.unit, unit.token)
        assert again.find(uid)["data"]["invoice"]["id"] == "SETP990000001"
        assert again.status(held) == "SEND_EMAIL"
        for number in (990000001, 990000002, 990000003):
            assert again.refusal(payloads.invoice(unit.unit, number)) == ["200-EI1"]
        a_hang_ends_when_the_client_gives_up(again)


def a_hang_ends_when_the_client_gives_up(unit: Sandbox) -> None:
    """Only gunicorn tells a request that its client has gone."""
    unit.arm("timeout_before", seconds=600)
    document = {"document": payloads.invoice(unit.unit, 990000004)}
    with pytest.raises(requests.exceptions.Timeout):
        unit.graphql(CREATE, document, timeout=0.3)
    until(lambda: unit.log()[-1]["http_status"] == 504)
    assert len(unit.kept()) == 3


def test_it_starts_without_the_rest_of_the_product() -> None:
    """But for SAT's catalogues and the chain that is sealed, which are proven by SAT's own."""
    code = (
        "import sys; import providers.sandbox.__main__; "
        "from providers.sandbox.app import create_app; create_app(); "
        "print([m for m in sys.modules if m.split('.')[0] in"
        " ('django', 'config', 'documents', 'invoicing', 'parties', 'webhooks')"
        " and m.split('.')[:2] not in"
        " (['documents'], ['documents', 'sat'], ['documents', 'cfdi'])])"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.strip() == "[]", told.stderr


def until(condition: Callable[[], bool]) -> None:
    """Ask until it is so; a machine that is busy gets ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline


def _until_closed(unit: Sandbox) -> None:
    try:
        unit.graphql(CREATE, {"document": payloads.invoice(unit.unit, 990000003)}, timeout=30)
    except requests.exceptions.ConnectionError:
        return

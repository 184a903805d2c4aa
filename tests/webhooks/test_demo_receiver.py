import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from webhooks.deliver import Sender
from webhooks.signing import signed_headers
from webhooks.subscribe import new_secret

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = new_secret(), new_secret()
EVENT = {"type": "document.issued", "offset": 3, "data": {"document": {"id": "doc-1"}}}


class Running:
    def __init__(self, process, record):
        self.process = process
        self.url = self.line().rpartition(" ")[2]
        self._record = record

    def line(self):
        return self.process.stdout.readline().strip()

    @property
    def recorded(self):
        text = self._record.read_text() if self._record.exists() else ""
        return [json.loads(line) for line in text.splitlines()]


@contextmanager
def started(record):
    command = [sys.executable, "-m", "config.demo.receiver", "--port", "0"]
    command += ["--secret", NEW, "--secret", OLD, "--record", str(record)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Running(process, record)
        finally:
            process.kill()


@pytest.fixture
def running(tmp_path):
    with started(tmp_path / "record") as found:
        yield found


@pytest.fixture
def sender(settings):
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOK_ALLOWED_PORTS = ["*"]
    return Sender()


def delivered(sender, url, secret, message_id, body=None, at=None):
    body = json.dumps(EVENT).encode() if body is None else body
    headers = signed_headers([secret], message_id, at or datetime.now(UTC), body)
    return sender.send(url, headers, body).status


@pytest.mark.parametrize("secret", [OLD, NEW], ids=["old", "new"])
def test_it_accepts_prints_and_records_what_is_signed_and_knows_a_repeat(running, sender, secret):
    assert [delivered(sender, running.url, secret, "evt_1") for _ in range(2)] == [204, 204]
    first, second = running.line(), running.line()
    assert first.split() == ["offset", "3", "document.issued", "doc-1", "evt_1"]
    assert second == f"{first} (again)"
    assert [(row["id"], row["again"]) for row in running.recorded] == [
        ("evt_1", False),
        ("evt_1", True),
    ]


def test_it_refuses_another_secret_and_an_old_timestamp(running, sender):
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert delivered(sender, running.url, new_secret(), "evt_x") == 401
    assert delivered(sender, running.url, NEW, "evt_x", at=hour_ago) == 401
    assert sender.send(running.url, {"webhook-signature": "odd"}, b"\xff").status == 401
    for _ in range(3):
        assert running.line() == "refused: the signature of / does not hold"
    assert running.recorded == []


def test_it_refuses_what_is_no_event_and_what_is_too_large(running, sender):
    assert delivered(sender, running.url, NEW, "evt_list", b"[]") == 400
    assert sender.send(running.url, {}, b"x" * (1024 * 1024 + 1)).status in (413, None)
    assert delivered(sender, running.url, NEW, "evt_after", b"{}") == 204
    assert running.line().split() == ["offset", "-", "evt_after"]


def test_it_stops_when_told(tmp_path):
    with started(tmp_path / "record") as found:
        found.process.send_signal(signal.SIGINT)
        assert found.process.wait(10) == 0
        assert found.line() == "receiver stopped"

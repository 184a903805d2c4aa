"""The server as it is really run: its own process under gunicorn, with a journal."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from documents.cfdi.certificate import load_base64
from documents.cfdi.seal import verify

from . import payloads
from .client import HTTP, Sandbox

ROOT = Path(__file__).parents[3]
LISTENING = re.compile(r"sandbox listening on (http://127\.0\.0\.1:\d+)")


@contextmanager
def running(state: Path) -> Iterator[str]:
    """A sandbox process on a free port; stopped at the end."""
    command = [sys.executable, "-m", "providers.sandbox", "--port", "0", "--state", str(state)]
    env = {**os.environ, "SANDBOX_MX_STEP_SECONDS": "0", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            found = LISTENING.match(process.stdout.readline())
            assert found
            yield found[1]
        finally:
            process.terminate()
            process.wait(10)


def test_a_restart_keeps_keys_registry_documents_and_requests_to_cancel(tmp_path: Path) -> None:
    state = tmp_path / "journal.jsonl"
    with running(state) as base:
        unit = Sandbox(base).new_unit()
        trusted = unit.trusted()
        customer, product = unit.add_customer(), unit.add_product()
        forgotten = unit.add_customer()
        unit.ask("customer/delete", {"customer": {"uuid": forgotten}})
        before = unit.emit(payloads.invoice(customer, product, reference="r"))
        unit.cancel(before["cfdi"]["folio_tax"])
        a_notice_leaves_the_process_that_serves(unit, payloads.invoice(customer, product))
    with running(state) as base:
        again = Sandbox(base, unit.unit, unit.key)
        assert again.trusted() == trusted
        assert verify(again.xml(before["uuid"]), trusted)
        assert again.standing(before["cfdi"]["folio_tax"])[2] == "En proceso"
        assert [c["uuid"] for c in again.ask("customer/all", {})["customers"]] == [customer]
        after = again.emit(payloads.invoice(customer, product))
        assert (before["cfdi"]["folio"], after["cfdi"]["folio"]) == ("1", "3")
        assert verify(again.xml(after["uuid"]), trusted)


def a_notice_leaves_the_process_that_serves(unit: Sandbox, body: payloads.Json) -> None:
    """Not the one that started it; any address that answers 200 will do."""
    unit.change(webhookUrl=f"{unit.base}/healthz")
    unit.emit(body)
    deadline = time.monotonic() + 10
    while not unit.told("GET", f"/notices?unit={unit.unit}")["sent"]:
        assert time.monotonic() < deadline


def test_a_reset_keeps_the_keys(base: str, sandbox: Sandbox) -> None:
    trusted = sandbox.trusted()
    sandbox.emit(payloads.simple(sandbox))
    assert HTTP.post(f"{base}/_control/reset", timeout=20).ok
    assert sandbox.kept() == []
    assert sandbox.post("customer/all", {}).status_code == 401
    fresh = sandbox.new_unit()
    assert fresh.trusted() == trusted
    assert fresh.verified(fresh.emit(payloads.simple(fresh))["uuid"])


def test_the_seed_is_ready_to_issue(base: str) -> None:
    seed = Sandbox(
        base, "e-business-1001-11111111-2222-4333-8444-666666666666", "sandbox-facturagreen-key"
    )
    assert seed.verified(seed.emit(payloads.simple(seed))["uuid"]).emisor.rfc == "EKU9003173C9"


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        ("/units", {"colour": "red"}),
        ("/units", {"noticeIds": "both"}),
        ("/taxpayers", {"rfc": "X"}),
        ("/scenarios", {"scenario": "earthquake"}),
        ("/scenarios", {"scenario": "ok", "colour": "red"}),
        ("/cancellations", {}),
        ("/clock", {"advance_seconds": -1}),
        ("/clock", {"step_seconds": -1}),
    ],
)
def test_wishes_that_cannot_be_met_are_400(sandbox: Sandbox, path: str, wish: object) -> None:
    assert sandbox.control("POST", path, wish).status_code == 400


def test_sats_list_grows(sandbox: Sandbox) -> None:
    """Whoever is put in it must be named as there."""
    wish = {"rfc": "SAND010101097", "name": "ANA RUIZ", "zip": "86991", "regimes": ["612"]}
    body = payloads.simple(sandbox, "SAND010101097")
    sandbox.emit(body)
    sandbox.told("POST", "/taxpayers", wish)
    assert sandbox.refusal("cfdi/emmit", body).startswith("CFDI40145")


def test_requests_are_kept_without_keys(sandbox: Sandbox) -> None:
    sandbox.add_customer()
    (entry,) = sandbox.log()
    assert (entry["operation"], entry["http_status"], entry["scenario"]) == (
        "customer/add",
        200,
        "ok",
    )
    assert "URE180429TM6" in entry["body"]
    assert sandbox.key not in str(entry)


def test_certificates_of_issuers_are_csd(sandbox: Sandbox) -> None:
    told = sandbox.told("GET", "/certificates")
    (mine,) = [load_base64(c["certificate"]) for c in told["issuers"] if c["unit"] == sandbox.unit]
    assert (mine.rfc, mine.is_csd) == ("EKU9003173C9", True)


def test_scenarios_are_listed_and_disarmed(sandbox: Sandbox) -> None:
    armed = sandbox.arm("timeout_after", operation="cfdi/emmit", times=2)
    assert (armed["scenario"], armed["seconds"], armed["times"]) == ("timeout_after", 60.0, 2)
    mine = [w["id"] for w in sandbox.told("GET", "/scenarios")["scenarios"]]
    assert armed["id"] in mine
    left = sandbox.told("DELETE", f"/scenarios?unit={sandbox.unit}")["scenarios"]
    assert armed["id"] not in [w["id"] for w in left]

"""Notices to a webhook that is really there."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from . import payloads
from .client import Sandbox

Json = dict[str, Any]
DAY = 24 * 3600


@dataclass
class Hook:
    """A webhook: what it received, and the statuses it answers with, 202 when they are used up."""

    url: str = ""
    bodies: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)

    @property
    def types(self) -> list[str]:
        """The events in order of arrival."""
        return [body["event"]["type"] for body in self.bodies]


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A webhook on a free port."""
    found = Hook()
    found.open.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.secrets.append(self.headers.get("x-webhook-secret"))
            found.bodies.append(json.loads(body))
            found.open.wait(30)
            self.send_response(found.statuses.pop(0) if found.statuses else 202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield found
        found.open.set()
        server.shutdown()


@pytest.fixture
def told(sandbox: Sandbox, hook: Hook) -> Sandbox:
    """An issuer with a webhook."""
    sandbox.change(webhookUrl=hook.url, webhookSecret="s3cret")
    return sandbox


def until(condition: Callable[[], bool]) -> None:
    """Ask until it is so; a machine that is busy gets ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline


def test_a_stamped_document_is_told_of(told: Sandbox, hook: Hook) -> None:
    customer = told.add_customer()
    answer = told.emit(payloads.invoice(customer, told.add_product(), serie="A", folio="9"))
    until(lambda: hook.bodies != [])
    (body,) = hook.bodies
    assert body["event"].keys() == {"type", "uuid"}
    assert body["data"] == {
        "business_uuid": told.unit,
        "customer_uuid": customer,
        "cfdi": {"uuid": answer["uuid"], "scope": "emmited", "folio": "1", "serie": "FG"},
    }
    assert hook.secrets == ["s3cret"]
    assert hook.types == ["cfdi.stamped"]


def test_the_id_may_be_sats(told: Sandbox, hook: Hook) -> None:
    told.change(noticeIds="sat")
    answer = told.emit(payloads.simple(told))
    until(lambda: hook.bodies != [])
    assert hook.bodies[0]["data"]["cfdi"]["uuid"] == answer["cfdi"]["folio_tax"]


def test_an_early_notice_comes_before_the_answer(told: Sandbox, hook: Hook) -> None:
    """Where others come a step later, it is there when the answer arrives."""
    told.change(stepSeconds=1000)
    told.emit(payloads.simple(told))
    assert hook.bodies == []
    told.arm("notice_early", operation="cfdi/emmit")
    answer = told.emit(payloads.simple(told))
    assert [body["data"]["cfdi"]["uuid"] for body in hook.bodies] == [answer["uuid"]]


def test_a_late_notice_comes_after_those_that_follow(told: Sandbox, hook: Hook) -> None:
    told.arm("notice_late", operation="cfdi/emmit", seconds=100)
    body = payloads.lined(told, price={"amount": "10"})
    told.cancel(told.emit(body)["cfdi"]["folio_tax"])
    until(lambda: hook.types == ["cfdi.cancelled"])
    told.pass_time(100)
    until(lambda: hook.types == ["cfdi.cancelled", "cfdi.stamped"])


def test_twice_is_the_same_notice_and_never_is_none(told: Sandbox, hook: Hook) -> None:
    told.arm("notice_never", operation="cfdi/emmit")
    told.emit(payloads.simple(told))
    told.arm("notice_twice", operation="cfdi/emmit")
    answer = told.emit(payloads.simple(told))
    until(lambda: len(hook.bodies) == 2)
    first, second = hook.bodies
    assert first == second
    assert first["data"]["cfdi"]["uuid"] == answer["uuid"]


def test_what_is_not_taken_comes_again_and_then_is_given_up(told: Sandbox, hook: Hook) -> None:
    hook.statuses[:] = [500, 503]
    told.emit(payloads.simple(told))
    for count in (1, 2, 3):
        until(lambda n=count: len(notices(told)["sent"]) == 1 or attempts(told) == n)
        told.pass_time(1)
    until(lambda: notices(told)["sent"] != [])
    assert notices(told)["sent"][0]["attempts"] == ["500", "503", "202"]
    assert hook.bodies[0] == hook.bodies[1] == hook.bodies[2]


def notices(sandbox: Sandbox) -> Json:
    """Notices that wait and that were sent."""
    return sandbox.told("GET", f"/notices?unit={sandbox.unit}")


def attempts(sandbox: Sandbox) -> int:
    """How often the one that waits was tried."""
    waiting = notices(sandbox)["waiting"]
    return len(waiting[0]["attempts"]) if waiting else 0


def tried(sandbox: Sandbox) -> set[str]:
    """What came of all attempts."""
    told = notices(sandbox)
    return {each for n in (*told["waiting"], *told["sent"]) for each in n["attempts"]}


def test_a_webhook_that_is_away_hinders_nobody(sandbox: Sandbox) -> None:
    sandbox.change(webhookUrl="http://127.0.0.1:9/hook")
    sandbox.emit(payloads.simple(sandbox))
    until(lambda: tried(sandbox) != set())
    assert tried(sandbox) == {"ConnectionError"}


def test_a_webhook_that_hangs_hinders_nobody(told: Sandbox, hook: Hook) -> None:
    hook.open.clear()
    body = payloads.simple(told)
    for _ in range(3):
        told.emit(body)
    until(lambda: len(hook.bodies) == 3)
    assert notices(told)["sent"] == []
    told.emit(body)
    hook.open.set()
    until(lambda: len(notices(told)["sent"]) == 4)


def test_a_cancellation_is_told_of_step_by_step(told: Sandbox, hook: Hook) -> None:
    accepted, rejected, silent = (
        told.emit(payloads.simple(told))["cfdi"]["folio_tax"] for _ in range(3)
    )
    until(lambda: len(hook.bodies) == 3)
    for folio_tax, word in ((accepted, "accepted"), (rejected, "rejected")):
        told.cancel(folio_tax)
        until(lambda: hook.types[-1] == "cfdi.cancel_requested")
        told.told("POST", "/cancellations", {"folio_tax": folio_tax, "answer": word})
        until(lambda: hook.types[-1] != "cfdi.cancel_requested")
    assert hook.types[3:] == [
        "cfdi.cancel_requested",
        "cfdi.cancelled",
        "cfdi.cancel_requested",
        "cfdi.cancel_rejected",
    ]
    told.cancel(silent)
    until(lambda: hook.types[7:] == ["cfdi.cancel_requested"])
    told.pass_time(6 * DAY)
    until(lambda: hook.types[7:] == ["cfdi.cancel_requested", "cfdi.cancelled"])
    assert len(hook.bodies) == 9

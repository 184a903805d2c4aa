"""Everything that may go wrong between client and PAC."""

import time
from collections.abc import Callable
from decimal import Decimal

import pytest
import requests

from documents.cfdi.faults import NotSealed
from providers.mx_facturagreen.sandbox.magic import MAGIC_RECEIVERS

from . import payloads
from .client import Sandbox

SHORT = 0.3
"""A client's patience in seconds: much longer than an answer takes, much shorter than a hang."""


def rfc(scenario: str) -> str:
    """The receiver that stands for a scenario."""
    (found,) = [rfc for rfc, name in MAGIC_RECEIVERS.items() if name == scenario]
    return found


def to(sandbox: Sandbox, scenario: str) -> payloads.Json:
    """An invoice to the receiver of a scenario."""
    return payloads.simple(sandbox, rfc(scenario), reference=f"to-{scenario}")


def send(sandbox: Sandbox, body: payloads.Json) -> requests.Response:
    return sandbox.post("cfdi/emmit", body)


def give_up(sandbox: Sandbox, body: payloads.Json) -> None:
    with pytest.raises(requests.exceptions.Timeout):
        sandbox.post("cfdi/emmit", body, timeout=SHORT)


def until(condition: Callable[[], bool]) -> None:
    """Ask until it is so; a machine that is busy gets ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline


def test_time_out_before_stamps_nothing_and_the_next_try_succeeds(sandbox: Sandbox) -> None:
    body = to(sandbox, "timeout_before")
    give_up(sandbox, body)
    assert sandbox.kept() == sandbox.listed(reference="to-timeout_before") == []
    sandbox.emit(body)


def test_time_out_after_has_stamped_and_the_next_try_stamps_again(sandbox: Sandbox) -> None:
    body = to(sandbox, "timeout_after")
    give_up(sandbox, body)
    until(lambda: len(sandbox.kept()) == 1)
    give_up(sandbox, body)
    until(lambda: len(sandbox.listed(reference="to-timeout_after")) == 2)


@pytest.mark.parametrize(("scenario", "status"), [("429", 429), ("500", 500)])
def test_failures_before_are_of_the_first_try(sandbox: Sandbox, scenario: str, status: int) -> None:
    body = to(sandbox, scenario)
    answer = send(sandbox, body)
    assert answer.status_code == status
    assert (answer.headers.get("Retry-After") == "2") == (status == 429)
    assert sandbox.kept() == []
    sandbox.emit(body)


@pytest.mark.parametrize(
    ("scenario", "status"), [("500_after", 500), ("garbage", 200), ("truncated", 200)]
)
def test_failures_after_have_stamped(sandbox: Sandbox, scenario: str, status: int) -> None:
    answer = send(sandbox, to(sandbox, scenario))
    assert answer.status_code == status
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert len(sandbox.listed(reference=f"to-{scenario}")) == 1


def test_slow_answers_in_the_end(sandbox: Sandbox) -> None:
    sandbox.arm("slow", operation="cfdi/emmit", seconds=0.2)
    started = time.monotonic()
    sandbox.emit(payloads.simple(sandbox))
    assert time.monotonic() - started >= 0.2


def test_reject_names_a_code_and_stamps_nothing(sandbox: Sandbox) -> None:
    assert sandbox.refusal("cfdi/emmit", to(sandbox, "reject")).startswith("CFDI40145: ")
    sandbox.arm("reject_now", operation="cfdi/emmit", rules=["CFDI40148"])
    assert sandbox.refusal("cfdi/emmit", payloads.simple(sandbox)).startswith("CFDI40148: ")
    assert sandbox.kept() == []


def test_late_visible_is_stamped_but_not_shown_for_a_while(sandbox: Sandbox) -> None:
    answer = sandbox.emit(to(sandbox, "late_visible"))
    assert sandbox.listed(reference="to-late_visible") == []
    assert sandbox.get(f"cfdi/{answer['uuid']}/xml").status_code == 404
    wish = {"cancel": {"folio_tax": answer["cfdi"]["folio_tax"], "reason": "02"}}
    assert sandbox.refusal("cfdi/emmited/cancel", wish).startswith("205")
    sandbox.pass_time(5)
    assert len(sandbox.listed(reference="to-late_visible")) == 1
    assert sandbox.verified(answer["uuid"])


def test_the_uuid_may_stand_elsewhere_or_be_missing(sandbox: Sandbox) -> None:
    elsewhere = sandbox.emit(to(sandbox, "uuid_elsewhere"))
    assert "cfdi" not in elsewhere
    assert sandbox.verified(elsewhere["uuid"]).timbre.uuid == elsewhere["folio_tax"]  # type: ignore[union-attr]
    missing = sandbox.emit(to(sandbox, "missing_uuid"))
    assert missing.keys() == {"uuid", "pdf_url", "xml_url"}
    assert sandbox.verified(missing["uuid"])


def test_a_wrong_seal_verifies_nothing(sandbox: Sandbox) -> None:
    answer = sandbox.emit(to(sandbox, "wrong_seal"))
    with pytest.raises(NotSealed):
        sandbox.verified(answer["uuid"])


def test_a_wrong_total_is_well_sealed(sandbox: Sandbox) -> None:
    found = sandbox.verified(sandbox.emit(to(sandbox, "wrong_total"))["uuid"])
    assert found.total == Decimal("1161.00")


@pytest.mark.parametrize("operation", ["customer/all", "product/all", "cfdi/emmited/all"])
@pytest.mark.parametrize(
    ("scenario", "status"), [("429", 429), ("500", 500), ("garbage", 200), ("401", 401)]
)
def test_other_operations_fail_too(
    sandbox: Sandbox, operation: str, scenario: str, status: int
) -> None:
    sandbox.arm(scenario, operation=operation)
    body = {"filter": {"reference": "r"}}
    assert sandbox.post(operation, body).status_code == status
    assert sandbox.log()[-1]["scenario"] == scenario
    sandbox.ask(operation, body)


def test_files_and_payments_fail_too(sandbox: Sandbox) -> None:
    answer = sandbox.emit(payloads.deferred(sandbox))
    sandbox.arm("500", operation="xml")
    assert sandbox.get(f"cfdi/{answer['uuid']}/xml").status_code == 500
    body = payloads.payment(answer["cfdi"]["folio_tax"])
    sandbox.arm("500", operation="cfdi/emmited/payment")
    assert sandbox.post("cfdi/emmited/payment", body).status_code == 500
    assert len(sandbox.kept()) == 1
    sandbox.arm("missing_uuid", operation="cfdi/emmited/payment")
    assert sandbox.pay(body)["payment"].keys() == {"uuid"}
    sandbox.arm("wrong_total", operation="cfdi/emmited/payment")
    found = sandbox.verified(sandbox.pay(body)["payment"]["uuid"])
    assert found.pagos is not None
    assert found.pagos.pagos[0].monto == Decimal("1161.00")


def test_an_armed_ok_calms_a_magic_receiver(sandbox: Sandbox) -> None:
    sandbox.arm("ok", operation="cfdi/emmit")
    sandbox.emit(to(sandbox, "reject"))


def test_a_refused_document_befalls_nothing_after(sandbox: Sandbox) -> None:
    body = to(sandbox, "500_after")
    body["cfdi"]["payment"]["form"] = {"k": "98"}
    assert sandbox.refusal("cfdi/emmit", body).startswith("CFDI40104")


def test_an_armed_scenario_waits_for_its_issuer_and_operation(sandbox: Sandbox) -> None:
    other = sandbox.new_unit()
    sandbox.arm("500", operation="cfdi/emmit", times=2)
    other.emit(payloads.simple(other))
    body = payloads.simple(sandbox)
    assert [send(sandbox, body).status_code for _ in range(3)] == [500, 500, 200]

"""Everything that may go wrong between client and provider."""

import hashlib
import time
from collections.abc import Callable

import pytest
import requests

from providers.co_yabico.sandbox.magic import MAGIC_RECEIVERS

from . import payloads
from .client import CREATE, FIND, Sandbox

SHORT = 0.3
"""A client's patience in seconds: much longer than an answer takes, much shorter than a hang."""


def send(sandbox: Sandbox, document: payloads.Payload) -> requests.Response:
    return sandbox.graphql(CREATE, {"document": document})


def give_up(sandbox: Sandbox, document: payloads.Payload) -> None:
    with pytest.raises(requests.exceptions.Timeout):
        sandbox.graphql(CREATE, {"document": document}, timeout=SHORT)


def until(condition: Callable[[], bool]) -> None:
    """Ask until it is so; a machine that is busy gets ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline


def test_time_out_before_takes_nothing_and_the_next_try_succeeds(sandbox: Sandbox) -> None:
    document = payloads.to(sandbox.unit, "9000000004")
    give_up(sandbox, document)
    assert sandbox.kept() == []
    assert "errors" in sandbox.find("SETP990000001")
    sandbox.accepted(document)


def test_time_out_after_has_taken_it(sandbox: Sandbox) -> None:
    document = payloads.to(sandbox.unit, "9000000005")
    give_up(sandbox, document)
    until(lambda: sandbox.kept() != [])
    found = sandbox.find("SETP990000001")["data"]["invoice"]
    assert found["uid"] == sandbox.kept()[0]["uid"]
    assert sandbox.refusal(document) == ["200-EI1"]


def test_a_hanging_request_holds_up_nobody(sandbox: Sandbox) -> None:
    sandbox.arm("timeout_before", times=3)
    for number in range(3):
        give_up(sandbox, payloads.invoice(sandbox.unit, 990000001 + number))
    until(lambda: len(sandbox.log()) == 3)
    sandbox.accepted(payloads.invoice(sandbox.unit))
    assert [entry["http_status"] for entry in sandbox.log()] == [None, None, None, 200]


def test_a_hang_that_ends_is_a_proxys_time_out(sandbox: Sandbox) -> None:
    sandbox.arm("timeout_after", seconds=0.1)
    assert send(sandbox, payloads.invoice(sandbox.unit)).status_code == 504
    assert len(sandbox.kept()) == 1


def test_slow_answers_late(sandbox: Sandbox) -> None:
    sandbox.arm("slow", seconds=0.2)
    response = send(sandbox, payloads.invoice(sandbox.unit))
    assert response.elapsed.total_seconds() >= 0.2
    assert response.json()["data"]["createInvoice"]["document"]["id"] == "SETP990000001"


@pytest.mark.parametrize(("card", "shown"), [("9000000006", True), ("9000000007", False)])
def test_duplicates_tell_the_document_or_not(sandbox: Sandbox, card: str, shown: bool) -> None:
    output = sandbox.create(payloads.to(sandbox.unit, card))
    assert [error["id"] for error in output["errors"]] == ["200-EI1"]
    assert (output["document"] is not None) is shown
    assert sandbox.status("SETP990000001") == "YABICO_CREATED"


def test_a_duplicate_may_be_somebody_elses(sandbox: Sandbox) -> None:
    assert sandbox.refusal(payloads.to(sandbox.unit, "9000000020")) == ["200-EI1"]
    found = sandbox.find("SETP990000001")["data"]["invoice"]
    buyer = found["documentParties"]["accountingCustomerParty"]
    assert buyer["identification"]["identifier"] == "1032456789"


def test_too_many_requests_say_when_to_come_back(sandbox: Sandbox) -> None:
    document = payloads.to(sandbox.unit, "9000000008")
    response = send(sandbox, document)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "2"
    assert sandbox.kept() == []
    sandbox.accepted(document)


@pytest.mark.parametrize(("scenario", "taken"), [("500", 0), ("500_after", 1)])
def test_server_errors_before_and_after(sandbox: Sandbox, scenario: str, taken: int) -> None:
    sandbox.arm(scenario)
    response = send(sandbox, payloads.invoice(sandbox.unit))
    assert response.status_code == 500
    assert "json" not in response.headers["Content-Type"]
    assert len(sandbox.kept()) == taken


def test_a_revoked_token(sandbox: Sandbox) -> None:
    sandbox.arm("401")
    response = send(sandbox, payloads.invoice(sandbox.unit))
    assert response.status_code == 401
    assert response.json()["errors"][0]["id"] == "090"


def test_garbage_is_html_with_200(sandbox: Sandbox) -> None:
    response = send(sandbox, payloads.to(sandbox.unit, "9000000011"))
    assert response.status_code == 200
    assert response.text.startswith("<html>")
    assert len(sandbox.kept()) == 1


def test_truncated_is_half_a_json(sandbox: Sandbox) -> None:
    response = send(sandbox, payloads.to(sandbox.unit, "9000000012"))
    assert response.headers["Content-Type"] == "application/json"
    with pytest.raises(requests.exceptions.JSONDecodeError):
        response.json()
    assert len(sandbox.kept()) == 1


def test_late_visible_is_taken_but_not_found_for_a_while(sandbox: Sandbox) -> None:
    document = payloads.to(sandbox.unit, "9000000013")
    uid = sandbox.accepted(document)["uid"]
    listed = "{ invoices { ... on InvoiceConnection { totalCount } } }"
    assert sandbox.find(uid)["errors"][0]["id"] == "100-EI1"
    assert sandbox.ask(listed)["data"]["invoices"]["totalCount"] == 0
    assert sandbox.refusal(document) == ["200-EI1"]
    sandbox.pass_time(5)
    assert sandbox.status("SETP990000001") == "YABICO_CREATED"
    assert sandbox.ask(listed)["data"]["invoices"]["totalCount"] == 1


def test_reject_now_is_dians_error_and_leaves_the_number_free(sandbox: Sandbox) -> None:
    output = sandbox.create(payloads.to(sandbox.unit, "9000000017"))
    assert [error["id"] for error in output["errors"]] == ["002"]
    assert "FAD06" in output["errors"][0]["message"]
    sandbox.accepted(payloads.invoice(sandbox.unit))


def test_wrong_cufe_looks_like_one_but_is_not(sandbox: Sandbox) -> None:
    right = sandbox.new_unit()
    sandbox.arm("wrong_cufe")
    for one in (sandbox, right):
        one.accepted(payloads.invoice(one.unit))
        one.pass_time(10)
    cufes = [one.kept()[0]["cufe"] for one in (sandbox, right)]
    assert [len(cufe) for cufe in cufes] == [96, 96]
    assert cufes[0] != recomputed(sandbox.kept()[0])
    assert cufes[1] == recomputed(right.kept()[0])


def recomputed(kept: payloads.Payload) -> str:
    """The CUFE of the simple invoice, spelt out."""
    key = "fc8eac422eba16e22ffd8c6f94b3f40a6e38162c"
    day, clock = kept["issued_at"].split("T")
    money = "100000.000119000.00040.00030.00119000.00"
    chain = f"SETP990000001{day}{clock}{money}90055908852123456{key}2"
    return hashlib.sha384(chain.encode()).hexdigest()


@pytest.mark.parametrize("operation", ["invoice", "planSummary"])
@pytest.mark.parametrize(
    ("scenario", "status"), [("429", 429), ("500", 500), ("garbage", 200), ("401", 401)]
)
def test_queries_fail_too(sandbox: Sandbox, operation: str, scenario: str, status: int) -> None:
    query = {"invoice": FIND, "planSummary": "{ planSummary { totalDocuments } }"}[operation]
    sandbox.accepted(payloads.invoice(sandbox.unit))
    sandbox.arm(scenario, operation=operation)
    assert sandbox.graphql(query, {"uid": "SETP990000001"}).status_code == status
    assert sandbox.log()[-1]["scenario"] == scenario
    assert "data" in sandbox.ask(query, {"uid": "SETP990000001"})


def test_an_armed_scenario_waits_for_its_unit_and_operation(sandbox: Sandbox) -> None:
    other = sandbox.new_unit()
    sandbox.arm("500", operation="createInvoice", times=2)
    assert other.accepted(payloads.invoice(other.unit))
    assert "errors" in sandbox.find("SETP990000001")
    statuses = [send(sandbox, payloads.invoice(sandbox.unit)).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_an_armed_ok_calms_a_magic_buyer(sandbox: Sandbox) -> None:
    sandbox.arm("ok")
    sandbox.accepted(payloads.to(sandbox.unit, "9000000017"))


def test_a_magic_number_is_harmless_as_another_kind_of_id(sandbox: Sandbox) -> None:
    document = payloads.to(sandbox.unit, "9000000017")
    document["documentParties"]["accountingCustomerParty"]["personId"]["idType"] = "CE"
    sandbox.accepted(document)


def test_a_refused_document_befalls_nothing_after(sandbox: Sandbox) -> None:
    document = payloads.to(sandbox.unit, "9000000010", number=1)
    assert sandbox.refusal(document) == ["001-DC2"]


@pytest.mark.parametrize(
    "card", sorted(set(MAGIC_RECEIVERS) - {"9000000003", "9000000004", "9000000005"})
)
def test_every_magic_buyer_is_a_valid_one(sandbox: Sandbox, card: str) -> None:
    send(sandbox, payloads.to(sandbox.unit, card))
    assert sandbox.log()[-1]["scenario"] == MAGIC_RECEIVERS[card]


def test_scenarios_of_later_operations_do_not_hinder_issue(sandbox: Sandbox) -> None:
    uid = sandbox.accepted(payloads.to(sandbox.unit, "9000000021"))["uid"]
    assert sandbox.kept()[0]["scenario"] == "cancel_refused"
    sandbox.pass_time(30)
    assert sandbox.status(uid) == "SEND_EMAIL"

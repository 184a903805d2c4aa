"""The control endpoints."""

from datetime import datetime, timedelta

import pytest
import requests

from providers.co_yabico.sandbox.seed import TOKEN, UNIT_UID
from providers.sandbox.app import create_app
from providers.sandbox.wire import Request

from . import payloads
from .client import CREATE, Sandbox


def test_the_seed_is_ready_to_issue(sandbox: Sandbox) -> None:
    seed = Sandbox(sandbox.base, UNIT_UID, TOKEN)
    assert seed.accepted(payloads.invoice(UNIT_UID))["id"] == "SETP990000001"


def test_units_are_made_as_wished(sandbox: Sandbox) -> None:
    wish = {
        "uid": "99999999-0000-4000-8000-000000000001",
        "token": "mine",
        "name": "OTRA SAS",
        "nit": "901458652-7",
        "environment": "1",
        "planDocuments": 5,
        "ranges": [
            {
                "prefix": "FE",
                "from": 1,
                "to": 9,
                "resolution": "18764000001",
                "validFrom": "2026-01-01",
                "validTo": "2027-12-31",
                "technicalKey": "0" * 40,
                "documentType": "01",
            }
        ],
    }
    made = sandbox.told("POST", "/units", wish)
    assert {key: made[key] for key in wish} == wish
    assert made["organization"] != sandbox.told("GET", "/units")["units"][0]["organization"]
    unit = Sandbox(sandbox.base, made["uid"], "mine")
    assert unit.refusal(payloads.invoice(unit.unit)) == ["001-DC1"]
    document = payloads.invoice(unit.unit, 9)
    document["id"]["prefix"] = "FE"
    assert unit.accepted(document)["id"] == "FE9"


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        ("/units", {"nit": "900559088-3"}),
        ("/units", {"colour": "red"}),
        ("/units", {"uid": UNIT_UID}),
        ("/units", {"ranges": [{"validFrom": "2026-01-02", "validTo": "2026-01-01"}]}),
        ("/units", {"ranges": [{"technical_key": "x"}]}),
        ("/scenarios", {"scenario": "earthquake"}),
        ("/scenarios", {"scenario": "ok", "colour": "red"}),
        ("/scenarios", {}),
        ("/clock", {"advance_seconds": -1}),
        ("/clock", {"step_seconds": -1}),
        ("/clock", {"release": ["nothing"]}),
        ("/clock", {"unit": "nothing", "step_seconds": 1}),
        ("/clock", []),
    ],
)
def test_wishes_that_cannot_be_met_are_400(sandbox: Sandbox, path: str, wish: object) -> None:
    assert sandbox.control("POST", path, wish).status_code == 400


def test_bad_json_is_400_and_unknown_controls_404(sandbox: Sandbox) -> None:
    url = f"{sandbox.base}/_control/co_yabico/units"
    assert requests.post(url, data=b"{", timeout=10).status_code == 400
    assert sandbox.control("PUT", "/units").status_code == 404
    assert sandbox.control("GET", "/weather").status_code == 404


def test_requests_are_kept_without_credentials(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    sandbox.accepted(document)
    sandbox.find("SETP990000001")
    created, found = sandbox.log()
    assert (created["operation"], created["http_status"]) == ("createInvoice", 200)
    assert created["variables"] == {"document": document}
    assert (created["dialect"], created["scenario"]) == ("live", "ok")
    assert found["operation"] == "invoice"
    assert "content-type" in created["headers"]
    assert "authorization" not in created["headers"]
    assert sandbox.token not in str(created)
    narrowed = sandbox.told("GET", f"/requests?unit={sandbox.unit}&operation=invoice")
    assert len(narrowed["requests"]) == 1
    sandbox.told("DELETE", "/requests")
    assert sandbox.log() == []


def test_refused_credentials_are_logged_too(base: str, sandbox: Sandbox) -> None:
    Sandbox(base, token="wrong").ask(CREATE, {"document": payloads.invoice(sandbox.unit)})
    assert sandbox.log()[0]["organization"] is None


def test_documents_show_where_they_stand(sandbox: Sandbox) -> None:
    sandbox.accepted(payloads.to(sandbox.unit, "9000000013"))
    sandbox.pass_time(4)
    (kept,) = sandbox.kept()
    assert (kept["id"], kept["status"], kept["visible"]) == (
        "SETP990000001",
        "YABICO_CREATED",
        False,
    )
    assert [stage["code"] for stage in kept["stages"]] == ["YABICO_CREATED"]


def test_scenarios_are_listed_and_disarmed(sandbox: Sandbox) -> None:
    other = sandbox.new_unit()
    armed = sandbox.arm("timeout_after", operation="createInvoice", times=2)
    other.arm("reject", rules=["FAD06"])
    assert (armed["scenario"], armed["seconds"], armed["times"]) == ("timeout_after", 60.0, 2)
    waiting = sandbox.told("GET", "/scenarios")["scenarios"]
    assert [(w["scenario"], w["unit"]) for w in waiting] == [
        ("timeout_after", sandbox.unit),
        ("reject", other.unit),
    ]
    left = sandbox.told("DELETE", f"/scenarios?unit={sandbox.unit}")["scenarios"]
    assert [w["scenario"] for w in left] == ["reject"]
    assert sandbox.told("DELETE", "/scenarios")["scenarios"] == []


def test_the_pace_is_set_for_one_unit_or_for_all(sandbox: Sandbox) -> None:
    other = sandbox.new_unit(stepSeconds=None)
    sandbox.told("POST", "/clock", {"step_seconds": 100, "unit": sandbox.unit})
    sandbox.told("POST", "/clock", {"step_seconds": 1})
    for one in (sandbox, other):
        one.accepted(payloads.invoice(one.unit))
    sandbox.pass_time(2)
    assert [one.kept()[0]["status"] for one in (sandbox, other)] == [
        "YABICO_CREATED",
        "DIAN_VALIDATED",
    ]


def test_reset_forgets_everything(sandbox: Sandbox) -> None:
    sandbox.accepted(payloads.invoice(sandbox.unit))
    sandbox.arm("reject")
    assert requests.post(f"{sandbox.base}/_control/reset", timeout=10).status_code == 200
    assert [unit["uid"] for unit in sandbox.told("GET", "/units")["units"]] == [UNIT_UID]
    assert sandbox.told("GET", "/documents")["documents"] == []
    assert sandbox.told("GET", "/scenarios")["scenarios"] == []
    assert sandbox.ask("{ __typename }")["errors"][0]["id"] == "090"


def test_control_answers_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(remote: str) -> int:
        request = Request("GET", "/_control/co_yabico/units", {}, {}, b"", remote)
        return create_app().answer(request).status

    assert [asked(r) for r in ("127.0.0.1", "::1", "", "192.0.2.7")] == [200, 200, 200, 403]
    monkeypatch.setenv("SANDBOX_CONTROL_OPEN", "1")
    assert asked("192.0.2.7") == 200


def test_time_moves_for_one_organization_alone(sandbox: Sandbox) -> None:
    other = sandbox.new_unit()
    uids = [unit.accepted(payloads.invoice(unit.unit))["uid"] for unit in (sandbox, other)]
    day = {"unit": sandbox.unit, "advance_seconds": 86400}
    ahead = datetime.fromisoformat(sandbox.told("POST", "/clock", day)["now"])
    common = datetime.fromisoformat(sandbox.told("POST", "/clock")["now"])
    assert ahead - common > timedelta(hours=23)
    assert sandbox.status(uids[0]) == "SEND_EMAIL"
    assert other.status(uids[1]) == "YABICO_CREATED"
    assert sandbox.kept()[0]["status"] == "SEND_EMAIL"
    backwards = {"unit": sandbox.unit, "advance_seconds": -1}
    assert sandbox.control("POST", "/clock", backwards).status_code == 400
    nobodys = {"unit": "nobody", "advance_seconds": 1}
    assert sandbox.control("POST", "/clock", nobodys).status_code == 400

"""createInvoice over HTTP, in both dialects."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from . import payloads
from .client import CREATE, Sandbox

BOGOTA = ZoneInfo("America/Bogota")


def printed(document: payloads.Payload) -> payloads.Payload:
    """The same document as annex 1.8 wants it: with its issue date."""
    now = datetime.now(UTC).astimezone(BOGOTA)
    document["generalInformation"]["issueDateTime"] = now.isoformat(timespec="seconds")
    return document


@pytest.mark.parametrize("content", [payloads.invoice, payloads.rich])
def test_a_good_invoice_is_taken(
    sandbox: Sandbox, content: Callable[[str], payloads.Payload]
) -> None:
    output = sandbox.create(content(sandbox.unit))
    assert output["errors"] == []
    assert output["warnings"] == []
    assert output["document"]["id"] == "SETP990000001"
    assert output["document"]["documentStatus"]["code"] == "YABICO_CREATED"
    assert [n["title"] for n in output["notifications"]] == ["In validation"]


def test_the_provider_dates_a_live_invoice_in_bogota(sandbox: Sandbox) -> None:
    created = sandbox.accepted(payloads.invoice(sandbox.unit))
    issued = datetime.fromisoformat(created["generalInformation"]["issueDateTime"])
    assert issued.utcoffset() == datetime.now(BOGOTA).utcoffset()
    assert abs((datetime.now(UTC) - issued).total_seconds()) < 60


def test_a_live_invoice_must_not_bring_its_date(sandbox: Sandbox) -> None:
    answer = sandbox.ask(CREATE, {"document": printed(payloads.invoice(sandbox.unit))})
    assert "issueDateTime" in answer["errors"][0]["message"]
    assert sandbox.kept() == []


def test_a_printed_invoice_brings_its_date_and_keeps_it(sandbox: Sandbox) -> None:
    document = printed(payloads.invoice(sandbox.unit))
    created = sandbox.accepted(document, "printed")
    given = document["generalInformation"]["issueDateTime"]
    assert created["generalInformation"]["issueDateTime"] == given


def test_a_printed_invoice_without_date_is_no_request(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    answer = sandbox.ask(CREATE, {"document": document}, "printed")
    assert "issueDateTime" in answer["errors"][0]["message"]


def test_a_printed_invoice_of_yesterday_is_refused(sandbox: Sandbox) -> None:
    document = printed(payloads.invoice(sandbox.unit))
    document["generalInformation"]["issueDateTime"] = "2026-01-02T10:00:00-05:00"
    assert sandbox.refusal(document, "printed") == ["001-D1"]


def test_zero_percent_is_taken_live_and_refused_in_print(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    exempt = payloads.tax("CO_01", 0.0, "100000.00", "0")
    document["documentLines"][0]["taxDescription"] = [exempt]
    document["taxDescription"] = [exempt]
    document["documentTotals"].update(taxInclusiveAmount="100000", payableAmount="100000")
    assert sandbox.refusal(printed(payloads.apart(document)), "printed") == ["001-V8", "001-V8"]
    sandbox.accepted(document)


def test_the_live_dialect_wants_all_totals_and_both_tax_levels(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    del document["documentTotals"]["prePaidAmount"]
    del document["taxDescription"]
    del document["documentLines"][0]["taxDescription"]
    told = " ".join(e["message"] for e in sandbox.ask(CREATE, {"document": document})["errors"])
    assert "prePaidAmount" in told
    assert told.count("taxDescription") >= 2


def test_all_errors_come_at_once_in_seven_fields(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit, 1)
    document["documentTotals"]["payableAmount"] = "1.00"
    errors = sandbox.create(document)["errors"]
    assert [error["id"] for error in errors] == ["001-DC2", "001-DT7"]
    assert errors[1] == {
        "id": "001-DT7",
        "type": "validationError",
        "subType": "payableAmountError",
        "title": "Amount to pay",
        "message": "documentTotals/payableAmount: computed 119000.00, given 1.00",
        "helpText": "Correct the named field and send the document again under the same number.",
        "language": "en-US",
    }


def test_a_number_is_used_once(sandbox: Sandbox) -> None:
    sandbox.accepted(payloads.invoice(sandbox.unit))
    assert sandbox.refusal(payloads.rich(sandbox.unit)) == ["200-EI1"]
    assert len(sandbox.kept()) == 1


def test_of_many_at_once_with_one_number_one_wins(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    with ThreadPoolExecutor(8) as pool:
        outputs = list(pool.map(lambda _: sandbox.create(document), range(16)))
    taken = [output["document"] for output in outputs if output["document"]]
    assert len(taken) == len(sandbox.kept()) == 1
    assert [e["id"] for o in outputs for e in o["errors"]] == ["200-EI1"] * 15


def test_a_number_dian_rejected_is_free_again(sandbox: Sandbox) -> None:
    sandbox.arm("reject")
    sandbox.accepted(payloads.invoice(sandbox.unit))
    assert sandbox.refusal(payloads.invoice(sandbox.unit)) == ["200-EI1"]
    sandbox.pass_time(20)
    again = sandbox.accepted(payloads.invoice(sandbox.unit))
    assert sandbox.find("SETP990000001")["data"]["invoice"]["uid"] == again["uid"]


def test_a_unit_may_keep_rejected_numbers(sandbox: Sandbox) -> None:
    strict = sandbox.new_unit(reuseRejected=False)
    strict.arm("reject")
    strict.accepted(payloads.invoice(strict.unit))
    strict.pass_time(20)
    assert strict.refusal(payloads.invoice(strict.unit)) == ["200-EI1"]


def test_another_organizations_unit_does_not_exist(sandbox: Sandbox) -> None:
    other = sandbox.new_unit()
    assert sandbox.refusal(payloads.invoice(other.unit)) == ["001-OU2"]


def test_an_inactive_unit_and_a_used_up_plan_issue_nothing(sandbox: Sandbox) -> None:
    inactive = sandbox.new_unit(active=False)
    assert inactive.refusal(payloads.invoice(inactive.unit)) == ["001-OU1"]
    poor = sandbox.new_unit(planDocuments=1)
    poor.accepted(payloads.invoice(poor.unit))
    assert poor.refusal(payloads.invoice(poor.unit, 990000002)) == ["001-O1"]


def test_an_expired_range_is_refused(sandbox: Sandbox) -> None:
    unit = sandbox.new_unit(ranges=[{"validFrom": "2019-01-19", "validTo": "2020-01-19"}])
    assert unit.refusal(payloads.invoice(unit.unit)) == ["001-D2"]


def test_warnings_do_not_hinder(sandbox: Sandbox) -> None:
    soon = (datetime.now(BOGOTA) + timedelta(days=10)).date().isoformat()
    unit = sandbox.new_unit(ranges=[{"from": 1, "to": 10, "validTo": soon}])
    document = payloads.invoice(unit.unit, 10)
    del document["documentParties"]["accountingCustomerParty"]["email"]
    output = unit.create(document)
    titles = [warning["title"] for warning in output["warnings"]]
    assert titles == ["No recipient", "Range nearly used", "Range nearly expired"]
    assert output["document"]["id"] == "SETP10"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("currency", "PESO"),
        ("acquirerEmail", "nobody"),
        ("documentPeriod", {"startDate": "yesterday"}),
    ],
)
def test_what_the_schema_forbids_reaches_no_rule(
    sandbox: Sandbox, path: str, value: object
) -> None:
    document = payloads.invoice(sandbox.unit)
    document["generalInformation"][path] = value
    answer = sandbox.ask(CREATE, {"document": document})
    assert path in answer["errors"][0]["message"]
    assert "data" not in answer or answer["data"] is None


def test_decimals_may_be_numbers_or_texts(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    document["documentLines"][0]["quantity"] = 2
    document["documentTotals"]["payableAmount"] = 119000.0
    sandbox.accepted(document)


def test_the_wish_may_stand_in_the_query_itself(sandbox: Sandbox) -> None:
    document = payloads.invoice(sandbox.unit)
    query = f"mutation {{ createInvoice(document: {literal(document)}) {{ document {{ id }} }} }}"
    assert sandbox.ask(query)["data"]["createInvoice"]["document"]["id"] == "SETP990000001"


def literal(value: object, name: str = "") -> str:
    """A GraphQL literal; what looks like an enum value in an enum's place is written bare."""
    enums = {"currency", "operationCode", "subtypeCode", "additionalAccountId", "idType", "country"}
    enums |= {"locale", "standardId", "unitCode", "priceType", "taxName", "paymentMeanCode"}
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {literal(v, k)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(v) for v in value) + "]"
    bare = name in enums or name == "paymentMeanId" or not isinstance(value, str)
    return str(value) if bare else f'"{value}"'

"""The account at the Colombian provider, over real HTTP in both dialects."""

from dataclasses import replace
from datetime import date

import pytest

from providers.account import AccountReader, RemoteRange
from providers.base import ErrorKind, ProviderError
from providers.co_yabico import reading_account
from tests.providers.co_bench import PATHS, STEP, YabicoBench
from tests.providers.co_kinds import KindBench
from tests.providers.conftest import Sandbox
from tests.providers.contract import submit

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(params=sorted(PATHS))
def bench(sandbox: Sandbox, request) -> KindBench:
    return KindBench(sandbox, request.param, sandbox.new_unit(stepSeconds=STEP, planDocuments=50))


def test_the_provider_shows_the_account(bench):
    assert isinstance(bench.provider, AccountReader)
    bench.issued()
    view = bench.provider.account_view(bench.account, bench.recorder)
    assert view.organization["name"] == bench.unit["name"]
    assert view.organization["tax_id"].partition("-")[0] == bench.unit["nit"].partition("-")[0]
    (unit,) = view.units
    assert (unit["id"], unit["environment"]) == (bench.unit["uid"], bench.unit["environment"])
    assert (unit["name"], unit["active"]) == (bench.unit["name"], True)
    plan = view.plan
    assert plan is not None
    assert (plan.total, plan.used, plan.left) == (50, 1, 49)
    assert plan.used_by_type["INVOICE"] == 1
    assert plan.valid_to is not None
    assert bench.provider.plan(bench.account, bench.recorder) == plan


def test_its_ranges_have_limits_and_dates(bench):
    view = bench.provider.account_view(bench.account, bench.recorder)
    sales = next(r for r in view.ranges if r.prefix == "SETP")
    assert (sales.range_min, sales.range_max) == (990000000, 995000000)
    assert (sales.valid_from, sales.valid_to) == (date(2019, 1, 19), date(2030, 1, 19))
    assert (sales.resolution_number, sales.unit_id) == ("18760000001", bench.unit["uid"])
    assert (sales.document_type, sales.current) == ("01", None)
    again = bench.provider.resolution(bench.account, bench.recorder, sales.resolution_id)
    assert again == (sales,)


def test_a_range_tells_the_last_number_used(bench):
    invoice = bench.issued()
    view = bench.provider.account_view(bench.account, bench.recorder)
    current = {r.prefix: r.current for r in view.ranges}
    assert current["SETP"] == int(invoice.number.removeprefix("SETP"))
    assert current["SEDS"] is None


def test_what_the_account_does_not_have_is_none(bench):
    asked = (bench.account, bench.recorder, NOBODY)
    assert bench.provider.resolution(*asked) == ()
    assert bench.provider.transaction(*asked) is None
    assert bench.provider.transactions(*asked) == ()


def test_one_unit_is_as_in_the_view(bench):
    view = bench.provider.account_view(bench.account, bench.recorder)
    unit = bench.provider.unit(bench.account, bench.recorder, bench.unit["uid"])
    assert unit == view.units[0]


def test_who_invoices_electronically(bench):
    found = bench.provider.invoicer(bench.account, bench.recorder, "830080150-1")
    assert found is not None
    assert found.tax_id == "830080150"
    assert found.email
    assert found.since is not None
    assert bench.provider.invoicer(bench.account, bench.recorder, "900373076-4") is None


def test_what_was_exchanged_with_the_authority(bench):
    job = YabicoBench.job(bench)
    sent = submit(bench, job)
    bench.settle()
    told = bench.provider.transactions(bench.account, bench.recorder, sent.operation_id)
    assert told
    assert [t["requested_at"] for t in told] == sorted(t["requested_at"] for t in told)
    first = told[0]
    assert first["id"]
    assert first["type"]
    assert bench.provider.transaction(bench.account, bench.recorder, first["id"]) == first


def test_a_wrong_credential_is_a_matter_of_configuration(bench):
    wrong = replace(bench.account, secret="wrong-token")
    with pytest.raises(ProviderError) as caught:
        bench.provider.account_view(wrong, bench.recorder)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONFIG, "credential_refused")


def ranged(data) -> RemoteRange:
    given = {
        "billingRangeDataJ": data,
        "prefixDescription": "SETP",
        "resolutionNumber": "187",
        "organizationUnitId": "unit-1",
    }
    (found,) = reading_account.ranges([{"id": "r-1", "billingRanges": [given]}])
    return found


@pytest.mark.parametrize(
    "data",
    [
        {"from": 1, "to": 500},
        {"rangeFrom": "1", "rangeTo": "500"},
        '{"from": 1, "to": "500"}',
        {"initialNumber": 1, "finalNumber": 500},
    ],
)
def test_limits_under_any_of_their_names(data):
    found = ranged(data)
    assert (found.prefix, found.range_min, found.range_max) == ("SETP", 1, 500)


@pytest.mark.parametrize("data", [None, "", "no json", "[1]", [], {"from": "x", "to": -1}, 7])
def test_limits_nobody_can_read_are_none_and_not_guessed(data):
    found = ranged(data)
    assert (found.range_min, found.range_max, found.valid_from) == (None, None, None)
    assert (found.resolution_id, found.resolution_number) == ("r-1", "187")


def test_a_technical_key_is_not_shown():
    found = ranged({"technicalKey": "fc8eac422eba16e2"})
    assert found.technical_key == "fc8eac422eba16e2"
    assert "fc8eac422eba16e2" not in repr(found)


def test_an_invoicer_dian_does_not_know_is_none():
    assert reading_account.invoicer({"identifier": "1", "email": None}, "1") is None


def test_a_plan_nobody_tells_is_none():
    assert reading_account.plan({}) is None


def test_the_dialects_say_of_a_unit_the_same_in_other_words():
    printed = {
        "organizationUnitId": "u",
        "organizationUnitName": "n",
        "organizationUnitNit": "1",
        "organizationUnitSettings": {"key": "environment", "values": "2"},
        "organizationUnitState": {"key": "active", "values": "false"},
    }
    live = {
        "organizationalUnitId": "u",
        "unitName": "n",
        "unitNit": "1",
        "unitSettings": {"environment": "2"},
        "unitState": {"active": False},
    }
    assert reading_account.unit(printed) == reading_account.unit(live)
    assert reading_account.unit({})["active"] is None

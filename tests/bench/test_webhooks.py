"""What is told of delivered webhooks was met at the receiver and is in the database."""

import http.client
from collections import Counter
from contextlib import closing

import pytest

from bench import __main__ as command
from bench import bursts, plain, table, webhooks
from bench.bursts import HEALTHY, Mismatched
from bench.load import Measured
from bench.receiver import BAD, HANG, OK, Receipt, receiving
from bench.webhooks import BARE, GATEWAY, PLAIN, Result
from invoicing import events
from invoicing.models import Event
from webhooks.dispatch import dispatch
from webhooks.models import DELIVERED, Delivery


def post(connection: http.client.HTTPConnection, path: str, message_id: str) -> int:
    connection.request("POST", path, b"x" * 100, {"webhook-id": message_id})
    answer = connection.getresponse()
    answer.read()
    return answer.status


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


@pytest.fixture
def reachable(settings):
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOK_ALLOWED_PORTS = ["*"]
    settings.WEBHOOK_TOTAL_TIMEOUT = 0.3


@pytest.fixture
def burst(transactional_db, reachable, receiver):
    made = bursts.new_burst(receiver)
    bursts.happen_at_once(made.tenant, 2)
    events.sequence()
    return made


def test_the_receiver_answers_by_path_over_one_connection_and_keeps_each_burst_apart(receiver):
    with closing(http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=5)) as one:
        answers = [post(one, f"/a/{kind}/1", f"evt_{n}") for n, kind in enumerate((OK, BAD, OK))]
        post(one, "/b/ok/1", "evt_9")
    assert answers == [204, 500, 204]
    found = receiver.receipts("a")
    assert [(r.kind, r.message_id) for r in found] == [(OK, "evt_0"), (BAD, "evt_1"), (OK, "evt_2")]
    assert bursts.pairs_received(found) == {("/a/ok/1", "evt_0"), ("/a/ok/1", "evt_2")}


def test_a_hanging_path_is_noted_and_never_answered(receiver):
    one = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=0.2)
    with closing(one), pytest.raises(TimeoutError):
        post(one, "/a/hang/1", "evt_1")
    assert [r.kind for r in receiver.receipts("a")] == [HANG]


def test_of_a_hundred_subscriptions_five_fail_and_one_hangs():
    assert Counter(map(bursts.kind, range(100))) == {OK: HEALTHY, BAD: 5, HANG: 1}


def test_what_the_gateway_delivers_is_verified_and_a_row_too_many_or_too_few_is_found(
    burst, receiver
):
    kinds = {bursts.kind(n): one for n, one in enumerate(burst.subscriptions)}
    for one in kinds.values():
        dispatch(one.id)
    receipts = receiver.receipts(burst.name)
    first = next(r for r in receipts if r.kind == OK)
    assert burst.delivered() == 2
    assert bursts.settled(burst, receipts, attempts=True)
    bursts.verify(burst, receipts, in_order=True)
    with pytest.raises(Mismatched, match="2 deliveries committed, 1 received"):
        bursts.verify(burst, [r for r in receipts if r is not first], in_order=True)
    Delivery.objects.filter(status=DELIVERED).update(status="dead")
    with pytest.raises(Mismatched, match="0 deliveries committed, 2 received"):
        bursts.verify(burst, receipts, in_order=True)


def test_events_out_of_order_and_kinds_that_were_not_met_are_found(burst, receiver):
    for n, one in enumerate(burst.subscriptions[:22]):
        if bursts.kind(n) != OK or n == 1:
            dispatch(one.id)
    receipts = receiver.receipts(burst.name)
    with pytest.raises(Mismatched, match="not every kind"):
        bursts.verify(burst, receipts, in_order=True)
    hung = [*receipts, Receipt(f"/{burst.name}/hang/1", "evt_1", 0.0)]
    bursts.verify(burst, hung, in_order=True)
    with pytest.raises(Mismatched, match="out of order"):
        bursts.verify(burst, hung[::-1], in_order=True)


def test_an_ended_burst_sends_no_more(burst, receiver):
    burst.end()
    assert not dispatch(burst.subscriptions[1].id)
    assert receiver.receipts(burst.name) == []


def test_the_plain_way_writes_one_row_for_each_request(burst, receiver):
    written = list(Event.objects.filter(tenant=burst.tenant).order_by("id"))
    tasks = list(webhooks._tasks(burst, written))
    assert len(tasks) == 200
    for number in (0, 1, 51):
        plain.deliver(*tasks[number])
    receipts = receiver.receipts(burst.name)
    assert [r.kind for r in receipts] == [BAD, OK, HANG]
    assert burst.delivered() == 1
    assert bursts.settled(burst, receipts, attempts=False)
    bursts.verify(burst, receipts, in_order=False)


def test_the_clock_stops_when_all_is_delivered_or_time_is_up(burst):
    steps = []
    measured = webhooks._timed(burst, lambda: steps.append(1), 0, 5)
    assert (measured.acknowledged, steps) == (0, [])
    measured = webhooks._timed(burst, lambda: steps.append(1), 1, 0.2)
    assert measured.acknowledged == 0
    assert measured.seconds >= 0.2
    assert steps


def rate(per_second: int) -> Measured:
    return Measured(per_second, per_second, 1.0, [])


def test_the_table_has_both_ratios_and_the_waits():
    rounds = [
        {GATEWAY: rate(400), PLAIN: rate(100), BARE: rate(1000)},
        {GATEWAY: rate(300), PLAIN: rate(100), BARE: rate(1000)},
        {GATEWAY: rate(600), PLAIN: rate(300), BARE: rate(1000)},
    ]
    text = table.webhooks_text(Result(rounds, [0.1] * 90 + [2.0] * 10))
    found = {line.split("  ")[0]: line for line in text.splitlines()}
    assert " 400 " in found[GATEWAY]
    assert "3.00 (2.00-4.00)" in found[PLAIN]
    assert found[PLAIN].endswith("3.00 met")
    assert found[BARE].endswith("0.50 MISSED")
    assert text.endswith("p50 100 ms, p99 2,000 ms")


def test_a_failed_verification_ends_with_1_and_without_a_table(monkeypatch, capsys):
    def measure(*_):
        raise Mismatched("2 deliveries committed, 1 received")

    monkeypatch.setattr(webhooks, "measure", measure)
    assert command.main(["--only", "webhooks"]) == 1
    out, err = capsys.readouterr()
    assert "2 deliveries committed, 1 received" in err
    assert "per second" not in out


def test_a_missed_aim_ends_with_0(monkeypatch, capsys):
    round = {GATEWAY: rate(1), PLAIN: rate(1), BARE: rate(1)}
    monkeypatch.setattr(webhooks, "measure", lambda *_: Result([round], [0.1, 0.2]))
    assert command.main(["--only", "webhooks"]) == 0
    assert "MISSED" in capsys.readouterr().out

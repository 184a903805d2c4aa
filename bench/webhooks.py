"""Delivering webhooks: the gateway, a Celery task with `requests.post` each, and a bare client."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any

from django.test import override_settings

from bench import bursts, clients, plain
from bench.accepting import Timing
from bench.bursts import HEALTHY, Burst, Mismatched
from bench.load import Measured
from bench.receiver import OK, Receiver, receiving
from bench.server import NotStarted
from bench.worker import REACHABLE, THREADS, command, resting, working
from config.celery import SECOND_EXPIRES, app
from invoicing.announce import COMMITTED
from invoicing.models import Event
from webhooks import payload

GATEWAY = "the gateway"
PLAIN = "a task and requests.post each"
BARE = "bare keep-alive client"

# The plain way does not get through more in the time it has.
EVENTS, PLAIN_EVENTS = 50, 20
MOST_ROUNDS = 3
BURST_SECONDS = 6.0
SETTLE_SECONDS = 20.0
WARM_UP_SECONDS = 15.0
POLL_SECONDS = 0.05
SWEEP_SECONDS = 1.0
# Off the beat of the sweep, so that events meet it at every distance.
STEADY_EVENTS, STEADY_SECONDS = 10, 0.9

Round = dict[str, Measured]
Step = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Result:
    """The rounds, and in seconds the times from commit to receipt at a moderate rate."""

    rounds: list[Round]
    waits: list[float]


def measure(timing: Timing, logs: Path) -> Result:
    """Every contender once per round, MOST_ROUNDS at most. Raises Mismatched, NotStarted."""
    with (
        override_settings(**REACHABLE),
        receiving() as receiver,
        working(command("webhooks"), "webhooks", logs / "webhooks.log"),
        working(command("sweeps"), "sweeps", logs / "sweeps.log"),
        working(_plain(command("webhooks")), plain.QUEUE, logs / "plain.log"),
    ):
        _warm_up(receiver)
        rounds = [_round(receiver, timing) for _ in range(min(timing.rounds, MOST_ROUNDS))]
        return Result(rounds, steady(receiver))


def _plain(command: str) -> str:
    """The same worker for the plain way's tasks."""
    own = command.replace("--queues webhooks", f"--queues {plain.QUEUE}")
    return own.replace("-A config.celery", "-A bench.plain")


def _round(receiver: Receiver, timing: Timing) -> Round:
    return {
        GATEWAY: gateway(receiver, EVENTS, BURST_SECONDS),
        PLAIN: one_by_one(receiver, PLAIN_EVENTS, BURST_SECONDS),
        BARE: bare(receiver, timing),
    }


def _warm_up(receiver: Receiver) -> None:
    for contender in (gateway, one_by_one):
        if contender(receiver, 1, WARM_UP_SECONDS).acknowledged < HEALTHY:
            raise NotStarted("a worker does not deliver; see webhooks.log and plain.log")


def gateway(receiver: Receiver, events: int, most: float) -> Measured:
    """The events are committed and delivered, with beat's sweep meanwhile, until all is delivered
    or for `most` seconds. The time runs from before that commit to the commit of the last
    acknowledged delivery. Raises Mismatched."""
    burst = bursts.new_burst(receiver)
    first = [lambda: bursts.happen_at_once(burst.tenant, events)]
    sweep = sweeping()

    def step() -> None:
        if first:
            first.pop()()
        sweep()

    measured = _timed(burst, step, events * HEALTHY, most)
    burst.end()
    _verify(burst, receiver, attempts=True)
    return measured


def one_by_one(receiver: Receiver, events: int, most: float) -> Measured:
    """The plain way, with its tasks published before the time begins. The gateway leaves the events
    alone: the subscriptions are ended before there are any. Raises Mismatched."""
    burst = bursts.new_burst(receiver)
    burst.end()
    bursts.happen_at_once(burst.tenant, events)
    written = list(Event.objects.filter(tenant=burst.tenant).order_by("id"))
    with resting(plain.QUEUE):
        for arguments in _tasks(burst, written):
            app.send_task(plain.TASK, args=arguments, queue=plain.QUEUE)
    measured = _timed(burst, lambda: None, events * HEALTHY, most)
    with app.connection_for_write() as connection, connection.SimpleQueue(plain.QUEUE) as queue:
        queue.clear()
    _verify(burst, receiver, attempts=False)
    return measured


def _timed(burst: Burst, step: Step, wanted: int, most: float) -> Measured:
    start = time.perf_counter()
    done, last = 0, 0.0
    while done < wanted and last < most:
        step()
        time.sleep(POLL_SECONDS)
        done, last = burst.delivered(), time.perf_counter() - start
    return Measured(done, done, last, [])


def sweeping() -> Step:
    """A step that publishes the sweep when a second is over, as beat does."""
    due = [0.0]

    def step() -> None:
        if time.monotonic() >= due[0]:
            due[0] = time.monotonic() + SWEEP_SECONDS
            app.send_task(COMMITTED, expires=SECOND_EXPIRES)

    return step


def _tasks(burst: Burst, events: list[Event]) -> Iterator[list[Any]]:
    for place, event in enumerate(events, start=1):
        body = payload.of_event(event).decode()
        for one in burst.subscriptions:
            row = {
                "tenant_id": str(burst.tenant.id),
                "subscription_id": str(one.id),
                "event_id": event.id,
                "event_type": event.type,
                "offset": place,
            }
            yield [row, one.url, payload.message_id(None, event), body]


def _verify(burst: Burst, receiver: Receiver, *, attempts: bool) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    quiet = 0
    while quiet < 3:
        if time.monotonic() > deadline:
            raise Mismatched("what the receiver saw was not all written down")
        time.sleep(POLL_SECONDS)
        settled = bursts.settled(burst, receiver.receipts(burst.name), attempts=attempts)
        quiet = quiet + 1 if settled else 0
    bursts.verify(burst, receiver.receipts(burst.name), in_order=attempts)


def bare(receiver: Receiver, timing: Timing) -> Measured:
    """As many threads in one process as the worker has, each with a connection of its own, to
    receivers that are well; no database. Raises Mismatched."""
    name = f"bare{time.monotonic_ns()}"
    numbers = count()
    body = payload.of_event(bursts.happen(bursts.new_tenant()))

    def opened() -> clients.Opened:
        connection = HTTPConnection("127.0.0.1", receiver.port)
        path = f"/{name}/{OK}/{next(numbers)}"
        ids = count(1)

        def send() -> None:
            headers = {"webhook-id": f"evt_{next(ids)}", "content-type": "application/json"}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 204:
                raise Mismatched(f"answered {answer.status}")

        return send, connection.close

    measured = clients.run(
        opened, processes=1, threads=THREADS, warm_up=timing.warm_up, seconds=timing.seconds
    )
    found = len(bursts.pairs_received(receiver.receipts(name)))
    if found != measured.acknowledged:
        raise Mismatched(f"{measured.acknowledged} sent, {found} received")
    return measured


def steady(receiver: Receiver) -> list[float]:
    """Seconds from an event's instant, taken just before its commit, to its receipt by each
    receiver that is well, at a moderate rate. Raises Mismatched."""
    burst = bursts.new_burst(receiver)
    sweep = sweeping()
    happened: dict[str, float] = {}

    def step() -> None:
        sweep()
        if len(happened) < STEADY_EVENTS and time.monotonic() >= begun + len(happened) * every:
            event = bursts.happen(burst.tenant)
            happened[f"evt_{event.id}"] = event.occurred_at.timestamp()

    begun, every = time.monotonic(), STEADY_SECONDS
    wanted = STEADY_EVENTS * HEALTHY
    measured = _timed(burst, step, wanted, STEADY_EVENTS * STEADY_SECONDS + SETTLE_SECONDS)
    burst.end()
    _verify(burst, receiver, attempts=True)
    if measured.acknowledged != wanted:
        raise Mismatched(f"{measured.acknowledged} of {wanted} delivered at a moderate rate")
    receipts = receiver.receipts(burst.name)
    return [r.at - happened[r.message_id] for r in receipts if r.kind == OK]

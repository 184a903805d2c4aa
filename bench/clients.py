"""Database clients: forked processes of a few threads that begin at once and work until the end."""

import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connections

from bench.load import Measured

Work = Callable[[], None]
# Opens a connection of its own; answers what does the work once, and what closes it again.
Opened = tuple[Work, Work]
Open = Callable[[], Opened]


def run(
    open_client: Open, *, processes: int, threads: int, warm_up: float, seconds: float
) -> Measured:
    """Let `processes` x `threads` clients repeat their work; times in seconds.

    Raises what the first of them to fail raised; the others then do not begin.
    """
    connections.close_all()
    context = get_context("fork")
    barrier = context.Barrier(processes * threads)
    pipes, running = [], []
    for _ in range(processes):
        ours, theirs = context.Pipe(duplex=False)
        arguments = (theirs, open_client, threads, barrier, warm_up, seconds)
        process = context.Process(target=_process, args=arguments)
        process.start()
        theirs.close()
        pipes.append(ours)
        running.append(process)
    results = [result for pipe in pipes for result in pipe.recv()]
    for process in running:
        process.join()
    return _together(results, seconds)


def _together(results: Sequence[Any], seconds: float) -> Measured:
    errors = [result for result in results if isinstance(result, BaseException)]
    for error in sorted(errors, key=lambda error: isinstance(error, threading.BrokenBarrierError)):
        raise error
    latencies = [latency for _, counted in results for latency in counted]
    return Measured(sum(done for done, _ in results), len(latencies), seconds, latencies)


def _process(
    pipe: Any,
    open_client: Open,
    threads: int,
    barrier: Barrier,
    warm_up: float,
    seconds: float,
) -> None:
    results: list[Any] = []

    def client() -> None:
        try:
            results.append(_repeat(open_client, barrier, warm_up, seconds))
        except BaseException as error:
            barrier.abort()
            results.append(error)

    running = [threading.Thread(target=client) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    pipe.send(results)


def _repeat(
    open_client: Open, barrier: Barrier, warm_up: float, seconds: float
) -> tuple[int, list[float]]:
    work, close = open_client()
    latencies: list[float] = []
    done = 0
    barrier.wait()
    start = time.perf_counter() + warm_up
    before = time.perf_counter()
    while before < start + seconds:
        work()
        done += 1
        now = time.perf_counter()
        if start <= now < start + seconds:
            latencies.append(now - before)
        before = now
    close()
    return done, latencies

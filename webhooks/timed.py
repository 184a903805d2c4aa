"""A call that ends in time for us, also when the callee knows no time limit of its own."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

Answer = TypeVar("Answer")


def timed(call: Callable[[], Answer], seconds: float) -> Answer:
    """What `call` returns or raises; TimeoutError after `seconds`, and then it runs on unheard.

    It gets a thread of its own: in a pool, calls that hang would leave no room for others.
    """
    answer: Future[Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:
            answer.set_exception(error)

    Thread(target=run, daemon=True, name="timed").start()
    return answer.result(seconds)

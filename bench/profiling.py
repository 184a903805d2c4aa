"""Where the time of an accepted draft goes: statements, packages, then the tree of calls."""

import time
from collections import defaultdict
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from pyinstrument import Profiler
from pyinstrument.renderers import ConsoleRenderer

from bench import parts
from bench.caller import Caller, new_caller
from bench.load import Refused
from bench.request import Request

WARM_UP = 200
SHOWN_SQL = 90
SMALLEST_SHARE = 0.01


def profile(requests: int) -> str:
    """The text of a profile of so many requests, one after the other, through the WSGI application
    in this process: everything but gunicorn."""
    application = get_wsgi_application()
    environment = _environments(new_caller())
    for _ in range(WARM_UP):
        _accept(application, environment())
    statements, elapsed = _statements(application, environment, requests)
    profiler = Profiler(interval=0.0005)
    profiler.start()
    for _ in range(requests):
        _accept(application, environment())
    profiler.stop()
    return "\n\n".join(
        [_statements_text(statements, elapsed, requests), _parts_text(profiler), _tree(profiler)]
    )


def _parts_text(profiler: Profiler) -> str:
    assert profiler.last_session is not None
    root = profiler.last_session.root_frame()
    assert root is not None
    return f"Time by package:\n{parts.text(root)}"


def _tree(profiler: Profiler) -> str:
    """The calls that take SMALLEST_SHARE of the time or more, those of libraries folded."""
    options = {"filter_threshold": SMALLEST_SHARE}
    return profiler.output(ConsoleRenderer(show_all=False, processor_options=options))


def _environments(caller: Caller) -> Callable[[], dict[str, Any]]:
    requests = Request(0, str(caller.tenant.id), caller.key)

    def make() -> dict[str, Any]:
        head, _, content = requests.next().partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, path, protocol = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": protocol,
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": headers.pop("Content-Type"),
            "CONTENT_LENGTH": headers.pop("Content-Length"),
            "wsgi.input": BytesIO(content),
            "wsgi.url_scheme": "http",
            **{f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()},
        }

    return make


def _accept(application: WSGIHandler, environment: dict[str, Any]) -> None:
    response = application(environment, _start)
    content = b"".join(response)
    response.close()
    if response.status_code != 201:
        raise Refused(content.decode(errors="replace"))


def _start(_status: str, _headers: list[tuple[str, str]], _error: Any = None, /) -> Any:
    """What a WSGI server does with the head of an answer."""


def _statements(
    application: WSGIHandler, environment: Callable[[], dict[str, Any]], requests: int
) -> tuple[dict[str, list[float]], float]:
    taken: dict[str, list[float]] = defaultdict(list)

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        before = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken[" ".join(str(sql).split())].append(time.perf_counter() - before)

    before = time.perf_counter()
    with connection.execute_wrapper(watch):
        for _ in range(requests):
            _accept(application, environment())
    return taken, time.perf_counter() - before


def _statements_text(taken: dict[str, list[float]], elapsed: float, requests: int) -> str:
    """BEGIN and COMMIT are psycopg's own and stand in the profile only."""
    lines = [
        f"{sum(times) / requests * 1000:7.3f} ms  {len(times) / requests:4.2f} x  {sql[:SHOWN_SQL]}"
        for sql, times in taken.items()
    ]
    return "\n".join([f"{elapsed / requests * 1000:7.3f} ms per request, of which:", *lines])

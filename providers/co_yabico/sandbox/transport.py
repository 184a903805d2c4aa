"""What scenarios do to the HTTP answer, after or instead of the GraphQL one."""

import math

from providers.co_yabico.sandbox.errors import Fault
from providers.sandbox.clock import PATIENCE
from providers.sandbox.scenarios import Name, Scenario
from providers.sandbox.wire import Request, Response

PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
HANGS = frozenset({Name.TIMEOUT_BEFORE, Name.TIMEOUT_AFTER})
ERRORS = frozenset({Name.ERROR_BEFORE, Name.ERROR_AFTER})


def deliver(scenario: Scenario, request: Request, answer: Response) -> Response:
    """The response the client gets. Slow and hanging ones return late, or as soon as the client has
    gone; a hang that outlasts its seconds ends as a proxy's 504."""
    if scenario.name in HANGS | {Name.SLOW}:
        PATIENCE.wait(scenario.seconds, request.connected)
    if scenario.name in HANGS:
        return Response.html(504, PAGE.format("Gateway Time-out"))
    if scenario.name in ERRORS:
        return Response.html(500, PAGE.format("Internal Server Error"))
    if scenario.name == Name.TOO_MANY:
        wait = str(math.ceil(scenario.seconds))
        return Response.json(429, {"errors": [{"message": "rate limit"}]}, {"Retry-After": wait})
    if scenario.name == Name.UNAUTHORIZED:
        return Response.json(401, {"errors": [unauthenticated()]})
    if scenario.name == Name.GARBAGE:
        return Response.html(200, PAGE.format("Scheduled maintenance"))
    if scenario.name == Name.TRUNCATED:
        return Response(answer.status, answer.body[: len(answer.body) // 2], answer.headers)
    return answer


def unauthenticated() -> dict[str, str]:
    """090, as it stands at the top level of an answer."""
    return Fault("090", "the token is missing or nobody's").as_output()

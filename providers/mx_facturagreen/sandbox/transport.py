"""What scenarios do to the HTTP answer, after or instead of the PAC's own."""

import math

from providers.mx_facturagreen.sandbox.envelope import Refused, failure
from providers.sandbox.clock import PATIENCE
from providers.sandbox.scenarios import BEFORE, Name, Scenario
from providers.sandbox.wire import Request, Response

PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
HANGS = frozenset({Name.TIMEOUT_BEFORE, Name.TIMEOUT_AFTER})
ERRORS = frozenset({Name.ERROR_BEFORE, Name.ERROR_AFTER})
STOPS = BEFORE - {Name.REJECT_NOW}
"""Scenarios in which the request is not carried out."""


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
        refused = failure(Refused("too many requests", 429))
        return Response(429, refused.body, {**refused.headers, "Retry-After": wait})
    if scenario.name == Name.UNAUTHORIZED:
        return failure(Refused("x-application-key is not valid", 401))
    if scenario.name == Name.GARBAGE:
        return Response.html(200, PAGE.format("Scheduled maintenance"))
    if scenario.name == Name.TRUNCATED:
        return Response(answer.status, answer.body[: len(answer.body) // 2], answer.headers)
    return answer

"""The flow id: one text that ties a request, its log lines and the work that follows together."""

import re
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Flow-Id"
_ACCEPTED = re.compile(r"[\x20-\x7e]{1,128}")


def current_flow_id() -> str:
    """The flow id of the request or task under way; empty outside both."""
    return str(structlog.contextvars.get_contextvars().get("flow_id", ""))


def flow_id_for(offered: str | None) -> str:
    """The caller's flow id if it is 1-128 characters of printable ASCII, else a new one."""
    if offered and offered.strip() and _ACCEPTED.fullmatch(offered):
        return offered
    return str(uuid.uuid4())


class FlowMiddleware:
    """Binds the flow id to every log line of the request and echoes it on the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request. A thread serves many: what was bound for another is cleared first."""
        flow_id = flow_id_for(request.headers.get(HEADER))
        structlog.contextvars.clear_contextvars()
        with structlog.contextvars.bound_contextvars(flow_id=flow_id):
            response = self.get_response(request)
        response[HEADER] = flow_id
        return response

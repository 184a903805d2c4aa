"""Errors as problem details (RFC 9457), with a stable `code`, for everything under /v1."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from django.http import HttpRequest, HttpResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from config.flow import current_flow_id

CONTENT_TYPE = "application/problem+json"
API = "/v1"

logger = structlog.get_logger(__name__)


def problem(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """An error as an HTTP answer; the flow id finds its log lines."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "flow_id": current_flow_id(),
    }
    return HttpResponse(
        orjson.dumps(body), status=status, content_type=CONTENT_TYPE, headers=dict(headers or {})
    )


def internal_error() -> HttpResponse:
    """What a caller hears of a defect of ours."""
    return problem(500, "internal_error", "Something went wrong here; give us the flow id.")


def bad_request(request: HttpRequest, exception: Exception) -> Any:
    """Django's handler400."""
    if _is_api(request):
        return problem(400, "bad_request", "The request could not be read.")
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> Any:
    """Django's handler403."""
    if _is_api(request):
        return problem(403, "permission_denied", "This is not allowed.")
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> Any:
    """Django's handler404."""
    return (
        unknown_route(request) if _is_api(request) else defaults.page_not_found(request, exception)
    )


def server_error(request: HttpRequest) -> Any:
    """Django's handler500."""
    return internal_error() if _is_api(request) else defaults.server_error(request)


@csrf_exempt
def unknown_route(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The answer of every path under /v1 that leads nowhere."""
    return problem(404, "unknown_route", "There is nothing at this address; see /v1/docs.")


def _is_api(request: HttpRequest) -> bool:
    return request.path == API or request.path.startswith(f"{API}/")

"""What every API view shares: authentication by key, and one handler for every error."""

from typing import Any

import orjson
import structlog
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import Error as DatabaseError
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request

from config.flow import current_flow_id
from config.problem import internal_error, problem
from invoicing.actor import Actor
from invoicing.api.caller import Caller
from invoicing.api.invalid import InvalidRequest, fault_problems
from invoicing.api.invalid import problem as item
from invoicing.api.reading import IDEMPOTENCY_KEY
from invoicing.errors import Refusal, Unprocessable
from invoicing.idempotency import KeyReused
from parties import api_keys
from parties.errors import NotThere, Refused

logger = structlog.get_logger(__name__)


class BearerKey(BaseAuthentication):
    """`Authorization: Bearer <key>`. Nobody without the header; AuthenticationFailed for a wrong
    one."""

    def authenticate(self, request: Request) -> tuple[Caller, Caller] | None:
        """The caller whose key this is."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        scheme, _, key = header.partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise AuthenticationFailed("Send your API key as: Authorization: Bearer <key>.")
        try:
            credential = api_keys.authenticate(key.strip())
        except api_keys.InvalidKey as error:
            raise AuthenticationFailed("The API key is not valid.") from error
        actor = Actor(credential.prefix, credential.scopes, current_flow_id())
        caller = Caller(credential.tenant, actor)
        return caller, caller

    def authenticate_header(self, request: Request) -> str:
        """What a 401 answer asks for."""
        return 'Bearer realm="invoicing"'


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """The answer to any error a view lets out: the contract's 422, or a problem."""
    if isinstance(error, InvalidRequest):
        return _unprocessable(error.detail)
    if isinstance(error, Refused):
        return _unprocessable([item(("body", *f.path), f.message, f.code) for f in error.findings])
    if isinstance(error, NotThere):
        return problem(404, "not_found", str(error))
    if isinstance(error, Refusal):
        return _refusal(error)
    if isinstance(error, APIException):
        return _api_exception(error)
    if isinstance(error, Http404):
        return problem(404, "not_found", "There is no such thing.")
    if isinstance(error, PermissionDenied):
        return problem(403, "permission_denied", "This is not allowed.")
    if isinstance(error, SuspiciousOperation | BadRequest):
        return problem(400, "bad_request", "The request could not be read.")
    if isinstance(error, UnreadablePostError):
        return problem(400, "body_unreadable", "The request body broke off.")
    if isinstance(error, DatabaseError):
        return _database_error(error)
    logger.exception("unhandled_error", exc_info=error)
    return internal_error()


def _unprocessable(detail: list[dict[str, Any]]) -> HttpResponse:
    body = orjson.dumps({"detail": detail})
    return HttpResponse(body, status=422, content_type="application/json")


def _refusal(error: Refusal) -> HttpResponse:
    if isinstance(error, Unprocessable):
        return _unprocessable(fault_problems(error.faults))
    if isinstance(error, KeyReused):
        return _unprocessable([item(IDEMPOTENCY_KEY, error.message, error.code)])
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return problem(error.status, error.code, error.message, headers)


def _api_exception(error: APIException) -> HttpResponse:
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else error.default_code
    asked = getattr(error, "auth_header", None)
    headers = {"WWW-Authenticate": asked} if asked else {}
    return problem(error.status_code, code, str(error.detail), headers)


def _database_error(error: Exception) -> HttpResponse:
    """A database that is away comes back; a broken constraint is a race lost to somebody else."""
    logger.exception("database_error", exc_info=error)
    if isinstance(error, IntegrityError):
        return problem(409, "conflict", "Somebody else changed this at the same moment; retry.")
    if isinstance(error, OperationalError | InterfaceError):
        text = "The database does not answer; retry."
        return problem(503, "database_unavailable", text, {"Retry-After": "5"})
    return internal_error()

"""Reading a request: its body, query and headers, each into what it stands for."""

import re
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, ValidationError
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request

from invoicing.api import exact
from invoicing.api.invalid import InvalidRequest, invalid, problem, problems_of
from invoicing.errors import Refusal
from parties.models import Tenant

Model = TypeVar("Model", bound=BaseModel)

IDEMPOTENCY_KEY = ("header", "Idempotency-Key")
TENANT = ("header", "X-Tenant-Id")

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_STRONG_ETAG = re.compile(r'"?([0-9]{1,9})"?')


class BodyTooLarge(Refusal):
    """More bytes than MAX_BODY_BYTES."""

    status = 413

    def __init__(self) -> None:
        limit = f"{settings.MAX_BODY_BYTES:,}"
        super().__init__("body_too_large", f"A request body may have {limit} bytes at most.")


class Nothing(BaseModel):
    """The body of an operation that takes none: empty, or an empty object."""

    model_config = ConfigDict(extra="forbid")


def body(request: Request, model: type[Model]) -> Model:
    """The JSON body as a model.

    Raises InvalidRequest, BodyTooLarge, or UnsupportedMediaType for anything but UTF-8 JSON.
    """
    raw = raw_body(request)
    if raw or request._request.content_type:
        _require_json(request)
    return _parse(raw, model)


def no_body(request: Request) -> None:
    """Make sure the body is empty, or an empty object; raises InvalidRequest, BodyTooLarge."""
    given = raw_body(request).strip()
    if given:
        _parse(given, Nothing)


def raw_body(request: Request) -> bytes:
    """The body's bytes; raises BodyTooLarge before reading them where the length is announced,
    else as soon as they are too many."""
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return _chunked_body(request._request)
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced) > settings.MAX_BODY_BYTES:
        raise BodyTooLarge
    try:
        return bytes(request._request.body)
    except RequestDataTooBig as error:
        raise BodyTooLarge from error


def _chunked_body(request: HttpRequest) -> bytes:
    """A body without an announced length: Django takes it for empty, the server knows its end."""
    if not hasattr(request, "_body"):
        given = request.META["wsgi.input"].read(settings.MAX_BODY_BYTES + 1)
        if len(given) > settings.MAX_BODY_BYTES:
            raise BodyTooLarge
        request._body = given
    return bytes(request.body)


def query(request: Request, model: type[Model]) -> Model:
    """The query parameters as a model, the last of a repeated one. Raises InvalidRequest, also for
    a parameter the model does not know: a mistyped filter must not answer with everything."""
    given = request._request.GET.dict()
    controls = [
        problem(("query", name), "Control characters are not allowed here.", "control_character")
        for name, value in given.items()
        if exact.has_control(name + value)
    ]
    if controls:
        raise InvalidRequest(controls)
    try:
        return model.model_validate_strings(given)
    except ValidationError as error:
        raise InvalidRequest(problems_of(error, ("query",))) from error


def path_id(name: str, text: str) -> UUID:
    """An id out of the path; raises InvalidRequest where it is no UUID."""
    if not _UUID.fullmatch(text):
        raise invalid(("path", name), "Give a UUID.", "uuid_parsing")
    return UUID(text)


def idempotency_key(request: Request) -> UUID:
    """The Idempotency-Key, bare or quoted; raises InvalidRequest where it is missing or no UUID."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        raise invalid(IDEMPOTENCY_KEY, "Give a UUID of your own for this request.", "missing")
    text = given.strip()
    bare = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if not _UUID.fullmatch(bare):
        raise invalid(IDEMPOTENCY_KEY, "Give a UUID.", "uuid_parsing")
    return UUID(bare)


def if_match(request: Request) -> int | None:
    """The version an If-Match asks for, None where there is none or `*`. An ETag that is not one of
    ours fits no document: 0. Raises InvalidRequest for a list of several."""
    given = (request.headers.get("If-Match") or "*").strip()
    if given == "*":
        return None
    if "," in given:
        raise invalid(("header", "If-Match"), "Give one ETag.", "if_match_list")
    match = _STRONG_ETAG.fullmatch(given)
    return int(match[1]) if match else 0


def require_tenant(tenant: Tenant, tenant_id: str) -> None:
    """Make sure a body's tenant_id is the caller's tenant; raises InvalidRequest."""
    if tenant_id.strip().lower() != str(tenant.id):
        message = "tenant_id must be the tenant of the API key."
        raise invalid(("body", "tenant_id"), message, "tenant_mismatch")


def _require_json(request: Request) -> None:
    content_type = request._request.content_type or ""
    charset = (request._request.content_params or {}).get("charset", "utf-8")
    if content_type != "application/json" or charset.lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(request.META.get("CONTENT_TYPE") or "none")


def _parse(raw: bytes, model: type[Model]) -> Model:
    try:
        parsed = model.model_validate_json(raw)
    except ValidationError as error:
        raise InvalidRequest(problems_of(error, ("body",))) from error
    found = exact.problems(raw)
    if found:
        raise InvalidRequest(found)
    return parsed

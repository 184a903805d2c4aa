"""How an operation is described in the API's schema (OpenAPI)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from pydantic import BaseModel

from invoicing.api import answers
from invoicing.api.examples import ANSWERS, BODIES, PROBLEM, VALIDATION_ERROR

Operation = TypeVar("Operation", bound=Callable[..., Any])

PROBLEM_JSON = "application/problem+json"

TENANT_HEADER = OpenApiParameter(
    "X-Tenant-Id",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The id of your tenant: that of the API key.",
)
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "format": "uuid"},
    OpenApiParameter.HEADER,
    required=True,
    description="A UUID of your own: the same key and body get the same answer.",
)
FLOW_HEADER = OpenApiParameter(
    "X-Flow-Id",
    str,
    OpenApiParameter.HEADER,
    description="Your own id of the flow, kept in logs, events and evidence.",
)
IF_MATCH_HEADER = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of the version you read; 412 if the document has changed since.",
)


def operation(
    name: str,
    summary: str,
    *,
    answer: type[BaseModel],
    status: int = 200,
    also: Sequence[int] = (),
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    path: Sequence[str] = (),
    headers: Sequence[OpenApiParameter] = (),
    problems: Sequence[int] = (),
    tag: str,
) -> Callable[[Operation], Operation]:
    """Describes a view's method: operationId, what it takes, what it answers. Examples come from
    `invoicing.api.examples` by the operation's name; `also` are further statuses of the same
    answer."""
    parameters = [
        *(OpenApiParameter(p, str, OpenApiParameter.PATH, required=True) for p in path),
        *(_query_parameters(query) if query else ()),
        *headers,
        TENANT_HEADER,
        FLOW_HEADER,
    ]
    return extend_schema(
        operation_id=name,
        summary=summary,
        tags=[tag],
        request=_request(body),
        parameters=parameters,
        responses=responses(answer, status, (401, 403, *problems)) | dict.fromkeys(also, answer),
        examples=examples_of(name, status),
    )


def responses(answer: Any, status: int, problems: Sequence[int]) -> dict[Any, Any]:
    """The answer, the contract's 422, and a problem for every other error."""
    found: dict[Any, Any] = {status: answer, 422: answers.ValidationErrors}
    for code in sorted(set(problems)):
        found[(code, PROBLEM_JSON)] = OpenApiResponse(answers.Problem, description="A problem.")
    return found


def _request(body: type[BaseModel] | None) -> dict[str, Any] | None:
    return {"application/json": body} if body else None


def _query_parameters(query: type[BaseModel]) -> list[OpenApiParameter]:
    schema = query.model_json_schema(mode="validation")
    return [
        OpenApiParameter(
            name,
            _without_null(field),
            OpenApiParameter.QUERY,
            required=name in schema.get("required", ()),
            description=field.get("description", ""),
        )
        for name, field in schema["properties"].items()
    ]


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    variants = [v for v in field.get("anyOf", ()) if v.get("type") != "null"]
    shape = dict(variants[0]) if variants else dict(field)
    if "default" in field and field["default"] is not None:
        shape["default"] = field["default"]
    return {k: v for k, v in shape.items() if k not in ("title", "description")}


def examples_of(name: str, status: int) -> list[OpenApiExample]:
    """The examples of an operation by its name."""
    asked = [
        OpenApiExample(title, value=value, request_only=True)
        for title, value in BODIES.get(name, {}).items()
    ]
    answered = [
        OpenApiExample(title, value=value, response_only=True, status_codes=[str(status)])
        for title, value in ANSWERS.get(name, {}).items()
    ]
    refused = [
        OpenApiExample("Refused", value=VALIDATION_ERROR, response_only=True, status_codes=["422"]),
        OpenApiExample(
            "Problem",
            value=PROBLEM,
            response_only=True,
            status_codes=["401"],
            media_type=PROBLEM_JSON,
        ),
    ]
    return [*asked, *answered, *refused]

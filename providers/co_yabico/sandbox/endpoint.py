"""GraphQL over HTTP: `POST /co/einvoices/v2/` speaks the live dialect, `/co/einvoices/v1/` the
printed.

As far as documented: every outcome the provider decides comes with HTTP 200, credentials it refuses
(090) included. What is no GraphQL request at all is 400, another method than POST 405.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    execute_sync,
    parse,
    validate,
)

from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.errors import RequestRefused
from providers.co_yabico.sandbox.resolvers import executable
from providers.co_yabico.sandbox.state import State
from providers.co_yabico.sandbox.transport import deliver, unauthenticated
from providers.sandbox.wire import Request, Response

PATHS = {"/co/einvoices/v2": "live", "/co/einvoices/v1": "printed"}
SCHEME = "bearer "


def answer(state: State, request: Request) -> Response | None:
    """The answer to a request at one of the two endpoints, None at any other path."""
    name = PATHS.get(request.path.rstrip("/"))
    if name is None:
        return None
    if request.method != "POST":
        return _failure(405, "use POST", {"Allow": "POST"})
    try:
        body = request.json()
    except ValueError:
        return _failure(400, "the body is not JSON")
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        return _failure(400, "the body has no query")
    return _logged(state, request, name, body)


def _logged(state: State, request: Request, name: str, body: dict[str, Any]) -> Response:
    organization = state.organization(bearer(request))
    operation = first_field(body["query"], body.get("operationName"))
    variables = body.get("variables") or {}
    entry = state.requests.open(
        state.clock.now(),
        operation=operation,
        dialect=name,
        unit=_unit(state, organization, variables),
        organization=organization,
        variables=variables,
        headers={k: v for k, v in request.headers.items() if k != "authorization"},
    )
    if organization is None:
        response = Response.json(200, {"data": None, "errors": [unauthenticated()]})
    else:
        call = Call(state, organization, name, state.now(organization))
        result = execute(call, body)
        entry["scenario"] = str(call.scenario.name)
        response = deliver(call.scenario, request, Response.json(200, result))
    entry["http_status"] = response.status
    return response


def execute(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    """The GraphQL answer, `data` and `errors`, to a request body."""
    document, errors = prepared(call.dialect, body["query"])
    if document is None:
        return {"errors": [formatted(error) for error in errors]}
    result = execute_sync(
        executable(call.dialect),
        document,
        context_value=call,
        variable_values=body.get("variables"),
        operation_name=body.get("operationName"),
    )
    return _as_json(result)


@lru_cache(maxsize=256)
def prepared(name: str, query: str) -> tuple[DocumentNode | None, Sequence[GraphQLError]]:
    """The parsed and validated query, or None and what is wrong with it."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, [error]
    errors = validate(executable(name), document)
    return (None, errors) if errors else (document, ())


def formatted(error: GraphQLError) -> dict[str, Any]:
    """An error at the top level of the answer. One of the provider's own carries its seven fields
    both beside `message`, as the provider's kind of server does, and under `extensions`."""
    shown: dict[str, Any] = dict(error.formatted)
    refused = error.original_error if error.original_error else error
    return {**refused.fault.as_output(), **shown} if isinstance(refused, RequestRefused) else shown


def bearer(request: Request) -> str:
    """The token of the Authorization header, empty when there is none."""
    given = request.headers.get("authorization", "")
    return given[len(SCHEME) :].strip() if given.lower().startswith(SCHEME) else ""


@lru_cache(maxsize=256)
def first_field(query: str, operation_name: str | None) -> str:
    """The first root field of the operation, which names it in the log; empty when there is
    none."""
    try:
        definitions = parse(query).definitions
    except GraphQLError:
        return ""
    operations = [d for d in definitions if isinstance(d, OperationDefinitionNode)]
    named = [d for d in operations if d.name and d.name.value == operation_name]
    fields = [
        s.name.value
        for d in (named or operations)[:1]
        for s in d.selection_set.selections
        if isinstance(s, FieldNode)
    ]
    return fields[0] if fields else ""


def _as_json(result: ExecutionResult) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [formatted(error) for error in result.errors]
    return answer


def _unit(state: State, organization: str | None, variables: dict[str, Any]) -> str:
    document = variables.get("document")
    if isinstance(document, dict) and document.get("organizationalUnitId"):
        return str(document["organizationalUnitId"])
    units = state.units(organization) if organization else []
    return units[0].uid if units else ""


def _failure(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return Response.json(status, {"errors": [{"message": message}]}, headers)

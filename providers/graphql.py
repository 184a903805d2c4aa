"""GraphQL over the session of `providers.http`: a gql transport that classifies every failure."""

from collections.abc import Mapping
from typing import Any, Final

from gql import GraphQLRequest
from gql.transport import Transport
from graphql import ExecutionResult, GraphQLError

from providers.base import ErrorKind, ProviderError, Recorder
from providers.http import LIMITS, Limits, Response, open_session, post_json, refusal

# A server may refuse an invalid document with one of these and still explain itself in `errors`.
EXPLAINED: Final = (400, 422)


class GraphQLTransport(Transport):
    """Posts one GraphQL request. `effect` says whether it changes something at the provider."""

    def __init__(
        self, url: str, token: str, recorder: Recorder, *, effect: bool, limits: Limits = LIMITS
    ) -> None:
        self.url = url
        self.token = token
        self.recorder = recorder
        self.effect = effect
        self.limits = limits

    def execute(self, request: GraphQLRequest, *args: Any, **kwargs: Any) -> ExecutionResult:
        """The answer's `data` and `errors`; each error keeps its raw mapping in `extensions`.

        Raises ProviderError when no GraphQL answer came.
        """
        name = request.operation_name or "graphql"
        headers = {"Authorization": bearer(self.token), "Accept": "application/json"}
        with open_session(self.recorder, name, self.limits) as session:
            response = post_json(session, self.url, request.payload, headers, effect=self.effect)
        return self._read(response)

    def _read(self, response: Response) -> ExecutionResult:
        body = _mapping(response)
        refused = refusal(response, effect=self.effect)
        explained = response.status_code in EXPLAINED and bool(body.get("errors"))
        if refused is not None and not explained:
            raise refused
        if not isinstance(body.get("data"), Mapping) and not body.get("errors"):
            raise self._unreadable(response)
        return ExecutionResult(data=body.get("data"), errors=_errors(body.get("errors")))

    def _unreadable(self, response: Response) -> ProviderError:
        kind = ErrorKind.IN_DOUBT if self.effect else ErrorKind.RETRY
        message = f"HTTP {response.status_code} without a GraphQL answer."
        return ProviderError(kind, "answer_unreadable", message)


def bearer(token: str) -> str:
    """The Authorization value. ProviderError CONFIG for a token no header can carry."""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        message = "The stored credential is not a token."
        raise ProviderError(ErrorKind.CONFIG, "credential_malformed", message)
    return f"Bearer {token}"


def _mapping(response: Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _errors(raw: object) -> list[GraphQLError] | None:
    if not raw:
        return None
    entries = raw if isinstance(raw, list) else [raw]
    return [_error(e if isinstance(e, dict) else {"message": str(e)}) for e in entries]


def _error(raw: dict[str, Any]) -> GraphQLError:
    return GraphQLError(str(raw.get("message") or ""), path=raw.get("path"), extensions=raw)

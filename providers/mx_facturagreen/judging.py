"""How an answer is judged: HTTP, then JSON, then the envelope (A11 of ASSUMPTIONS.md)."""

import json
from typing import Any, Final

from providers.base import ErrorKind, ProviderError
from providers.http import Response, refusal
from providers.mx_facturagreen.codes import code_in, faults_of

Json = dict[str, Any]

SUCCESS: Final = "success"
AUTHORITY_DOWN: Final = "708"


def judged(response: Response, *, effect: bool) -> Json:
    """The whole envelope of a success, telemetry included. Raises ProviderError: REJECT with the
    refusal as its fault for HTTP 400 or an error in HTTP 200, CONFIG for 401 and 403, RETRY for
    429, else IN_DOUBT where there may have been an `effect` and RETRY where not."""
    if response.status_code in (400, 422):
        raise _refused(_decoded(response), effect=effect)
    error = refusal(response, effect=effect)
    if error is not None and error.kind is ErrorKind.REJECT and effect:
        raise _unclear(error.message, None, effect=True)
    if error is not None:
        raise error
    envelope = _decoded(response)
    if envelope is None:
        raise _unclear("The answer is not the provider's JSON.", None, effect=effect)
    if envelope.get("response") != SUCCESS:
        raise _refused(envelope, effect=effect)
    return envelope


def listed(envelope: Json, name: str) -> list[Json]:
    """The objects in a list of an answer that only reads. Raises ProviderError RETRY where there is
    no such list: its absence says nothing about what is there."""
    data = envelope.get("data")
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _unclear(f"The answer has no list of {name}.", envelope, effect=False)
    return found


def content(response: Response) -> bytes | None:
    """A downloaded file; None where there is none yet. Raises ProviderError, never IN_DOUBT."""
    if response.status_code == 404:
        return None
    if error := refusal(response, effect=False):
        raise error
    return response.content


def _decoded(response: Response) -> Json | None:
    try:
        found = json.loads(response.content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _refused(envelope: Json | None, *, effect: bool) -> ProviderError:
    if envelope is None or envelope.get("response") != "error":
        return _unclear("The answer is neither success nor error.", envelope, effect=effect)
    faults = faults_of(_text(envelope))
    code, message = faults[0].code, "; ".join(fault.message for fault in faults)
    if code_in(message) == AUTHORITY_DOWN:
        return ProviderError(ErrorKind.RETRY, code, message, answer=envelope)
    return ProviderError(ErrorKind.REJECT, code, message, faults=faults, answer=envelope)


def _text(envelope: Json) -> str:
    inner = envelope.get("error")
    nested = inner.get("message") if isinstance(inner, dict) else inner
    return str(envelope.get("message") or nested or "").strip()


def _unclear(message: str, envelope: Json | None, *, effect: bool) -> ProviderError:
    kind = ErrorKind.IN_DOUBT if effect else ErrorKind.RETRY
    return ProviderError(kind, "answer_unclear", message, answer=envelope)

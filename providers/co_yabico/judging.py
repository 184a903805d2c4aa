"""How an answer is judged.

In the order integrators found necessary: HTTP, top-level `errors`, the operation's `errors`, then
its document. Warnings and notifications are news, never a refusal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLError

from documents.values import Fault, Severity
from providers.base import ErrorKind, ProviderError
from providers.co_yabico.codes import UNKNOWN_ERROR, Meaning, codes_in, meaning
from providers.co_yabico.reading import authority_fault

Json = dict[str, Any]

GRAVITY: Final = (ErrorKind.IN_DOUBT, ErrorKind.CONFIG, ErrorKind.REJECT, ErrorKind.RETRY)


@dataclass(frozen=True, slots=True)
class Created:
    """A document the provider took, what it remarked, and the decoded answer."""

    document: Json
    notices: tuple[Fault, ...]
    answer: Json


def created(output: Json | None, made: str = "document", key: str = "uid") -> Created:
    """Judge a mutation's own output. ProviderError unless what it `made` has its `key` and there is
    no error."""
    output = output or {}
    document = output.get(made) or {}
    if output.get("errors"):
        raise rejected(output["errors"], document, key)
    if not document.get(key):
        message = f"The provider answered without error and without {made}."
        raise ProviderError(ErrorKind.IN_DOUBT, f"{made}_missing", message, answer=output)
    notices = [*(output.get("warnings") or []), *(output.get("notifications") or [])]
    return Created(document, tuple(report(n, Severity.WARNING) for n in notices), output)


def rejected(
    errors: Sequence[Json], document: Mapping[str, Any], key: str = "uid"
) -> ProviderError:
    """The operation's own errors as one ProviderError of the gravest kind among them.

    A document beside the errors means it may have been taken all the same: IN_DOUBT.
    """
    kind, code = gravest([_meaning(error) for error in errors])
    if document.get(key):
        kind = ErrorKind.IN_DOUBT
    faults = tuple(report(error, Severity.ERROR) for error in errors)
    answer = {"errors": list(errors), "document": dict(document)}
    return ProviderError(kind, code, faults[0].message, faults=faults, answer=answer)


def refused(errors: Sequence[GraphQLError], *, effect: bool) -> ProviderError:
    """Top-level GraphQL errors as one ProviderError.

    Without one of the provider's codes: an error with a place in our document and no path in the
    answer was found before execution (GraphQL specification, section 7.1.2), so nothing happened.
    """
    raw = [dict(error.extensions or {}) for error in errors]
    codes = [code for entry in raw for code in _codes(entry)]
    if codes:
        kind, code = gravest([meaning(c) for c in codes])
    elif all(e.get("locations") and not e.get("path") for e in raw):
        kind, code = ErrorKind.CONFIG, "schema_mismatch"
    else:
        kind, code = UNKNOWN_ERROR
    if kind is ErrorKind.IN_DOUBT and not effect:
        kind = ErrorKind.RETRY
    faults = tuple(Fault(code, (), e.message, law=" ".join(codes)) for e in errors)
    return ProviderError(kind, code, errors[0].message, faults=faults, answer={"errors": raw})


def gravest(meanings: Sequence[Meaning]) -> Meaning:
    """The meaning that restrains us most: in doubt, configuration, refusal, retry."""
    return min(meanings, key=lambda m: GRAVITY.index(m[0]))


def report(entry: Json, severity: Severity) -> Fault:
    """An entry of errors, warnings or notifications as a Fault; `law` is the provider's code."""
    code = str(entry.get("id") or "").strip()
    text = entry.get("message") or entry.get("title") or entry.get("subType") or code
    spoken = authority_fault(str(text)) if severity is Severity.ERROR else None
    return spoken or Fault(meaning(code)[1], (), str(text), law=code, severity=severity)


def _meaning(error: Json) -> Meaning:
    """By its code; an error of DIAN's (002) that names the broken rule is a refusal."""
    code = str(error.get("id") or "").strip()
    if code == "002" and authority_fault(str(error.get("message") or "")):
        return ErrorKind.REJECT, "authority_rejection"
    return meaning(code)


def _codes(entry: Json) -> tuple[str, ...]:
    inner = entry.get("extensions") or {}
    named = (entry.get("id"), entry.get("code"), inner.get("id"), inner.get("code"))
    known = tuple(str(c) for c in named if c and meaning(str(c)) is not UNKNOWN_ERROR)
    return known or codes_in(str(entry.get("message") or ""))

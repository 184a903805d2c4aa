"""The provider's remote operations, one short method each, and how its answers are judged.

Judged in the order integrators found necessary: HTTP, top-level `errors`, the operation's `errors`,
then its document. Warnings and notifications are news, never a refusal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gql import GraphQLRequest
from graphql import ExecutionResult, GraphQLError, get_introspection_query

from documents.values import Fault, Severity
from providers.base import ErrorKind, ProviderError, Recorder
from providers.co_yabico import operations
from providers.co_yabico.codes import UNKNOWN_ERROR, Meaning, codes_in, meaning
from providers.co_yabico.dialect import Dialect
from providers.co_yabico.reading import authority_fault
from providers.graphql import GraphQLTransport
from providers.http import LIMITS, Limits

Json = dict[str, Any]

NOT_FOUND: Final = "document_not_found"
GRAVITY: Final = (ErrorKind.IN_DOUBT, ErrorKind.CONFIG, ErrorKind.REJECT, ErrorKind.RETRY)


@dataclass(frozen=True, slots=True)
class Created:
    """A document the provider took, what it remarked, and the decoded answer."""

    document: Json
    notices: tuple[Fault, ...]
    answer: Json


class YabicoClient:
    """One account's calls. Every method raises ProviderError when it brings no answer; an operation
    that only reads never raises IN_DOUBT."""

    def __init__(self, url: str, token: str, recorder: Recorder, limits: Limits = LIMITS) -> None:
        self._url = url
        self._token = token
        self._recorder = recorder
        self._limits = limits

    def schema(self) -> Dialect:
        """The live schema, by introspection."""
        query = get_introspection_query(descriptions=False)
        return Dialect.read(self._read("IntrospectionQuery", query, {}))

    def create_invoice(self, variables: Json, extra: str = "") -> Created:
        """Send one invoice. IN_DOUBT unless the answer is clear."""
        document = operations.with_extra(operations.CREATE_INVOICE, extra)
        result = self._execute("createInvoice", document, variables, effect=True)
        if result.errors:
            raise refused(result.errors, effect=True)
        return created((result.data or {}).get("createInvoice"))

    def invoice(self, uid: str, extra: str = "") -> Json | None:
        """An invoice by the provider's uid, by prefix and number, or by CUFE; None if not there."""
        document = operations.with_extra(operations.INVOICE, extra)
        return self._found("invoice", document, {"uid": uid})

    def invoice_files(self, uid: str) -> Json | None:
        """An invoice's files, base64 in `data`; None if the invoice is not there."""
        found = self._found("invoiceFiles", operations.INVOICE_FILES, {"uid": uid}, "invoice")
        return found and (found.get("files") or {})

    def invoices(self, number: str, unit: str) -> list[Json]:
        """The unit's invoices of that prefix and number: `uid`, `id`, `organizationalUnitId`."""
        query = {"and": [{"id": number, "organizationalUnitId": unit}]}
        return self._nodes("invoices", operations.INVOICES, {"query": query, "first": 5})

    def transactions(self, uid: str) -> list[Json]:
        """The statuses (`title`, `message`, `warningsAndErrors`) of a document's transmissions."""
        variables = {"query": {"documentUid": uid}, "first": 20}
        nodes = self._nodes("transactions", operations.TRANSACTIONS, variables)
        return [node.get("transactionStatus") or {} for node in nodes]

    def billing_resolutions(self) -> list[Json]:
        """The account's numbering authorisations with their ranges."""
        document = operations.BILLING_RESOLUTIONS
        return self._nodes("billingResolutions", document, {"first": 100})

    def organization_units(self, fields: str) -> list[Json]:
        """The account's units, with the `fields` the dialect has."""
        document = operations.with_extra(operations.ORGANIZATION_UNITS, fields)
        return self._nodes("organizationUnits", document, {"first": 100})

    def organization(self) -> Json:
        """Whom the credential belongs to."""
        return self._read("organization", operations.ORGANIZATION, {}).get("organization") or {}

    def plan_summary(self) -> Json:
        """How many documents the plan has left, and until when."""
        return self._read("planSummary", operations.PLAN_SUMMARY, {}).get("planSummary") or {}

    def _found(self, name: str, document: str, variables: Json, field: str = "") -> Json | None:
        try:
            return self._read(name, document, variables).get(field or name)
        except ProviderError as error:
            if error.code == NOT_FOUND:
                return None
            raise

    def _nodes(self, name: str, document: str, variables: Json) -> list[Json]:
        connection = self._found(name, document, variables) or {}
        edges = connection.get("edges") or []
        return [edge["node"] for edge in edges if edge and edge.get("node")]

    def _read(self, name: str, document: str, variables: Json) -> Json:
        result = self._execute(name, document, variables, effect=False)
        if result.errors:
            raise refused(result.errors, effect=False)
        return result.data or {}

    def _execute(
        self, name: str, document: str, variables: Json, *, effect: bool
    ) -> ExecutionResult:
        request = GraphQLRequest(document, variable_values=variables, operation_name=name)
        transport = GraphQLTransport(
            self._url, self._token, self._recorder, effect=effect, limits=self._limits
        )
        return transport.execute(request)


def created(output: Json | None) -> Created:
    """Judge a mutation's own output. ProviderError unless it has a document's uid and no error."""
    output = output or {}
    document = output.get("document") or {}
    if output.get("errors"):
        raise rejected(output["errors"], document)
    if not document.get("uid"):
        message = "The provider answered without error and without a document."
        raise ProviderError(ErrorKind.IN_DOUBT, "document_missing", message, answer=output)
    notices = [*(output.get("warnings") or []), *(output.get("notifications") or [])]
    return Created(document, tuple(report(n, Severity.WARNING) for n in notices), output)


def rejected(errors: Sequence[Json], document: Mapping[str, Any]) -> ProviderError:
    """The operation's own errors as one ProviderError of the gravest kind among them.

    A document beside the errors means it may have been taken all the same: IN_DOUBT.
    """
    kind, code = gravest([_meaning(error) for error in errors])
    if document.get("uid"):
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

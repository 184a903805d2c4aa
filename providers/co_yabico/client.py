"""The provider's remote operations, one short method each."""

from typing import Any, Final

from gql import GraphQLRequest
from graphql import ExecutionResult, get_introspection_query

from providers.base import ProviderError, Recorder
from providers.co_yabico import account_operations, operations
from providers.co_yabico.dialect import Dialect
from providers.co_yabico.judging import Created, created, refused
from providers.co_yabico.kinds import Added, Family, Kind
from providers.graphql import GraphQLTransport
from providers.http import LIMITS, Limits

Json = dict[str, Any]

NOT_FOUND: Final = frozenset({"document_not_found", "provider_data_not_found"})


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

    def send(self, kind: Kind, variables: Json, extra: str = "") -> Created:
        """Make one document. IN_DOUBT unless the answer is clear."""
        document = operations.with_extra(operations.send(kind), extra)
        return self._make(kind.mutation, document, variables)

    def send_event(self, kind: Kind, variables: Json) -> Created:
        """Make one acceptance event; the answer's event stands in `document`."""
        return self._make(kind.mutation, operations.send_event(kind), variables, "event", "id")

    def add_purchase(self, added: Added, fiscal_id: str) -> Created:
        """Have a purchase taken in by its CUFE or CUDE."""
        variables = {"document": {added.field: fiscal_id}}
        return self._make(added.mutation, operations.add(added), variables)

    def document(self, family: Family, uid: str, extra: str = "") -> Json | None:
        """A document by the provider's uid, by prefix and number, or by its fiscal id; None if not
        there."""
        query = operations.with_extra(operations.one(family), extra)
        return self._found(family.one, query, {"uid": uid})

    def files(self, family: Family, uid: str) -> Json | None:
        """A document's files, base64 in `data`; None if the document is not there."""
        name = f"{family.one}Files"
        found = self._found(name, operations.files(family), {"uid": uid}, family.one)
        return found and (found.get("files") or {})

    def with_events(self, family: Family, uid: str) -> Json | None:
        """A document's `uid`, `documentUid` and acceptance `events`; None if it is not there."""
        name = f"{family.one}Events"
        return self._found(name, operations.events(family), {"uid": uid}, family.one)

    def numbered(self, family: Family, number: str, unit: str) -> list[Json]:
        """The unit's documents of that prefix and number: `uid`, `id`, `organizationalUnitId`."""
        query = {"and": [{"id": number, "organizationalUnitId": unit}]}
        variables = {"query": query, "first": 5}
        return self._nodes(family.many, operations.many(family), variables)

    def purchase(self, family: Family, uid: str) -> Json | None:
        """A purchase by the provider's uid or its fiscal id; None if not there."""
        return self._found(family.one, operations.purchase(family), {"uid": uid})

    def purchases(
        self, family: Family, query: Json | None, first: int, after: str | None = None
    ) -> tuple[list[Json], str | None]:
        """A page of purchases, and the cursor of the next one, None at the end."""
        variables = {"query": query, "first": first, "after": after}
        found = self._found(family.many, operations.purchases(family), variables) or {}
        page = found.get("pageInfo") or {}
        following = page.get("endCursor") if page.get("hasNextPage") else None
        return _nodes_of(found), following

    def transactions(self, uid: str) -> list[Json]:
        """What the provider exchanged with DIAN about a document."""
        variables = {"query": {"documentUid": uid}, "first": 50}
        return self._nodes("transactions", account_operations.TRANSACTIONS, variables)

    def transaction(self, transaction_id: str) -> Json | None:
        """One exchange with DIAN; None if there is none of that id."""
        return self._found(
            "transaction", account_operations.TRANSACTION_ONE, {"id": transaction_id}
        )

    def billing_resolutions(self) -> list[Json]:
        """The account's numbering authorisations with their ranges."""
        document = account_operations.BILLING_RESOLUTIONS
        return self._nodes("billingResolutions", document, {"first": 100})

    def billing_resolution(self, resolution_id: str) -> Json | None:
        """One numbering authorisation; None if the account has none of that id."""
        variables = {"id": resolution_id}
        return self._found("billingResolution", account_operations.BILLING_RESOLUTION, variables)

    def organization_units(self, fields: str) -> list[Json]:
        """The account's units, with the `fields` the dialect has."""
        document = operations.with_extra(account_operations.ORGANIZATION_UNITS, fields)
        return self._nodes("organizationUnits", document, {"first": 100})

    def organization_unit(self, unit: str, fields: str) -> Json | None:
        """One unit, with the `fields` the dialect has; None if the account has none of that uid."""
        document = operations.with_extra(account_operations.ORGANIZATION_UNIT, fields)
        return self._found("organizationUnit", document, {"id": unit})

    def organization(self) -> Json:
        """Whom the credential belongs to."""
        return (
            self._read("organization", account_operations.ORGANIZATION, {}).get("organization")
            or {}
        )

    def plan_summary(self) -> Json:
        """How many documents the plan has left, and until when."""
        return (
            self._read("planSummary", account_operations.PLAN_SUMMARY, {}).get("planSummary") or {}
        )

    def electronic_invoicer(self, identifier: str) -> Json | None:
        """DIAN's entry of a taxpayer who invoices electronically; None if there is none."""
        variables = {"id": identifier}
        return self._found("electronicInvoicer", account_operations.ELECTRONIC_INVOICER, variables)

    def _make(
        self,
        name: str,
        document: str,
        variables: Json,
        made: str = "document",
        key: str = "uid",
    ) -> Created:
        result = self._execute(name, document, variables, effect=True)
        if result.errors:
            raise refused(result.errors, effect=True)
        return created((result.data or {}).get(name), made, key)

    def _found(self, name: str, document: str, variables: Json, field: str = "") -> Json | None:
        try:
            return self._read(name, document, variables).get(field or name)
        except ProviderError as error:
            if error.code in NOT_FOUND:
                return None
            raise

    def _nodes(self, name: str, document: str, variables: Json) -> list[Json]:
        return _nodes_of(self._found(name, document, variables) or {})

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


def _nodes_of(connection: Json) -> list[Json]:
    edges = connection.get("edges") or []
    return [edge["node"] for edge in edges if edge and edge.get("node")]

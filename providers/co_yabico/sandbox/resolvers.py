"""Which function answers which field of the two root types."""

from collections.abc import Callable
from functools import cache
from typing import Any

from graphql import GraphQLField, GraphQLResolveInfo, GraphQLSchema

from providers.co_yabico.sandbox import queries
from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.errors import Fault, RequestRefused
from providers.co_yabico.sandbox.issue import create_invoice
from providers.co_yabico.sandbox.schema import dialect

Out = dict[str, Any]
Answer = Callable[..., Out]

QUERIES: dict[str, Answer] = {
    "invoice": queries.invoice,
    "invoices": queries.invoices,
    "transaction": queries.transaction,
    "transactions": queries.list_transactions,
    "billingResolution": queries.billing_resolution,
    "billingResolutions": queries.billing_resolutions,
    "organization": queries.organization,
    "organizationUnit": queries.organization_unit,
    "organizationUnits": queries.organization_units,
    "planSummary": queries.plan_summary,
    "electronicInvoicer": queries.electronic_invoicer,
}


@cache
def executable(name: str) -> GraphQLSchema:
    """The schema of a dialect with its root fields bound."""
    schema = dialect(name)
    assert schema.query_type
    assert schema.mutation_type
    for field_name, field in schema.query_type.fields.items():
        _bind(field, _query(field_name, QUERIES.get(field_name)))
    for field_name, field in schema.mutation_type.fields.items():
        _bind(field, _create if field_name == "createInvoice" else _mutation(field_name))
    return schema


def _bind(field: GraphQLField, resolve: Callable[..., Out | None]) -> None:
    field.resolve = resolve


def _query(name: str, answer: Answer | None) -> Callable[..., Out | None]:
    def resolve(_root: None, info: GraphQLResolveInfo[Call], **args: Any) -> Out | None:
        call: Call = info.context
        call.begin(name)
        if call.stopped:
            return None
        if answer is None:
            raise RequestRefused(not_offered(name))
        return answer(call, **args)

    return resolve


def _create(_root: None, info: GraphQLResolveInfo[Call], document: Out) -> Out:
    return create_invoice(info.context, document)


def _mutation(name: str) -> Callable[..., Out | None]:
    def resolve(_root: None, info: GraphQLResolveInfo[Call], **_args: Any) -> Out | None:
        call: Call = info.context
        call.begin(name)
        return {"errors": [not_offered(name).as_output()], "warnings": [], "notifications": []}

    return resolve


def not_offered(operation: str) -> Fault:
    """000-99: an operation of the provider that the sandbox does not have."""
    return Fault("000-99", f"this sandbox does not offer {operation} yet")

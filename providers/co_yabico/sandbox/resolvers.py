"""Which function answers which field of the two root types."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from graphql import GraphQLField, GraphQLResolveInfo, GraphQLSchema

from providers.co_yabico.sandbox import event_issue, issue, notes, purchases, queries
from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.event_issue import make_event
from providers.co_yabico.sandbox.kinds import FAMILIES, Kind
from providers.co_yabico.sandbox.notes import create_note, create_void
from providers.co_yabico.sandbox.purchases import add_purchase
from providers.co_yabico.sandbox.schema import dialect

Out = dict[str, Any]
Answer = Callable[..., Out]

QUERIES: dict[str, Answer] = {
    **{family.one: queries.one_of(Kind(kind)) for kind, family in FAMILIES.items()},
    **{family.many: queries.many_of(Kind(kind)) for kind, family in FAMILIES.items()},
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
MUTATIONS: dict[str, Callable[[Call, Out], Out]] = {
    "createInvoice": issue.create_invoice,
    "createCreditNote": partial(create_note, notes.CREDIT),
    "createDebitNote": partial(create_note, notes.DEBIT),
    "voidInvoice": partial(create_void, notes.VOID_INVOICE),
    "createAcquisitionSupportDocument": issue.create_support_document,
    "createAcquisitionAdjustmentNote": partial(create_note, notes.ADJUSTMENT),
    "voidAcquisitionSupportDocument": partial(create_void, notes.VOID_SUPPORT),
    **{f.operation: partial(add_purchase, f) for f in purchases.FORMS},
    **{f.operation: partial(make_event, f) for f in event_issue.FORMS},
}


@cache
def executable(name: str) -> GraphQLSchema:
    """The schema of a dialect with its root fields bound."""
    schema = dialect(name)
    assert schema.query_type
    assert schema.mutation_type
    for field_name, field in schema.query_type.fields.items():
        _bind(field, _query(field_name, QUERIES[field_name]))
    for field_name, field in schema.mutation_type.fields.items():
        _bind(field, _mutation(MUTATIONS[field_name]))
    return schema


def _bind(field: GraphQLField, resolve: Callable[..., Out | None]) -> None:
    field.resolve = resolve


def _query(name: str, answer: Answer) -> Callable[..., Out | None]:
    def resolve(_root: None, info: GraphQLResolveInfo[Call], **args: Any) -> Out | None:
        call: Call = info.context
        call.begin(name)
        return None if call.stopped else answer(call, **args)

    return resolve


def _mutation(answer: Callable[[Call, Out], Out]) -> Callable[..., Out]:
    def resolve(_root: None, info: GraphQLResolveInfo[Call], **args: Out) -> Out:
        (given,) = args.values()
        return answer(info.context, given)

    return resolve

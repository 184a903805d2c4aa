"""The queries the sandbox answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from providers.co_yabico.sandbox import filters, org_view, paging, transactions, view
from providers.co_yabico.sandbox.call import Call
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.errors import Fault, RequestRefused
from providers.co_yabico.sandbox.kinds import FAMILIES, SUPPLIER, Kind
from providers.co_yabico.sandbox.nit import without_digit
from providers.co_yabico.sandbox.paging import Window
from providers.co_yabico.sandbox.units import Range, Unit

Out = dict[str, Any]
Args = dict[str, Any]


def one_of(kind: Kind) -> Callable[..., Out]:
    """The query for one document of a kind by UUID, number or fiscal id. The kind's "not found"
    when the organization has none."""
    family = FAMILIES[kind]

    def one(call: Call, uid: str) -> Out:
        document = call.state.find(call.organization, uid, call.now, (kind,))
        if document is None:
            raise RequestRefused(Fault(family.not_found, f"{family.one}: nothing known as {uid}"))
        return view.show(call.state, document, call.now)

    return one


def many_of(kind: Kind) -> Callable[..., Out]:
    """The query for a page of the documents of a kind that fit."""
    family = FAMILIES[kind]

    def many(call: Call, orderBy: str = "INSERTED_AT_ASC", **args: Any) -> Out:
        kept = call.state.documents(call.organization, kinds=(kind,))
        found = [d for d in kept if d.visible(call.now) and _document_matches(d, args)]
        window = _window(args)
        page = paging.cut(ordered(found, orderBy), window, lambda d: d.uid)
        shown = paging.connection(page, window, lambda d: d.uid)
        for edge in shown["edges"]:
            edge["node"] = view.node(call.state, edge["node"], call.now)
        return {"__typename": family.connection, **shown}

    return many


def ordered(documents: list[Document], by: str) -> list[Document]:
    """In the order of a DocumentOrderInput."""
    field, _, way = by.rpartition("_")
    if field == "CONSECUTIVE":
        return sorted(documents, key=lambda d: (d.prefix, d.number), reverse=way == "DESC")
    return sorted(documents, key=lambda d: d.accepted_at, reverse=way == "DESC")


def transaction(call: Call, id: str) -> Out:
    """One transaction. 100 when the organization has none with this id."""
    found = [t for t in _transactions(call) if t["transactionId"] == id]
    if not found:
        raise RequestRefused(Fault("100", f"no transaction is known as {id}"))
    return found[0]


def list_transactions(call: Call, orderBy: str = "INSERTED_AT_ASC", **args: Any) -> Out:
    """Transactions, of one document (UUID or CUFE) or of all."""
    query = args.get("query") or {}
    found = [
        t
        for t in _transactions(call, query.get("documentUid"))
        if query.get("id") in (None, t["transactionId"])
    ]
    found.sort(key=lambda t: t["insertedAt"], reverse=orderBy.endswith("_DESC"))
    window = _window(args)
    page = paging.cut(found, window, lambda t: t["transactionId"])
    return paging.connection(page, window, lambda t: t["transactionId"])


def billing_resolution(call: Call, id: str) -> Out:
    """One numbering authorisation. 100 when the organization has none with this id."""
    for unit, given in _ranges(call):
        if org_view.resolution_id(given) == id:
            return org_view.resolution(call, unit, given)
    raise RequestRefused(Fault("100", f"no resolution is known as {id}"))


def billing_resolutions(
    call: Call,
    orderBy: str = "BILLING_RANGE_ID_ASC",
    **args: Any,
) -> Out:
    """The organization's numbering authorisations."""
    query = args.get("query")
    found = [
        (unit, given)
        for unit, given in _ranges(call)
        if filters.matches(given, query, filters.range_fits, filters.RANGE_TEXTS)
    ]
    field, _, way = orderBy.rpartition("_")
    found.sort(key=lambda pair: _range_key(pair[1], field), reverse=way == "DESC")
    window = _window(args)
    page = paging.cut(found, window, lambda pair: pair[1].id)
    shown = paging.connection(page, window, lambda pair: pair[1].id)
    for edge in shown["edges"]:
        edge["node"] = org_view.resolution(call, *edge["node"])
    return shown


def organization(call: Call) -> Out:
    """The organization of the token."""
    return org_view.organization(call)


def organization_unit(call: Call, id: str) -> Out:
    """One unit. 100-BU1 when the organization has none with this uid."""
    unit = call.unit(id)
    if unit is None:
        raise RequestRefused(Fault("100-BU1", f"no unit is known as {id}"))
    return org_view.unit(call, unit)


def organization_units(
    call: Call,
    orderBy: str = "INSERTED_AT_ASC",
    **args: Any,
) -> Out:
    """The organization's units."""
    query = args.get("query")
    found = [
        u for u in call.units if filters.matches(u, query, filters.unit_fits, filters.UNIT_TEXTS)
    ]
    keys = {"ORGANIZATION_UNIT_NAME": lambda u: u.name, "ORGANIZATION_UNIT_NIT": lambda u: u.nit}
    field, _, way = orderBy.rpartition("_")
    if field in keys:
        found.sort(key=keys[field])
    window = _window(args)
    page = paging.cut(found[::-1] if way == "DESC" else found, window, lambda u: u.uid)
    shown = paging.connection(page, window, lambda u: u.uid)
    for edge in shown["edges"]:
        edge["node"] = org_view.unit(call, edge["node"])
    return shown


def plan_summary(call: Call) -> Out:
    """How much of the plan is used."""
    return org_view.plan(call)


def electronic_invoicer(call: Call, id: str | None = None) -> Out:
    """Whether a NIT issues electronically: the units' and the foreign sellers' do. 100 for
    others."""
    nit = without_digit(id or call.units[0].nit)
    foreign = [d.content["documentParties"][SUPPLIER] for d in call.state.dian.all_foreign()]
    sellers = {party["personId"]["identifier"] for party in foreign}
    known = {without_digit(given) for given in (*sellers, *(u.nit for u in call.state.units()))}
    if nit not in known:
        raise RequestRefused(Fault("100", f"{nit} is not an electronic invoicer"))
    return org_view.invoicer(nit, call.now)


def _document_matches(document: Document, args: Args) -> bool:
    query = args.get("query")
    return filters.matches(document, query, filters.document_fits, filters.DOCUMENT_TEXTS)


def _window(args: Args) -> Window:
    return Window(**{k: v for k, v in args.items() if k in Window.__dataclass_fields__})


def _transactions(call: Call, key: str | None = None) -> list[Out]:
    now: datetime = call.now
    if key is None:
        documents = [d for d in call.state.documents(call.organization) if d.visible(now)]
    else:
        found = call.state.find(call.organization, key, now)
        documents = [found] if found else []
    return [t for document in documents for t in transactions.of(call.state, document, now)]


def _ranges(call: Call) -> list[tuple[Unit, Range]]:
    return [(unit, given) for unit in call.units for given in unit.ranges]


def _range_key(given: Range, field: str) -> str:
    by = {"PREFIX_DESCRIPTION": given.prefix, "RESOLUTION_NUMBER": given.resolution}
    return by.get(field, "" if field == "INSERTED_AT" else given.id)

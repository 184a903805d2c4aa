"""From a request's body to the parts a use case takes, JSON-ready and checked against the
country."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from documents import country_specific
from documents.draft import Draft
from documents.values import Severity
from invoicing import references
from invoicing.api.document_bodies import CreateDocumentRequest, PatchDocumentRequest
from invoicing.api.invalid import InvalidRequest, Loc, problem, problems_of
from invoicing.errors import Unprocessable
from invoicing.tax_id_faults import PARTIES, tax_id_faults
from parties import tax_ids
from parties.models import Tenant

OWN_FIELDS = (
    "document_type",
    "issuer",
    "receiver",
    "line_items",
    "references",
    "country_specific",
    "payment",
    "emission_date",
    "issuer_profile_id",
    "metadata",
)
NOT_NULL = ("document_type", "issuer", "receiver", "line_items", "references")


def draft_of(body: CreateDocumentRequest) -> Draft:
    """The draft a body describes. Raises InvalidRequest for wrong country_specific fields."""
    parts = json_parts(body, body.country)
    return Draft(
        country=body.country,
        document_type=body.document_type,
        issuer=parts["issuer"],
        receiver=parts["receiver"],
        line_items=parts.get("line_items", []),
        references=parts.get("references", []),
        country_specific=parts.get("country_specific"),
        payment=parts.get("payment"),
        emission_date=body.emission_date,
        issuer_profile_id=body.issuer_profile_id,
        metadata=body.metadata,
    )


def changes_of(body: PatchDocumentRequest, country: str) -> dict[str, Any]:
    """The document's own fields that a body gives, as `amend` takes them. Raises InvalidRequest."""
    given = [name for name in OWN_FIELDS if name in body.model_fields_set]
    parts = json_parts(body, country)
    changes = {name: parts[name] for name in given}
    nulls = [name for name in NOT_NULL if name in given and changes[name] is None]
    if nulls:
        raise InvalidRequest([problem(("body", name), "Not null.", "not_null") for name in nulls])
    if changes.get("metadata", {}) is None:
        del changes["metadata"]
    for name in ("emission_date", "issuer_profile_id"):
        if name in changes:
            changes[name] = getattr(body, name)
    return changes


def json_parts(body: BaseModel, country: str) -> dict[str, Any]:
    """The fields a body gives, decimals as text, tax ids in their usual writing, country_specific
    checked against the country's models. Raises InvalidRequest."""
    parts = body.model_dump(mode="json", exclude_unset=True)
    for name in PARTIES:
        if parts.get(name):
            _normalise_tax_id(parts[name], country)
    problems = list(_check_country_fields(parts, country))
    if problems:
        raise InvalidRequest(problems)
    return parts


def country_fields(
    country: str, place: str, given: Mapping[str, Any], loc: Loc
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """`country_specific` as JSON in its model's own writing, and what is wrong with it."""
    try:
        model = country_specific.parse(country, place, given)
    except ValidationError as error:
        return {}, problems_of(error, loc)
    return model.model_dump(mode="json", exclude_unset=True), []


def refuse_tax_ids(country: str, parts: Mapping[str, Any]) -> None:
    """Raise Unprocessable for wrong tax ids; warnings pass."""
    faults = tax_id_faults(country, parts)
    errors = tuple(fault for fault in faults if fault.severity is Severity.ERROR)
    if errors:
        raise Unprocessable(errors)


def refuse_references(tenant: Tenant, parts: Mapping[str, Any]) -> None:
    """Raise Unprocessable for references to documents that are not the tenant's."""
    faults = references.unknown(tenant, parts.get("references") or ())
    if faults:
        raise Unprocessable(faults)


def _normalise_tax_id(party: dict[str, Any], country: str) -> None:
    party["tax_id"] = tax_ids.normalise(country, party["tax_id_type"], party["tax_id"])


def _check_country_fields(parts: dict[str, Any], country: str) -> Iterator[dict[str, Any]]:
    place: Loc = ("body", "country_specific")
    yield from _replace(parts, country, country_specific.DOCUMENT, place)
    for index, line in enumerate(parts.get("line_items") or ()):
        place = ("body", "line_items", index, "country_specific")
        yield from _replace(line, country, country_specific.LINE_ITEM, place)


def _replace(
    holder: dict[str, Any], country: str, place: str, loc: Loc
) -> Iterator[dict[str, Any]]:
    given = holder.get("country_specific")
    if given is not None:
        holder["country_specific"], problems = country_fields(country, place, given, loc)
        yield from problems

"""Searching: the query inputs with and, or, not, contains, startsWith, endsWith."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from providers.co_yabico.sandbox import seed
from providers.co_yabico.sandbox.cufe import BOGOTA
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.places import city_name
from providers.co_yabico.sandbox.units import Range, Unit

T = TypeVar("T")
Query = Mapping[str, Any]
Field = Callable[[T], str]

TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, value: value in text,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
}


def matches(
    item: T,
    query: Query | None,
    options: Callable[[T, Query], bool],
    texts: Mapping[str, Field[T]],
) -> bool:
    """Whether an item fits a query: all of `and`, one of `or` if there are any, none of `not`, and
    every text search, in which case does not count."""
    if not query:
        return True
    one_of = query.get("or") or ()
    return (
        all(options(item, o) for o in query.get("and") or ())
        and (not one_of or any(options(item, o) for o in one_of))
        and not any(options(item, o) for o in query.get("not") or ())
        and all(_texts(item, query.get(test) or (), test, texts) for test in TEXT_TESTS)
    )


def _texts(item: T, searches: Any, test: str, texts: Mapping[str, Field[T]]) -> bool:
    return all(
        TEXT_TESTS[test](texts[s["name"]](item).lower(), (s.get("value") or "").lower())
        for s in searches
    )


def document_fits(document: Document, wanted: Query) -> bool:
    """Whether a document has everything an InvoiceDocumentQueryOptionsInput names."""
    plain = {k: v for k, v in wanted.items() if k in DOCUMENT_FIELDS and v is not None}
    return (
        all(DOCUMENT_FIELDS[name](document) == value for name, value in plain.items())
        and wanted.get("documentUid") in (None, document.uid, document.cufe)
        and _in_range(document, wanted.get("dateRange") or {})
    )


def unit_fits(unit: Unit, wanted: Query) -> bool:
    """Whether a unit has everything an OrganizationalUnitQueryOptionsInput names."""
    return all(UNIT_FIELDS[name](unit) == value for name, value in wanted.items() if value)


def range_fits(given: Range, wanted: Query) -> bool:
    """Whether a range has everything a BillingResolutionQueryOptionsInput names."""
    return all(RANGE_FIELDS[name](given) == value for name, value in wanted.items() if value)


def _party(document: Document) -> Query:
    return document.party


def _name(field: str) -> Field[Document]:
    return lambda document: _party(document)["personName"].get(field) or ""


def _general(field: str) -> Field[Document]:
    return lambda document: document.content["generalInformation"][field]


def _email(document: Document) -> str:
    given = document.content["generalInformation"].get("acquirerEmail")
    return _party(document).get("email") or given or ""


def day(instant: str) -> str:
    """The date in Bogota of an ISO instant."""
    return datetime.fromisoformat(instant).astimezone(BOGOTA).date().isoformat()


def _in_range(document: Document, span: Query) -> bool:
    issued = day(document.issued_at)
    start, end = span.get("startDate"), span.get("endDate")
    return (not start or issued >= start) and (not end or issued <= end)


DOCUMENT_FIELDS: dict[str, Field[Document]] = {
    "creationDate": lambda d: day(d.accepted_at),
    "issueDate": lambda d: day(d.issued_at),
    "currency": _general("currency"),
    "operationCode": _general("operationCode"),
    "subtypeCode": _general("subtypeCode"),
    "id": lambda d: d.consecutive,
    "organizationalUnitId": lambda d: d.unit,
    "personCompStringName": _name("corporateName"),
    "personEmail": _email,
    "personFirstSurname": _name("firstSurname"),
    "personFirtsName": _name("firstName"),
    "personId": lambda d: _party(d)["personId"]["identifier"],
    "personIdType": lambda d: _party(d)["personId"]["idType"],
    "personSecondName": _name("secondName"),
    "personSecondSurname": _name("secondSurname"),
}
DOCUMENT_TEXTS: dict[str, Field[Document]] = {
    "CONSECUTIVE": DOCUMENT_FIELDS["id"],
    "PERSON_COMPANY_NAME": DOCUMENT_FIELDS["personCompStringName"],
    "PERSON_EMAIL": DOCUMENT_FIELDS["personEmail"],
    "PERSON_FIRST_SURNAME": DOCUMENT_FIELDS["personFirstSurname"],
    "PERSON_FIRTS_NAME": DOCUMENT_FIELDS["personFirtsName"],
    "PERSON_ID": DOCUMENT_FIELDS["personId"],
    "PERSON_SECOND_NAME": DOCUMENT_FIELDS["personSecondName"],
    "PERSON_SECOND_SURNAME": DOCUMENT_FIELDS["personSecondSurname"],
}
UNIT_FIELDS: dict[str, Field[Unit]] = {
    "cityCode": lambda u: seed.ISSUER_CITY,
    "cityName": lambda u: city_name(seed.ISSUER_CITY),
    "countryCode": lambda u: "CO",
    "email": lambda u: seed.ISSUER_EMAIL,
    "organizationUnitName": lambda u: u.name,
}
UNIT_TEXTS: dict[str, Field[Unit]] = {
    "CITY_NAME": UNIT_FIELDS["cityName"],
    "EMAIL": UNIT_FIELDS["email"],
    "ENVIRONMENT": lambda u: u.environment,
    "ORGANIZATION_UNIT_NAME": UNIT_FIELDS["organizationUnitName"],
}
RANGE_FIELDS: dict[str, Field[Range]] = {
    "prefixDescription": lambda r: r.prefix,
    "resolutionNumber": lambda r: r.resolution,
}
RANGE_TEXTS: dict[str, Field[Range]] = {
    "PREFIX_DESCRIPTION": RANGE_FIELDS["prefixDescription"],
    "RESOLUTION_NUMBER": RANGE_FIELDS["resolutionNumber"],
}

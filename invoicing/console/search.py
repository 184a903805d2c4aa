"""Finding documents by what a clerk has in hand."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from documents.models import Document
from parties.console import Staff, visible_tenants
from parties.models import BIGGEST_NUMBER, IssuerProfile

HELP = "Number, fiscal id, document id, operation id, receiver's tax id or name"
MOST_FOUND = 500

_TAX_ID = re.compile(r"[0-9]{5,}(-[0-9])?")


def find(documents: QuerySet[Document], term: str, user: Staff) -> QuerySet[Document]:
    """The documents a term names.

    1. Keys first (id, fiscal id, operation id, number): one index look-up each, and the first that
       finds something ends it.
    2. Otherwise the receiver's tax id (from its beginning, as its check digit may follow) or name.
    A term of digits may be a number and a tax id: it finds both.
    """
    text = term.strip()
    if not text:
        return documents
    found = _by_key(documents, text, user)
    if found and not _TAX_ID.fullmatch(text):
        return documents.filter(pk__in=found)
    receiver = Q(receiver__tax_id__istartswith=text)
    if not _TAX_ID.fullmatch(text):
        receiver |= Q(receiver__name__icontains=text)
    return documents.filter(Q(pk__in=found) | receiver)


def _by_key(documents: QuerySet[Document], text: str, user: Staff) -> list[UUID]:
    for condition in _keys(text, user):
        found = list(
            documents.filter(condition).order_by().values_list("pk", flat=True)[:MOST_FOUND]
        )
        if found:
            return found
    return []


def _keys(text: str, user: Staff) -> Iterator[Q]:
    """Conditions as PostgreSQL's indexes are: they begin with the tenant, or with the profile."""
    document_id = _uuid(text)
    if document_id is not None:
        yield Q(pk=document_id)
    tenants = list(visible_tenants(user).order_by().values_list("pk", flat=True))
    yield Q(tenant__in=tenants, fiscal_id=text)
    yield Q(tenant__in=tenants, provider_operation_id=text)
    numbers = number_splits(text)
    if numbers:
        yield _numbered(numbers, tenants)


def _numbered(splits: list[tuple[str | None, int]], tenants: list[UUID]) -> Q:
    profiles = list(
        IssuerProfile.objects.filter(tenant__in=tenants).order_by().values_list("pk", flat=True)
    )
    either = Q()
    for prefix, number in splits:
        either |= Q(number=number) if prefix is None else Q(number=number, prefix__iexact=prefix)
    numbers = [number for _, number in splits]
    among = Q(issuer_profile__in=profiles, number__in=numbers)
    return among & either


def number_splits(text: str) -> list[tuple[str | None, int]]:
    """Every prefix and number a printed number may be made of: `F00112` could be `F00` and 112,
    `F001` and 12, or `F0011` and 2. Digits alone are a number of any prefix (None), too."""
    bare = re.sub(r"[\s-]", "", text)
    digits = re.search(r"[0-9]+$", bare, re.ASCII)
    if digits is None or len(bare) > 40:
        return []
    splits: list[tuple[str | None, int]] = []
    for start in range(digits.start(), len(bare)):
        number = int(bare[start:])
        if bare[start] != "0" and number <= BIGGEST_NUMBER:
            splits.append((bare[:start] or None, number))
    return splits


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""Colombia: prefix, number, range and authorisation (annex 1.9, group FAD). Invoices and support
documents (DIAN type 05) have a resolution each, notes, cancellations and events a series of their
own without one."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from documents.rules.co.facts import CoFacts
from documents.values import DocumentType, DocumentValue, Fault

_PROFILE: Final = ("issuer_profile_id",)
_NINE_DIGITS: Final = 999_999_999


def prefix_formed(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """FAD05a: a prefix has at most 4 letters or digits."""
    numbering = document.numbering
    if numbering and not re.fullmatch(r"[A-Za-z0-9]{0,4}", numbering.prefix):
        message = "Give the issuer profile a prefix of at most 4 letters or digits."
        yield Fault("numbering_prefix", _PROFILE, message, "FAD05a")


def number_short(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """FAD05a: prefix and number together have at most 20 characters."""
    text = document.numbering.text if document.numbering else None
    if text is not None and len(text) > 20:
        message = "Use a numbering range whose prefix and number fit 20 characters."
        yield Fault("numbering_length", _PROFILE, message, "FAD05a")


def range_formed(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """FAD05a: an authorised range runs between numbers of at most 9 digits."""
    numbering = document.numbering
    if numbering is None or not _is_authorised(document):
        return
    if not 1 <= numbering.range_min <= numbering.range_max <= _NINE_DIGITS:
        message = "Give the issuer profile the range of DIAN's authorisation, up to 9 digits."
        yield Fault("numbering_range", _PROFILE, message, "FAD05a")


def number_in_range(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """FAD05d (provider 001-DC2): the number lies inside the authorised range."""
    numbering = document.numbering
    if numbering is None or numbering.number is None:
        return
    if not numbering.range_min <= numbering.number <= numbering.range_max:
        message = f"Use a number from {numbering.range_min} to {numbering.range_max}."
        yield Fault("number_out_of_range", _PROFILE, message, "FAD05d")


def resolution_number_formed(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """DIAN's authorisation is a number of at most 14 digits, where the profile names it."""
    given = document.provider_config.get("resolution_number", "")
    if given and not re.fullmatch(r"[0-9]{1,14}", given, re.ASCII):
        message = "Write resolution_number in the issuer profile with digits only, at most 14."
        yield Fault("resolution_number", _PROFILE, message)


def resolution_dates_formed(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """The authorisation's days are ISO dates, the first not after the last."""
    for key in ("resolution_valid_from", "resolution_valid_to"):
        given = document.provider_config.get(key, "")
        if given and _date(document, key) is None:
            yield Fault("resolution_date", _PROFILE, f"Write {key} as YYYY-MM-DD.")
    since, until = _date(document, "resolution_valid_from"), _date(document, "resolution_valid_to")
    if since and until and since > until:
        message = "Give a resolution_valid_to that is not before resolution_valid_from."
        yield Fault("resolution_dates_order", _PROFILE, message)


def resolution_valid(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAD09a/b (provider 001-D2): the invoice is issued while the authorisation is valid."""
    if not _is_authorised(document):
        return
    since, until = _date(document, "resolution_valid_from"), _date(document, "resolution_valid_to")
    if since and facts.issue_date < since:
        message = f"Issue the invoice on {since} or later: the authorisation starts then."
        yield Fault("resolution_not_yet_valid", ("emission_date",), message, "FAD09a/b")
    if until and facts.issue_date > until:
        message = f"Use an issuer profile with a newer authorisation: this one ended on {until}."
        yield Fault("resolution_expired", _PROFILE, message, "FAD09a/b")


def technical_key_formed(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """A technical key, where given, is whole: 40 hexadecimal digits (64 in ranges of 2026)."""
    given = document.provider_config.get("technical_key", "")
    if given and not re.fullmatch(r"[0-9a-fA-F]{40}([0-9a-fA-F]{24})?", given):
        message = "Copy technical_key into the issuer profile whole: 40 or 64 hexadecimal digits."
        yield Fault("technical_key", _PROFILE, message)


def _is_authorised(document: DocumentValue) -> bool:
    return document.document_type in {DocumentType.INVOICE, DocumentType.SUPPORT_DOCUMENT}


def _date(document: DocumentValue, key: str) -> date | None:
    try:
        return date.fromisoformat(document.provider_config.get(key, ""))
    except ValueError:
        return None


RULES: Final = (
    prefix_formed,
    number_short,
    range_formed,
    number_in_range,
    resolution_number_formed,
    resolution_dates_formed,
    resolution_valid,
    technical_key_formed,
)

"""From the provider's account to ours: pure. Everything is JSON-ready or a frozen value."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from providers.account import Invoicer, Plan, RemoteRange
from providers.co_yabico.reading import at, instant

Json = Mapping[str, Any]

FIRST: Final = ("from", "rangeFrom", "initialNumber", "start", "first", "min")
LAST: Final = ("to", "rangeTo", "finalNumber", "end", "last", "max")
CURRENT: Final = ("current", "currentNumber", "lastNumber", "consecutive")
SINCE: Final = ("startDate", "validFrom", "dateFrom", "initialDate")
UNTIL: Final = ("endDate", "validTo", "dateTo", "finalDate")
KEY: Final = ("technicalKey", "technical_key", "clTec")
TYPE: Final = ("documentType", "type")
"""Names `billingRangeDataJ`, whose shape the reference does not give, may have for each."""


def organization(given: Json) -> dict[str, Any]:
    """Whose account it is."""
    return {
        "id": given.get("organizationId"),
        "name": given.get("organizationName"),
        "tax_id": given.get("organizationNit"),
    }


def unit(given: Json) -> dict[str, Any]:
    """An organizational unit of either dialect. `environment` is 1 production, 2 test; `active` is
    None where it is not told."""
    active = at(given, "unitState", "active")
    return {
        "id": given.get("organizationalUnitId") or given.get("organizationUnitId"),
        "name": given.get("unitName") or given.get("organizationUnitName"),
        "tax_id": given.get("unitNit") or given.get("organizationUnitNit"),
        "environment": at(given, "unitSettings", "environment")
        or _noted(given.get("organizationUnitSettings"), "environment"),
        "active": active if active is not None else _noted_active(given),
    }


def ranges(resolutions: Iterable[Json]) -> tuple[RemoteRange, ...]:
    """The numbering ranges of authorisations, in their order."""
    return tuple(
        _range(str(resolution.get("id") or ""), given)
        for resolution in resolutions
        for given in resolution.get("billingRanges") or ()
        if given
    )


def plan(given: Json) -> Plan | None:
    """What was bought and what is left; None where the provider tells nothing."""
    if not given:
        return None
    kinds = given.get("issuedDocumentsDescription") or {}
    return Plan(
        total=given.get("totalDocuments"),
        used=given.get("issuedDocuments"),
        left=given.get("availableDocuments"),
        valid_from=instant(given.get("validFrom")),
        valid_to=instant(given.get("validTo")),
        used_by_type={
            name: int(kinds[theirs])
            for name, theirs in (
                ("INVOICE", "invoices"),
                ("CREDIT_NOTE", "creditNotes"),
                ("DEBIT_NOTE", "debitNotes"),
            )
            if kinds.get(theirs) is not None
        },
    )


def invoicer(given: Json, identifier: str) -> Invoicer | None:
    """DIAN's entry; None where it has neither e-mail nor starting date, which is how the provider
    says that DIAN has none."""
    email, since = given.get("email") or None, _day(given.get("startDate"))
    if email is None and since is None:
        return None
    asked = instant(given.get("lastDianConsult"))
    return Invoicer(str(given.get("identifier") or identifier), email, since, asked)


def transaction(given: Json) -> dict[str, Any]:
    """An exchange with DIAN."""
    status = given.get("transactionStatus") or {}
    return {
        "id": given.get("transactionId"),
        "type": given.get("transactionType"),
        "stage": given.get("transactionStage"),
        "status": status.get("title"),
        "message": status.get("message"),
        "details": status.get("warningsAndErrors"),
        "requested_at": given.get("requestedAt") or given.get("insertedAt"),
        "responded_at": given.get("respondedAt"),
    }


def _range(resolution_id: str, given: Json) -> RemoteRange:
    data = _object(given.get("billingRangeDataJ"))
    return RemoteRange(
        resolution_id=resolution_id,
        resolution_number=str(given.get("resolutionNumber") or ""),
        prefix=str(data.get("prefix") or given.get("prefixDescription") or ""),
        range_min=_number(_first_of(data, FIRST)),
        range_max=_number(_first_of(data, LAST)),
        current=_number(_first_of(data, CURRENT)),
        valid_from=_day(_first_of(data, SINCE)),
        valid_to=_day(_first_of(data, UNTIL)),
        technical_key=str(_first_of(data, KEY) or ""),
        unit_id=str(given.get("organizationUnitId") or ""),
        document_type=str(_first_of(data, TYPE) or ""),
    )


def _object(value: object) -> Json:
    """A `json` scalar that is an object, or a text that holds one."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, Mapping) else {}


def _first_of(data: Json, names: Iterable[str]) -> Any:
    return next((data[name] for name in names if data.get(name) not in (None, "")), None)


def _number(value: object) -> int | None:
    text = str(value if value is not None else "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None


def _noted(note: object, key: str) -> Any:
    """The value of a NoteFieldOutput of that key."""
    return at(note, "values") if at(note, "key") == key else None


def _noted_active(given: Json) -> bool | None:
    word = _noted(given.get("organizationUnitState"), "active")
    return None if word is None else str(word).lower() == "true"

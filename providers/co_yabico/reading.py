"""From the provider's documents, transmissions and files to our outcome: pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from documents.values import Fault, Severity
from providers.base import FoundFacts, Outcome, OutcomeStatus
from providers.co_yabico.codes import status
from providers.co_yabico.kinds import CUSTOMER
from providers.co_yabico.mapping.draft import BOGOTA

Json = Mapping[str, Any]

SPOKEN: Final = re.compile(
    r"Regla:\s*([0-9A-Za-z]+)\s*,\s*(Rechazo|Notificaci[oó]n)\s*:\s*(.*)", re.DOTALL
)
"""`Regla: FAJ43b, Notificación: text`, as DIAN writes it: id, kind, text."""

RULE_ID: Final = re.compile(r"\b[A-Z]{2,4}[0-9]{2,3}[a-z]?\b")


def outcome(
    document: Json, notices: tuple[Fault, ...] = (), other_party: str = CUSTOMER
) -> Outcome:
    """What a document of theirs means. ISSUED only with a fiscal id, without one still ACCEPTED."""
    word = str(at(document, "documentStatus", "code") or "")
    fiscal_id = document.get("documentUid") or None
    known = status(word)
    if known is OutcomeStatus.ISSUED and not fiscal_id:
        known = OutcomeStatus.ACCEPTED
    return Outcome(
        status=known,
        operation_id=document.get("uid"),
        fiscal_id=fiscal_id,
        raw_status=word,
        issued_at=instant(at(document, "generalInformation", "issueDateTime")),
        qr=document.get("documentQr") or "",
        notices=notices,
        facts=facts(document, other_party),
        answer=dict(document),
    )


def facts(document: Json, other_party: str = CUSTOMER) -> FoundFacts:
    """What to compare before adopting a document found under our number. The buyer of a support
    document is its issuer: there `buyer_id` is the seller, the receiver of our own document."""
    issued = instant(at(document, "generalInformation", "issueDateTime"))
    buyer = at(document, "documentParties", other_party, "identification", "identifier")
    return FoundFacts(
        buyer_id=without_check_digit(str(buyer or "")),
        total=amount(at(document, "documentTotals", "payableAmount")),
        issued_on=issued.astimezone(BOGOTA).date() if issued else None,
        currency=str(at(document, "generalInformation", "currency", "code") or ""),
    )


def instant(text: object) -> datetime | None:
    """An ISO 8601 date-time; without an offset it is Bogota's. None when it is none."""
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=BOGOTA)


def amount(text: object) -> Decimal | None:
    """A decimal of theirs, text or number; None when it is none."""
    try:
        read = Decimal(str(text))
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def without_check_digit(identifier: str) -> str:
    """The identifier without a check digit after a dash, dots and blanks."""
    return identifier.partition("-")[0].replace(".", "").strip()


def as_accepted(outcome: Outcome) -> Outcome:
    """The same, as a document the provider holds and the authority has not decided."""
    return replace(outcome, status=OutcomeStatus.ACCEPTED)


def is_ours(document: Json, number: str, unit: str) -> bool:
    """Whether a document has our number and belongs to our unit, as far as it says so."""
    its_number = "".join(filter(str.isalnum, str(document.get("id") or number)))
    return its_number.upper() == number.upper() and document.get("organizationalUnitId") in (
        None,
        unit,
    )


def with_authority(outcome: Outcome, transactions: Iterable[Json | None] | None) -> Outcome:
    """The outcome with DIAN's rules named in the document's transmissions, each once.

    Rejections become faults, notifications notices; `law` is the rule's id. Faults only where the
    document was rejected: an earlier attempt's rejections say nothing of a validated one.
    """
    statuses = [at(entry, "transactionStatus") or entry or {} for entry in transactions or ()]
    found = dict.fromkeys(f for s in statuses for f in _said(s.get("warningsAndErrors")))
    errors = tuple(f for f in found if f.severity is Severity.ERROR)
    notices = tuple(f for f in found if f.severity is Severity.WARNING)
    return replace(
        outcome,
        faults=errors if outcome.status is OutcomeStatus.REJECTED else (),
        notices=(*outcome.notices, *notices),
    )


def authority_fault(text: str) -> Fault | None:
    """DIAN's refusal spoken in a text, `Regla: X, Rechazo: ...`, or None.

    Rule 90, "processed before", is no refusal of this document: it may have been accepted earlier.
    """
    spoken = SPOKEN.search(text)
    if spoken is None or spoken.group(1) == "90":
        return None
    fault = _fault(text, Severity.ERROR)
    return fault if fault.severity is Severity.ERROR else None


def with_reasons(outcome: Outcome) -> Outcome:
    """A rejected outcome with the reasons that stand in its status' description."""
    description = str(at(outcome.answer, "documentStatus", "description") or "")
    return replace(outcome, faults=_reasons(description))


def _reasons(description: str) -> tuple[Fault, ...]:
    parts = re.split(r"(?:^|\s)-\s+", description)
    named = [part.strip() for part in parts if RULE_ID.search(part) or SPOKEN.search(part)]
    texts = named or [description or "DIAN rejected the document without a reason."]
    return tuple(_fault(text, Severity.ERROR) for text in texts)


def _fault(text: str, severity: Severity) -> Fault:
    spoken = SPOKEN.search(text)
    if spoken is None:
        named = RULE_ID.search(text)
        return _ruled(named.group(0) if named else "", text, severity)
    law, kind, words = spoken.groups()
    return _ruled(law, words or text, _severity(kind, severity))


def _ruled(law: str, text: str, severity: Severity) -> Fault:
    code = "authority_rejection" if severity is Severity.ERROR else "authority_notice"
    return Fault(code, (), text, law=law, severity=severity)


def _severity(word: str, otherwise: Severity) -> Severity:
    if word.lower().startswith(("notif", "warn")):
        return Severity.WARNING
    return Severity.ERROR if word.lower().startswith(("rechazo", "err")) else otherwise


def _said(value: object, severity: Severity = Severity.ERROR) -> Iterator[Fault]:
    """Faults in a `json` scalar of unknown shape: texts, lists, objects by kind or by rule."""
    if isinstance(value, Mapping):
        yield from _said_by(value, severity)
    elif isinstance(value, list):
        for item in value:
            yield from _said(item, severity)
    elif isinstance(value, str) and value.strip():
        inner = _json(value)
        yield from [_fault(value.strip(), severity)] if inner is None else _said(inner, severity)


def _said_by(entry: Json, severity: Severity) -> Iterator[Fault]:
    rule = next((str(entry[k]) for k in ("rule", "code", "id") if entry.get(k)), "")
    words = next((str(entry[k]) for k in ("message", "description", "text") if entry.get(k)), "")
    if rule or words:
        yield _ruled(rule, words, severity) if rule else _fault(words, severity)
        return
    for kind, item in entry.items():
        yield from _said(item, _severity(kind, severity))


def _json(text: str) -> object | None:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        read: object = json.loads(text)
    except ValueError:
        return None
    return read


def at(value: object, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value

"""All that a document's page shows, as plain values for its template."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from documents import amounts
from documents.assemble import value_of
from documents.calendar import ZONES
from documents.console.bodies import pretty
from documents.console.exchanges import exchanges_of
from documents.models import Document
from documents.values import DocumentType, LineAmounts
from invoicing import acceptance_list, payments, waiting
from invoicing.console import cancellation_card, faults, references, timeline
from invoicing.console.verbs import VERBS, Verb
from parties.console import Staff

MOST_LINES = 200
FISCAL_WORDS = {
    "not_submitted": "not submitted",
    "pending": "waiting to be sent",
    "submitted": "the authority has not decided",
    "unknown": "sent, outcome not known",
    "authorized": "fiscally valid",
    "rejected": "refused by the authority or provider",
    "failed": "cannot be sent as we are set up",
    "cancellation_pending": "cancellation asked, not decided",
    "cancelled": "no longer valid",
}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as printed: texts, money with thousands separated."""

    position: int
    code: str
    description: str
    quantity: str
    unit_price: str
    discount: str
    taxes: str
    amount: str


def context_of(document: Document, user: Staff) -> dict[str, Any]:
    """The template's context. Evidence and files only for those who may view them."""
    zone = ZONES[document.country]
    shown: dict[str, Any] = {
        "document": document,
        "number": document.number_text,
        "type_words": document.document_type.replace("_", " ").capitalize(),
        "fiscal_words": FISCAL_WORDS.get(document.fiscal_status, document.fiscal_status),
        "total": money(document.totals.get("total")),
        "totals": _totals(document),
        "taxes": _taxes(document),
        "facts": _facts(document, zone),
        "parties": [("Receiver", _party(document.receiver)), ("Issuer", _party(document.issuer))],
        "lines": lines(document),
        "lines_left_out": max(0, len(document.line_items) - MOST_LINES),
        "failure": faults.failure_of(document),
        "warnings": faults.shown(document.warnings),
        "timeline": timeline.timeline(document, zone),
        "submissions": timeline.submissions(document, zone),
        "verbs": offered(document, user),
        "waiting": _waiting(document, zone),
        "acceptance": _acceptance(document),
        "cancellation": cancellation_card.facts(document, zone),
        "raw_parts": _raw_parts(document),
        **_references(document),
    }
    if user.has_perm("documents.view_documentfile"):
        shown["files"] = list(document.files.defer("content").order_by("kind"))
    if user.has_perm("documents.view_evidence"):
        shown["exchanges"], shown["evidence_left_out"] = _exchanges(document, zone)
        shown["may_view_evidence"] = True
    return shown


def _waiting(document: Document, zone: ZoneInfo) -> dict[str, Any] | None:
    """Why it does not get through, with instants in the country's zone; None where it does."""
    found = waiting.of([document]).get(document.id)
    if found is None:
        return None
    may = found.contingency
    return {
        "reason": found.reason,
        "since": timeline.local(found.since, zone),
        "next_try_at": found.next_try_at and timeline.local(found.next_try_at, zone),
        "contingency": may,
        "transmit_by": may and may.transmit_by and timeline.local(may.transmit_by, zone),
    }


def _acceptance(document: Document) -> dict[str, Any] | None:
    """What is known of an invoice's acceptance; None where nothing was sent and nothing may be."""
    if document.document_type != DocumentType.INVOICE or document.issued_at is None:
        return None
    found = acceptance_list.overview(document)
    return found if found["items"] or found["next_allowed"] else None


def offered(document: Document, user: Staff) -> list[Verb]:
    """The verbs that fit the document's state and the user's permissions."""
    return [
        verb for verb in VERBS.values() if user.has_perm(verb.permission) and verb.fits(document)
    ]


def _exchanges(document: Document, zone: ZoneInfo) -> tuple[list[tuple[str, Any]], int]:
    exchanges, left_out = exchanges_of(document.id)
    return [(timeline.local(each.row.stored_at, zone), each) for each in exchanges], left_out


def _facts(document: Document, zone: ZoneInfo) -> list[tuple[str, Any]]:
    due_on = payments.due_on(document)
    facts = [
        ("Fiscal id", document.fiscal_id),
        ("Provider's number", document.provider_number),
        ("Complement due", due_on and due_on.isoformat()),
        ("Emission date", document.emission_date and document.emission_date.isoformat()),
        ("Issued at", document.issued_at and timeline.local(document.issued_at, zone)),
        ("Created", timeline.local(document.created_at, zone)),
        ("Last change", timeline.local(document.updated_at, zone)),
        ("Series", document.series),
        ("Provider's operation", document.provider_operation_id),
        ("Reason given", document.cancellation_reason),
        ("Lifecycle", document.lifecycle_status),
        ("Version", document.version),
        ("Document id", document.id),
        ("Tenant", document.tenant.name),
    ]
    return [(name, value) for name, value in facts if value]


def _party(party: dict[str, Any]) -> dict[str, Any]:
    address = party.get("address") or {}
    names = ("line1", "line2", "city", "region", "postal_code", "country")
    return {
        "name": party.get("name", ""),
        "tax_id": party.get("tax_id", ""),
        "tax_id_type": party.get("tax_id_type", ""),
        "email": party.get("email") or "",
        "address": ", ".join(str(address[name]) for name in names if address.get(name)),
    }


def _totals(document: Document) -> list[tuple[str, str]]:
    names = ("subtotal", "discounts", "charges", "withheld")
    kept = [(name, document.totals.get(name)) for name in names]
    return [
        (name.capitalize(), money(amount))
        for name, amount in kept
        if amount is not None and (name == "subtotal" or not _is_zero(amount))
    ]


def _is_zero(amount: Any) -> bool:
    try:
        return Decimal(str(amount)) == 0
    except InvalidOperation:
        return False


def _taxes(document: Document) -> list[dict[str, str]]:
    return [
        {
            "code": tax.get("tax_code", ""),
            "rate": tax.get("rate", ""),
            "base": money(tax.get("base")),
            "amount": money(tax.get("amount")),
        }
        for tax in [*document.totals.get("taxes", []), *document.totals.get("withholdings", [])]
    ]


def lines(document: Document) -> list[ShownLine]:
    """The first MOST_LINES lines, each with its amount before taxes where it can be computed."""
    computed = _line_amounts(document)
    return [
        _line(number, line, computed[number] if number < len(computed) else None)
        for number, line in enumerate(document.line_items[:MOST_LINES])
    ]


def _line_amounts(document: Document) -> tuple[LineAmounts, ...]:
    """Amounts as issued; none for a draft that does not add up, or that no page shows whole."""
    if len(document.line_items) > MOST_LINES:
        return ()
    try:
        return amounts.compute(value_of(document)).lines
    except (amounts.UnknownTaxCode, amounts.MissingTaxRate, ValidationError, InvalidOperation):
        return ()


def _line(index: int, line: dict[str, Any], computed: LineAmounts | None) -> ShownLine:
    price = line.get("unit_price") or {}
    codes = [line.get("tax_code"), *(line.get("extra_tax_codes") or [])]
    return ShownLine(
        position=index + 1,
        code=line.get("code") or "",
        description=line.get("description", ""),
        quantity=" ".join(str(part) for part in (line.get("quantity"), line.get("unit")) if part),
        unit_price=money(price.get("amount")),
        discount=_discount(line.get("discount") or {}),
        taxes=", ".join(code for code in codes if code),
        amount=money(computed.extension) if computed else "-",
    )


def _discount(discount: dict[str, Any]) -> str:
    if discount.get("percent") is not None:
        return f"{discount['percent']} %"
    return money(discount.get("amount")) if discount.get("amount") is not None else ""


def money(amount: Any) -> str:
    """An amount with its thousands separated, e.g. `1,190,000.00`; a dash for none."""
    if amount is None:
        return "-"
    try:
        return f"{Decimal(str(amount)):,f}"
    except InvalidOperation:
        return str(amount)


def _references(document: Document) -> dict[str, Any]:
    shown = references.context_of(document)
    owed = shown["balance"] or {}
    amounts = {name: money(value) for name, value in owed.items() if name != "currency"}
    return {**shown, "balance": {**owed, **amounts}}


def _raw_parts(document: Document) -> list[tuple[str, str]]:
    names = ("country_specific", "payment", "references", "metadata", "external_urls")
    return [
        (name.replace("_", " ").capitalize(), pretty(getattr(document, name)))
        for name in names
        if getattr(document, name)
    ]

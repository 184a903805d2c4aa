"""From the provider's purchases to ours: pure."""

from collections.abc import Mapping
from typing import Any, Final

from documents.values import Address, Fault, Party
from providers.base import ErrorKind, ProviderError
from providers.co_yabico.reading import amount, at, instant, without_check_digit
from providers.co_yabico.reading_events import person_name, remote_events
from providers.purchases import Purchase

Json = Mapping[str, Any]

TOTALS: Final[Mapping[str, str]] = {
    "lineExtensionAmount": "subtotal",
    "taxExclusiveAmount": "tax_exclusive",
    "taxInclusiveAmount": "tax_inclusive",
    "allowanceTotalAmount": "discounts",
    "chargeTotalAmount": "charges",
    "prePaidAmount": "prepaid",
    "payableAmount": "total",
}
"""Their totals -> ours."""

FORMS: Final[Mapping[str, str]] = {"CREDIT": "CREDIT", "2": "CREDIT"}
CASH: Final = frozenset({"IN_CASH", "DEBIT", "CASH", "1"})

REFUSALS: Final[Mapping[str, str]] = {
    "document_not_found": "purchase_not_found",
    "provider_data_not_found": "purchase_not_found",
    "invoice_invalid": "purchase_wrong_acquirer",
    "credit_note_invalid": "purchase_wrong_acquirer",
    "debit_note_invalid": "purchase_wrong_acquirer",
    "referenced_document_not_found": "purchase_invoice_missing",
}
"""What a refusal means when a purchase is added. The reference has no code for a wrong acquirer but
the general ones of each kind of document."""


def purchase(document: Json, document_type: str, notices: tuple[Fault, ...] = ()) -> Purchase:
    """A purchase of theirs as ours. Raises ProviderError RETRY `answer_unreadable` without uid,
    fiscal id or total."""
    total = amount(at(document, "documentTotals", "payableAmount"))
    uid, fiscal_id = document.get("uid"), document.get("documentUid")
    if not uid or not fiscal_id or total is None:
        message = "The provider's purchase lacks its id, its fiscal id or its total."
        raise ProviderError(ErrorKind.RETRY, "answer_unreadable", message, answer=document)
    parties = document.get("documentParties") or {}
    return Purchase(
        operation_id=str(uid),
        document_type=document_type,
        fiscal_id=str(fiscal_id),
        number=str(document.get("id") or ""),
        issuer=party(parties.get("accountingSupplierParty") or {}),
        receiver=party(parties.get("accountingCustomerParty") or {}),
        currency=str(at(document, "generalInformation", "currency", "code") or ""),
        total=total,
        raw_status=str(at(document, "documentStatus", "code") or ""),
        issued_at=instant(at(document, "generalInformation", "issueDateTime")),
        payment_form=payment_form(document),
        lines=tuple(line(entry) for entry in document.get("documentLines") or () if entry),
        totals=totals(document.get("documentTotals") or {}),
        events=remote_events(document.get("events") or ()),
        notices=notices,
    )


def party(given: Json) -> Party:
    """A party of theirs, its identifier without check digit."""
    kind = str(at(given, "identification", "idType", "code") or "")
    place = given.get("physicalLocation")
    return Party(
        tax_id=without_check_digit(str(at(given, "identification", "identifier") or "")),
        tax_id_type="NIT" if kind in ("NIT", "31") else "GENERIC_ID",
        name=person_name(given.get("name") or {}),
        email=given.get("email") or None,
        address=_address(place) if place else None,
    )


def line(entry: Json) -> dict[str, Any]:
    """A line, JSON-ready."""
    return {
        "description": str(at(entry, "description", "text") or ""),
        "quantity": str(entry.get("quantity") or ""),
        "unit": str(at(entry, "unitCode", "code") or "").removeprefix("CO_"),
        "unit_price": str(at(entry, "price", "priceAmount") or ""),
        "extension": str(entry.get("lineExtensionAmount") or ""),
    }


def totals(given: Json) -> dict[str, str]:
    """Those of the totals that are told, as texts."""
    read = {ours: amount(given.get(theirs)) for theirs, ours in TOTALS.items()}
    return {name: format(value, "f") for name, value in read.items() if value is not None}


def payment_form(document: Json) -> str:
    """CASH or CREDIT; empty where it is not told. CREDIT when any of its means is."""
    means = at(document, "paymentDescription", "paymentMeans") or ()
    words = {str(at(mean, "paymentMeanId", "code") or "") for mean in means}
    if words & FORMS.keys():
        return "CREDIT"
    return "CASH" if words & CASH else ""


def explained(error: ProviderError) -> ProviderError:
    """A refusal to add a purchase in the port's words; any other error as it is."""
    code = REFUSALS.get(error.code)
    if code is None or error.kind is not ErrorKind.REJECT:
        return error
    return ProviderError(
        ErrorKind.REJECT, code, error.message, faults=error.faults, answer=error.answer
    )


def _address(place: Json) -> Address:
    return Address(
        line1=str(place.get("address") or ""),
        city=str(place.get("cityName") or place.get("cityCode") or ""),
        country=str(place.get("countryCode") or ""),
        postal_code=str(place.get("postalCode") or ""),
        region=str(place.get("countrySubentity") or ""),
    )

"""Rules of every country: lines, money, parties, payment. Tax codes are in `tax_codes`.

Each rule is one function from a document and its issue date to faults; `RULES` lists them.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from documents import countries, currencies
from documents.rules import tax_codes
from documents.values import DocumentType, DocumentValue, Fault, LineItem, Severity
from parties import tax_ids

MAX_DECIMALS: Final = 6

WITH_LINES: Final = frozenset(DocumentType) - {
    DocumentType.PAYMENT_COMPLEMENT,
    DocumentType.CANCELLATION,
    DocumentType.ACCEPTANCE_EVENT,
}

# What other countries have no law for.
COLOMBIAN: Final = {
    DocumentType.SUPPORT_DOCUMENT,
    DocumentType.ADJUSTMENT_NOTE,
    DocumentType.ACCEPTANCE_EVENT,
}

# CO: item text of the annex; MX: cfdv40 Descripcion; EC: detalle/descripcion; PE: Item/Description.
_DESCRIPTION_LENGTHS: Final = {"CO": 300, "MX": 1000, "EC": 300, "PE": 500}


def type_of_country(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Support documents, their adjustment notes and acceptance events are Colombian."""
    if document.document_type in COLOMBIAN and document.country != "CO":
        message = f"Use another document_type: a {document.document_type} is issued in CO only."
        yield Fault("document_type_of_another_country", ("document_type",), message)


def has_lines(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Invoices, support documents and notes have at least one line."""
    if document.document_type in WITH_LINES and not document.line_items:
        yield Fault("no_line_items", ("line_items",), "Add at least one line.")


def one_currency(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Every line is in the currency of the first."""
    for i, line in enumerate(document.line_items):
        first = document.line_items[0].currency
        if line.currency != first:
            path = ("line_items", i, "unit_price", "currency")
            yield Fault("mixed_currency", path, f"Give every line in {first}.")


def known_currency(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Currencies are ISO 4217 codes (CO FAD15a, MX c_Moneda)."""
    for i, line in enumerate(document.line_items):
        if not currencies.is_known(line.currency):
            path = ("line_items", i, "unit_price", "currency")
            yield Fault("unknown_currency", path, "Use a currency code of ISO 4217, such as COP.")


def quantity_positive(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Quantities are above zero (CO FAV04b)."""
    for i, line in enumerate(document.line_items):
        if line.quantity <= 0:
            path = ("line_items", i, "quantity")
            yield Fault(
                "quantity_not_positive",
                path,
                "Give a quantity above zero.",
                _law(document, "FAV04b"),
            )


def price_not_negative(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Prices are zero or more (CO VLR01)."""
    for i, line in enumerate(document.line_items):
        if line.unit_price < 0:
            path = ("line_items", i, "unit_price", "amount")
            yield Fault(
                "price_negative", path, "Give a price of zero or more.", _law(document, "VLR01")
            )


def decimals_limited(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Quantities, prices and discounts have at most 6 decimals."""
    for i, line in enumerate(document.line_items):
        for name, number in _numbers(line):
            if decimals_of(number) > MAX_DECIMALS:
                message = f"Write at most {MAX_DECIMALS} decimals."
                yield Fault("too_many_decimals", ("line_items", i, *name), message)


def discount_shaped(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """A discount is an amount of zero or more, or a percentage from 0 to 100, not both."""
    for i, line in enumerate(document.line_items):
        given = line.discount
        if given is None:
            continue
        path = ("line_items", i, "discount")
        if (given.amount is None) == (given.percent is None):
            message = "Give the discount as amount or as percent, one of the two."
            yield Fault("discount_shape", path, message)
        elif given.amount is not None and given.amount < 0:
            message = "Give a discount of zero or more."
            yield Fault("discount_negative", (*path, "amount"), message, _law(document, "VLR01"))
        elif given.percent is not None and not 0 <= given.percent <= 100:
            message = "Give a percentage from 0 to 100."
            yield Fault("discount_percent", (*path, "percent"), message)


def line_described(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Every line says what is sold, within the country's length (CO FAZ02)."""
    longest = _DESCRIPTION_LENGTHS.get(document.country, 300)
    for i, line in enumerate(document.line_items):
        path = ("line_items", i, "description")
        if not line.description.strip():
            yield Fault(
                "description_missing", path, "Describe what is sold.", _law(document, "FAZ02")
            )
        elif len(line.description) > longest:
            message = f"Shorten the description to {longest} characters."
            yield Fault("description_too_long", path, message)


def party_ids_valid(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Tax identifiers of issuer and receiver fit their type (CO FAK24, 001-V7 for a NIT)."""
    law = _law(document, "FAK24")
    for role, party in (("issuer", document.issuer), ("receiver", document.receiver)):
        for found in tax_ids.check(document.country, party.tax_id_type, party.tax_id):
            name = "tax_id_type" if found.code == "tax_id_type_not_used" else "tax_id"
            severity = Severity(found.severity)
            yield Fault(found.code, (role, name), found.message, law, severity)


def party_named(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Issuer and receiver have a name."""
    for role, party in (("issuer", document.issuer), ("receiver", document.receiver)):
        if not party.name.strip():
            yield Fault("party_name_missing", (role, "name"), f"Give the {role}'s name.")


def texts_printable(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """Names and descriptions have no control characters, which XML 1.0 cannot carry."""
    texts: list[tuple[tuple[str | int, ...], str]] = [
        (("issuer", "name"), document.issuer.name),
        (("receiver", "name"), document.receiver.name),
    ]
    for i, line in enumerate(document.line_items):
        texts.append((("line_items", i, "description"), line.description))
    for path, text in texts:
        if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r" for c in text):
            message = "Write the text again without its invisible control characters."
            yield Fault("control_characters", path, message)


def address_country_known(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """An address is in a country of ISO 3166-1."""
    for role, party in (("issuer", document.issuer), ("receiver", document.receiver)):
        if party.address is not None and not countries.is_known(party.address.country):
            message = "Write the country with two capital letters, such as CO."
            yield Fault("unknown_country", (role, "address", "country"), message)


def payment_given(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """A payment complement tells the payment, in Mexico where need be in `pagos`."""
    if document.document_type != DocumentType.PAYMENT_COMPLEMENT:
        return
    if document.payment is None and not document.country_specific.get("pagos"):
        yield Fault("payment_missing", ("payment",), "Describe the payment received.")


def payment_shaped(document: DocumentValue, _on: date) -> Iterator[Fault]:
    """A payment's amount and rate are above zero, its currency ISO 4217, its date a day."""
    paid = document.payment
    if paid is None:
        return
    if paid.amount is not None and paid.amount <= 0:
        yield Fault("payment_amount", ("payment", "amount"), "Give an amount above zero.")
    if paid.exchange_rate is not None and paid.exchange_rate <= 0:
        yield Fault("payment_rate", ("payment", "exchange_rate"), "Give a rate above zero.")
    if paid.currency is not None and not currencies.is_known(paid.currency):
        message = "Use a currency code of ISO 4217, such as MXN."
        yield Fault("unknown_currency", ("payment", "currency"), message)
    if paid.payment_date is not None and not _is_date(paid.payment_date):
        message = "Write the date as YYYY-MM-DD."
        yield Fault("payment_date", ("payment", "payment_date"), message)


def decimals_of(number: Decimal) -> int:
    """Digits after the point that matter: 1.50 has one. `number` is finite."""
    if not number:
        return 0
    _sign, digits, exponent = number.as_tuple()
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -int(exponent) - zeros)


def _numbers(line: LineItem) -> Iterator[tuple[tuple[str, ...], Decimal]]:
    yield ("quantity",), line.quantity
    yield ("unit_price", "amount"), line.unit_price
    if line.discount is not None and line.discount.amount is not None:
        yield ("discount", "amount"), line.discount.amount
    if line.discount is not None and line.discount.percent is not None:
        yield ("discount", "percent"), line.discount.percent


def _law(document: DocumentValue, annex_rule: str) -> str:
    """Colombia's annex numbers its rules; the other countries' authorities do not."""
    return annex_rule if document.country == "CO" else ""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


RULES: Final = (
    type_of_country,
    has_lines,
    one_currency,
    known_currency,
    quantity_positive,
    price_not_negative,
    decimals_limited,
    discount_shaped,
    line_described,
    tax_codes.tax_code_given,
    tax_codes.tax_codes_known,
    tax_codes.tax_codes_rated,
    tax_codes.rated_taxes_fit,
    tax_codes.unit_taxes_fit,
    party_ids_valid,
    party_named,
    texts_printable,
    address_country_known,
    payment_given,
    payment_shaped,
)

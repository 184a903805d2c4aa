"""From our values to the provider's `InvoiceInput`: pure, JSON primitives only.

Money and quantities are texts (the schema's `decimal`), percentages numbers (its `Float`). Names of
fields and enums are those of the dialect seen live; `dialect.Dialect.fit` adapts them.
"""

from datetime import date, datetime, time
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from documents import country_specific
from documents.amounts import document_modifiers
from documents.country_specific.co import CoDocument, CoLine
from documents.line_amounts import modifiers_of
from documents.rules.co_receiver import CoReceiver
from documents.values import DocumentValue, LineAmounts, LineItem, Numbering, Totals
from providers.co_yabico.mapping_money import (
    document_totals,
    money,
    plain,
    price_modifiers,
    tax_groups,
    text,
    withholding_groups,
)

Json = dict[str, Any]

BOGOTA: Final = ZoneInfo("America/Bogota")
UNIT: Final = "94"


def invoice_input(document: DocumentValue, totals: Totals, receiver: CoReceiver, unit: str) -> Json:
    """The variables of `createInvoice`'s `document`. `unit` is the organizational unit's uid.

    Expects a document that passed `documents.rules` and has its number; ValueError when it has not.
    """
    own = _document_fields(document)
    lines = zip(document.line_items, totals.lines, strict=True)
    return {
        "organizationalUnitId": unit,
        "id": _consecutive(document.numbering),
        "generalInformation": _general(document, totals),
        "documentParties": {"accountingCustomerParty": customer(receiver)},
        "documentLines": [_line(i, item, money) for i, (item, money) in enumerate(lines, 1)],
        "documentModifiers": price_modifiers(document_modifiers(document, totals.subtotal)) or None,
        "taxDescription": tax_groups(totals.taxes),
        "withholdingsDescription": withholding_groups(totals.withholdings) or None,
        "documentTotals": document_totals(totals),
        "paymentDescription": _payment(own),
        "notes": [{"key": "NOTA", "value": note} for note in own.notes] or None,
    }


def customer(receiver: CoReceiver) -> Json:
    """The buyer (AccountingCustomerPartyInput). The identifier goes without check digit."""
    if receiver.id_type is None:
        raise ValueError("the kind of the receiver's identity document is not known")
    person = {"idType": receiver.id_type, "identifier": receiver.identifier}
    return {
        "additionalAccountId": receiver.person_type,
        "personId": person,
        "personName": _name(receiver),
        "partyTaxScheme": {
            "compStringId": person,
            "registrationName": receiver.full_name,
            "taxLevelCode": list(receiver.responsibilities),
            "taxScheme": receiver.tax_scheme,
        },
        "physicalLocation": {
            "address": receiver.address_line,
            "country": receiver.country,
            "city": receiver.city_code or None,
            "countrySubentity": receiver.department_code or receiver.department or None,
        },
        "email": receiver.email or None,
        "phone": receiver.phone or None,
    }


def _document_fields(document: DocumentValue) -> CoDocument:
    if not document.country_specific:
        return CoDocument()
    place = country_specific.DOCUMENT
    return cast(CoDocument, country_specific.parse("CO", place, document.country_specific))


def _line_fields(line: LineItem) -> CoLine:
    if not line.country_specific:
        return CoLine()
    place = country_specific.LINE_ITEM
    return cast(CoLine, country_specific.parse("CO", place, line.country_specific))


def _consecutive(numbering: Numbering | None) -> Json:
    if numbering is None or numbering.number is None:
        raise ValueError("the document has no number")
    return {"prefix": numbering.prefix, "number": numbering.number}


def _general(document: DocumentValue, totals: Totals) -> Json:
    day = document.emission_date
    return {
        "currency": totals.currency,
        "issueDateTime": midnight(day) if day else None,
        "operationCode": "STD",
        "subtypeCode": "SALES_INVOICE",
        "acquirerEmail": document.receiver.email,
    }


def midnight(day: date) -> str:
    """The first instant of a day in Bogota, ISO 8601 with its offset."""
    return datetime.combine(day, time(), BOGOTA).isoformat()


def _name(receiver: CoReceiver) -> Json:
    if receiver.corporate_name:
        return {"corporateName": receiver.corporate_name}
    return {
        "firstName": receiver.first_name,
        "secondName": receiver.second_name or None,
        "firstSurname": receiver.first_surname,
        "secondSurname": receiver.second_surname or None,
    }


def _line(number: int, item: LineItem, amounts: LineAmounts) -> Json:
    own, unit = _line_fields(item), unit_code(item.unit)
    return {
        "lineId": number,
        "description": text(item.description),
        "itemDescription": _item(number, item, own),
        "quantity": plain(item.quantity),
        "unitCode": unit,
        "price": {
            "priceAmount": plain(item.unit_price, 2),
            "baseQuantity": 1,
            "unitCode": unit,
            "priceType": "COMMERCIAL_VALUE",
        },
        "pricingReference": _reference_price(own),
        "priceModifier": price_modifiers(modifiers_of("CO", item)) or None,
        "lineExtensionAmount": money(amounts.extension),
        "taxDescription": tax_groups(amounts.taxes),
        "withholdingsDescription": withholding_groups(amounts.withholdings) or None,
    }


def unit_code(unit: str | None) -> str:
    """DIAN's unit code as the provider's enum: `94` and `CO_94` are `CO_94`, the default."""
    return f"CO_{(unit or UNIT).removeprefix('CO_')}"


def _item(number: int, item: LineItem, own: CoLine) -> Json:
    standard = own.standard_item
    return {
        "standardItemId": {
            "id": standard.id if standard else item.code or str(number),
            "standardId": standard.scheme if standard else "TAXPAYER_STANDARD",
        },
        "brandName": own.brand,
        "modelName": own.model,
    }


def _reference_price(own: CoLine) -> Json | None:
    if own.reference_price is None:
        return None
    return {"amount": plain(own.reference_price, 2), "priceType": "COMMERCIAL_VALUE"}


def _payment(own: CoDocument) -> Json:
    due = own.payment_due_date
    mean = {
        "paymentMeanId": "CREDIT" if own.payment_form == "CREDIT" else "IN_CASH",
        "paymentMeanCode": f"CO_{own.payment_means_code}",
        "paymentDueDate": midnight(due) if due else None,
        "paymentTerms": text(own.payment_terms) if own.payment_terms else None,
    }
    return {"paymentMeans": [mean], "paymentExchangeRate": _exchange_rate(own)}


def _exchange_rate(own: CoDocument) -> Json | None:
    rate = own.exchange_rate
    if rate is None:
        return None
    return {"calculationRate": plain(rate.rate, 2), "date": rate.date.isoformat()}

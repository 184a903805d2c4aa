"""InvoiceInputs the sandbox must take, to be spoilt by tests."""

import json
from typing import Any

Payload = dict[str, Any]

NATURAL = {
    "additionalAccountId": "NATURAL_PERSON",
    "email": "ana@example.co",
    "personId": {"idType": "CC", "identifier": "52123456"},
    "personName": {"firstName": "Ana", "firstSurname": "Díaz"},
    "physicalLocation": {"address": "CRA 8 113 31", "country": "CO", "city": "05001"},
}
LEGAL = {
    "additionalAccountId": "LEGAL_ENTITY",
    "email": "compras@example.co",
    "personId": {"idType": "NIT", "identifier": "800197268-4"},
    "personName": {"corporateName": "CLIENTE DE PRUEBA SAS"},
    "physicalLocation": {"address": "CRA 8 113 31", "country": "CO", "city": "11001"},
    "partyTaxScheme": {
        "compStringId": {"idType": "NIT", "identifier": "800197268"},
        "registrationName": "CLIENTE DE PRUEBA SAS",
        "taxLevelCode": ["O_13"],
        "taxScheme": "CO_01",
    },
}


def apart(given: Payload) -> Payload:
    """A copy in which nothing is shared, so that spoiling one place spoils one place."""
    copied: Payload = json.loads(json.dumps(given))
    return copied


def tax(name: str, percent: float, base: str, amount: str) -> Payload:
    """A TaxTotalInput with one rate."""
    subtotal: Payload = {"percent": percent, "taxableAmount": base, "taxAmount": amount}
    return {
        "taxName": name,
        "taxAmount": amount,
        "roundingAmount": "0",
        "taxSubtotal": [subtotal],
    }


def bags(amount: str, base: str = "0") -> Payload:
    """The nominal tax on plastic bags: 30 each."""
    subtotal = {
        "perUnitAmount": "30",
        "baseUnitMeasure": "1",
        "taxableAmount": base,
        "taxAmount": amount,
    }
    return {"taxName": "CO_22", "taxAmount": amount, "taxSubtotal": [subtotal]}


def withholding(name: str, percent: float, base: str, amount: str) -> Payload:
    """A WithholdingTotalInput with one rate."""
    subtotal: Payload = {"percent": percent, "taxableAmount": base, "taxAmount": amount}
    return {
        "withholdingName": name,
        "withholdingAmount": amount,
        "withholdingSubtotal": [subtotal],
    }


def modifier(kind: str, amount: str, base: str, percent: float | None = None) -> Payload:
    """An AllowanceChargeInput, `kind` DISCOUNT or CHARGE."""
    given: Payload = {
        "chargeIndicator": kind,
        "amount": amount,
        "baseAmount": base,
        "reason": {"locale": "ES_CO", "text": "Acordado"},
    }
    return given if percent is None else {**given, "percentage": percent}


def line(
    line_id: int, quantity: str, price: str, extension: str, taxes: list[Payload], **more: Any
) -> Payload:
    """A DocumentLineInput."""
    return {
        "lineId": line_id,
        "description": {"locale": "ES_CO", "text": "Servicio de consultoría"},
        "itemDescription": {"standardItemId": {"id": "SKU-1", "standardId": "TAXPAYER_STANDARD"}},
        "quantity": quantity,
        "unitCode": "CO_94",
        "price": {"priceAmount": price, "priceType": "COMMERCIAL_VALUE", "unitCode": "CO_94"},
        "lineExtensionAmount": extension,
        "taxDescription": taxes,
        **more,
    }


def totals(**amounts: str) -> Payload:
    """The seven totals; those not named are zero."""
    net = ("lineExtension", "taxExclusive", "taxInclusive", "payable")
    names = (*net, "allowanceTotal", "chargeTotal", "prePaid")
    return {f"{name}Amount": amounts.get(name, "0") for name in names}


def invoice(unit: str, number: int = 990000001, buyer: Payload | None = None) -> Payload:
    """One line, 2 x 50,000, IVA 19 %."""
    taxes = [tax("CO_01", 19.0, "100000.00", "19000.00")]
    return apart(
        {
            "organizationalUnitId": unit,
            "id": {"prefix": "SETP", "number": number},
            "generalInformation": {
                "currency": "COP",
                "operationCode": "STD",
                "subtypeCode": "SALES_INVOICE",
            },
            "documentParties": {"accountingCustomerParty": buyer or NATURAL},
            "documentLines": [line(1, "2", "50000.00", "100000.00", taxes)],
            "taxDescription": taxes,
            "documentTotals": totals(
                lineExtension="100000.00",
                taxExclusive="100000.00",
                taxInclusive="119000.00",
                payable="119000.00",
            ),
            "paymentDescription": {
                "paymentMeans": [{"paymentMeanCode": "CO_10", "paymentMeanId": "IN_CASH"}]
            },
        }
    )


def to(unit: str, identity_card: str, number: int = 990000001) -> Payload:
    """The simple invoice to a buyer with this identity card."""
    given = invoice(unit, number)
    buyer = given["documentParties"]["accountingCustomerParty"]
    buyer["personId"]["identifier"] = identity_card
    return given


def rich(unit: str, number: int = 990000001) -> Payload:
    """Everything at once: discounts and charges on lines and document, a gift, an excluded line, an
    exempt one, two tributes on one line, a nominal tax, a withholding, credit."""
    given = invoice(unit, number, LEGAL)
    withheld = [withholding("CO_06", 11.0, "250000.00", "27500.00")]
    discount = modifier("DISCOUNT", "50000.00", "300000.00")
    charge = modifier("CHARGE", "10000.00", "100000.00", 10.0)
    given["documentLines"] = [
        line(
            1,
            "1",
            "300000.00",
            "250000.00",
            [tax("CO_01", 19.0, "250000.00", "47500.00")],
            priceModifier=[discount],
            withholdingsDescription=withheld,
        ),
        line(
            2,
            "1",
            "0",
            "0",
            [tax("CO_01", 19.0, "100000.00", "19000.00")],
            pricingReference={"amount": "100000.00", "priceType": "COMMERCIAL_VALUE"},
        ),
        line(3, "1", "20000.00", "20000.00", []),
        line(4, "3", "333.333333", "1000.00", [tax("CO_01", 0.0, "1000.00", "0.00")]),
        line(
            5,
            "1",
            "100000.00",
            "110000.00",
            [
                tax("CO_01", 19.0, "110000.00", "20900.00"),
                tax("CO_04", 8.0, "110000.00", "8800.00"),
            ],
            priceModifier=[charge],
        ),
        line(6, "2", "0", "0", [bags("60.00")]),
    ]
    iva = tax("CO_01", 19.0, "460000.00", "87400.00")
    iva["taxSubtotal"].append({"percent": 0.0, "taxableAmount": "1000.00", "taxAmount": "0"})
    given["taxDescription"] = [iva, tax("CO_04", 8.0, "110000.00", "8800.00"), bags("60.00")]
    given["withholdingsDescription"] = withheld
    given["documentModifiers"] = [
        modifier("DISCOUNT", "19050.00", "381000.00", 5.0),
        modifier("CHARGE", "1000.00", "381000.00"),
    ]
    given["documentTotals"] = totals(
        lineExtension="381000.00",
        taxExclusive="461000.00",
        taxInclusive="477260.00",
        allowanceTotal="19050.00",
        chargeTotal="1000.00",
        payable="459210.00",
    )
    given["paymentDescription"]["paymentMeans"] = [
        {
            "paymentMeanCode": "CO_ZZZ",
            "paymentMeanId": "CREDIT",
            "paymentDueDate": "2030-01-31T23:59:59-05:00",
        }
    ]
    given["notes"] = [{"key": "Pedido", "value": "Orden 4711"}]
    return apart(given)

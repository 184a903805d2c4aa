"""Documents of sellers outside the sandbox that DIAN has from the start, to be added as purchases.

Each is found again by its fiscal id, which follows from its contents; SANDBOX.md lists them.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from providers.co_yabico.sandbox.cufe import BOGOTA, CufeParts, cufe
from providers.co_yabico.sandbox.kinds import CUSTOMER, SUPPLIER, Kind
from providers.co_yabico.sandbox.nit import without_digit
from providers.co_yabico.sandbox.registry import Registered

Out = dict[str, Any]

SELLER = "PROVEEDOR DE PRUEBAS SAS"
SELLER_NIT = "830080150"
BUYER = "EMPRESA DE PRUEBAS SAS"
BUYER_NIT = "900559088"
STRANGER_NIT = "800197268"
SELLER_KEY = "693ff6f2a553c3646a063436fd4dd9ded0311471"
ISSUED_AT = "2026-01-15T10:00:00-05:00"
DUE_AT = "2030-01-15T23:59:59-05:00"
RATE = Decimal(19)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sale:
    """A foreign seller's document of one line with IVA of 19 %: `amount` before tax; `about` the
    fiscal id of a note's invoice, which it `voids` or only modifies."""

    prefix: str
    number: int
    kind: str = Kind.INVOICE
    amount: Decimal = Decimal(100000)
    credit: bool = True
    issued_at: str = ISSUED_AT
    seller: str = SELLER
    seller_nit: str = SELLER_NIT
    buyer: str = BUYER
    buyer_nit: str = BUYER_NIT
    description: str = "Suministro de papelería"
    about: str = ""
    voids: bool = False
    environment: str = "2"


def registered(sale: Sale) -> Registered:
    """The document as DIAN has it, under the CUFE or CUDE of its contents."""
    content = content_of(sale)
    issued = datetime.fromisoformat(sale.issued_at).astimezone(BOGOTA).replace(microsecond=0)
    totals = content["documentTotals"]
    parts = CufeParts(
        number=f"{sale.prefix}{sale.number}",
        issued_at=issued,
        line_extension=Decimal(totals["lineExtensionAmount"]),
        taxes={"01": _tax(sale)},
        payable=Decimal(totals["payableAmount"]),
        seller=without_digit(sale.seller_nit),
        buyer=without_digit(sale.buyer_nit),
        technical_key=SELLER_KEY,
        environment=sale.environment,
    )
    return Registered(
        cufe=cufe(parts),
        kind=sale.kind,
        prefix=sale.prefix,
        number=sale.number,
        issued_at=issued.isoformat(),
        content=content,
        about=sale.about,
        voids=sale.voids,
    )


def content_of(sale: Sale) -> Out:
    """The document as an InvoiceInput with both parties."""
    taxes = [_group(sale)]
    return {
        "id": {"prefix": sale.prefix, "number": sale.number},
        "generalInformation": {
            "currency": "COP",
            "operationCode": _operation(sale),
            "subtypeCode": "SALES_INVOICE" if sale.kind == Kind.INVOICE else sale.kind,
        },
        "documentParties": {
            SUPPLIER: supplier(sale.seller, sale.seller_nit),
            CUSTOMER: supplier(sale.buyer, sale.buyer_nit),
        },
        "documentLines": [_line(sale, taxes)],
        "taxDescription": taxes,
        "documentTotals": _totals(sale),
        "paymentDescription": {"paymentMeans": [_means(sale)]},
    }


def supplier(name: str, nit: str) -> Out:
    """A legal entity in Bogota as an accounting party input."""
    who = {"idType": "NIT", "identifier": nit}
    return {
        "additionalAccountId": "LEGAL_ENTITY",
        "personId": who,
        "personName": {"corporateName": name},
        "physicalLocation": {"address": "CL 26 69 76", "country": "CO", "city": "11001"},
        "partyTaxScheme": {
            "compStringId": who,
            "registrationName": name,
            "taxLevelCode": ["R_99_PN"],
            "taxScheme": "CO_01",
        },
    }


def _operation(sale: Sale) -> str:
    if sale.voids:
        return "VOID"
    operations = {Kind.CREDIT_NOTE: "PARTIAL_REFUND", Kind.DEBIT_NOTE: "CHANGE_OF_VALUE"}
    return {str(k): v for k, v in operations.items()}.get(sale.kind, "STD")


def _tax(sale: Sale) -> Decimal:
    return (sale.amount * RATE / 100).quantize(CENT)


def _group(sale: Sale) -> Out:
    base, tax = str(sale.amount.quantize(CENT)), str(_tax(sale))
    subtotal = {"percent": float(RATE), "taxableAmount": base, "taxAmount": tax}
    return {
        "taxName": "CO_01",
        "taxAmount": tax,
        "roundingAmount": "0",
        "taxSubtotal": [subtotal],
    }


def _line(sale: Sale, taxes: list[Out]) -> Out:
    amount = str(sale.amount.quantize(CENT))
    return {
        "lineId": 1,
        "description": {"locale": "ES_CO", "text": sale.description},
        "itemDescription": {"standardItemId": {"id": "PAP-1", "standardId": "TAXPAYER_STANDARD"}},
        "quantity": "1",
        "unitCode": "CO_94",
        "price": {"priceAmount": amount, "priceType": "COMMERCIAL_VALUE", "unitCode": "CO_94"},
        "lineExtensionAmount": amount,
        "taxDescription": taxes,
    }


def _totals(sale: Sale) -> Out:
    net, gross = str(sale.amount.quantize(CENT)), str(sale.amount.quantize(CENT) + _tax(sale))
    zero = {f"{name}Amount": "0" for name in ("allowanceTotal", "chargeTotal", "prePaid")}
    return {
        **zero,
        "lineExtensionAmount": net,
        "taxExclusiveAmount": net,
        "taxInclusiveAmount": gross,
        "payableAmount": gross,
    }


def _means(sale: Sale) -> Out:
    if not sale.credit:
        return {"paymentMeanCode": "CO_10", "paymentMeanId": "IN_CASH"}
    return {"paymentMeanCode": "CO_ZZZ", "paymentMeanId": "CREDIT", "paymentDueDate": DUE_AT}


ON_CREDIT = registered(Sale("FV", 1001))
IN_CASH = registered(Sale("FV", 1002, credit=False))
WORTHLESS = registered(Sale("FV", 1003, amount=Decimal(0)))
OF_A_STRANGER = registered(Sale("FV", 1004, buyer="OTRA SAS", buyer_nit=STRANGER_NIT))
WITH_NOTES = registered(Sale("FV", 1005))
CREDIT_NOTE = registered(
    Sale("NC", 501, Kind.CREDIT_NOTE, Decimal(10000), about=WITH_NOTES.cufe),
)
DEBIT_NOTE = registered(
    Sale("ND", 601, Kind.DEBIT_NOTE, Decimal(5000), about=WITH_NOTES.cufe),
)
SEEDED = (ON_CREDIT, IN_CASH, WORTHLESS, OF_A_STRANGER, WITH_NOTES, CREDIT_NOTE, DEBIT_NOTE)

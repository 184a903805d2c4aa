"""Taxes, withholdings, discounts, charges, totals and lines in UBL."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from providers.co_yabico.sandbox.draft import Group, Subtotal, groups
from providers.co_yabico.sandbox.ubl.xml import element, maybe, money
from providers.co_yabico.sandbox.view import NAMES

Content = dict[str, Any]
STANDARDS = {
    "UNSPSC": "001",
    "GTIN": "010",
    "PARTIDA_ARANCELARIA": "020",
    "TAXPAYER_STANDARD": "999",
}
"""The provider's StandardItemIdCode -> DIAN's code."""

TOTALS = {
    "LineExtensionAmount": "lineExtensionAmount",
    "TaxExclusiveAmount": "taxExclusiveAmount",
    "TaxInclusiveAmount": "taxInclusiveAmount",
    "AllowanceTotalAmount": "allowanceTotalAmount",
    "ChargeTotalAmount": "chargeTotalAmount",
    "PrepaidAmount": "prePaidAmount",
    "PayableAmount": "payableAmount",
}
"""UBL's totals in UBL's order -> the provider's."""


def tax_totals(owner: Content, currency: str) -> Iterator[etree._Element]:
    """cac:TaxTotal and cac:WithholdingTaxTotal of a document or a line."""
    for group in groups(owner.get("taxDescription"), "tax"):
        yield _group("cac:TaxTotal", group, currency)
    for group in groups(owner.get("withholdingsDescription"), "withholding"):
        yield _group("cac:WithholdingTaxTotal", group, currency)


def modifiers(given: list[Content] | None, currency: str) -> Iterator[etree._Element]:
    """cac:AllowanceCharge for each discount and charge."""
    for number, item in enumerate([m for m in given or () if m], start=1):
        yield element(
            "cac:AllowanceCharge",
            element("cbc:ID", str(number)),
            element("cbc:ChargeIndicator", str(item["chargeIndicator"] == "CHARGE").lower()),
            element("cbc:AllowanceChargeReason", item["reason"]["text"]),
            maybe("cbc:MultiplierFactorNumeric", item.get("percentage")),
            money("cbc:Amount", item["amount"], currency),
            money("cbc:BaseAmount", item["baseAmount"], currency),
        )


def monetary_total(name: str, totals: Content, currency: str) -> etree._Element:
    """cac:LegalMonetaryTotal, or as a debit note calls it."""
    amounts = [money(f"cbc:{tag}", totals.get(key), currency) for tag, key in TOTALS.items()]
    return element(name, *amounts)


def line(name: str, quantity: str, given: Content, currency: str) -> etree._Element:
    """cac:InvoiceLine, or as a note calls it."""
    unit = {"unitCode": given["unitCode"].removeprefix("CO_")}
    return element(
        name,
        element("cbc:ID", str(given["lineId"])),
        maybe("cbc:Note", (given.get("note") or {}).get("text")),
        element(quantity, str(given["quantity"]), attributes=unit),
        money("cbc:LineExtensionAmount", given["lineExtensionAmount"], currency),
        _period(given.get("invoicePeriod")),
        _reference(given.get("pricingReference"), currency),
        *modifiers(given.get("priceModifier"), currency),
        *tax_totals(given, currency),
        _item(given),
        element(
            "cac:Price",
            money("cbc:PriceAmount", given["price"]["priceAmount"], currency),
            element("cbc:BaseQuantity", "1", attributes=unit),
        ),
    )


def _period(given: Content | None) -> etree._Element | None:
    if given is None:
        return None
    return element("cac:InvoicePeriod", maybe("cbc:StartDate", given.get("startDate")))


def _item(given: Content) -> etree._Element:
    code = given["itemDescription"]["standardItemId"]
    scheme = {"schemeID": STANDARDS[code["standardId"]]}
    return element(
        "cac:Item",
        element("cbc:Description", given["description"]["text"]),
        maybe("cbc:BrandName", given["itemDescription"].get("brandName")),
        maybe("cbc:ModelName", given["itemDescription"].get("modelName")),
        element("cac:StandardItemIdentification", element("cbc:ID", code["id"], attributes=scheme)),
    )


def _reference(given: Content | None, currency: str) -> etree._Element | None:
    if given is None:
        return None
    price = element(
        "cac:AlternativeConditionPrice",
        money("cbc:PriceAmount", given["amount"], currency),
        element("cbc:PriceTypeCode", "01"),
    )
    return element("cac:PricingReference", price)


def _group(tag: str, group: Group, currency: str) -> etree._Element:
    subtotals = [_subtotal(s, group.name, currency) for s in group.subtotals]
    return element(tag, money("cbc:TaxAmount", group.amount, currency), *subtotals)


def _subtotal(given: Subtotal, name: str, currency: str) -> etree._Element:
    percent = None if given.percent is None else f"{given.percent:.2f}"
    nominal = given.nominal
    return element(
        "cac:TaxSubtotal",
        money("cbc:TaxableAmount", given.taxable, currency),
        money("cbc:TaxAmount", given.amount, currency),
        maybe("cbc:BaseUnitMeasure", given.units) if nominal else None,
        money("cbc:PerUnitAmount", given.per_unit, currency) if nominal else None,
        element(
            "cac:TaxCategory",
            maybe("cbc:Percent", percent),
            element(
                "cac:TaxScheme",
                element("cbc:ID", name.removeprefix("CO_")),
                element("cbc:Name", NAMES[name]),
            ),
        ),
    )

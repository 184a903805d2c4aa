"""Computed money as the API shows it and the database keeps it: decimal strings."""

from typing import Any

from documents.values import TaxAmount, Totals


def as_json(totals: Totals) -> dict[str, Any]:
    """`{currency, subtotal, discounts, charges, taxes[{tax_code, rate, base, amount}], withheld,
    total}`, every amount a decimal string in the document's currency, rates in percent or money
    per unit.
    """
    return {
        "currency": totals.currency,
        "subtotal": str(totals.subtotal),
        "discounts": str(totals.discounts),
        "charges": str(totals.charges),
        "taxes": [_tax(tax) for tax in totals.taxes],
        "withholdings": [_tax(tax) for tax in totals.withholdings],
        "withheld": str(totals.withheld),
        "total": str(totals.total),
    }


def _tax(tax: TaxAmount) -> dict[str, str]:
    return {
        "tax_code": tax.tax_code,
        "rate": str(tax.rate),
        "base": str(tax.base),
        "amount": str(tax.amount),
    }

"""A document's lines (DocumentLineInput)."""

from collections.abc import Iterable
from typing import Final

from documents.country_specific.co import CoLine
from documents.line_amounts import modifiers_of
from documents.values import LineAmounts, LineItem
from providers.co_yabico.mapping.draft import Draft, Json, line_fields, text
from providers.co_yabico.mapping.money import (
    money,
    plain,
    price_modifiers,
    tax_groups,
    withholding_groups,
)
from providers.co_yabico.mapping.parties import principal

UNIT: Final = "94"

AIU_PARTS: Final = {
    "ADMINISTRATION": "Administración",
    "CONTINGENCIES": "Imprevistos",
    "UTILITY": "Utilidad",
}


def lines(draft: Draft) -> list[Json]:
    """The lines in their order, numbered from 1."""
    return [line(draft, n, *pair) for n, pair in enumerate(_pairs(draft), 1)]


def note_lines(draft: Draft) -> list[Json]:
    """A note's lines, numbered as the lines they correct are (001-LI1): `reference_line`, or the
    same position."""
    return [
        line(draft, line_fields(item).reference_line or position, item, amounts)
        for position, (item, amounts) in enumerate(_pairs(draft), 1)
    ]


def _pairs(draft: Draft) -> Iterable[tuple[LineItem, LineAmounts]]:
    return zip(draft.document.line_items, draft.totals.lines, strict=True)


def line(draft: Draft, number: int, item: LineItem, amounts: LineAmounts) -> Json:
    """One line under a `lineId`."""
    own, unit = line_fields(item), unit_code(item.unit)
    return {
        "lineId": number,
        "description": text(item.description),
        "itemDescription": {**_item(number, item, own), **_special(draft, own)},
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
        "invoicePeriod": _period(own),
        "note": text(AIU_PARTS[own.aiu_part]) if own.aiu_part else None,
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


def _special(draft: Draft, own: CoLine) -> Json:
    """What a line of a mandate or of a freight adds to its item."""
    mandate = draft.own.operation_type == "MANDATES"
    return {
        "incomeType": ("THIRD_PARTY" if own.principal else "SELF_OWNED") if mandate else None,
        "informationContentProviderParty": principal(draft, own.principal),
        "additionalItemProperty": _freight(own),
    }


def _freight(own: CoLine) -> list[Json] | None:
    """The waybill: filed under, the carrier's own number, freight (annex 1.9, transport)."""
    if own.transport is None:
        return None
    told = own.transport
    values = (told.filing_number, told.waybill_number, plain(told.freight, 2))
    return [{"key": f"{n:02}", "value": value} for n, value in enumerate(values, 1)]


def _reference_price(own: CoLine) -> Json | None:
    if own.reference_price is None:
        return None
    return {"amount": plain(own.reference_price, 2), "priceType": "COMMERCIAL_VALUE"}


def _period(own: CoLine) -> Json | None:
    """The day of a purchase on a support document, and how it is transmitted (DSFC02)."""
    if own.purchased_on is None:
        return None
    return {
        "startDate": own.purchased_on.isoformat(),
        "description": own.transmission,
    }

"""The fiscal id of a checked document: CUFE, CUDE or CUDS, and the QR text that repeats it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from providers.co_yabico.sandbox.cufe import BOGOTA, CufeParts, cuds, cufe
from providers.co_yabico.sandbox.kinds import FAMILIES, Kind, other_party
from providers.co_yabico.sandbox.nit import without_digit
from providers.co_yabico.sandbox.units import Unit

Content = dict[str, Any]
CONTINGENCY = "CONTIGENCY_INVOICE"


def seal_name(kind: str, content: Content) -> str:
    """CUFE, CUDE or CUDS. An invoice of the issuer's contingency (DIAN type 03) has a CUDE."""
    return "CUDE" if is_contingency(content) else FAMILIES[kind].seal


def is_contingency(content: Content) -> bool:
    """Whether it is an invoice of the issuer's contingency."""
    return bool(content["generalInformation"].get("subtypeCode") == CONTINGENCY)


def seal_parts(kind: str, unit: Unit, content: Content, now: datetime) -> CufeParts:
    """What the fiscal id is made of. The live API signs now; the printed one with the instant it
    was given."""
    given = content["generalInformation"].get("issueDateTime")
    issued = datetime.fromisoformat(given) if given else now
    us = without_digit(unit.nit)
    them = without_digit(content["documentParties"][other_party(kind)]["personId"]["identifier"])
    bought = kind in (Kind.SUPPORT_DOCUMENT, Kind.ADJUSTMENT_NOTE)
    totals = content["documentTotals"]
    return CufeParts(
        number=f"{content['id']['prefix']}{content['id']['number']}",
        issued_at=issued.astimezone(BOGOTA).replace(microsecond=0),
        line_extension=Decimal(totals["lineExtensionAmount"]),
        taxes=tax_amounts(content),
        payable=Decimal(totals["payableAmount"]),
        seller=them if bought else us,
        buyer=us if bought else them,
        technical_key=_key(kind, unit, content),
        environment=unit.environment,
    )


def fiscal_id(seal: str, parts: CufeParts, wrong: bool = False) -> str:
    """The hash of the parts; of another key if it is to be `wrong`."""
    told = replace(parts, technical_key=parts.technical_key[::-1] + "0") if wrong else parts
    return cuds(told) if seal == "CUDS" else cufe(told)


def tax_amounts(content: Content) -> dict[str, Decimal]:
    """The document's taxes by DIAN tribute code (`CO_01` -> `01`)."""
    groups = [group for group in content.get("taxDescription") or () if group]
    return {g["taxName"].removeprefix("CO_"): Decimal(g["taxAmount"]) for g in groups}


def _key(kind: str, unit: Unit, content: Content) -> str:
    if kind != Kind.INVOICE or is_contingency(content):
        return unit.software_pin
    numbering = unit.range_of(content["id"]["prefix"])
    return numbering.technical_key if numbering else ""

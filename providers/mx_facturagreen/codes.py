"""FacturaGreen's refusals: texts, with SAT's code in them where there is one."""

import re
from typing import Final

from documents.values import Fault

SAT_CODE: Final = re.compile(r"\b(CFDI4\d{4}|CRP2\d{4}|CFDI33\d{3})\b")
NEXT_CODE: Final = re.compile(r";\s*(?=(?:CFDI|CRP)\d)")
PAC_CODE: Final = re.compile(r"^\s*(\d{3})\b\s*[:.-]")

MEANINGS: Final = {
    "201": "cancellation_requested",
    "202": "cancellation_requested_already",
    "203": "issuer_differs",
    "205": "fiscal_id_unknown",
    "207": "motive_invalid",
    "301": "xml_malformed",
    "302": "seal_invalid",
    "303": "seal_of_another",
    "304": "certificate_revoked",
    "305": "date_outside_certificate",
    "307": "stamped_already",
    "401": "date_out_of_72_hours",
    "402": "issuer_not_registered",
    "603": "no_previous_stamp",
    "705": "xml_malformed",
    "708": "authority_unavailable",
    "798": "cancellation_wait",
    "799": "cancellation_too_often",
    "no_cancelable": "not_cancellable",
}
"""Our code of a PAC's or the cancellation service's number."""

AUTHORITY_REFUSAL: Final = "authority_rejection"
UNKNOWN: Final = "provider_refusal"


def faults_of(text: str) -> tuple[Fault, ...]:
    """A refusal as faults, one for each of SAT's codes in it: the text as it came, `law` its code.
    At least one."""
    return tuple(_fault(part.strip()) for part in NEXT_CODE.split(text))


def _fault(text: str) -> Fault:
    law = code_in(text)
    known = AUTHORITY_REFUSAL if SAT_CODE.match(law) else MEANINGS.get(law, UNKNOWN)
    return Fault(known, (), text or "The provider refused without a reason.", law=law)


def code_in(text: str) -> str:
    """The code named in a text: SAT's, else a number at its beginning, else ""."""
    found = SAT_CODE.search(text) or PAC_CODE.match(text)
    if found is not None:
        return found[1]
    return "no_cancelable" if "no_cancelable" in text.lower().replace(" ", "_") else ""

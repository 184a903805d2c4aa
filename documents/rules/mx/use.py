"""Mexico: what the receiver does with the document (UsoCFDI)."""

from collections.abc import Iterator
from typing import Final

from documents.rules.mx.facts import FIELDS, PAYMENT_USE, MxFacts
from documents.sat.document import PAGO
from documents.sat.taxpayer import USOS_CFDI, persona_of
from documents.values import DocumentValue, Fault

_PATH: Final = (*FIELDS, "uso_cfdi")

_NO_EFFECTS: Final = "S01"


def use_given(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40160: the use is one of c_UsoCFDI, and the receiver says which."""
    if facts.uso_cfdi is None:
        message = "Ask the receiver for the use of the document, such as G01 or G03."
        yield Fault("uso_cfdi_missing", _PATH, message, "CFDI40160")
    elif USOS_CFDI.find(facts.uso_cfdi, facts.on) is None:
        message = f"Use one of SAT's: {', '.join(USOS_CFDI.keys(facts.on))}."
        yield Fault("uso_cfdi_unknown", _PATH, message, "CFDI40160")


def use_fits_type(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40161: a payment complement has use CP01, and nothing else has."""
    if facts.uso_cfdi is None:
        return
    if facts.tipo == PAGO and facts.uso_cfdi != PAYMENT_USE:
        message = f"Leave uso_cfdi out: a payment complement's is {PAYMENT_USE}."
        yield Fault("uso_cfdi_type", _PATH, message, "CFDI40161")
    if facts.tipo != PAGO and facts.uso_cfdi in {PAYMENT_USE, "CN01"}:
        message = f"Give another use: {facts.uso_cfdi} is not one of an invoice."
        yield Fault("uso_cfdi_type", _PATH, message, "CFDI40161")


def use_fits_receiver(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40161: the use may be made by the receiver's kind of person in its regime."""
    entry = USOS_CFDI.find(facts.uso_cfdi or "", facts.on)
    regime = facts.receiver.regimen_fiscal
    if entry is None or facts.generic:
        return
    if persona_of(facts.receiver_rfc) not in entry.personas:
        message = f"Give another use: {entry.key} is not one of a persona moral."
        yield Fault("uso_cfdi_persona", _PATH, message, "CFDI40161")
    elif regime is not None and regime not in entry.regimes:
        message = f"Give another use: {entry.key} does not go with the receiver's regime {regime}."
        yield Fault("uso_cfdi_regime", _PATH, message, "CFDI40161")


def generic_use(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40161: a generic RFC has use S01, without effects."""
    if facts.generic and facts.tipo != PAGO and facts.uso_cfdi not in {None, _NO_EFFECTS}:
        message = f"Give {_NO_EFFECTS}, the use of a generic RFC."
        yield Fault("generic_uso_cfdi", _PATH, message, "CFDI40161")


RULES: Final = (use_given, use_fits_type, use_fits_receiver, generic_use)

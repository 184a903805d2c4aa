"""Mexico: issuer and receiver (nodes Emisor, Receptor)."""

import re
from collections.abc import Iterator
from typing import Final

from documents.rules.mx.facts import FIELDS, RECEIVER, MxFacts, rfc_of
from documents.sat import formats
from documents.sat.country import MEXICO, PAISES
from documents.sat.taxpayer import (
    GENERIC,
    GENERIC_FOREIGN,
    NO_OBLIGATIONS,
    REGIMENES_FISCALES,
    Persona,
    persona_of,
)
from documents.values import DocumentValue, Fault, Severity

_NAME_LENGTH: Final = 300

# The ends of a corporate name that the tax register keeps apart from the name itself.
_SUFFIX: Final = re.compile(
    r"[ ,]+(S\.? ?A\.? ?P\.? ?I|S\.? ?A\.? ?S|S\.? ?A\.? ?B|S\.? ?A|S\.? ?(DE )?R\.? ?L|S\.? ?C"
    r"|A\.? ?C)\.?( DE C\.? ?V\.?)?$",
    re.IGNORECASE,
)


def issuer_has_rfc(document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """An issuer is a taxpayer: with an RFC, and no generic one (schema cfdv40, t_RFC)."""
    if document.issuer.tax_id_type != "RFC":
        message = "Give the issuer's RFC: only a taxpayer with an RFC can issue."
        yield Fault("issuer_without_rfc", ("issuer", "tax_id_type"), message)
    elif facts.issuer_rfc in GENERIC:
        message = "Give the issuer's own RFC: a generic one cannot issue."
        yield Fault("issuer_rfc_generic", ("issuer", "tax_id"), message)


def receiver_has_rfc(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """A receiver has an RFC, if a generic one (schema cfdv40, t_RFC)."""
    if document.receiver.tax_id_type != "RFC":
        message = (
            "Give an RFC: XEXX010101000 stands for a receiver abroad, XAXX010101000 for one in"
            " Mexico without an RFC."
        )
        yield Fault("receiver_without_rfc", ("receiver", "tax_id_type"), message)


def names_fit(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """A name has at most 300 characters and no pipe, which separates the fields of what is sealed
    (schema cfdv40, Nombre)."""
    for role, party in (("issuer", document.issuer), ("receiver", document.receiver)):
        if len(party.name) > _NAME_LENGTH or "|" in party.name:
            message = f"Write the name with at most {_NAME_LENGTH} characters and without |."
            yield Fault("party_name_form", (role, "name"), message)


def names_as_registered(document: DocumentValue, _facts: MxFacts) -> Iterator[Fault]:
    """CFDI40139, CFDI40145: a name is SAT's, letter by letter: upper case, without the corporate
    suffix. Only SAT knows it, so that this is a doubt; of a generic RFC it asks for none."""
    roles = (("issuer", document.issuer, "CFDI40139"), ("receiver", document.receiver, "CFDI40145"))
    for role, party, law in roles:
        name = party.name.strip()
        if rfc_of(party) not in GENERIC and (name != name.upper() or _SUFFIX.search(name)):
            message = (
                "Copy the name from the Constancia de Situación Fiscal: capital letters, without"
                " a suffix such as SA DE CV."
            )
            yield Fault("party_name_doubtful", (role, "name"), message, law, Severity.WARNING)


def issuer_regime_given(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40140: the issuer's tax regime is one of c_RegimenFiscal."""
    path = (*FIELDS, "issuer_regimen_fiscal")
    regime = facts.issuer_regimen_fiscal
    if regime is None:
        message = "Give the issuer's tax regime, here or in the issuer profile's provider_config."
        yield Fault("issuer_regimen_fiscal_missing", path, message, "CFDI40140")
    elif REGIMENES_FISCALES.find(regime, facts.on) is None:
        yield Fault("regimen_fiscal_unknown", path, _known_regimes(facts), "CFDI40140")


def issuer_regime_fits(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40141: the issuer's regime is one of its kind of person."""
    entry = REGIMENES_FISCALES.find(facts.issuer_regimen_fiscal or "", facts.on)
    if entry is not None and _issuer(facts) not in entry.personas:
        path = (*FIELDS, "issuer_regimen_fiscal")
        message = f"Check the regime: {entry.key} is not one of a persona {_issuer(facts)}."
        yield Fault("regimen_fiscal_persona", path, message, "CFDI40141")


def receiver_regime_given(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40157: the receiver's tax regime is one of c_RegimenFiscal."""
    path, regime = (*RECEIVER, "regimen_fiscal"), facts.receiver.regimen_fiscal
    if regime is None:
        message = "Give the receiver's tax regime, from its Constancia de Situación Fiscal."
        yield Fault("regimen_fiscal_missing", path, message, "CFDI40157")
    elif REGIMENES_FISCALES.find(regime, facts.on) is None:
        yield Fault("regimen_fiscal_unknown", path, _known_regimes(facts), "CFDI40157")


def receiver_regime_fits(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40158: the receiver's regime is one of its kind of person; of a generic RFC it is 616."""
    path = (*RECEIVER, "regimen_fiscal")
    entry = REGIMENES_FISCALES.find(facts.receiver.regimen_fiscal or "", facts.on)
    if entry is None:
        return
    if facts.generic and entry.key != NO_OBLIGATIONS:
        message = f"Give regime {NO_OBLIGATIONS}, that of a generic RFC."
        yield Fault("generic_regimen_fiscal", path, message, "CFDI40158")
    elif not facts.generic and persona_of(facts.receiver_rfc) not in entry.personas:
        persona = persona_of(facts.receiver_rfc)
        message = f"Check the regime: {entry.key} is not one of a persona {persona}."
        yield Fault("regimen_fiscal_persona", path, message, "CFDI40158")


def places_given(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40126: the postal code of the place of issue is given; so is that of the receiver's tax
    domicile (schema cfdv40)."""
    if facts.lugar_expedicion is None:
        path = (*FIELDS, "lugar_expedicion")
        message = (
            "Give the postal code of the place of issue, here or in the issuer profile's"
            " provider_config."
        )
        yield Fault("lugar_expedicion_missing", path, message, "CFDI40126")
    elif not formats.is_codigo_postal(facts.lugar_expedicion):
        message = "Write the postal code with five digits, in the issuer profile too."
        yield Fault("lugar_expedicion_form", (*FIELDS, "lugar_expedicion"), message, "CFDI40126")
    if facts.receiver.domicilio_fiscal is None:
        path = (*RECEIVER, "domicilio_fiscal")
        message = "Give the postal code of the receiver's tax domicile."
        yield Fault("domicilio_fiscal_missing", path, message)


def generic_receiver_placed(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40149: a generic RFC's tax domicile is the place of issue."""
    given, place = facts.receiver.domicilio_fiscal, facts.lugar_expedicion
    if facts.generic and given is not None and place is not None and given != place:
        path = (*RECEIVER, "domicilio_fiscal")
        message = f"Give {place}, the place of issue, as the domicile of a generic RFC."
        yield Fault("generic_domicilio_fiscal", path, message, "CFDI40149")


def residence_is_abroad(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40150, CFDI40151, CFDI40152: a tax residence is a country of c_Pais other than Mexico,
    and only of the generic foreign RFC."""
    country, path = facts.receiver.residencia_fiscal, (*RECEIVER, "residencia_fiscal")
    if country is None:
        return
    if facts.receiver_rfc != GENERIC_FOREIGN:
        message = f"Remove residencia_fiscal: only {GENERIC_FOREIGN} lives abroad."
        yield Fault("residencia_fiscal_national", path, message, "CFDI40151")
    elif PAISES.find(country, facts.on) is None:
        message = "Write the country with the three letters of ISO 3166-1, such as USA."
        yield Fault("residencia_fiscal_unknown", path, message, "CFDI40150")
    elif country == MEXICO:
        yield Fault("residencia_fiscal_mexico", path, "Give the country abroad.", "CFDI40152")


def foreign_number_fits(_document: DocumentValue, facts: MxFacts) -> Iterator[Fault]:
    """CFDI40153, CFDI40154, CFDI40156: a foreign tax number is of the generic foreign RFC, comes
    with its country, and has the country's form."""
    number, path = facts.receiver.num_reg_id_trib, (*RECEIVER, "num_reg_id_trib")
    if number is None:
        return
    country = facts.receiver.residencia_fiscal
    entry = PAISES.find(country or "", facts.on)
    if facts.receiver_rfc != GENERIC_FOREIGN:
        message = f"Remove num_reg_id_trib: it is of {GENERIC_FOREIGN} only."
        yield Fault("num_reg_id_trib_national", path, message, "CFDI40154")
    elif country is None:
        message = "Give the country that gave the number."
        yield Fault(
            "residencia_fiscal_missing", (*RECEIVER, "residencia_fiscal"), message, "CFDI40153"
        )
    elif entry is not None and not entry.fits(number):
        message = f"Check the number: {country} writes it otherwise."
        yield Fault("num_reg_id_trib_form", path, message, "CFDI40156")


def _issuer(facts: MxFacts) -> Persona:
    return persona_of(facts.issuer_rfc)


def _known_regimes(facts: MxFacts) -> str:
    return f"Use a regime of SAT's: {', '.join(REGIMENES_FISCALES.keys(facts.on))}."


RULES: Final = (
    issuer_has_rfc,
    receiver_has_rfc,
    names_fit,
    names_as_registered,
    issuer_regime_given,
    issuer_regime_fits,
    receiver_regime_given,
    receiver_regime_fits,
    places_given,
    generic_receiver_placed,
    residence_is_abroad,
    foreign_number_fits,
)

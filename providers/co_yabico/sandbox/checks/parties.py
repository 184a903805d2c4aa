"""The other party: who buys, or who sells to the unit."""

import re
from collections.abc import Iterator

from providers.co_yabico.sandbox.checks.case import Case
from providers.co_yabico.sandbox.errors import Fault
from providers.co_yabico.sandbox.nit import is_nit
from providers.co_yabico.sandbox.places import DEPARTMENTS

RESPONSIBILITIES = frozenset({"O_13", "O_15", "O_23", "O_47", "R_99_PN"})
"""All that DIAN takes as TaxLevelCode (FAK26)."""

NATURAL_NAMES = ("firstName", "secondName", "firstSurname", "secondSurname")


def name_is_given(case: Case) -> Iterator[Fault]:
    """001-N1: there is a corporate name or a person's name."""
    if not any(_name(case, field) for field in ("corporateName", *NATURAL_NAMES)):
        yield Fault("001-N1", "neither a corporate nor a person's name", "personName")


def natural_person_has_names(case: Case) -> Iterator[Fault]:
    """001-N2, 001-N3: a natural person has first name and first surname."""
    if case.party["additionalAccountId"] != "NATURAL_PERSON":
        return
    if not _name(case, "firstName"):
        yield Fault("001-N2", "a natural person needs it", "personName/firstName")
    if not _name(case, "firstSurname"):
        yield Fault("001-N3", "a natural person needs it", "personName/firstSurname")


def legal_entity_has_a_corporate_name(case: Case) -> Iterator[Fault]:
    """001-N4: a legal entity has a corporate name."""
    legal = case.party["additionalAccountId"] == "LEGAL_ENTITY"
    if legal and not _name(case, "corporateName"):
        yield Fault("001-N4", "a legal entity needs it", "personName/corporateName")


def one_kind_of_name(case: Case) -> Iterator[Fault]:
    """001-F1: corporate name and person's names exclude each other."""
    if _name(case, "corporateName") and any(_name(case, field) for field in NATURAL_NAMES):
        yield Fault("001-F1", "corporateName excludes a person's names", "personName")


def identifier_is_complete(case: Case) -> Iterator[Fault]:
    """001-F2: the buyer's identification has type and number (the schema leaves both open)."""
    for name in ("idType", "identifier"):
        if not case.party["personId"].get(name):
            yield Fault("001-F2", "missing", f"personId/{name}")


def nits_are_nits(case: Case) -> Iterator[Fault]:
    """001-V7: an identifier given as NIT is one; its check digit, if sent, is right (DIAN
    FAK24)."""
    ids = [("personId", case.party["personId"])]
    if scheme := case.party.get("partyTaxScheme"):
        ids.append(("partyTaxScheme/compStringId", scheme["compStringId"]))
    for where, given in ids:
        identifier = given.get("identifier") or ""
        if given.get("idType") == "NIT" and identifier and not is_nit(identifier):
            yield Fault("001-V7", f"{identifier} is not a NIT", where)


def city_is_known(case: Case) -> Iterator[Fault]:
    """001-F2, 001-EI1: in Colombia the city is needed, as DANE's five digits (DIAN FAK09)."""
    place = case.party["physicalLocation"]
    if place["country"] != "CO":
        return
    city = place.get("city") or ""
    if not city:
        yield Fault("001-F2", "needed in Colombia", "physicalLocation/city")
    elif not re.fullmatch(r"[0-9]{5}", city) or city[:2] not in DEPARTMENTS:
        yield Fault(
            case.family.refused, f"{city} is not a DANE municipality", "physicalLocation/city"
        )


def responsibilities_are_allowed(case: Case) -> Iterator[Fault]:
    """001-EI1: of the 124 codes in the schema DIAN takes five (FAK26)."""
    scheme = case.party.get("partyTaxScheme") or {}
    for code in scheme.get("taxLevelCode", ()):
        if code not in RESPONSIBILITIES:
            allowed = ", ".join(sorted(RESPONSIBILITIES))
            yield Fault(case.family.refused, f"{code} is not one of {allowed}", "taxLevelCode")


def _name(case: Case, field: str) -> str:
    return (case.party["personName"].get(field) or "").strip()

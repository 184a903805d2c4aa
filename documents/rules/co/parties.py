"""Colombia: issuer and receiver (annex 1.9, groups FAJ and FAK)."""

from collections.abc import Iterator
from typing import Final, get_args

from documents.country_specific import co_cities
from documents.country_specific.co import IdType
from documents.rules.co.facts import CoFacts
from documents.rules.co_receiver import LEGAL_ENTITY, NATURAL_PERSON, receiver_fields
from documents.values import Address, DocumentValue, Fault, Severity
from parties import tax_ids

_FIELDS: Final = ("country_specific", "receiver")


def issuer_has_nit(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """Only a taxpayer with a NIT issues electronic invoices."""
    if document.issuer.tax_id_type != "NIT":
        message = "Give the issuer's NIT: only a taxpayer with a NIT can issue."
        yield Fault("issuer_without_nit", ("issuer", "tax_id_type"), message)


def receiver_id_type_known(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """A GENERIC_ID tells which identification it is, except the final consumer's."""
    if document.receiver.tax_id_type == "GENERIC_ID" and facts.receiver.id_type is None:
        known = ", ".join(get_args(IdType))
        message = f"Say which identification the receiver gave, one of: {known}."
        yield Fault("id_type_missing", (*_FIELDS, "id_type"), message)


def receiver_id_types_agree(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """`tax_id_type` and `country_specific.receiver.id_type` name the same identification."""
    given = receiver_fields(document).id_type
    if document.receiver.tax_id_type == "NIT" and given not in {None, "NIT"}:
        message = f"Give tax_id_type GENERIC_ID for a {given}, or remove id_type."
        yield Fault("id_type_conflict", (*_FIELDS, "id_type"), message)


def receiver_nit_valid(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """FAK24 (provider 001-V7): a NIT given as GENERIC_ID obeys the NIT's rules too."""
    if document.receiver.tax_id_type == "NIT" or facts.receiver.id_type != "NIT":
        return
    for found in tax_ids.check("CO", "NIT", document.receiver.tax_id):
        severity = Severity(found.severity)
        yield Fault(found.code, ("receiver", "tax_id"), found.message, "FAK24", severity)


def natural_person_named(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-N1, 001-N2, 001-N3: a natural person has a first name and a first surname."""
    receiver = facts.receiver
    if receiver.person_type != NATURAL_PERSON or not document.receiver.name.strip():
        return
    for name in ("first_name", "first_surname"):
        if not getattr(receiver, name):
            message = f"Give the person's {name}, or the full name; for a company set person_type."
            yield Fault("person_name_incomplete", (*_FIELDS, name), message)


def company_named_whole(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """Provider 001-N4: a legal entity has its corporate name and no person's names."""
    if facts.receiver.person_type != LEGAL_ENTITY:
        return
    fields = receiver_fields(document)
    for name in ("first_name", "second_name", "first_surname", "second_surname"):
        if getattr(fields, name) is not None:
            message = f"Remove {name}, or set person_type to NATURAL_PERSON."
            yield Fault("company_with_person_name", (*_FIELDS, name), message)


def names_short(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """Names have at most 450 characters (annex 1.9, RegistrationName)."""
    for role, party in (("issuer", document.issuer), ("receiver", document.receiver)):
        if len(party.name) > 450:
            message = "Shorten the name to 450 characters."
            yield Fault("party_name_too_long", (role, "name"), message)


def responsibilities_once(document: DocumentValue, _facts: CoFacts) -> Iterator[Fault]:
    """A responsibility is listed once, and R_99_PN (none) stands alone."""
    given = receiver_fields(document).responsibilities
    path = (*_FIELDS, "responsibilities")
    if len(set(given)) != len(given):
        yield Fault("responsibility_twice", path, "List each responsibility once.")
    if "R_99_PN" in given and len(set(given)) > 1:
        message = "Remove R_99_PN, which means no responsibility, or remove the others."
        yield Fault("responsibility_conflict", path, message)


def final_consumer_plain(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """The final consumer (222222222222) is a natural person with a CC and no responsibilities."""
    if not facts.receiver.is_final_consumer:
        return
    fields = receiver_fields(document)
    expected = {
        "person_type": (NATURAL_PERSON, fields.person_type),
        "id_type": ("CC", fields.id_type),
        "tax_scheme": ("CO_ZZ", fields.tax_scheme),
        "responsibilities": (["R_99_PN"], fields.responsibilities or None),
    }
    for name, (plain, given) in expected.items():
        if given is not None and given != plain:
            message = f"Leave {name} out: the final consumer 222222222222 has none of their own."
            yield Fault("final_consumer_fields", (*_FIELDS, name), message)


def receiver_address_known(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """The provider requires an address. A buyer need not give one (Res. 202 of 2025): the
    issuer's then stands in, with a warning."""
    if document.receiver.address is not None:
        if not facts.receiver.address_line:
            message = "Give the receiver's street and number."
            yield Fault("address_line_missing", ("receiver", "address", "line1"), message)
    elif document.issuer.address is None:
        message = "Give the receiver's address, or the issuer's to stand in for it."
        yield Fault("address_missing", ("receiver", "address"), message)
    elif not facts.receiver.is_final_consumer:
        message = "Give the receiver's address: the issuer's is sent in its place."
        path = ("receiver", "address")
        yield Fault("address_placeholder", path, message, severity=Severity.WARNING)


def city_known(document: DocumentValue, facts: CoFacts) -> Iterator[Fault]:
    """An address in Colombia is in a municipality of DANE's, which gives the department."""
    given = receiver_fields(document).city_code
    if given is not None:
        yield from _city_code_faults(given, facts)
        return
    role = "receiver" if document.receiver.address is not None else "issuer"
    address = document.receiver.address or document.issuer.address
    if address is not None and address.country == "CO" and facts.receiver.city_code is None:
        yield from _city_name_faults(address, role)


def _city_code_faults(code: str, facts: CoFacts) -> Iterator[Fault]:
    path = (*_FIELDS, "city_code")
    if co_cities.by_code(code) is None:
        message = f"Use a municipality code of DANE: {code} is none."
        yield Fault("city_code_unknown", path, message)
    elif facts.receiver.country != "CO":
        message = "Remove city_code: the receiver's address is not in Colombia."
        yield Fault("city_code_abroad", path, message)


def _city_name_faults(address: Address, role: str) -> Iterator[Fault]:
    path = (role, "address", "city")
    found = co_cities.matching(address.city, address.region)
    if found:
        towns = ", ".join(f"{city.department} ({city.code})" for city in found)
        message = f"Name the department in region, or write the code: {address.city} is in {towns}."
        yield Fault("city_ambiguous", path, message)
    else:
        message = f"Write the municipality's name as DANE does, or its code: not {address.city!r}."
        yield Fault("city_unknown", path, message)


RULES: Final = (
    issuer_has_nit,
    receiver_id_type_known,
    receiver_id_types_agree,
    receiver_nit_valid,
    natural_person_named,
    company_named_whole,
    names_short,
    responsibilities_once,
    final_consumer_plain,
    receiver_address_known,
    city_known,
)

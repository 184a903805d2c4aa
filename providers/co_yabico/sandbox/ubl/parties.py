"""Seller and buyer in UBL."""

from typing import Any

from lxml import etree

from providers.co_yabico.sandbox import seed
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.kinds import CUSTOMER, other_party
from providers.co_yabico.sandbox.nit import check_digit, without_digit
from providers.co_yabico.sandbox.parties import full_name, location
from providers.co_yabico.sandbox.ubl.xml import DIAN_AGENCY, element, maybe
from providers.co_yabico.sandbox.units import Unit

ID_TYPES = {
    "RC": "11",
    "TI": "12",
    "CC": "13",
    "TE": "21",
    "CE": "22",
    "NIT": "31",
    "PASSPORT": "41",
    "DIE": "42",
    "PEP": "47",
    "NIT_FOREIGN": "50",
    "NUIP": "91",
}
"""The provider's IdType -> DIAN's code."""

SCHEMES = {"01": "IVA", "04": "INC", "ZA": "IVA e INC", "ZZ": "No aplica"}
PERSONS = {"LEGAL_ENTITY": "1", "NATURAL_PERSON": "2"}
SUPPLIER_TAG = "cac:AccountingSupplierParty"
CUSTOMER_TAG = "cac:AccountingCustomerParty"


def both(document: Document, unit: Unit) -> list[etree._Element]:
    """cac:AccountingSupplierParty and cac:AccountingCustomerParty: one of them is the unit."""
    prefix = "" if document.received else document.prefix
    if other_party(document.kind) == CUSTOMER:
        return [us(SUPPLIER_TAG, unit, prefix), them(CUSTOMER_TAG, document)]
    return [them(SUPPLIER_TAG, document), us(CUSTOMER_TAG, unit, "")]


def us(tag: str, unit: Unit, prefix: str) -> etree._Element:
    """The unit; as the issuer of an invoice with the prefix of its range."""
    place = {"address": seed.ISSUER_ADDRESS, "city": seed.ISSUER_CITY, "country": "CO"}
    who = {"idType": "NIT", "identifier": unit.nit}
    registration = element("cac:CorporateRegistrationScheme", element("cbc:ID", prefix))
    return element(
        tag,
        element("cbc:AdditionalAccountID", "1", attributes={"schemeAgencyID": "195"}),
        element(
            "cac:Party",
            element("cac:PartyName", element("cbc:Name", unit.name)),
            element("cac:PhysicalLocation", address("cac:Address", place)),
            tax_scheme(unit.name, who, ["R_99_PN"], "CO_01", place),
            legal_entity(unit.name, who, registration if prefix else None),
            contact(seed.ISSUER_EMAIL),
        ),
    )


def them(tag: str, document: Document) -> etree._Element:
    """The other party."""
    given = document.party
    name, who = full_name(given["personName"]), given["personId"]
    scheme = given.get("partyTaxScheme") or {}
    levels, code = scheme.get("taxLevelCode", ["R_99_PN"]), scheme.get("taxScheme", "CO_ZZ")
    email = given.get("email") or document.content["generalInformation"].get("acquirerEmail")
    return element(
        tag,
        element("cbc:AdditionalAccountID", PERSONS[given["additionalAccountId"]]),
        element(
            "cac:Party",
            element("cac:PartyIdentification", identifier("cbc:ID", who)),
            element("cac:PartyName", element("cbc:Name", name)),
            element("cac:PhysicalLocation", address("cac:Address", given["physicalLocation"])),
            tax_scheme(name, who, levels, code, given["physicalLocation"]),
            legal_entity(name, who),
            contact(email),
        ),
    )


def tax_scheme(
    name: str, who: dict[str, str], levels: list[str], code: str, place: dict[str, Any]
) -> etree._Element:
    """cac:PartyTaxScheme with the responsibilities (`O_13` -> `O-13`)."""
    scheme = code.removeprefix("CO_")
    return element(
        "cac:PartyTaxScheme",
        element("cbc:RegistrationName", name),
        identifier("cbc:CompanyID", who),
        element("cbc:TaxLevelCode", ";".join(level.replace("_", "-") for level in levels)),
        address("cac:RegistrationAddress", place),
        element(
            "cac:TaxScheme",
            element("cbc:ID", scheme),
            element("cbc:Name", SCHEMES.get(scheme, scheme)),
        ),
    )


def legal_entity(
    name: str, who: dict[str, str], registration: etree._Element | None = None
) -> etree._Element:
    """cac:PartyLegalEntity."""
    return element(
        "cac:PartyLegalEntity",
        element("cbc:RegistrationName", name),
        identifier("cbc:CompanyID", who),
        registration,
    )


def identifier(tag: str, who: dict[str, str]) -> etree._Element:
    """An id without check digit; a NIT's digit goes into schemeID."""
    number, kind = without_digit(who["identifier"]), who["idType"]
    digit = {"schemeID": str(check_digit(number))} if kind == "NIT" else {}
    named = {"schemeName": ID_TYPES[kind]}
    return element(tag, number, attributes={**DIAN_AGENCY, **digit, **named})


def address(tag: str, given: dict[str, Any]) -> etree._Element:
    """A place with its DANE codes and names."""
    shown = location(given)
    return element(
        tag,
        maybe("cbc:ID", shown.get("cityCode")),
        maybe("cbc:CityName", shown.get("cityName")),
        maybe("cbc:PostalZone", shown.get("postalCode")),
        maybe("cbc:CountrySubentity", shown.get("countrySubentity")),
        maybe("cbc:CountrySubentityCode", shown.get("countrySubentityCode")),
        element("cac:AddressLine", element("cbc:Line", shown["address"])),
        element("cac:Country", element("cbc:IdentificationCode", shown["countryCode"])),
    )


def contact(email: str | None) -> etree._Element | None:
    """cac:Contact where there is an e-mail."""
    return element("cac:Contact", element("cbc:ElectronicMail", email)) if email else None

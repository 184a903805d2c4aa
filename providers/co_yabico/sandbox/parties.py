"""Seller, buyer and places as the provider shows them."""

from typing import Any

from providers.co_yabico.sandbox import seed
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.kinds import CUSTOMER, SUPPLIER, other_party
from providers.co_yabico.sandbox.places import city_name, department
from providers.co_yabico.sandbox.units import Unit

Out = dict[str, Any]


def both(document: Document, unit: Unit) -> Out:
    """The DocumentParties: the unit sells, or buys what it received or documents itself."""
    email = document.content["generalInformation"].get("acquirerEmail")
    other = {**party(document.party), "email": document.party.get("email") or email}
    unit_sells = other_party(document.kind) == CUSTOMER
    us = issuer(unit)
    return {CUSTOMER: other, SUPPLIER: us} if unit_sells else {CUSTOMER: us, SUPPLIER: other}


def party(given: Out) -> Out:
    """An accounting party from its input."""
    return {
        "additionalAccountId": _same(given["additionalAccountId"]),
        "email": given.get("email"),
        "endpointId": given.get("endpointId"),
        "identification": identification(given["personId"]),
        "name": given["personName"],
        "partyTaxScheme": _scheme(given.get("partyTaxScheme")),
        "phone": given.get("phone"),
        "physicalLocation": location(given["physicalLocation"]),
    }


def issuer(unit: Unit) -> Out:
    """The unit as an accounting party."""
    return {
        "additionalAccountId": _same("LEGAL_ENTITY"),
        "identification": identification({"idType": "NIT", "identifier": unit.nit}),
        "name": {"corporateName": unit.name},
        "physicalLocation": issuer_location(),
        "partyTaxScheme": {
            "compStringId": identification({"idType": "NIT", "identifier": unit.nit}),
            "registrationName": unit.name,
            "taxLevelCode": ["R_99_PN"],
            "taxScheme": _same("CO_01"),
        },
    }


def issuer_location() -> Out:
    """Where every unit of the sandbox has its seat."""
    return location(
        {"address": seed.ISSUER_ADDRESS, "city": seed.ISSUER_CITY, "country": "CO"},
    )


def location(given: Out) -> Out:
    """A PhysicalLocation from its input; in Colombia the city's code brings its names."""
    city = given.get("city") or ""
    shown = {
        "address": given["address"],
        "countryCode": given["country"],
        "informationUri": given.get("informationUri"),
        "name": given.get("name"),
        "postalCode": given.get("postalCode"),
    }
    if given["country"] != "CO":
        return {**shown, "cityName": city, "countrySubentity": given.get("countrySubentity")}
    return {
        **shown,
        "cityCode": city,
        "cityName": city_name(city),
        "countrySubentity": department(city),
        "countrySubentityCode": city[:2],
    }


def full_name(name: Out) -> str:
    """A corporate name, or a person's names in order."""
    parts = ("firstName", "secondName", "firstSurname", "secondSurname")
    person = " ".join(name[part] for part in parts if name.get(part))
    return str(name.get("corporateName") or person)


def identification(given: Out) -> Out:
    return {"idType": _same(given["idType"]), "identifier": given["identifier"]}


def _scheme(given: Out | None) -> Out | None:
    if given is None:
        return None
    return {
        "compStringId": given["compStringId"].get("idType")
        and identification(given["compStringId"]),
        "registrationName": given["registrationName"],
        "taxLevelCode": given["taxLevelCode"],
        "taxScheme": _same(given["taxScheme"]),
    }


def _same(code: str) -> Out:
    return {"code": code, "description": code}

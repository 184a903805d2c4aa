"""The other party of a document: buyer of a sale, seller of a support document; and the principal
of a mandate."""

from documents.country_specific.co import CoPartyFields, CoPrincipal
from documents.rules.co_receiver import CoReceiver, PersonNames, person_names
from documents.values import Party
from providers.co_yabico.mapping.draft import Draft, Json


def party(receiver: CoReceiver) -> Json:
    """AccountingCustomerPartyInput and AccountingSupplierPartyInput, which have the same fields.
    The identifier goes without check digit."""
    if receiver.id_type is None:
        raise ValueError("the kind of the receiver's identity document is not known")
    person = {"idType": receiver.id_type, "identifier": receiver.identifier}
    return {
        "additionalAccountId": receiver.person_type,
        "personId": person,
        "personName": _name(receiver),
        "partyTaxScheme": {
            "compStringId": person,
            "registrationName": receiver.full_name,
            "taxLevelCode": list(receiver.responsibilities),
            "taxScheme": receiver.tax_scheme,
        },
        "physicalLocation": {
            "address": receiver.address_line,
            "country": receiver.country,
            "city": receiver.city_code or None,
            "countrySubentity": receiver.department_code or receiver.department or None,
        },
        "email": receiver.email or None,
        "phone": receiver.phone or None,
    }


def principal(draft: Draft, given: CoPrincipal | None) -> Json | None:
    """Whose goods or services a mandate's line sells (PartyInput). The provider wants an address
    and a tax scheme of it too: the issuer's address stands in, and no responsibility is claimed."""
    if given is None:
        return None
    person = {"idType": given.id_type, "identifier": given.id.partition("-")[0]}
    place = draft.document.issuer.address
    return {
        "partyIdentification": person,
        "partyName": _principal_name(given),
        "partyTaxScheme": {
            "compStringId": person,
            "registrationName": given.name,
            "taxLevelCode": ["R_99_PN"],
            "taxScheme": "CO_ZZ",
        },
        "physicalLocation": {
            "address": place.line1 if place else "",
            "country": place.country if place else "CO",
        },
    }


def _principal_name(given: CoPrincipal) -> Json:
    if given.id_type in ("NIT", "NIT_FOREIGN"):
        return {"corporateName": given.name}
    return _person(person_names(Party(given.id, "GENERIC_ID", given.name), CoPartyFields()))


def _name(receiver: CoReceiver) -> Json:
    if receiver.corporate_name:
        return {"corporateName": receiver.corporate_name}
    return _person(receiver)


def _person(names: CoReceiver | PersonNames) -> Json:
    return {
        "firstName": names.first_name,
        "secondName": names.second_name or None,
        "firstSurname": names.first_surname,
        "secondSurname": names.second_surname or None,
    }

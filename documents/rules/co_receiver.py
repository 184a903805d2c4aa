"""Who the receiver of a Colombian document is: one answer for the rules and for what is sent."""

from dataclasses import dataclass
from typing import Final

from documents import country_specific
from documents.country_specific import co_cities
from documents.country_specific.co import CoDocument, CoPartyFields
from documents.values import Address, DocumentValue, Party
from parties import tax_ids

LEGAL_ENTITY: Final = "LEGAL_ENTITY"
NATURAL_PERSON: Final = "NATURAL_PERSON"
FINAL_CONSUMER: Final = "222222222222"


@dataclass(frozen=True, slots=True)
class CoReceiver:
    """The receiver as DIAN wants it (group AccountingCustomerParty).

    `id_type` is CC, NIT...; None when nothing tells it. `identifier` has no check digit; `dv` is
    a NIT's, given or computed, else None. A legal entity has `corporate_name`, a natural person
    the four names; names that cannot be told are "". `city_code` is DANE's, None abroad or when
    unknown; `city` and `department` are then as given. `address_is_issuers`: the receiver gave
    none (Res. 202 of 2025 lets a buyer), so the issuer's stands in.
    """

    person_type: str
    id_type: str | None
    identifier: str
    dv: str | None
    corporate_name: str
    first_name: str
    second_name: str
    first_surname: str
    second_surname: str
    responsibilities: tuple[str, ...]
    tax_scheme: str
    city_code: str | None
    city: str
    department: str
    department_code: str | None
    address_line: str
    postal_code: str
    country: str
    phone: str | None
    email: str | None
    address_is_issuers: bool

    @property
    def is_final_consumer(self) -> bool:
        """Whether this is DIAN's nameless buyer, CC 222222222222."""
        return self.identifier == FINAL_CONSUMER

    @property
    def full_name(self) -> str:
        """The corporate name, or the person's names in order."""
        names = (self.first_name, self.second_name, self.first_surname, self.second_surname)
        return self.corporate_name or " ".join(filter(None, names))


@dataclass(frozen=True, slots=True)
class PersonNames:
    """A natural person's names; "" where there is none."""

    first_name: str = ""
    second_name: str = ""
    first_surname: str = ""
    second_surname: str = ""


def receiver_profile(document: DocumentValue) -> CoReceiver:
    """The receiver with every default applied. Total: what cannot be told is left empty, and the
    rules report it. Raises pydantic.ValidationError where `country_specific` breaks its schema."""
    party, fields = document.receiver, receiver_fields(document)
    id_type = _id_type(party, fields)
    identifier, dv = _identifier(party, id_type)
    person_type = _person_type(fields, id_type, identifier)
    natural = person_type == NATURAL_PERSON
    names = person_names(party, fields) if natural else PersonNames()
    own = party.address
    address = own or document.issuer.address
    city = _city(fields, address)
    return CoReceiver(
        person_type=person_type,
        id_type=id_type,
        identifier=identifier,
        dv=dv,
        corporate_name="" if natural else " ".join(party.name.split()),
        first_name=names.first_name,
        second_name=names.second_name,
        first_surname=names.first_surname,
        second_surname=names.second_surname,
        responsibilities=tuple(fields.responsibilities) or ("R_99_PN",),
        tax_scheme=fields.tax_scheme or "CO_ZZ",
        city_code=city.code if city else None,
        city=city.name if city else _text(address, "city"),
        department=city.department if city else _text(address, "region"),
        department_code=city.department_code if city else None,
        address_line=_address_line(address),
        postal_code=_text(address, "postal_code"),
        country=_text(address, "country") or "CO",
        phone=fields.phone,
        email=party.email,
        address_is_issuers=own is None and address is not None,
    )


def receiver_fields(document: DocumentValue) -> CoPartyFields:
    """The document's `country_specific.receiver`, or one without any field set."""
    if not document.country_specific:
        return CoPartyFields()
    place = country_specific.DOCUMENT
    model = country_specific.parse(document.country, place, document.country_specific)
    receiver = model.receiver if isinstance(model, CoDocument) else None
    return receiver or CoPartyFields()


def person_names(party: Party, fields: CoPartyFields) -> PersonNames:
    """A natural person's names: those given apart, else `name` split.

    Two words are name and surname, three a name and two surnames; of more the last two are
    surnames, the first is the name and the rest the second name. One word alone leaves the
    surname empty.
    """
    if _normalised(party) == FINAL_CONSUMER:
        return PersonNames(first_name="Consumidor", first_surname="final")
    if fields.first_name or fields.first_surname:
        return PersonNames(
            fields.first_name or "",
            fields.second_name or "",
            fields.first_surname or "",
            fields.second_surname or "",
        )
    return _split_name(party.name)


def _split_name(name: str) -> PersonNames:
    words = name.split()
    if len(words) < 2:
        return PersonNames(first_name=" ".join(words))
    if len(words) == 2:
        return PersonNames(words[0], "", words[1])
    return PersonNames(words[0], " ".join(words[1:-2]), words[-2], words[-1])


def _id_type(party: Party, fields: CoPartyFields) -> str | None:
    if party.tax_id_type == "NIT":
        return "NIT"
    if _normalised(party) == FINAL_CONSUMER:
        return "CC"
    return fields.id_type


def _identifier(party: Party, id_type: str | None) -> tuple[str, str | None]:
    if id_type != "NIT":
        return _normalised(party), None
    number, dv = tax_ids.split_nit(party.tax_id)
    if dv is None and number.isascii() and number.isdigit() and len(number) <= 15:
        dv = tax_ids.nit_check_digit(number)
    return number, dv


def _normalised(party: Party) -> str:
    return tax_ids.normalise("CO", party.tax_id_type, party.tax_id)


def _person_type(fields: CoPartyFields, id_type: str | None, identifier: str) -> str:
    if fields.person_type is not None:
        return fields.person_type
    if id_type == "NIT_FOREIGN":
        return LEGAL_ENTITY
    company = id_type == "NIT" and len(identifier) == 9 and identifier[0] in "89"
    return LEGAL_ENTITY if company else NATURAL_PERSON


def _city(fields: CoPartyFields, address: Address | None) -> co_cities.City | None:
    if fields.city_code is not None:
        return co_cities.by_code(fields.city_code)
    if address is None or address.country != "CO":
        return None
    found = co_cities.matching(address.city, address.region)
    return found[0] if len(found) == 1 else None


def _address_line(address: Address | None) -> str:
    if address is None:
        return ""
    return " ".join(filter(None, (address.line1.strip(), address.line2.strip())))


def _text(address: Address | None, name: str) -> str:
    return "" if address is None else str(getattr(address, name)).strip()

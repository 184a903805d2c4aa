"""An event in UBL: the ApplicationResponse of annex RADIAN 1.1. The sandbox does not sign it."""

from datetime import datetime
from typing import Any

from lxml import etree

from providers.co_yabico.sandbox import event_kinds
from providers.co_yabico.sandbox.cufe import issue_date, issue_time
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.parties import full_name
from providers.co_yabico.sandbox.registry import Event
from providers.co_yabico.sandbox.ubl.parties import ID_TYPES, tax_scheme
from providers.co_yabico.sandbox.ubl.xml import element, maybe, root, serialize

PLACE = {"address": "-", "city": "11001", "country": "CO"}


def application_response(event: Event, document: Document) -> bytes:
    """The XML of an event on an invoice, under its CUDE."""
    issued = datetime.fromisoformat(event.issued_at)
    notes = [note for note in event.content.get("eventNotes") or () if note]
    return serialize(
        root(
            "ApplicationResponse",
            element("cbc:UBLVersionID", "UBL 2.1"),
            element("cbc:CustomizationID", "1"),
            element("cbc:ProfileID", "DIAN 2.1: ApplicationResponse de la Factura Electrónica"),
            element("cbc:ID", event.consecutive),
            element("cbc:UUID", event.cude, attributes={"schemeName": "CUDE-SHA384"}),
            element("cbc:IssueDate", issue_date(issued)),
            element("cbc:IssueTime", issue_time(issued)),
            *(element("cbc:Note", note.get("value") or "") for note in notes),
            element("cac:SenderParty", _party(event.sender)),
            element("cac:ReceiverParty", _party(event.receiver)),
            _response(event, document),
        )
    )


def _party(given: dict[str, Any]) -> etree._Element:
    name = given["name"] if isinstance(given["name"], str) else full_name(given["name"])
    who = {"idType": given["idType"], "identifier": given["identifier"]}
    return tax_scheme(name, who, ["R_99_PN"], "CO_01", PLACE)


def _response(event: Event, document: Document) -> etree._Element:
    concept = event.content.get("claimConcept")
    claim = {"listID": concept.removeprefix("CO_")} if concept else {}
    return element(
        "cac:DocumentResponse",
        element(
            "cac:Response",
            element("cbc:ResponseCode", event.kind, attributes=claim),
            element("cbc:Description", event_kinds.WORDS[event.kind]),
        ),
        element(
            "cac:DocumentReference",
            element("cbc:ID", document.consecutive),
            element("cbc:UUID", document.cufe, attributes={"schemeName": "CUFE-SHA384"}),
            element("cbc:DocumentTypeCode", "01"),
        ),
        _person(event.content.get("issuerParty")),
    )


def _person(given: dict[str, Any] | None) -> etree._Element | None:
    if given is None:
        return None
    who, name = given["partyIdentification"], given["partyName"]
    job = given.get("jobDescriptor") or {}
    kind = {"schemeName": ID_TYPES[who["idType"]]}
    person = element(
        "cac:Person",
        element("cbc:ID", who["identifier"], attributes=kind),
        maybe("cbc:FirstName", name.get("firstName")),
        maybe("cbc:FamilyName", name.get("firstSurname")),
        maybe("cbc:JobTitle", job.get("jobTitle")),
        maybe("cbc:OrganizationDepartment", job.get("organizationDepartment")),
    )
    return element("cac:IssuerParty", person)

"""DIAN's container: the AttachedDocument with a document and DIAN's ApplicationResponse inside."""

from datetime import datetime

from lxml import etree

from providers.co_yabico.sandbox.cufe import issue_date, issue_time
from providers.co_yabico.sandbox.documents import Document
from providers.co_yabico.sandbox.parties import full_name
from providers.co_yabico.sandbox.seals import seal_name
from providers.co_yabico.sandbox.ubl.document import document_xml
from providers.co_yabico.sandbox.ubl.parties import tax_scheme
from providers.co_yabico.sandbox.ubl.xml import element, root, serialize
from providers.co_yabico.sandbox.units import Unit

PLACE = {"address": "-", "city": "11001", "country": "CO"}
DIAN = {"idType": "NIT", "identifier": "800197268"}


def attached_document(document: Document, unit: Unit, target: Document | None) -> bytes:
    """The XML file of a validated document. The inner documents stand in CDATA. `target` is what a
    note is about."""
    issued = datetime.fromisoformat(document.issued_at)
    return serialize(
        root(
            "AttachedDocument",
            *_heading(unit, document.consecutive, issued, "Documentos adjuntos"),
            element("cbc:DocumentType", "Contenedor de Factura Electrónica"),
            element("cbc:ParentDocumentID", document.consecutive),
            element("cac:SenderParty", _sender(document, unit)),
            element("cac:ReceiverParty", _receiver(document, unit)),
            _attachment(serialize(document_xml(document, unit, target))),
            _validation(document, unit, issued),
        )
    )


def application_response(document: Document, unit: Unit, at: datetime) -> bytes:
    """DIAN's answer: response code 02, document validated."""
    answer = element(
        "cac:Response",
        element("cbc:ResponseCode", "02"),
        element("cbc:Description", "Documento validado por la DIAN"),
    )
    reference = element(
        "cac:DocumentReference",
        element("cbc:ID", document.consecutive),
        element("cbc:UUID", document.cufe, attributes=_scheme(document)),
    )
    return serialize(
        root(
            "ApplicationResponse",
            *_heading(unit, f"AR{document.consecutive}", at, "DIAN 2.1"),
            element("cac:SenderParty", tax_scheme("DIAN", DIAN, ["R_99_PN"], "CO_01", PLACE)),
            element("cac:ReceiverParty", _sender(document, unit)),
            element("cac:DocumentResponse", answer, reference),
        )
    )


def _heading(unit: Unit, number: str, at: datetime, profile: str) -> list[etree._Element]:
    return [
        element("cbc:UBLVersionID", "UBL 2.1"),
        element("cbc:CustomizationID", "1"),
        element("cbc:ProfileID", profile),
        element("cbc:ProfileExecutionID", unit.environment),
        element("cbc:ID", number),
        element("cbc:IssueDate", issue_date(at)),
        element("cbc:IssueTime", issue_time(at)),
    ]


def _scheme(document: Document) -> dict[str, str]:
    return {"schemeName": f"{seal_name(document.kind, document.content)}-SHA384"}


def _sender(document: Document, unit: Unit) -> etree._Element:
    """Who issued it: of what was received, the other party."""
    return _other(document) if document.received else _unit(unit)


def _receiver(document: Document, unit: Unit) -> etree._Element:
    return _unit(unit) if document.received else _other(document)


def _unit(unit: Unit) -> etree._Element:
    who = {"idType": "NIT", "identifier": unit.nit}
    return tax_scheme(unit.name, who, ["R_99_PN"], "CO_01", PLACE)


def _other(document: Document) -> etree._Element:
    given = document.party
    name, place = full_name(given["personName"]), given["physicalLocation"]
    return tax_scheme(name, given["personId"], ["R_99_PN"], "CO_ZZ", place)


def _attachment(xml: bytes) -> etree._Element:
    description = element("cbc:Description")
    description.text = etree.CDATA(xml.decode())
    return element(
        "cac:Attachment",
        element(
            "cac:ExternalReference",
            element("cbc:MimeCode", "text/xml"),
            element("cbc:EncodingCode", "UTF-8"),
            description,
        ),
    )


def _validation(document: Document, unit: Unit, at: datetime) -> etree._Element:
    result = element(
        "cac:ResultOfVerification",
        element("cbc:ValidatorID", "Unidad Especial Dirección de Impuestos y Aduanas Nacionales"),
        element("cbc:ValidationResultCode", "02"),
        element("cbc:ValidationDate", issue_date(at)),
        element("cbc:ValidationTime", issue_time(at)),
    )
    reference = element(
        "cac:DocumentReference",
        element("cbc:ID", document.consecutive),
        element("cbc:UUID", document.cufe, attributes=_scheme(document)),
        element("cbc:IssueDate", issue_date(at)),
        element("cbc:DocumentType", "ApplicationResponse"),
        _attachment(application_response(document, unit, at)),
        result,
    )
    line = element("cbc:LineID", "1")
    return element("cac:ParentDocumentLineReference", line, reference)

"""The XML and PDF of a validated invoice."""

import base64
import io
from typing import Any

from lxml import etree
from pypdf import PdfReader

from . import payloads
from .client import Sandbox

FILES = """{ invoice(uid: "SETP990000001") { files {
    attachedDocument { data filename fileType }
    graphicalRepresentationPdf { data filename fileType }
    graphicalRepresentationHtml { data }
} } }"""
SPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "sts": "dian:gov:co:facturaelectronica:Structures-2-1",
    "inv": "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "att": "urn:oasis:names:specification:ubl:schema:xsd:AttachedDocument-2",
}


def files(sandbox: Sandbox) -> dict[str, Any]:
    found: dict[str, Any] = sandbox.ask(FILES)["data"]["invoice"]["files"]
    return found


def texts(node: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in node.findall(path, SPACES)]


def issued(sandbox: Sandbox) -> tuple[etree._Element, etree._Element]:
    """The container and the invoice inside it."""
    sandbox.accepted(payloads.rich(sandbox.unit))
    sandbox.pass_time(20)
    container = etree.fromstring(base64.b64decode(files(sandbox)["attachedDocument"]["data"]))
    inner = texts(container, "cac:Attachment/cac:ExternalReference/cbc:Description")
    return container, etree.fromstring("".join(inner).encode())


def test_there_are_no_files_before_validation(sandbox: Sandbox) -> None:
    sandbox.accepted(payloads.invoice(sandbox.unit))
    sandbox.pass_time(10)
    assert set(files(sandbox).values()) == {None}
    sandbox.pass_time(10)
    ready = files(sandbox)
    assert ready["graphicalRepresentationHtml"] is None
    assert ready["attachedDocument"]["filename"] == "adSETP990000001.xml"
    assert ready["graphicalRepresentationPdf"]["fileType"] == "PDF"


def test_a_rejected_document_never_has_files(sandbox: Sandbox) -> None:
    sandbox.arm("reject")
    sandbox.accepted(payloads.invoice(sandbox.unit))
    sandbox.pass_time(1000)
    assert set(files(sandbox).values()) == {None}


def test_the_container_holds_the_invoice_and_dians_answer(sandbox: Sandbox) -> None:
    container, invoice = issued(sandbox)
    assert etree.QName(container).namespace == SPACES["att"]
    assert texts(container, "cbc:ParentDocumentID") == ["SETP990000001"]
    assert etree.QName(invoice).namespace == SPACES["inv"]
    reference = "cac:ParentDocumentLineReference/cac:DocumentReference"
    answer = texts(container, f"{reference}/cac:Attachment/cac:ExternalReference/cbc:Description")
    response = etree.fromstring("".join(answer).encode())
    assert texts(response, "cac:DocumentResponse/cac:Response/cbc:ResponseCode") == ["02"]


def test_the_invoice_bears_cufe_numbering_and_parties(sandbox: Sandbox) -> None:
    _, invoice = issued(sandbox)
    cufe = sandbox.kept()[0]["cufe"]
    uuid = invoice.findall("cbc:UUID", SPACES)
    assert [(u.text, u.get("schemeName")) for u in uuid] == [(cufe, "CUFE-SHA384")]
    assert texts(invoice, ".//sts:InvoiceControl/sts:InvoiceAuthorization") == ["18760000001"]
    assert texts(invoice, ".//sts:AuthorizedInvoices/sts:From") == ["990000000"]
    assert cufe in texts(invoice, ".//sts:QRCode")[0]
    assert texts(invoice, "cbc:Note") == ["Orden 4711"]
    seller, buyer = (
        invoice.findall(f"cac:{party}//cac:PartyTaxScheme/cbc:CompanyID", SPACES)[0]
        for party in ("AccountingSupplierParty", "AccountingCustomerParty")
    )
    assert (seller.text, seller.get("schemeID"), seller.get("schemeName")) == (
        "900559088",
        "2",
        "31",
    )
    assert (buyer.text, buyer.get("schemeID")) == ("800197268", "4")


def test_the_invoice_bears_all_amounts(sandbox: Sandbox) -> None:
    _, invoice = issued(sandbox)
    total = "cac:LegalMonetaryTotal/cbc:"
    assert texts(invoice, f"{total}PayableAmount") == ["459210.00"]
    assert texts(invoice, f"{total}TaxExclusiveAmount") == ["461000.00"]
    assert texts(invoice, "cac:TaxTotal/cbc:TaxAmount") == ["87400.00", "8800.00", "60.00"]
    assert texts(invoice, "cac:WithholdingTaxTotal/cbc:TaxAmount") == ["27500.00"]
    assert texts(invoice, "cac:AllowanceCharge/cbc:ChargeIndicator") == ["false", "true"]
    assert len(invoice.findall("cac:InvoiceLine", SPACES)) == 6
    assert texts(invoice, "cac:InvoiceLine[6]//cbc:PerUnitAmount") == ["30.00"]
    assert texts(invoice, "cac:InvoiceLine[2]/cac:PricingReference//cbc:PriceAmount") == [
        "100000.00"
    ]


def test_the_pdf_can_be_read(sandbox: Sandbox) -> None:
    issued(sandbox)
    data = base64.b64decode(files(sandbox)["graphicalRepresentationPdf"]["data"])
    assert data.startswith(b"%PDF-")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    joined = text.replace("\n", "")
    assert "SETP990000001" in joined
    assert "CLIENTE DE PRUEBA SAS" in joined
    assert "459210.00 COP" in joined
    assert sandbox.kept()[0]["cufe"] in joined.replace(" ", "")


def test_the_same_document_gives_the_same_pdf(sandbox: Sandbox) -> None:
    issued(sandbox)
    assert files(sandbox) == files(sandbox)
